package reports

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// maxRowBytes is the longest row that is read.
const maxRowBytes = 16 << 20

// checkRows checks each attempt's row against its leaf, its leaf against the
// signed head, and its captures against the manifest.
func (v *verification) checkRows(ctx context.Context) error {
	checkpoint, err := v.bag.read(checkpointName)
	if err != nil {
		return err
	}
	head, err := v.key.OpenCheckpoint(checkpoint)
	if err != nil {
		return altered(checkpointName, "%v", err)
	}
	v.report.Head, v.report.Root = head.Size, head.Root.String()
	v.report.Files++
	captures := map[string]bool{}
	for name, hash := range v.hashes {
		captures[hash] = captures[hash] || strings.HasPrefix(name, captureDir)
	}
	var attempts []observatory.Attempt
	err = v.bag.stream(rowsName, func(r io.Reader) error {
		return eachRow(r, func(row []byte) error {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("vérifier le dossier : %w", err)
			}
			attempt, err := v.checkRow(len(attempts), row, head, checkpoint, captures)
			attempts = append(attempts, attempt)
			return err
		})
	})
	if err != nil {
		return err
	}
	if err := v.checkProofFiles(attempts); err != nil {
		return err
	}
	v.report.Attempts = len(attempts)
	v.report.Lines = lines(newSeries(newEntries(attempts)))
	return nil
}

// eachRow gives the lines of a JSONL file, without their line ends.
func eachRow(r io.Reader, use func(row []byte) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxRowBytes)
	for lines.Scan() {
		if err := use(lines.Bytes()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// checkRow checks the i-th row, counted from 0.
func (v *verification) checkRow(i int, row []byte, head evidence.Head, checkpoint []byte, captures map[string]bool) (observatory.Attempt, error) {
	var attempt observatory.Attempt
	if err := json.Unmarshal(row, &attempt); err != nil {
		return attempt, altered(rowsName, "ligne %d illisible", i+1)
	}
	files := evidence.AttemptFiles(&attempt)
	deleted, err := v.checkDeletion(i, &attempt, row, head, checkpoint)
	if err != nil {
		return attempt, err
	}
	for _, hash := range files {
		if !captures[string(hash)] && !slices.Contains(deleted, hash) {
			return attempt, altered(rowsName, "ligne %d : la capture %s n’est pas au dossier", i+1, hash)
		}
	}
	name := proofName(i)
	if v.bag.files[name] == nil && attempt.Mode == observatory.Reported {
		v.report.Declared++
		return attempt, nil
	}
	data, err := v.bag.read(name)
	if err != nil {
		return attempt, err
	}
	proof, err := evidence.ParseProof(data)
	if err != nil {
		return attempt, altered(name, "%v", err)
	}
	if err := checkProof(name, proof, head, checkpoint); err != nil {
		return attempt, err
	}
	v.report.Proofs++
	v.report.Files++
	return attempt, checkLeaf(name, proof.Leaf, attempt.ID, row, files)
}

// checkProof checks that the proof leads to the dossier's own signed head.
func checkProof(name string, proof evidence.Proof, head evidence.Head, checkpoint []byte) error {
	if !bytes.Equal(proof.Checkpoint, checkpoint) {
		return altered(name, "elle ne mène pas à la tête de registre du dossier")
	}
	if err := proof.In(head); err != nil {
		return altered(name, "%v", err)
	}
	return nil
}

// checkLeaf checks that the leaf is that of this row.
func checkLeaf(name string, line []byte, id observatory.ID, row []byte, files []observatory.Hash) error {
	leaf, err := evidence.ParseLeaf(line)
	if err != nil {
		return altered(name, "%v", err)
	}
	switch {
	case leaf.Kind != evidence.LeafAttempt || leaf.ID != id:
		return altered(name, "elle prouve l’inscription d’autre chose que la tentative %s", id)
	case string(leaf.ContentHash) != sha256Hex(row):
		return altered(name, "la tentative %s inscrite au registre n’est pas celle du dossier", id)
	case !slices.Equal(leaf.Evidence, files):
		return altered(name, "les captures inscrites au registre ne sont pas celles du dossier")
	}
	return nil
}

// checkProofFiles checks that the folders outside the manifests hold nothing
// more than they should, and that no attempt stands twice.
func (v *verification) checkProofFiles(attempts []observatory.Attempt) error {
	seen := make(map[observatory.ID]bool, len(attempts))
	expected := map[string]bool{
		checkpointName: true, signatureName: true, signersName: true, publicKeyName: true,
	}
	for i := range attempts {
		if seen[attempts[i].ID] {
			return altered(rowsName, "la tentative %s y est deux fois", attempts[i].ID)
		}
		seen[attempts[i].ID] = true
		expected[proofName(i)], expected[deletionName(i)] = true, true
	}
	for _, name := range v.bag.names() {
		outside := strings.HasPrefix(name, proofDir) || strings.HasPrefix(name, signatureDir)
		if outside && !expected[name] {
			return altered(name, "fichier ajouté : il n’a pas sa place dans le dossier")
		}
	}
	return nil
}
