package evidence_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// helloHash is the SHA-256 of "hello", as sha256sum prints it.
const helloHash = observatory.Hash("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")

func openFiles(t *testing.T, dir string) *evidence.Files {
	t.Helper()
	files, err := evidence.OpenFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// regular lists the regular files under dir, relative to it.
func regular(t *testing.T, dir string) []string {
	t.Helper()
	names := []string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			name, _ := filepath.Rel(dir, path)
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestFilesRoundTrip(t *testing.T) {
	dir := t.TempDir()
	files := openFiles(t, dir)
	for range 2 { // the second Put finds the content there
		hash, size, err := files.Put(t.Context(), strings.NewReader("hello"))
		if err != nil || hash != helloHash || size != 5 {
			t.Fatalf("Put = %s, %d, %v; want %s, 5, nil", hash, size, err, helloHash)
		}
	}
	if !files.Has(helloHash) {
		t.Error("Has = false after Put")
	}
	r, err := files.Open(helloHash)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != "hello" {
		t.Errorf("content = %q, %v; want hello", got, err)
	}
	want := []string{string(helloHash[:2]) + "/" + string(helloHash[2:])}
	if diff := cmp.Diff(want, regular(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	info, err := os.Stat(filepath.Join(dir, want[0]))
	if err != nil || info.Mode().Perm() != 0o400 {
		t.Errorf("mode = %v, %v; want read only for the owner", info.Mode(), err)
	}
}

func TestFilesNothingLeftOnError(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	broken := errors.New("broken")
	for _, tc := range []struct {
		name string
		ctx  context.Context
		r    io.Reader
		want error
	}{
		{"failing reader", t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)), broken},
		{"cancelled", cancelled, strings.NewReader("hello"), context.Canceled},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			_, _, err := openFiles(t, dir).Put(tc.ctx, tc.r)
			if !errors.Is(err, tc.want) {
				t.Errorf("err = %v; want %v", err, tc.want)
			}
			if diff := cmp.Diff([]string{}, regular(t, dir)); diff != "" {
				t.Errorf("files left (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFilesDiskFull fills a real, tiny file system: a tmpfs in a mount
// namespace of its own, where the test runs itself again.
func TestFilesDiskFull(t *testing.T) {
	const marker = "VIGIE_TEST_FULL_DISK"
	if dir := os.Getenv(marker); dir != "" {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=65536"); err != nil {
			t.Skipf("no tmpfs here: %v", err)
		}
		files := openFiles(t, dir)
		if _, err := files.PutBytes(t.Context(), []byte("hello")); err != nil {
			t.Fatal(err)
		}
		_, _, err := files.Put(t.Context(), bytes.NewReader(make([]byte, 1<<20)))
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "disque plein") {
			t.Errorf("err = %v; want a full disk, told so", err)
		}
		if got := regular(t, dir); len(got) != 1 || files.Verify(helloHash) != nil {
			t.Errorf("files = %v; want only the first one, whole", got)
		}
		t.Log("DISK WAS FULL")
		return
	}
	self := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFilesDiskFull$", "-test.v")
	self.Env = append(os.Environ(), marker+"="+t.TempDir())
	self.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := self.CombinedOutput()
	if len(out) == 0 || bytes.Contains(out, []byte("no tmpfs here")) {
		t.Skipf("this machine gives no mount namespace: %v", err)
	}
	if err != nil || !bytes.Contains(out, []byte("DISK WAS FULL")) {
		t.Errorf("inner test: %v\n%s", err, out)
	}
}

func TestFilesAlteration(t *testing.T) {
	for _, tc := range []struct {
		name    string
		content string
	}{{"same length", "hellp"}, {"cut", "hell"}} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			files := openFiles(t, dir)
			if _, err := files.PutBytes(t.Context(), []byte("hello")); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, string(helloHash[:2]), string(helloHash[2:]))
			if err := errors.Join(os.Remove(path), os.WriteFile(path, []byte(tc.content), 0o600)); err != nil {
				t.Fatal(err)
			}
			if err := files.Verify(helloHash); !errors.Is(err, evidence.ErrAltered) {
				t.Errorf("Verify = %v; want ErrAltered", err)
			}
		})
	}
}

func TestFilesRefusals(t *testing.T) {
	files := openFiles(t, t.TempDir())
	missing := observatory.Hash(strings.Repeat("0", 64))
	if _, err := files.Open(missing); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("Open of a missing file = %v; want ErrNotFound", err)
	}
	for _, bad := range []observatory.Hash{"", "abc", observatory.Hash(strings.Repeat("A", 64)), observatory.Hash("../" + strings.Repeat("0", 61))} {
		if _, err := files.Open(bad); !observatory.IsInput(err) {
			t.Errorf("Open(%q) = %v; want an input error", bad, err)
		}
		if files.Has(bad) {
			t.Errorf("Has(%q) = true", bad)
		}
	}
}

func TestFilesConcurrentPuts(t *testing.T) {
	const contents = 200
	dir := t.TempDir()
	var wait sync.WaitGroup
	for range 16 {
		files := openFiles(t, dir)
		wait.Go(func() {
			for i := range contents {
				if _, err := files.PutBytes(t.Context(), []byte{byte(i)}); err != nil {
					t.Errorf("PutBytes of content %d: %v", i, err)
				}
			}
		})
	}
	wait.Wait()
	if got := regular(t, dir); len(got) != contents {
		t.Errorf("%d files; want %d", len(got), contents)
	}
}

func TestOpenFilesClearsStaleTemporaryFiles(t *testing.T) {
	dir := t.TempDir()
	openFiles(t, dir)
	old, fresh := filepath.Join(dir, "tmp", "put-1"), filepath.Join(dir, "tmp", "put-2")
	for _, path := range []string{old, fresh} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(old, past, past); err != nil {
		t.Fatal(err)
	}
	openFiles(t, dir)
	if diff := cmp.Diff([]string{"tmp/put-2"}, regular(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}
