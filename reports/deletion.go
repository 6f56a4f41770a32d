package reports

import (
	"fmt"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// deletionName is the file of the proof that the captures of the i-th attempt,
// counted from 0, were deleted by a rule.
func deletionName(i int) string { return fmt.Sprintf("%s%04d-suppression.tlog-proof", proofDir, i+1) }

// proveDeletion proves the deletion of the captures of an attempt, if the
// ledger tells one: the dossier then says so in their place.
func (d Dossier) proveDeletion(i int, c *content) error {
	e := &c.entries[i]
	leaf, index, found, err := d.Ledger.CaptureDeletion(e.ID)
	if err != nil || !found || index >= c.head.Size {
		return err
	}
	line, err := d.Ledger.Leaf(index)
	if err != nil {
		return err
	}
	path, err := d.Ledger.Inclusion(index, c.head.Size)
	if err != nil {
		return err
	}
	e.Deleted, e.Captures = &leaf, nil
	c.deletions[i] = evidence.Proof{Leaf: line, Index: index, Path: path, Checkpoint: c.checkpoint}
	return nil
}

// checkDeletion gives the captures of the i-th attempt that the ledger says
// were deleted, none when the dossier proves no deletion.
func (v *verification) checkDeletion(i int, a *observatory.Attempt, row []byte, head evidence.Head, checkpoint []byte) ([]observatory.Hash, error) {
	name := deletionName(i)
	if v.bag.files[name] == nil {
		return nil, nil
	}
	data, err := v.bag.read(name)
	if err != nil {
		return nil, err
	}
	proof, err := evidence.ParseProof(data)
	if err != nil {
		return nil, altered(name, "%v", err)
	}
	if err := checkProof(name, proof, head, checkpoint); err != nil {
		return nil, err
	}
	leaf, err := evidence.ParseLeaf(proof.Leaf)
	if err != nil {
		return nil, altered(name, "%v", err)
	}
	if !leaf.DeletesCapture(a.ID) || string(leaf.ContentHash) != sha256Hex(row) {
		return nil, altered(name, "elle prouve la suppression d’autre chose que les captures de la tentative %s", a.ID)
	}
	v.report.Files++
	v.report.Deleted++
	return leaf.Evidence, nil
}
