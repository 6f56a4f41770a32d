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
// a file for each text in "textes"; until the 30th, a file for each lot where the
// archives are now, CASE.LOT.HASH.age. Until the afternoon of that day the secret of
// a lot was a passphrase of age's. What was written so stays readable.

// oldLot is a lot whose secret is a passphrase, with the least work factor.
func oldLot(name, secret string) (*lot, error) {
	recipient, err := age.NewScryptRecipient(secret)
	if err != nil {
		return nil, errors.New("the secret of a lot is empty")
	}
	identity, err := age.NewScryptIdentity(secret)
	if err != nil {
		return nil, errors.New("the secret of a lot is empty")
	}
	const least = 1
	recipient.SetWorkFactor(least)
	identity.SetMaxWorkFactor(least)
	return &lot{name: name, recipient: recipient, identity: identity}, nil
}

// oldPieces opens what the older forms hold of a case.
func (v *Vault) oldPieces(id observatory.ID) ([]Piece, error) {
	all, err := v.keyedPieces(id)
	if err != nil {
		return nil, err
	}
	for _, path := range v.oldFiles(id) {
		sealed, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && len(sealed) == 0 {
			continue // erased meanwhile, or of an import that a power cut ended
		}
		var pieces []Piece
		if err == nil {
			pieces, err = v.openSealed(lotOfFile(filepath.Base(path)), sealed)
		}
		if err != nil {
			return nil, fmt.Errorf("vault file %s: %w", filepath.Base(path), err)
		}
		all = append(all, pieces...)
	}
	return all, nil
}

func (v *Vault) keyedPieces(id observatory.ID) ([]Piece, error) {
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
	return there(v.oldKey(id)) || there(v.oldTexts(id)) || len(v.oldFiles(id)) > 0
}

func (v *Vault) eraseOld(id observatory.ID) error {
	var err error
	if files := v.oldFiles(id); len(files) > 0 {
		err = errors.Join(removeAll(files...), syncFolder(filepath.Dir(files[0])))
	}
	if there(v.oldKey(id)) || there(v.oldTexts(id)) {
		err = errors.Join(err, removeAll(v.oldKey(id)), os.RemoveAll(v.oldTexts(id)), syncFolder(filepath.Dir(v.oldKey(id))))
	}
	return err
}

func (v *Vault) oldFiles(id observatory.ID) []string {
	files, _ := filepath.Glob(filepath.Join(v.dir, vaultCases, shardOf(id.String()), id.String()+".*"+sealedSuffix)) // the pattern is good
	return files
}

func (v *Vault) oldKey(id observatory.ID) string {
	return filepath.Join(v.dir, "cles", id.String()+sealedSuffix)
}

func (v *Vault) oldTexts(id observatory.ID) string {
	return filepath.Join(v.dir, "textes", id.String())
}
