package evidence_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

func openLedger(t *testing.T, dir string) *evidence.Ledger {
	t.Helper()
	ledger, err := evidence.OpenLedger(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ledger.Close() })
	return ledger
}

func testID(n int) observatory.ID {
	return observatory.DeriveID([]byte("test"), binary.BigEndian.AppendUint64(nil, uint64(n)))
}

func testLeaf(t *testing.T, n int) evidence.Leaf {
	t.Helper()
	leaf, err := evidence.AttemptLeaf(&observatory.Attempt{
		Envelope: observatory.Envelope{ID: testID(n), At: time.UnixMilli(1_790_000_000_000 + int64(n)*60_000)},
		Outcome:  observatory.Unmet,
	})
	if err != nil {
		t.Fatal(err)
	}
	return leaf
}

func appendLeaves(t *testing.T, ledger *evidence.Ledger, from, to int) {
	t.Helper()
	var leaves []evidence.Leaf
	for n := from; n < to; n++ {
		leaves = append(leaves, testLeaf(t, n))
	}
	indexes, err := ledger.AppendAll(t.Context(), leaves)
	if err != nil {
		t.Fatal(err)
	}
	for i, index := range indexes {
		if index != int64(from+i) {
			t.Fatalf("index of leaf %d = %d", from+i, index)
		}
	}
}

func raw(hashes []tlog.Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i := range hashes {
		out[i] = hashes[i][:]
	}
	return out
}

// TestLedgerProofs verifies every inclusion and consistency proof with an
// implementation that is not the one that made them.
func TestLedgerProofs(t *testing.T) {
	const size = 23
	ledger := openLedger(t, t.TempDir())
	heads := make([]evidence.Head, 1, size+1)
	for n := range size {
		if _, err := ledger.Append(t.Context(), testLeaf(t, n)); err != nil {
			t.Fatal(err)
		}
		head, err := ledger.Head()
		if err != nil || head.Size != int64(n+1) {
			t.Fatalf("Head = %v, %v; want size %d", head, err, n+1)
		}
		heads = append(heads, head)
	}
	for newer := 1; newer <= size; newer++ {
		root := heads[newer].Root[:]
		for index := range newer {
			leaf, err := ledger.Leaf(int64(index))
			if err != nil {
				t.Fatal(err)
			}
			path, err := ledger.Inclusion(int64(index), int64(newer))
			if err != nil {
				t.Fatal(err)
			}
			hash := rfc6962.DefaultHasher.HashLeaf(leaf)
			if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(index), uint64(newer), hash, raw(path), root); err != nil {
				t.Errorf("inclusion of %d in %d: %v", index, newer, err)
			}
		}
		for older := 1; older <= newer; older++ {
			path, err := ledger.Consistency(int64(older), int64(newer))
			if err != nil {
				t.Fatal(err)
			}
			err = proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(older), uint64(newer), raw(path), heads[older].Root[:], root)
			if err != nil {
				t.Errorf("consistency of %d with %d: %v", older, newer, err)
			}
			if err := evidence.VerifyConsistency(heads[older], heads[newer], path); err != nil {
				t.Errorf("our consistency of %d with %d: %v", older, newer, err)
			}
			if at, err := ledger.HeadAt(int64(older)); err != nil || at != heads[older] {
				t.Errorf("HeadAt(%d) = %v, %v; want %v", older, at, err, heads[older])
			}
		}
	}
	forged := heads[5]
	forged.Root[0] ^= 1
	path, err := ledger.Consistency(5, 9)
	if err != nil {
		t.Fatal(err)
	}
	if err := evidence.VerifyConsistency(forged, heads[9], path); !errors.Is(err, evidence.ErrProof) {
		t.Errorf("consistency with a forged head = %v; want ErrProof", err)
	}
}

func TestLedgerReopenAndIdempotence(t *testing.T) {
	dir := t.TempDir()
	first := openLedger(t, dir)
	appendLeaves(t, first, 0, 10)
	before, err := first.Head()
	if err != nil {
		t.Fatal(err)
	}
	again := openLedger(t, dir)
	indexes, err := again.AppendAll(t.Context(), []evidence.Leaf{testLeaf(t, 3), testLeaf(t, 10), testLeaf(t, 10)})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int64{3, 10, 10}, indexes); diff != "" {
		t.Errorf("indexes (-want +got):\n%s", diff)
	}
	if head, err := again.HeadAt(10); err != nil || head != before {
		t.Errorf("HeadAt(10) = %v, %v; want %v", head, err, before)
	}
	if index, ok, err := first.LeafIndex(testID(10)); index != 10 || !ok || err != nil {
		t.Errorf("the other handle: LeafIndex = %d, %t, %v; want 10, true, nil", index, ok, err)
	}
	if _, ok, err := first.LeafIndex(testID(99)); ok || err != nil {
		t.Errorf("LeafIndex of an unknown id = %t, %v", ok, err)
	}
	changed := testLeaf(t, 3)
	changed.At = changed.At.Add(time.Second)
	if _, err := first.Append(t.Context(), changed); !errors.Is(err, evidence.ErrConflict) {
		t.Errorf("Append of another content = %v; want ErrConflict", err)
	}
}

