package evidence

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// LeafKind names what a leaf of the ledger is about.
type LeafKind string

// The kinds of leaf.
const (
	LeafAttempt  LeafKind = "attempt"
	LeafImport   LeafKind = "import"
	LeafDossier  LeafKind = "dossier"
	LeafDeletion LeafKind = "deletion"
	LeafVerdicts LeafKind = "verdicts"
	LeafRotation LeafKind = "rotation" // of the key of pseudonyms
)

// Leaf is one entry of the ledger, kept as one line of JSON. At is UTC, cut to
// the millisecond. ContentHash is the SHA-256 of the canonical JSON of what the
// leaf is about, or, for a leaf about cases, the HMAC-SHA-256 of it under a key
// that erasure destroys.
type Leaf struct {
	Kind        LeafKind           `json:"kind"`
	ID          observatory.ID     `json:"id"`
	At          time.Time          `json:"at"`
	Evidence    []observatory.Hash `json:"evidence,omitempty"`
	ContentHash observatory.Hash   `json:"content_hash"`
	Reason      string             `json:"reason,omitempty"` // of the deletion of a capture: the rule that asked for it
}

// Bytes writes the leaf as the ledger hashes it: one line of JSON, no line end.
func (l Leaf) Bytes() ([]byte, error) {
	l.At = canonicalTime(l.At)
	return canonicalJSON(l)
}

// ParseLeaf reads one line of the ledger. It refuses a line that is not the
// canonical form of the leaf, so that one leaf has one writing only.
func ParseLeaf(line []byte) (Leaf, error) {
	var leaf Leaf
	if err := json.Unmarshal(line, &leaf); err != nil {
		return Leaf{}, fmt.Errorf("ligne du registre illisible : %w", err)
	}
	if err := leaf.check(); err != nil {
		return Leaf{}, err
	}
	again, err := leaf.Bytes()
	if err != nil {
		return Leaf{}, err
	}
	if !bytes.Equal(again, line) {
		return Leaf{}, fmt.Errorf("ligne du registre hors de la forme canonique")
	}
	return leaf, nil
}

// leafID reads the id of a leaf without the rest: a ledger of a million lines
// is read whole each time it is opened.
func leafID(line []byte) (observatory.ID, error) {
	const idLength = 36
	_, rest, found := bytes.Cut(line, []byte(`","id":"`))
	if !found || len(rest) < idLength || !bytes.HasPrefix(line, []byte(`{"kind":"`)) {
		return observatory.NoID, fmt.Errorf("ligne du registre sans identifiant")
	}
	return observatory.ParseID(string(rest[:idLength]))
}

func (l Leaf) check() error {
	switch {
	case l.Kind == "":
		return fmt.Errorf("ligne du registre sans genre")
	case l.ID.IsZero():
		return fmt.Errorf("ligne du registre sans identifiant")
	case !ValidHash(l.ContentHash):
		return fmt.Errorf("ligne du registre %s : empreinte du contenu illisible", l.ID)
	}
	for _, hash := range l.Evidence {
		if !ValidHash(hash) {
			return fmt.Errorf("ligne du registre %s : empreinte d’une pièce illisible", l.ID)
		}
	}
	return nil
}

// AttemptLeaf makes the leaf of an attempt: its id, instant, every evidence
// file (pieces first, then the pictures of the steps) and the hash of its
// canonical form, so that a dossier proves the row as well as the files.
func AttemptLeaf(a *observatory.Attempt) (Leaf, error) {
	row, err := CanonicalAttempt(a)
	if err != nil {
		return Leaf{}, err
	}
	return Leaf{
		Kind: LeafAttempt, ID: a.ID, At: canonicalTime(a.At),
		Evidence: AttemptFiles(a), ContentHash: contentHash(row),
	}, nil
}

// AttemptFiles lists the evidence files of an attempt without repetition:
// pieces first, then the pictures of the steps in the order of their index.
func AttemptFiles(a *observatory.Attempt) []observatory.Hash {
	var files []observatory.Hash
	add := func(hash observatory.Hash) {
		if hash != "" && !slices.Contains(files, hash) {
			files = append(files, hash)
		}
	}
	for _, piece := range a.Evidence {
		add(piece.Hash)
	}
	for _, step := range sortedSteps(a.Steps) {
		add(step.Screenshot)
	}
	return files
}

// ImportLeaf makes the leaf of an import: an HMAC of its row under key, which
// speaks of cases and so proves nothing once the key is destroyed.
func ImportLeaf(key []byte, i *observatory.Import) (Leaf, error) {
	if len(key) < sha256.Size {
		return Leaf{}, fmt.Errorf("ligne du registre d’un import : clé de %d octets, il en faut %d", len(key), sha256.Size)
	}
	row, err := canonicalImport(i)
	if err != nil {
		return Leaf{}, err
	}
	return Leaf{Kind: LeafImport, ID: i.ID, At: canonicalTime(i.At), ContentHash: keyedHash(key, row)}, nil
}

// DossierLeaf makes the leaf of an exported dossier: manifest is the SHA-256 of
// its manifest.
func DossierLeaf(id observatory.ID, at time.Time, manifest observatory.Hash) Leaf {
	return Leaf{Kind: LeafDossier, ID: id, At: canonicalTime(at), ContentHash: manifest}
}

// DeletionLeaf makes the leaf of a deletion. subject names what was deleted; it
// enters only as an HMAC under key.
func DeletionLeaf(key []byte, id observatory.ID, at time.Time, subject string) (Leaf, error) {
	if len(key) < sha256.Size {
		return Leaf{}, fmt.Errorf("ligne du registre d’un effacement : clé de %d octets, il en faut %d", len(key), sha256.Size)
	}
	return Leaf{Kind: LeafDeletion, ID: id, At: canonicalTime(at), ContentHash: keyedHash(key, []byte(subject))}, nil
}

// RotationLeaf makes the leaf of a rotation of keys: an HMAC of its record.
func RotationLeaf(key []byte, id observatory.ID, at time.Time, record []byte) (Leaf, error) {
	if len(key) < sha256.Size {
		return Leaf{}, fmt.Errorf("ligne du registre d’un renouvellement de clés : clé de %d octets, il en faut %d", len(key), sha256.Size)
	}
	return Leaf{Kind: LeafRotation, ID: id, At: canonicalTime(at), ContentHash: keyedHash(key, record)}, nil
}

func contentHash(data []byte) observatory.Hash {
	sum := sha256.Sum256(data)
	return observatory.Hash(hex.EncodeToString(sum[:]))
}

func keyedHash(key, data []byte) observatory.Hash {
	mac := hmac.New(sha256.New, key)
	mac.Write(data)
	return observatory.Hash(hex.EncodeToString(mac.Sum(nil)))
}
