package observatory

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// ID is a 128-bit identifier, written as a UUID (RFC 9562). The zero ID means
// "none".
type ID [16]byte

// NoID is the zero ID.
var NoID ID

// String writes the ID in the canonical UUID form.
func (id ID) String() string {
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	b[8] = '-'
	hex.Encode(b[9:13], id[4:6])
	b[13] = '-'
	hex.Encode(b[14:18], id[6:8])
	b[18] = '-'
	hex.Encode(b[19:23], id[8:10])
	b[23] = '-'
	hex.Encode(b[24:36], id[10:16])
	return string(b[:])
}

// IsZero reports whether the ID means "none".
func (id ID) IsZero() bool { return id == NoID }

// MarshalText writes the canonical UUID form, empty for the zero ID.
func (id ID) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return []byte{}, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads the canonical UUID form or an empty text.
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = NoID
		return nil
	}
	parsed, err := ParseID(string(text))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// ParseID reads the canonical UUID form. Any other text is an input error.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, InputErrorf("identifiant illisible : attendu un UUID de 36 caractères")
	}
	compact := s[0:8] + s[9:13] + s[14:18] + s[19:23] + s[24:36]
	if _, err := hex.Decode(id[:], []byte(compact)); err != nil {
		return NoID, InputErrorf("identifiant illisible : attendu un UUID de 36 caractères")
	}
	return id, nil
}

// DeriveID makes the ID that belongs to the given parts: the first 16 bytes of
// the SHA-256 of the parts, each preceded by its length, marked as UUID
// version 8. The same parts give the same ID on every machine.
func DeriveID(parts ...[]byte) ID {
	h := sha256.New()
	var size [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		h.Write(size[:])
		h.Write(part)
	}
	var sum [sha256.Size]byte
	return IDFromSum(h.Sum(sum[:0]))
}

// IDFromSum makes an ID (UUID version 8) of the first 16 bytes of a digest. It
// panics when the digest is shorter, which only a programming error can cause.
func IDFromSum(sum []byte) ID {
	var id ID
	if len(sum) < len(id) {
		panic(fmt.Sprintf("observatory: digest of %d bytes is too short for an ID", len(sum)))
	}
	copy(id[:], sum)
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}
