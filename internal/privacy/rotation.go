package privacy

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"vigie/internal/observatory"
)

// A Rotation exchanges the veil over the pseudonyms of an instance for another.
// It needs no identity: every stored pseudonym becomes the new one by taking the
// old veil off and putting the new one on. What is left of the old veil is then
// destroyed, and with it the way from an old copy of the database to a person
// for whoever gets hold of the present keys, and from the present database for
// whoever had got hold of the old ones.
type Rotation struct {
	From, To *Keys
}

// nextSuffix ends the name of the key file that a rotation under way will put
// in force.
const nextSuffix = ".suivante"

// Generation is 1 more after each rotation, 0 for keys made before there was a
// veil.
func (k *Keys) Generation() int { return k.veil.generation }

// Become makes keys those of another file, for all who hold them.
func (k *Keys) Become(other *Keys) { *k = *other }

// PrepareRotation writes, beside the key file, the one that will replace it:
// the same secrets under a new veil. One that is there already is kept.
func PrepareRotation(path string) error {
	if ready, err := RotationPrepared(path); err != nil || ready {
		return err
	}
	keys, err := LoadKeys(path)
	if err != nil {
		return err
	}
	next := *keys
	if next.veil, err = newVeil(keys.veil.generation + 1); err != nil {
		return err
	}
	if err := replaceFile(path+nextSuffix, []byte(next.text())); err != nil {
		return fmt.Errorf("write the next keys: %w", err)
	}
	return nil
}

// RotationPrepared reports whether a next key file is there.
func RotationPrepared(path string) (bool, error) {
	_, err := os.Stat(path + nextSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// OpenRotation reads both key files.
func OpenRotation(path string) (Rotation, error) {
	from, err := LoadKeys(path)
	if err != nil {
		return Rotation{}, err
	}
	to, err := LoadKeys(path + nextSuffix)
	return Rotation{From: from, To: to}, err
}

// EndRotation puts the next key file in force and destroys the old one: its
// bytes are overwritten before the last way to them is closed. A file system
// that writes elsewhere than in place (copy on write, a journal of data, flash)
// may keep them; so may copies of the key file, which are the administrator's.
func EndRotation(path string) error {
	old, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("old keys: %w", err)
	}
	info, err := old.Stat()
	if err == nil {
		err = os.Rename(path+nextSuffix, path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err == nil { // only now is it certain that the new file is the one in force
		_, err = old.WriteAt(make([]byte, info.Size()), 0)
		err = errors.Join(err, old.Sync())
	}
	if err := errors.Join(err, old.Close()); err != nil {
		return fmt.Errorf("put the new keys in force: %w", err)
	}
	return nil
}

// ID gives the new form of a pseudonym. What is none becomes another id just as
// well, always the same.
func (r Rotation) ID(id observatory.ID) observatory.ID { return r.To.veil.forth(r.From.veil.back(id)) }

// Back gives the old form of a new pseudonym.
func (r Rotation) Back(id observatory.ID) observatory.ID {
	return r.From.veil.forth(r.To.veil.back(id))
}

// Fingerprint gives the new form of a keyed fingerprint, in hexadecimal digits;
// a text that is none stays.
func (r Rotation) Fingerprint(text string) string {
	sum, err := hex.DecodeString(text)
	if err != nil || len(sum) != 16 && len(sum) != 32 {
		return text
	}
	return hex.EncodeToString(r.To.veil.digest(r.From.veil.digest(sum, r.From.veil.back), r.To.veil.forth))
}

// Rotate gives every entry of the list the new form of its cases' ids. An entry
// that has it already stays, so that an interrupted run can be done again.
func (e *Erasures) Rotate(r Rotation) error {
	all, err := e.All()
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.Veil >= r.To.Generation() {
			continue
		}
		cases, err := e.Cases(one)
		if err != nil {
			return err
		}
		for i, id := range cases {
			one.Tombs[i] = e.names.forth(r.ID(id)).String()
		}
		one.Veil = r.To.Generation()
		if err := e.Save(one); err != nil {
			return err
		}
	}
	return nil
}
