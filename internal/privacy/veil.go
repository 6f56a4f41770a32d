package privacy

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"

	"vigie/internal/observatory"
)

// permutation turns ids into others and back, under a key: AES-256 on the one
// block that an id is. Who has not the key can tell neither from the other.
type permutation struct{ block cipher.Block }

func newPermutation(secret []byte, purpose string) (permutation, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, purpose, sha256.Size)
	if err != nil {
		return permutation{}, fmt.Errorf("derive key %s: %w", purpose, err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return permutation{}, fmt.Errorf("derive key %s: %w", purpose, err)
	}
	return permutation{block}, nil
}

// forth and back leave the zero ID, which means "none", as it is.
func (p permutation) forth(id observatory.ID) (out observatory.ID) {
	if !id.IsZero() {
		p.block.Encrypt(out[:], id[:])
	}
	return out
}

func (p permutation) back(id observatory.ID) (out observatory.ID) {
	if !id.IsZero() {
		p.block.Decrypt(out[:], id[:])
	}
	return out
}
