package privacy

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vigie/internal/observatory"
)

// Suffixes of the vault's folders during a rotation.
const (
	vaultNext = ".suivant"
	vaultOld  = ".ancien"
)

// rotatedFolders hold files that are named after cases: those of today, and
// those of the older form.
var rotatedFolders = []string{vaultCases, "cles", "textes"} //nolint:gochecknoglobals // a constant list

// PrepareRotation makes, beside the vault's files, the same files under the new
// names of their cases. Nothing of the vault changes before SwitchRotation; it
// can be done again from the beginning.
func (v *Vault) PrepareRotation(r Rotation) error {
	for _, part := range rotatedFolders {
		from, to := filepath.Join(v.dir, part), filepath.Join(v.dir, part+vaultNext)
		err := os.RemoveAll(to)
		if err == nil && there(from) {
			err = copyRenamed(from, to, part == vaultCases, r)
		}
		if err != nil {
			return fmt.Errorf("rename the vault's files: %w", err)
		}
	}
	return v.Sync()
}

// copyRenamed has every file of a folder in another, under its case's new name:
// linked, or written anew when it stands in an archive.
func copyRenamed(from, to string, sharded bool, r Rotation) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if strings.HasSuffix(path, archiveSuffix) {
			return copyArchive(path, to, r)
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		renamed := filepath.Join(to, renamedParts(relative, sharded, r))
		if err := os.MkdirAll(filepath.Dir(renamed), 0o700); err != nil {
			return err
		}
		return os.Link(path, renamed)
	})
}

// copyArchive puts the members of an archive into those of the same name among
// the shards in to.
func copyArchive(path, to string, r Rotation) error {
	renamed := newArchives(to, filepath.Base(path))
	err := eachMember(path, os.O_RDONLY, observatory.NoID, func(m member) error {
		sealed, err := m.read()
		if err != nil || len(sealed) == 0 {
			return err
		}
		return renamed.add(renamedParts(m.name, false, r), sealed)
	})
	return errors.Join(err, renamed.flushAll())
}

// renamedParts gives a path in which each part that begins with the id of a case
// begins with the new one; in a sharded folder the shard follows.
func renamedParts(path string, sharded bool, r Rotation) string {
	parts := strings.Split(path, string(filepath.Separator))
	for i, part := range parts {
		name, rest, dotted := strings.Cut(part, ".")
		id, err := observatory.ParseID(name)
		if err != nil {
			continue
		}
		parts[i] = r.ID(id).String()
		if sharded && i > 0 {
			parts[i-1] = parts[i][:2]
		}
		if dotted {
			parts[i] += "." + rest
		}
	}
	return filepath.Join(parts...)
}

// SwitchRotation puts the renamed files in force. It can be done again.
func (v *Vault) SwitchRotation() error {
	for _, part := range rotatedFolders {
		now, next, old := filepath.Join(v.dir, part), filepath.Join(v.dir, part+vaultNext), filepath.Join(v.dir, part+vaultOld)
		if !there(next) {
			continue // put in force already, or there was nothing
		}
		var err error
		if there(old) {
			err = os.Remove(now) // the empty one that opening the vault made after the first half
		} else {
			err = os.Rename(now, old)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("rename the vault's files: %w", err)
		}
		if err := os.Rename(next, now); err != nil {
			return fmt.Errorf("rename the vault's files: %w", err)
		}
	}
	return syncFolder(v.dir)
}

// EndRotation deletes the old names.
func (v *Vault) EndRotation() error {
	var err error
	for _, part := range rotatedFolders {
		err = errors.Join(err, os.RemoveAll(filepath.Join(v.dir, part+vaultOld)), os.RemoveAll(filepath.Join(v.dir, part+vaultNext)))
	}
	if err = errors.Join(err, syncFolder(v.dir)); err != nil {
		return fmt.Errorf("forget the vault's old names: %w", err)
	}
	return nil
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
