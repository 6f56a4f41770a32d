package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestFullDisk fills a small real disk: an import that finds no room is told
// so and leaves nothing, what was there stays, and the import works once there
// is room again.
func TestFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=150m"); err != nil {
		t.Skipf("a small disk needs root to mount it: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	config := write(t, "vigie.yaml", "data: "+filepath.Join(disk, "données")+"\nlisten: 127.0.0.1:0\nsimulation: true\n")
	if stdout, stderr, code := vigie(t, "init", "--config", config); code != 0 {
		t.Fatalf("init: %s%s", stdout, stderr)
	}
	file := filepath.Join(t.TempDir(), "evenements.csv")
	generate(t, file, 30_000)
	want := importedEvents(t, config, file, "avant")

	filler := filepath.Join(disk, "remplissage")
	fillDisk(t, disk, filler, 1<<20)
	_, stderr, code := vigie(t, "collect", "import", file, "--config", config, "--association", "pendant")
	if code != 1 || !strings.Contains(stderr, "disque plein") {
		t.Errorf("import on a full disk: code %d\n%s", code, stderr)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	importedEvents(t, config, file, "pendant")
	for _, association := range []string{"avant", "pendant"} {
		if got := countEvents(t, config, association); got != want {
			t.Errorf("%s: %d events, want %d", association, got, want)
		}
	}
}

// fillDisk writes a file that leaves the given number of bytes on the disk.
func fillDisk(t *testing.T, disk, file string, leave int64) {
	t.Helper()
	var usage syscall.Statfs_t
	if err := syscall.Statfs(disk, &usage); err != nil {
		t.Fatal(err)
	}
	size := int64(usage.Bavail)*usage.Bsize - leave
	if err := os.WriteFile(file, make([]byte, max(0, size)), 0o600); err != nil {
		t.Fatal(err)
	}
}
