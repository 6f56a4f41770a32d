package evidence

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// proofHeader is the first line of a C2SP tlog-proof file.
const proofHeader = "c2sp.org/tlog-proof@v1"

// maxPath is the longest audit path that a 63-bit tree can have.
const maxPath = 63

// ErrProof says that a leaf is not proved to be in the signed ledger.
var ErrProof = errors.New("preuve d’inscription non valable")

// Proof proves that one leaf stands in the ledger: a file in the C2SP
// tlog-proof format, which carries the leaf itself as its extra data.
type Proof struct {
	Leaf       []byte // as Leaf.Bytes writes it
	Index      int64
	Path       []tlog.Hash
	Checkpoint []byte // signed tree head
}

// Bytes writes the proof in the C2SP tlog-proof format (v1).
func (p Proof) Bytes() []byte {
	var out bytes.Buffer
	fmt.Fprintln(&out, proofHeader)
	fmt.Fprintln(&out, "extra", base64.StdEncoding.EncodeToString(p.Leaf))
	fmt.Fprintln(&out, "index", p.Index)
	for _, hash := range p.Path {
		fmt.Fprintln(&out, hash)
	}
	fmt.Fprintln(&out)
	out.Write(p.Checkpoint)
	return out.Bytes()
}

// ParseProof reads a proof in the C2SP tlog-proof format with the leaf in its
// extra line. It checks the form only; Verify checks the content.
func ParseProof(data []byte) (Proof, error) {
	head, checkpoint, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 3 || lines[0] != proofHeader {
		return Proof{}, fmt.Errorf("%w : ce n’est pas un fichier %s", ErrProof, proofHeader)
	}
	extra, hasExtra := strings.CutPrefix(lines[1], "extra ")
	leaf, err := base64.StdEncoding.Strict().DecodeString(extra)
	if !hasExtra || err != nil || strings.Contains(extra, "\r") { // which base64 reads over: a proof has one form
		return Proof{}, fmt.Errorf("%w : ligne « extra » illisible", ErrProof)
	}
	number, hasIndex := strings.CutPrefix(lines[2], "index ")
	index, err := strconv.ParseInt(number, 10, 64)
	if !hasIndex || err != nil || index < 0 || strconv.FormatInt(index, 10) != number {
		return Proof{}, fmt.Errorf("%w : ligne « index » illisible", ErrProof)
	}
	if len(lines)-3 > maxPath {
		return Proof{}, fmt.Errorf("%w : chemin de %d empreintes", ErrProof, len(lines)-3)
	}
	proof := Proof{Leaf: leaf, Index: index, Checkpoint: []byte(checkpoint)}
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil || hash.String() != line {
			return Proof{}, fmt.Errorf("%w : empreinte du chemin illisible", ErrProof)
		}
		proof.Path = append(proof.Path, hash)
	}
	return proof, nil
}

// Verify checks that the leaf is in the tree of the checkpoint it carries and
// that the checkpoint is signed by key. It gives the signed head. The error is
// ErrProof or ErrSignature.
func (p Proof) Verify(key PublicKey) (Head, error) {
	head, err := key.OpenCheckpoint(p.Checkpoint)
	if err != nil {
		return Head{}, err
	}
	return head, p.In(head)
}

// In checks that the leaf is in the tree of a head that is already trusted;
// the error is ErrProof.
func (p Proof) In(head Head) error {
	if p.Index >= head.Size {
		return fmt.Errorf("%w : ligne %d hors d’un registre de %d lignes", ErrProof, p.Index, head.Size)
	}
	if err := tlog.CheckRecord(p.Path, head.Size, head.Root, p.Index, tlog.RecordHash(p.Leaf)); err != nil {
		return fmt.Errorf("%w : %w", ErrProof, err)
	}
	return nil
}

// VerifyConsistency checks that the tree of older is the beginning of the tree
// of newer; the error is ErrProof.
func VerifyConsistency(older, newer Head, path []tlog.Hash) error {
	if err := tlog.CheckTree(path, newer.Size, newer.Root, older.Size, older.Root); err != nil {
		return fmt.Errorf("%w : %w", ErrProof, err)
	}
	return nil
}

// parseCheckpoint reads the text of a C2SP checkpoint; lines after the third
// are extensions and are passed over.
func parseCheckpoint(text string) (string, Head, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] == "" {
		return "", Head{}, errors.New("tête du registre incomplète")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return "", Head{}, errors.New("tête du registre : taille illisible")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return "", Head{}, errors.New("tête du registre : empreinte illisible")
	}
	return lines[0], Head{Size: size, Root: root}, nil
}
