package privacy

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
	"filippo.io/age/plugin"

	"vigie/internal/observatory"
)

// A Piece is a text, a picture or an identity that the vault holds.
type Piece struct {
	Hash observatory.Hash
	Data []byte
}

// lot is what one import writes, or one opening of the vault. Its secret, 256
// random bits, wraps the keys of its files.
type lot struct {
	name      string // 16 hex digits
	recipient age.Recipient
	identity  age.Identity
}

// newLot makes a lot and keeps its secret, wrapped, on the disk.
func (v *Vault) newLot() (*lot, error) {
	var random [40]byte
	if _, err := rand.Read(random[:]); err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	name, secret := hex.EncodeToString(random[:8]), plugin.EncodeIdentity(AgePlugin, random[8:])
	if !v.batch.IsZero() {
		name = lotName(v.batch)
	}
	if there(v.lotPath(name)) { // begun before: its secret opens other files
		return v.openLot(name)
	}
	var wrapped bytes.Buffer
	sealed, err := v.keys.Seal(&wrapped, v.further...)
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(sealed, secret)
	if err = errors.Join(err, sealed.Close()); err != nil {
		return nil, fmt.Errorf("wrap the secret of a lot: %w", err)
	}
	if err := replaceFile(v.lotPath(name), wrapped.Bytes()); err != nil {
		return nil, fmt.Errorf("write the secret of a lot: %w", err)
	}
	return lotOf(name, secret)
}

// lotName names the lot of an import.
func lotName(batch observatory.ID) string { return hex.EncodeToString(batch[:8]) }

func lotOf(name, secret string) (*lot, error) {
	if !strings.HasPrefix(secret, "AGE-PLUGIN-") {
		return oldLot(name, secret)
	}
	key, err := parseLotKey(secret)
	if err != nil {
		return nil, err
	}
	return &lot{name: name, recipient: key, identity: key}, nil
}

// openLot opens the secret of a lot with the instance's key.
func (v *Vault) openLot(name string) (*lot, error) {
	if known := v.lots[name]; known != nil {
		return known, nil
	}
	file, err := os.Open(v.lotPath(name))
	if err != nil {
		return nil, fmt.Errorf("secret of lot %s: %w", name, err)
	}
	defer file.Close()
	reader, err := v.keys.Open(file)
	if err != nil {
		return nil, err
	}
	secret, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("secret of lot %s: %w", name, err)
	}
	opened, err := lotOf(name, string(secret))
	if err == nil {
		v.lots[name] = opened
	}
	return opened, err
}

func (v *Vault) lotPath(name string) string {
	return filepath.Join(v.dir, vaultLots, filepath.Base(name)+sealedSuffix)
}

// seal gives the age file of a body.
func (l *lot) seal(body []byte) ([]byte, error) {
	if key, ours := l.recipient.(LotKey); ours && len(body) <= longestFile {
		return key.sealFile(body)
	}
	var sealed bytes.Buffer
	sealed.Grow(len(body) + 512)
	writer, err := age.Encrypt(&sealed, l.recipient)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	_, err = writer.Write(body)
	if err = errors.Join(err, writer.Close()); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return sealed.Bytes(), nil
}

// open opens an age file of an archive.
func (v *Vault) open(archive string, m member) ([]Piece, error) {
	sealed, err := m.read()
	if err != nil || len(sealed) == 0 {
		return nil, err
	}
	return v.openSealed(lotOfFile(filepath.Base(archive)), sealed)
}

// openSealed opens an age file of a lot.
func (v *Vault) openSealed(lotName string, sealed []byte) ([]Piece, error) {
	lot, err := v.openLot(lotName)
	if err != nil {
		return nil, err
	}
	reader, err := age.Decrypt(bytes.NewReader(sealed), lot.identity)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		return nil, err
	}
	return unpackPieces(body)
}

// lotOfFile gives the lot of an archive, LOT.OPENING.tar, or of a file of a case
// of the older form, CASE.LOT.HASH.age; "" for what is neither.
func lotOfFile(name string) string {
	switch parts := strings.Split(name, "."); len(parts) {
	case 3:
		return parts[0]
	case 4:
		return parts[1]
	}
	return ""
}

const saltSize = 32

// packPieces writes, for each piece, its salt, its length and its bytes.
func packPieces(pieces [][]byte) (body []byte, hashes []observatory.Hash, err error) {
	size := 0
	for _, piece := range pieces {
		size += saltSize + 4 + len(piece)
	}
	body = make([]byte, 0, size)
	for _, piece := range pieces {
		var salt [saltSize]byte
		if _, err := rand.Read(salt[:]); err != nil {
			return nil, nil, fmt.Errorf("vault: %w", err)
		}
		body = binary.BigEndian.AppendUint32(append(body, salt[:]...), uint32(len(piece)))
		body = append(body, piece...)
		hashes = append(hashes, pieceHash(salt[:], piece))
	}
	return body, hashes, nil
}

func unpackPieces(body []byte) (pieces []Piece, err error) {
	for len(body) > 0 {
		if len(body) < saltSize+4 {
			return nil, errors.New("a piece is cut off")
		}
		salt, size, rest := body[:saltSize], binary.BigEndian.Uint32(body[saltSize:]), body[saltSize+4:]
		if uint64(size) > uint64(len(rest)) {
			return nil, errors.New("a piece is cut off")
		}
		pieces = append(pieces, Piece{Hash: pieceHash(salt, rest[:size]), Data: rest[:size]})
		body = rest[size:]
	}
	return pieces, nil
}

func pieceHash(salt, piece []byte) observatory.Hash {
	digest := sha256.New()
	digest.Write(salt)
	digest.Write(piece)
	return observatory.Hash(hex.EncodeToString(digest.Sum(nil)))
}
