package reports

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// TestCheckLeaf checks what a signed dossier could still get wrong: a row that
// is not the one of its leaf.
func TestCheckLeaf(t *testing.T) {
	attempt := attemptAt(1, "2026-11-03T08:00:00Z", observatory.Unattended, observatory.Unmet)
	attempt.Evidence = []observatory.Piece{{Role: "screenshot", Hash: observatory.Hash(strings.Repeat("a", 64)), Media: "image/png"}}
	row, err := evidence.CanonicalAttempt(&attempt)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := evidence.AttemptLeaf(&attempt)
	if err != nil {
		t.Fatal(err)
	}
	files := evidence.AttemptFiles(&attempt)
	otherKind, otherID, otherFiles := leaf, leaf, leaf
	otherKind.Kind = evidence.LeafDossier
	otherID.ID = observatory.DeriveID([]byte("other"))
	otherFiles.Evidence = nil
	for _, tc := range []struct {
		name string
		leaf evidence.Leaf
		row  []byte
		want string
	}{
		{"the same", leaf, row, ""},
		{"changed row", leaf, append(slices.Clone(row), ' '), "n’est pas celle du dossier"},
		{"leaf of another kind", otherKind, row, "autre chose"},
		{"leaf of another attempt", otherID, row, "autre chose"},
		{"leaf of other captures", otherFiles, row, "les captures"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			line, err := tc.leaf.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			err = checkLeaf("preuve/0001.tlog-proof", line, attempt.ID, tc.row, files)
			if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
				t.Errorf("checkLeaf = %v; want %q", err, tc.want)
			}
		})
	}
}

// TestCheckProof refuses a proof that is good, but leads to another head of
// the same ledger than the dossier's.
func TestCheckProof(t *testing.T) {
	ledger, err := evidence.OpenLedger(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	key, err := evidence.CreateKey(filepath.Join(t.TempDir(), "key"), "")
	if err != nil {
		t.Fatal(err)
	}
	var proofs []evidence.Proof
	var heads []evidence.Head
	for n := range 2 {
		leaf := evidence.DossierLeaf(observatory.DeriveID([]byte{byte(n)}), time.Unix(1_790_000_000, 0), observatory.Hash(strings.Repeat("a", 64)))
		if _, err := ledger.Append(t.Context(), leaf); err != nil {
			t.Fatal(err)
		}
		head, err := ledger.Head()
		if err != nil {
			t.Fatal(err)
		}
		signed, err := key.Checkpoint(head)
		if err != nil {
			t.Fatal(err)
		}
		line, err := ledger.Leaf(0)
		if err != nil {
			t.Fatal(err)
		}
		path, err := ledger.Inclusion(0, head.Size)
		if err != nil {
			t.Fatal(err)
		}
		proofs, heads = append(proofs, evidence.Proof{Leaf: line, Path: path, Checkpoint: signed}), append(heads, head)
	}
	if err := checkProof("p", proofs[1], heads[1], proofs[1].Checkpoint); err != nil {
		t.Errorf("good proof: %v", err)
	}
	mixed := proofs[0]
	mixed.Checkpoint = proofs[1].Checkpoint
	for name, proof := range map[string]evidence.Proof{"another head": proofs[0], "path of another head": mixed} {
		if err := checkProof("p", proof, heads[1], proofs[1].Checkpoint); !errors.Is(err, evidence.ErrAltered) {
			t.Errorf("%s: %v; want ErrAltered", name, err)
		}
	}
}
