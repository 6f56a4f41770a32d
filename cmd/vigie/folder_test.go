package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// eachFile reads every file under a folder, and tells how many there were. What
// a running engine has merged away meanwhile is passed over: its rows stand in
// the newer files.
func eachFile(t *testing.T, folder string, visit func(path string, content []byte)) int {
	t.Helper()
	files := 0
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.Type().IsRegular() {
			return nil
		}
		var content []byte
		if err == nil {
			content, err = os.ReadFile(path)
		}
		if os.IsNotExist(err) && path != folder {
			return nil
		}
		if err == nil {
			files++
			visit(path, content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestEachFileWhileFoldersGo removes a folder, and a file, that the walk has
// seen in the list and not yet opened.
func TestEachFileWhileFoldersGo(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range []string{"a/1", "b/1", "c", "d"} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var seen string
	files := eachFile(t, folder, func(_ string, content []byte) {
		seen += string(content) + " "
		for _, gone := range []string{"b", "c"} {
			if err := os.RemoveAll(filepath.Join(folder, gone)); err != nil {
				t.Fatal(err)
			}
		}
	})
	if files != 2 || seen != "a/1 d " {
		t.Errorf("%d files: %q", files, seen)
	}
}
