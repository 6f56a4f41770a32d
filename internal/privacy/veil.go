package privacy

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"strconv"
	"strings"

	"vigie/internal/observatory"
)

// permutation turns ids into others and back, under a key: AES-256 on the one
// block that an id is. Who has not the key can tell neither from the other. The
// zero permutation leaves ids as they are.
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
	switch {
	case p.block == nil:
		return id
	case !id.IsZero():
		p.block.Encrypt(out[:], id[:])
	}
	return out
}

func (p permutation) back(id observatory.ID) (out observatory.ID) {
	switch {
	case p.block == nil:
		return id
	case !id.IsZero():
		p.block.Decrypt(out[:], id[:])
	}
	return out
}

// purposeVeil is the purpose of the key of the veil.
const purposeVeil = "voile/v1"

// veil is the outer of the two layers of a pseudonym: the HMAC of a value under
// the master secret is encrypted again under a secret that can be exchanged
// without knowing the value. Either secret alone tells nothing.
type veil struct {
	generation int // 0: there is none, the HMAC itself is the pseudonym
	secret     [masterSize]byte
	permutation
}

// newVeil draws the veil of a generation.
func newVeil(generation int) (veil, error) {
	v := veil{generation: generation}
	if _, err := rand.Read(v.secret[:]); err != nil {
		return v, fmt.Errorf("generate the secret of pseudonyms: %w", err)
	}
	return v.ready()
}

// ready derives the key of a veil from its secret.
func (v veil) ready() (veil, error) {
	var err error
	v.permutation, err = newPermutation(v.secret[:], purposeVeil)
	return v, err
}

func (v veil) text() string {
	if v.generation == 0 {
		return ""
	}
	return veilPrefix + strconv.Itoa(v.generation) + ":" + base64.StdEncoding.EncodeToString(v.secret[:]) + "\n"
}

// parseVeil reads what text wrote, without its prefix.
func parseVeil(line string) (v veil, ok bool) {
	number, secret, _ := strings.Cut(line, ":")
	generation, err := strconv.Atoi(number)
	raw, broken := base64.StdEncoding.DecodeString(secret)
	if err != nil || broken != nil || generation < 1 || len(raw) != masterSize {
		return v, false
	}
	v.generation = generation
	copy(v.secret[:], raw)
	v, err = v.ready()
	return v, err == nil
}

// digest turns a keyed fingerprint, of 16 bytes or 32, block by block.
func (v veil) digest(sum []byte, turn func(observatory.ID) observatory.ID) []byte {
	out := make([]byte, 0, len(sum))
	for len(sum) >= 16 {
		block := turn(observatory.ID(sum[:16]))
		out, sum = append(out, block[:]...), sum[16:]
	}
	return append(out, sum...)
}

// veiledHash is a keyed hash whose sum is veiled.
type veiledHash struct {
	hash.Hash
	veil veil
}

// Sum gives the veiled sum of what was written.
func (h veiledHash) Sum(b []byte) []byte {
	return append(b, h.veil.digest(h.Hash.Sum(nil), h.veil.forth)...)
}
