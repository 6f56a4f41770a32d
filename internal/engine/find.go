package engine

import (
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	libraryFile = "libchdb.so"
	libraryTree = "deploy/engine/node_modules/@chdb/lib-linux-x64-gnu"
	libraryEnv  = "VIGIE_LIBCHDB"
)

// FindLibrary returns the absolute path of libchdb.so. It looks, in this
// order, at the path given (when not empty), at the environment variable
// VIGIE_LIBCHDB, in deploy/engine/node_modules of the working folder and of
// its parents, then beside the executable and of its parents. The error tells
// the user to run make setup.
func FindLibrary(explicit string) (string, error) {
	for _, given := range []struct{ path, origin string }{
		{explicit, "indiqué par la configuration"},
		{os.Getenv(libraryEnv), "indiqué par " + libraryEnv},
	} {
		if given.path == "" {
			continue
		}
		path, err := filepath.Abs(given.path)
		if err == nil && isFile(path) {
			return path, nil
		}
		return "", fmt.Errorf("moteur ClickHouse introuvable : le fichier %s, %s, n’existe pas ; corrigez ce chemin ou lancez « make setup »", given.path, given.origin)
	}
	for _, folder := range libraryFolders() {
		for dir := folder; ; dir = filepath.Dir(dir) {
			for _, path := range []string{filepath.Join(dir, libraryTree, libraryFile), filepath.Join(dir, libraryFile)} {
				if isFile(path) {
					return path, nil
				}
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return "", fmt.Errorf("moteur ClickHouse introuvable : %s n’est pas installé ; lancez « make setup », ou indiquez son chemin dans %s", libraryFile, libraryEnv)
}

func libraryFolders() []string {
	var folders []string
	if dir, err := os.Getwd(); err == nil {
		folders = append(folders, dir)
	}
	if exe, err := os.Executable(); err == nil {
		folders = append(folders, filepath.Dir(exe))
	}
	return folders
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// checkLibrary refuses a file that the loader would choke on: one that is no
// ELF library, or whose end is missing (loading it kills the process with
// SIGBUS instead of returning an error).
func checkLibrary(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("bibliothèque %s introuvable ; lancez « make setup »", path)
		}
		return fmt.Errorf("lire la bibliothèque %s: %w", path, err)
	}
	file, err := elf.Open(path)
	if err != nil {
		return fmt.Errorf("bibliothèque %s illisible (%w) ; supprimez deploy/engine/node_modules puis lancez « make setup »", path, err)
	}
	defer func() { _ = file.Close() }()
	var end uint64
	for _, segment := range file.Progs {
		end = max(end, segment.Off+segment.Filesz)
	}
	for _, section := range file.Sections {
		if section.Type != elf.SHT_NOBITS {
			end = max(end, section.Offset+section.FileSize)
		}
	}
	if uint64(info.Size()) < end {
		return fmt.Errorf("bibliothèque %s incomplète (%d octets sur %d) ; supprimez deploy/engine/node_modules puis lancez « make setup »", path, info.Size(), end)
	}
	return nil
}
