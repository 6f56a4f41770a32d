package privacy

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"

	"filippo.io/age"
	"filippo.io/age/plugin"
	"golang.org/x/crypto/chacha20poly1305"
)

// AgePlugin is the name under which `age` looks for a program that knows the
// stanzas of LotKey: age-plugin-vigie.
const AgePlugin = "vigie"

// lotStanza is the type of the stanza, in the header of an age file, that holds
// the file's key.
const lotStanza = "vigie-lot"

// LotKey wraps the keys of age files with the secret of a lot, by
// XChaCha20-Poly1305 under a random nonce of 24 bytes (draft-irtf-cfrg-xchacha):
//
//	-> vigie-lot NONCE
//	WRAPPED KEY
//
// Age lets programs have stanzas of their own (C2SP age.md, "Recipient stanza").
// Its own for a shared secret, scrypt, stretches what needs no stretching here,
// and costs a large import a fifth of its time.
type LotKey struct{ aead cipher.AEAD }

var (
	_ age.Recipient = LotKey{}
	_ age.Identity  = LotKey{}
)

// NewLotKey takes the secret of a lot: 32 random bytes.
func NewLotKey(secret []byte) (LotKey, error) {
	aead, err := chacha20poly1305.NewX(secret)
	if err != nil {
		return LotKey{}, errors.New("the secret of a lot does not have 32 bytes")
	}
	return LotKey{aead}, nil
}

// parseLotKey reads a secret as the vault keeps it, an identity of age's:
// AGE-PLUGIN-VIGIE-1...
func parseLotKey(text string) (LotKey, error) {
	name, secret, err := plugin.ParseIdentity(text)
	if err != nil || name != AgePlugin { // the cause would quote the secret
		return LotKey{}, errors.New("the secret of a lot is no identity of " + AgePlugin)
	}
	return NewLotKey(secret)
}

// Wrap gives the stanza of a file's key.
func (k LotKey) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	nonce := make([]byte, k.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("wrap the key of a file: %w", err)
	}
	return []*age.Stanza{{
		Type: lotStanza,
		Args: []string{base64.RawStdEncoding.EncodeToString(nonce)},
		Body: k.aead.Seal(nil, nonce, fileKey, nil),
	}}, nil
}

// Unwrap gives the file's key; age.ErrIncorrectIdentity when no stanza holds it
// under this secret.
func (k LotKey) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, stanza := range stanzas {
		if stanza.Type != lotStanza {
			continue
		}
		if len(stanza.Args) != 1 {
			return nil, errors.New("stanza " + lotStanza + ": not one argument")
		}
		nonce, err := base64.RawStdEncoding.Strict().DecodeString(stanza.Args[0])
		if err != nil || len(nonce) != k.aead.NonceSize() {
			return nil, errors.New("stanza " + lotStanza + ": not a nonce")
		}
		if fileKey, err := k.aead.Open(nil, nonce, stanza.Body, nil); err == nil {
			return fileKey, nil
		}
	}
	return nil, age.ErrIncorrectIdentity
}
