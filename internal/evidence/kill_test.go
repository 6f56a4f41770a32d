package evidence_test

import (
	"bufio"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"vigie/internal/evidence"
)

// TestLedgerKilled has another process append leaves one after the other and
// kills it in the middle: every acknowledged leaf is there, the ledger opens,
// and goes on.
func TestLedgerKilled(t *testing.T) {
	const marker = "VIGIE_TEST_LEDGER"
	if dir := os.Getenv(marker); dir != "" {
		appendForever(t, dir)
		return
	}
	dir := t.TempDir()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestLedgerKilled$")
	child.Env = append(os.Environ(), marker+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	last := -1
	for lines := bufio.NewScanner(out); lines.Scan(); {
		number, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatalf("the child said %q", lines.Text())
		}
		if last = max(last, number); number == 30 {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil || last < 30 {
		t.Fatalf("the child ended by itself at leaf %d: %v", last, err)
	}
	ledger := openLedger(t, dir)
	for n := range last + 1 {
		if index, ok, err := ledger.LeafIndex(testID(n)); index != int64(n) || !ok || err != nil {
			t.Errorf("leaf %d: index %d, %t, %v", n, index, ok, err)
		}
	}
	head, err := ledger.Head()
	if err != nil {
		t.Fatal(err)
	}
	if index, err := ledger.Append(t.Context(), testLeaf(t, 1000)); err != nil || index != head.Size {
		t.Errorf("Append after the kill = %d, %v; want %d", index, err, head.Size)
	}
}

// appendForever appends leaf after leaf and prints the number of each once it
// is acknowledged.
func appendForever(t *testing.T, dir string) {
	ledger, err := evidence.OpenLedger(dir)
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; ; n++ {
		if _, err := ledger.Append(t.Context(), testLeaf(t, n)); err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString(strconv.Itoa(n) + "\n")
	}
}
