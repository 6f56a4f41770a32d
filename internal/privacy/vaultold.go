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

	"vigie/internal/observatory"
)

// Until 27 November 2026 a case had a key of its own, an age file in "cles", and
// a file for each text in "textes". What was written so stays readable.

// oldPieces opens what the older form holds of a case.
func (v *Vault) oldPieces(id observatory.ID) ([]Piece, error) {
	wrapped, err := os.ReadFile(v.oldKey(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("key of case: %w", err)
	}
	reader, err := v.keys.Open(bytes.NewReader(wrapped))
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
	paths, err := filepath.Glob(filepath.Join(v.oldTexts(id), "*"+sealedSuffix))
	if err != nil {
		return nil, fmt.Errorf("texts of case: %w", err)
	}
	var all []Piece
	for _, path := range paths {
		data, err := openWith(path, key)
		if err != nil {
			return nil, fmt.Errorf("text of case: %w", err)
		}
		all = append(all, Piece{Hash: observatory.Hash(strings.TrimSuffix(filepath.Base(path), sealedSuffix)), Data: data})
	}
	return all, nil
}

func openWith(path string, key age.Identity) ([]byte, error) {
	sealed, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	reader, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

func (v *Vault) hasOld(id observatory.ID) bool {
	for _, path := range []string{v.oldKey(id), v.oldTexts(id)} {
		if _, err := os.Lstat(path); err == nil {
			return true
		}
	}
	return false
}

func (v *Vault) eraseOld(id observatory.ID) error {
	if !v.hasOld(id) {
		return nil
	}
	return errors.Join(removeAll(v.oldKey(id)), os.RemoveAll(v.oldTexts(id)), syncFolder(filepath.Dir(v.oldKey(id))))
}

func (v *Vault) oldKey(id observatory.ID) string {
	return filepath.Join(v.dir, "cles", id.String()+sealedSuffix)
}

func (v *Vault) oldTexts(id observatory.ID) string {
	return filepath.Join(v.dir, "textes", id.String())
}
