package evidence

import (
	"time"

	"vigie/internal/observatory"
)

// captureDeletionID is the id of the leaf that tells the deletion of an
// attempt's capture: one attempt has one at most.
func captureDeletionID(attempt observatory.ID) observatory.ID {
	return observatory.DeriveID([]byte("capture-deletion"), attempt[:])
}

// CaptureDeletionLeaf makes the leaf of the deletion of an attempt's capture:
// every file of it, the rule that asked for it, and the hash of the attempt's
// row, which stays.
func CaptureDeletionLeaf(a *observatory.Attempt, at time.Time, rule string, files []observatory.Hash) (Leaf, error) {
	row, err := CanonicalAttempt(a)
	if err != nil {
		return Leaf{}, err
	}
	return Leaf{
		Kind: LeafDeletion, ID: captureDeletionID(a.ID), At: canonicalTime(at), Evidence: files, ContentHash: contentHash(row), Reason: rule,
	}, nil
}

// DeletesCapture reports whether the leaf tells the deletion of the capture of
// this attempt.
func (l Leaf) DeletesCapture(attempt observatory.ID) bool {
	return l.Kind == LeafDeletion && l.ID == captureDeletionID(attempt)
}

// CaptureDeletion gives the leaf of the deletion of an attempt's capture and
// its index; ok is false when the capture was not deleted.
func (l *Ledger) CaptureDeletion(attempt observatory.ID) (leaf Leaf, index int64, ok bool, err error) {
	index, ok, err = l.LeafIndex(captureDeletionID(attempt))
	if err != nil || !ok {
		return Leaf{}, 0, false, err
	}
	line, err := l.Leaf(index)
	if err != nil {
		return Leaf{}, 0, false, err
	}
	leaf, err = ParseLeaf(line)
	return leaf, index, err == nil, err
}
