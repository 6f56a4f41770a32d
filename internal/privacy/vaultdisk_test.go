package privacy

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"vigie/internal/observatory"
)

// TestVaultOnASmallDisk fills a real disk in the middle of an archive: of the text
// that found no room nothing stays, those before it open, and there is room again for
// others once something else goes.
func TestVaultOnASmallDisk(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=512k"); err != nil {
		t.Skipf("mounting a small disk needs root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 200<<10), keysMode); err != nil {
		t.Fatal(err)
	}
	keys := testKeys(t)
	v, err := OpenVault(filepath.Join(disk, "coffre"), keys)
	if err != nil {
		t.Fatal(err)
	}
	text := make([]byte, 3*archiveFlush) // written at once, in part when there is not the room
	if _, err := rand.Read(text); err != nil {
		t.Fatal(err)
	}
	ids, kept := sameShard(20), 0
	for ; kept < len(ids); kept++ {
		if _, err = v.SealText(ids[kept], text); err == nil {
			err = v.Settle()
		}
		if err != nil {
			break
		}
	}
	if !errors.Is(err, syscall.ENOSPC) || kept == 0 {
		t.Fatalf("after %d texts: %v; want a full disk after some", kept, err)
	}
	wholeArchives(t, v.dir, kept)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if v, err = OpenVault(v.dir, keys); err != nil {
		t.Fatal(err)
	}
	if _, err := v.SealText(ids[kept], text); err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		if pieces, err := v.Pieces(id); err != nil || (len(pieces) == 1) != (i <= kept) {
			t.Errorf("case %d of %d: %d pieces, %v", i, kept, len(pieces), err)
		}
	}
}

// wholeArchives checks that the vault's archives hold so many files and end where the
// last of them does.
func wholeArchives(t *testing.T, dir string, want int) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, vaultCases, "*", "*"+archiveSuffix))
	if err != nil || len(paths) != 1 {
		t.Fatalf("archives: %v, %v", paths, err)
	}
	info, err := os.Stat(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	files, end := 0, int64(0)
	if err := eachMember(paths[0], os.O_RDONLY, observatory.NoID, func(m member) error {
		files, end = files+1, m.at+m.size
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	const block = 512 // of a tar file: the last file is filled up to one
	if rest := info.Size() - end; files != want || rest < 0 || rest >= block {
		t.Errorf("%d files, and %d bytes behind the last; want %d files and less than a block", files, info.Size()-end, want)
	}
}
