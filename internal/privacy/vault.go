package privacy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
	"golang.org/x/sys/unix"

	"vigie/internal/observatory"
)

// Vault holds the texts of cases. Each case has a key of its own (an age
// identity), kept as one file wrapped to the instance and, if given, to the
// association; the case's texts are sealed with that key alone. Erasing a case
// is deleting its key and its texts. A Vault is not safe for concurrent use;
// several may work on one folder.
type Vault struct {
	dir     string
	keys    *Keys
	further []age.Recipient
	opened  map[observatory.ID]*age.X25519Identity
}

// openedLimit bounds how many case keys are held in memory at once.
const openedLimit = 4096

// OpenVault opens the vault in dir, made when it does not exist. The further
// recipients can read the keys of the cases that this vault creates.
func OpenVault(dir string, keys *Keys, further ...age.Recipient) (*Vault, error) {
	for _, part := range []string{"cles", "textes"} {
		if err := os.MkdirAll(filepath.Join(dir, part), 0o700); err != nil {
			return nil, fmt.Errorf("open vault: %w", err)
		}
	}
	return &Vault{dir: dir, keys: keys, further: further, opened: map[observatory.ID]*age.X25519Identity{}}, nil
}

// Recipient reads an association's public age key (age1...).
func Recipient(text string) (age.Recipient, error) {
	recipient, err := age.ParseX25519Recipient(strings.TrimSpace(text))
	if err != nil {
		return nil, observatory.InputErrorf("clé publique age illisible : attendu un texte qui commence par « age1 »")
	}
	return recipient, nil
}

// SealText seals a text, already redacted, with the key of its case, and gives
// the hash of the sealed bytes. It is durable after Sync.
func (v *Vault) SealText(id observatory.ID, text []byte) (observatory.Hash, error) {
	key, err := v.caseKey(id)
	if err != nil {
		return "", err
	}
	return writeSealed(v.texts(id), false, func(dst io.Writer) error {
		sealed, err := age.Encrypt(dst, key.Recipient())
		if err != nil {
			return err
		}
		_, err = sealed.Write(text)
		return errors.Join(err, sealed.Close())
	})
}

// Text opens a text of a case. It is ErrNotFound once the case is erased.
func (v *Vault) Text(id observatory.ID, hash observatory.Hash) ([]byte, error) {
	key, err := v.loadKey(id)
	if err != nil {
		return nil, err
	}
	sealed, err := os.ReadFile(sealedPath(v.texts(id), hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("text of case: %w", observatory.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("text of case: %w", err)
	}
	reader, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		return nil, fmt.Errorf("text of case: %w", err)
	}
	return io.ReadAll(reader)
}

// Has reports whether the vault holds anything of a case.
func (v *Vault) Has(id observatory.ID) bool {
	for _, path := range []string{v.keyPath(id), v.texts(id)} {
		if _, err := os.Lstat(path); err == nil {
			return true
		}
	}
	return false
}

// Erase deletes the key and the texts of a case. Erasing what is not there is
// no error: an erasure can be replayed on a restored backup.
func (v *Vault) Erase(id observatory.ID) error {
	unlock, err := v.lock()
	if err != nil {
		return err
	}
	defer unlock()
	delete(v.opened, id)
	if err := errors.Join(removeAll(v.keyPath(id)), os.RemoveAll(v.texts(id)), syncFolder(filepath.Join(v.dir, "cles"))); err != nil {
		return fmt.Errorf("erase case: %w", err)
	}
	return nil
}

// Sync makes all that was written to the vault survive a power cut. It is one
// call for many texts: a sync for each would take longer than the import.
func (v *Vault) Sync() error {
	folder, err := os.Open(v.dir)
	if err != nil {
		return fmt.Errorf("sync vault: %w", err)
	}
	if err := errors.Join(unix.Syncfs(int(folder.Fd())), folder.Close()); err != nil {
		return fmt.Errorf("sync vault: %w", err)
	}
	return nil
}

// caseKey loads the key of a case or makes it, under the vault's lock so that
// two processes never make two keys for one case.
func (v *Vault) caseKey(id observatory.ID) (*age.X25519Identity, error) {
	if key, ok := v.opened[id]; ok {
		return key, nil
	}
	unlock, err := v.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	key, err := v.loadKey(id)
	if errors.Is(err, observatory.ErrNotFound) {
		key, err = v.createKey(id)
	}
	if err != nil {
		return nil, err
	}
	if len(v.opened) >= openedLimit {
		clear(v.opened)
	}
	v.opened[id] = key
	return key, nil
}

func (v *Vault) loadKey(id observatory.ID) (*age.X25519Identity, error) {
	file, err := os.Open(v.keyPath(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("key of case: %w", observatory.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("key of case: %w", err)
	}
	defer file.Close()
	reader, err := v.keys.Open(file)
	if err != nil {
		return nil, fmt.Errorf("key of case: %w", err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("key of case: %w", err)
	}
	key, err := age.ParseX25519Identity(string(text))
	if err != nil {
		return nil, errors.New("key of case: not an age identity") // the cause would quote the key
	}
	return key, nil
}

func (v *Vault) createKey(id observatory.ID) (*age.X25519Identity, error) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("key of case: %w", err)
	}
	var wrapped bytes.Buffer
	sealed, err := v.keys.Seal(&wrapped, v.further...)
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(sealed, key.String())
	if err = errors.Join(err, sealed.Close()); err != nil {
		return nil, fmt.Errorf("wrap key of case: %w", err)
	}
	passing := v.keyPath(id) + ".tmp"
	if err := os.WriteFile(passing, wrapped.Bytes(), keysMode); err != nil {
		return nil, fmt.Errorf("write key of case: %w", err)
	}
	if err := os.Rename(passing, v.keyPath(id)); err != nil {
		return nil, fmt.Errorf("write key of case: %w", err)
	}
	return key, nil
}

func (v *Vault) keyPath(id observatory.ID) string {
	return filepath.Join(v.dir, "cles", id.String()+sealedSuffix)
}

func (v *Vault) texts(id observatory.ID) string {
	return filepath.Join(v.dir, "textes", id.String())
}

func (v *Vault) lock() (unlock func(), err error) {
	file, err := os.OpenFile(filepath.Join(v.dir, "verrou"), os.O_RDWR|os.O_CREATE, keysMode)
	if err != nil {
		return nil, fmt.Errorf("lock vault: %w", err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("lock vault: %w", err), file.Close())
	}
	return func() { _ = file.Close() }, nil // closing releases the lock
}
