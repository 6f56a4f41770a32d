package reports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// content is all that a dossier says, before it is laid out in files.
type content struct {
	entries    []entry
	rows       [][]byte // canonical row of each entry
	proofs     map[int]evidence.Proof
	deletions  map[int]evidence.Proof // of the captures that the retention deleted
	head       evidence.Head
	checkpoint []byte
	series     []Series
}

// gather reads the attempts and proves each of them against one signed head.
func (d Dossier) gather(ctx context.Context) (*content, error) {
	c := &content{proofs: map[int]evidence.Proof{}, deletions: map[int]evidence.Proof{}}
	filter := observatory.AttemptFilter{Window: d.Window, Target: d.Target.ID, WithSteps: true}
	var attempts []observatory.Attempt
	for attempt, err := range d.Reader.Attempts(ctx, filter) {
		if err != nil {
			return nil, fmt.Errorf("lire les tentatives : %w", err)
		}
		if attempt.Simulation != d.Window.Simulation {
			return nil, fmt.Errorf("la tentative %s mêle une simulation et des relevés réels", attempt.ID)
		}
		row, err := evidence.CanonicalAttempt(&attempt)
		if err != nil {
			return nil, err
		}
		attempts = append(attempts, attempt)
		c.rows = append(c.rows, row)
	}
	if len(attempts) == 0 {
		return nil, observatory.InputErrorf("aucune tentative sur la cible « %s » du %s au %s : il n’y a rien à exporter",
			d.Target.ID, d.Window.From, d.Window.To)
	}
	c.entries = newEntries(attempts)
	c.series = newSeries(c.entries)
	if err := d.prove(c); err != nil {
		return nil, err
	}
	return c, d.nameStamped(c)
}

// prove takes one head of the ledger, signs it, and proves every row in it.
func (d Dossier) prove(c *content) error {
	var err error
	if c.head, err = d.Ledger.Head(); err != nil {
		return err
	}
	if c.checkpoint, err = d.Key.Checkpoint(c.head); err != nil {
		return err
	}
	for i := range c.entries {
		proof, found, err := d.proof(&c.entries[i].Attempt, c)
		if err != nil {
			return err
		}
		if found {
			c.proofs[i] = proof
		}
		c.entries[i].Proved = found
		if err := d.proveDeletion(i, c); err != nil {
			return err
		}
	}
	return nil
}

// proof proves one attempt. Only what a person declared may lack a leaf of its
// own: it comes from an import, which has one.
func (d Dossier) proof(a *observatory.Attempt, c *content) (evidence.Proof, bool, error) {
	index, found, err := d.Ledger.LeafIndex(a.ID)
	if err != nil {
		return evidence.Proof{}, false, err
	}
	if !found || index >= c.head.Size {
		if a.Mode == observatory.Reported {
			return evidence.Proof{}, false, nil
		}
		return evidence.Proof{}, false, fmt.Errorf("%w : la tentative %s n’est pas au registre", evidence.ErrAltered, a.ID)
	}
	leaf, err := evidence.AttemptLeaf(a)
	if err != nil {
		return evidence.Proof{}, false, err
	}
	expected, err := leaf.Bytes()
	if err != nil {
		return evidence.Proof{}, false, err
	}
	stored, err := d.Ledger.Leaf(index)
	if err != nil {
		return evidence.Proof{}, false, err
	}
	if !bytes.Equal(stored, expected) {
		return evidence.Proof{}, false, fmt.Errorf("%w : la tentative %s n’est plus celle qui a été inscrite au registre", evidence.ErrAltered, a.ID)
	}
	path, err := d.Ledger.Inclusion(index, c.head.Size)
	if err != nil {
		return evidence.Proof{}, false, err
	}
	return evidence.Proof{Leaf: stored, Index: index, Path: path, Checkpoint: c.checkpoint}, true, nil
}

// sha256Hex is the hash of data as manifests write it.
func sha256Hex(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
