package evidence

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"vigie/internal/observatory"
)

// VerdictsID is the id of the leaf of the verdicts given at a horizon.
func VerdictsID(horizon time.Time, simulation bool) observatory.ID {
	at := binary.BigEndian.AppendUint64(nil, uint64(horizon.UnixMilli())) //nolint:gosec // an instant after 1970
	if simulation {
		at = append(at, 1)
	}
	return observatory.DeriveID([]byte("verdicts"), at)
}

// CanonicalVerdict writes a row of the duty matrix as its leaf hashes it and as
// a check compares it: one line of JSON, RecordedAt left out.
func CanonicalVerdict(v *observatory.DutyVerdict) ([]byte, error) {
	c := *v
	c.Envelope = canonicalEnvelope(v.Envelope)
	line, err := canonicalJSON(c)
	if err != nil {
		return nil, fmt.Errorf("verdict %s : %w", v.ID, err)
	}
	return line, nil
}

// VerdictsLeaf makes the leaf of the rows that one run added, in their order: an
// HMAC under key, for some rows speak of few persons.
func VerdictsLeaf(key []byte, horizon time.Time, simulation bool, rows []*observatory.DutyVerdict) (Leaf, error) {
	if len(key) < sha256.Size {
		return Leaf{}, fmt.Errorf("ligne du registre des verdicts : clé de %d octets, il en faut %d", len(key), sha256.Size)
	}
	var all []byte
	for _, row := range rows {
		line, err := CanonicalVerdict(row)
		if err != nil {
			return Leaf{}, err
		}
		all = append(append(all, line...), '\n')
	}
	return Leaf{Kind: LeafVerdicts, ID: VerdictsID(horizon, simulation), At: canonicalTime(horizon), ContentHash: keyedHash(key, all)}, nil
}
