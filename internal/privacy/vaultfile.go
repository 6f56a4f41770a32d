package privacy

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// An import seals a file a case. Age's own writer is made for streams of any length
// and for any recipients; with a stanza of ours and a text of a few hundred bytes
// most of its time goes to what they do not need. So such a file is written here, in
// one buffer (C2SP age.md, version 1); longer ones, and all reading, are the library's.
const (
	longestFile  = 64 << 10 // bytes: one piece of age's stream
	ageIntro     = "age-encryption.org/v1\n-> " + lotStanza + " "
	fileKeySize  = 16
	payloadNonce = 16
)

// lastPiece is the nonce of the only piece of a stream: its number, zero, and the
// mark of the last.
var lastPiece = [chacha20poly1305.NonceSize]byte{chacha20poly1305.NonceSize - 1: 1} //nolint:gochecknoglobals // a constant

// sealFile gives the age file of a body of at most longestFile bytes, its key
// wrapped with the secret of the lot.
func (k LotKey) sealFile(body []byte) ([]byte, error) {
	var random [fileKeySize + chacha20poly1305.NonceSizeX + payloadNonce]byte
	if _, err := rand.Read(random[:]); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	fileKey, rest := random[:fileKeySize], random[fileKeySize:]
	nonce, payload := rest[:chacha20poly1305.NonceSizeX], rest[chacha20poly1305.NonceSizeX:]
	var wrapped [fileKeySize + chacha20poly1305.Overhead]byte
	file := make([]byte, 0, 256+len(body))
	file = base64.RawStdEncoding.AppendEncode(append(file, ageIntro...), nonce)
	file = base64.RawStdEncoding.AppendEncode(append(file, '\n'), k.aead.Seal(wrapped[:0], nonce, fileKey, nil))
	file = append(file, "\n---"...)
	headerKey := fileSubkey(fileKey, nil, "header")
	code := shortHMAC(headerKey[:], file)
	file = base64.RawStdEncoding.AppendEncode(append(file, ' '), code[:])
	file = append(append(file, '\n'), payload...)
	key := fileSubkey(fileKey, payload, "payload")
	stream, err := chacha20poly1305.New(key[:])
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return stream.Seal(file, lastPiece[:], body, nil), nil
}

// fileSubkey is the first 32 bytes of HKDF-SHA-256 (RFC 5869).
func fileSubkey(fileKey, salt []byte, use string) [sha256.Size]byte {
	random := shortHMAC(salt, fileKey)
	return shortHMAC(random[:], append([]byte(use), 1))
}

// longestMessage is what shortHMAC takes, in bytes: the header of a file has 135.
const longestMessage = 192

// shortHMAC is HMAC-SHA-256 (RFC 2104) of a short message under a key of at most one
// block, without the ten pieces of memory that crypto/hmac takes for each: a file
// needs five. TestShortHMAC holds it against crypto/hmac.
func shortHMAC(key, message []byte) [sha256.Size]byte {
	var inner [sha256.BlockSize + longestMessage]byte
	var outer [sha256.BlockSize + sha256.Size]byte
	copy(inner[:sha256.BlockSize], key)
	copy(outer[:sha256.BlockSize], key)
	for i := range sha256.BlockSize {
		inner[i] ^= 0x36
		outer[i] ^= 0x5c
	}
	sum := sha256.Sum256(append(inner[:sha256.BlockSize], message...))
	copy(outer[sha256.BlockSize:], sum[:])
	return sha256.Sum256(outer[:])
}
