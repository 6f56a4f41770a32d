package engine_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestDiskFull fills a small file system: the insert fails, whole batches alone
// are in the table, and inserts work again once there is room.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=192m"); err != nil {
		t.Skipf("mounting a small file system needs root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	// Once it is gone there is room for a merge of all that is there, which the
	// engine may begin and reserve the room for, and for the insert besides.
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 164<<20), 0o600); err != nil {
		t.Fatalf("write ballast: %v", err)
	}
	e := open(t, dir)
	conn := connect(t, e)
	client := httpClient(t, e)
	exec(t, conn, hotTable("full"))
	const rows = 100_000
	accepted := uint64(0)
	for {
		err := hotInsert(t.Context(), client, "full", strings.NewReader(string(hotBlock(rows, int(accepted)*rows))))
		if err != nil {
			if !strings.Contains(err.Error(), "Code: ") {
				t.Errorf("got %v, want ClickHouse's own error", err)
			}
			t.Logf("after %d batches: %v", accepted, err)
			break
		}
		if accepted++; accepted > 100 {
			t.Fatal("the small file system never filled")
		}
	}
	if n := number(t, conn, "SELECT count() FROM full"); n != accepted*rows {
		t.Errorf("got %d rows, want %d", n, accepted*rows)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatalf("remove ballast: %v", err)
	}
	if err := hotInsert(t.Context(), client, "full", strings.NewReader(string(hotBlock(rows, int(accepted)*rows)))); err != nil {
		t.Errorf("insert once there is room: %v", err)
	}
}