// TestLedgerTornTail cuts the file at every byte of its last record, as a
// process killed while writing would: the ledger opens with the whole records
// and takes the lost one again.
func TestLedgerTornTail(t *testing.T) {
	dir := t.TempDir()
	ledger := openLedger(t, dir)
	appendLeaves(t, ledger, 0, 4)
	want, err := ledger.Head()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "ledger.txt")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	start := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	tails := [][]byte{bytes.Repeat([]byte{0}, 300)}
	for cut := start; cut < len(whole); cut++ {
		tails = append(tails, whole[start:cut])
	}
	for _, tail := range tails {
		torn := t.TempDir()
		if err := os.WriteFile(filepath.Join(torn, "ledger.txt"), append(slices.Clone(whole[:start]), tail...), 0o600); err != nil {
			t.Fatal(err)
		}
		repaired, err := evidence.OpenLedger(torn)
		if err != nil {
			t.Fatalf("tail of %d bytes: %v", len(tail), err)
		}
		if head, err := repaired.Head(); err != nil || head.Size != 3 {
			t.Fatalf("tail of %d bytes: Head = %v, %v; want 3 leaves", len(tail), head, err)
		}
		if _, err := repaired.Append(t.Context(), testLeaf(t, 3)); err != nil {
			t.Fatal(err)
		}
		if head, err := repaired.Head(); err != nil || head != want {
			t.Fatalf("tail of %d bytes: Head = %v, %v; want %v", len(tail), head, err, want)
		}
		if err := repaired.Close(); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(torn, "ledger.txt")); err != nil || !bytes.Equal(got, whole) {
			t.Fatalf("tail of %d bytes: the file is not what it was (%v)", len(tail), err)
		}
	}
}

func TestLedgerAlteration(t *testing.T) {
	dir := t.TempDir()
	ledger := openLedger(t, dir)
	appendLeaves(t, ledger, 0, 4)
	path := filepath.Join(dir, "ledger.txt")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	for _, tc := range []struct{ name, content, where string }{
		{"changed leaf", strings.Replace(string(whole), `"kind":"attempt"`, `"kind":"attemqt"`, 1), "ligne 1"},
		{"line removed in the middle of two", strings.Replace(string(whole), "\n", "", 1), "ligne 1"},
		{"leaf twice", string(whole) + lines[1], "ligne 5"},
		{"empty line", lines[0] + "\n" + lines[1], "ligne 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			other := t.TempDir()
			if err := os.WriteFile(filepath.Join(other, "ledger.txt"), []byte(tc.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := evidence.OpenLedger(other)
			if !errors.Is(err, evidence.ErrAltered) || !strings.Contains(err.Error(), tc.where) {
				t.Errorf("OpenLedger = %v; want ErrAltered at %s", err, tc.where)
			}
		})
	}
	if err := os.Truncate(path, int64(len(lines[0]))); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Head(); !errors.Is(err, evidence.ErrAltered) {
		t.Errorf("Head of a shortened file = %v; want ErrAltered", err)
	}
}

// TestLedgerConcurrentWriters has several handles, as several processes would
// have, append at once: every leaf stands once, all agree.
func TestLedgerConcurrentWriters(t *testing.T) {
	const writers, each = 6, 8
	dir := t.TempDir()
	handles := make([]*evidence.Ledger, writers)
	var wait sync.WaitGroup
	for w := range writers {
		handles[w] = openLedger(t, dir)
		wait.Go(func() {
			for n := range each {
				if _, err := handles[w].Append(t.Context(), testLeaf(t, w*each/2+n)); err != nil { // halves overlap
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	want := evidence.Head{}
	for w, handle := range handles {
		head, err := handle.Head()
		if err != nil {
			t.Fatal(err)
		}
		if w == 0 {
			want = head
		}
		if head != want || head.Size != (writers+1)*each/2 {
			t.Errorf("handle %d: %v; want %v with %d leaves", w, head, want, (writers+1)*each/2)
		}
	}
}

func TestLedgerLockRespectsContext(t *testing.T) {
	dir := t.TempDir()
	ledger := openLedger(t, dir)
	release := holdLock(t, filepath.Join(dir, "ledger.txt"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ledger.Append(ctx, testLeaf(t, 0)); !errors.Is(err, context.Canceled) {
		t.Errorf("Append under a held lock = %v; want context.Canceled", err)
	}
	release()
	if _, err := ledger.Append(t.Context(), testLeaf(t, 0)); err != nil {
		t.Errorf("Append after release: %v", err)
	}
}

func TestInterrupted(t *testing.T) {
	ledger := openLedger(t, t.TempDir())
	appendLeaves(t, ledger, 0, 3)
	if _, err := ledger.Append(t.Context(), evidence.DossierLeaf(testID(50), time.Now(), helloHash)); err != nil {
		t.Fatal(err)
	}
	left, err := evidence.Interrupted(ledger, func(id observatory.ID) bool { return id != testID(1) })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]evidence.Leaf{testLeaf(t, 1)}, left); diff != "" {
		t.Errorf("interrupted (-want +got):\n%s", diff)
	}
}

func TestTreeMatchesTheLibrary(t *testing.T) {
	var tree evidence.Tree
	if root := tree.Head().Root; !bytes.Equal(root[:], rfc6962.DefaultHasher.EmptyRoot()) {
		t.Errorf("root of nothing = %x; want %x", root, rfc6962.DefaultHasher.EmptyRoot())
	}
	ledger := openLedger(t, t.TempDir())
	for n := range 40 {
		leaf := testLeaf(t, n)
		line, err := leaf.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		tree.Add(line)
		if _, err := ledger.Append(t.Context(), leaf); err != nil {
			t.Fatal(err)
		}
		if head, err := ledger.Head(); err != nil || head != tree.Head() {
			t.Fatalf("tree of %d rows = %v; want %v (%v)", n+1, tree.Head(), head, err)
		}
	}
}
