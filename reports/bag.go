package reports

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Names of the tag files of a bag.
const (
	declarationName = "bagit.txt"
	infoName        = "bag-info.txt"
	manifestName    = "manifest-sha256.txt"
	tagManifestName = "tagmanifest-sha256.txt"
	readmeName      = "LISEZMOI.txt"
	payloadDir      = "data/"
	signatureDir    = "signature/"
	proofDir        = "preuve/"
)

const declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

// bag writes a BagIt bag into a zip and keeps the hash of every file.
type bag struct {
	zip     *zip.Writer
	base    string
	at      time.Time
	hashes  map[string]string // by name inside the bag
	payload struct{ bytes, files int64 }
}

func newBag(w io.Writer, base string, at time.Time) *bag {
	// A zip holds seconds by twos: a whole even second is the same for all readers.
	return &bag{zip: zip.NewWriter(w), base: base + "/", at: at.UTC().Truncate(2 * time.Second), hashes: map[string]string{}}
}

// copy adds a file from a reader. Pictures are stored as they are: they do not
// shrink.
func (b *bag) copy(name string, r io.Reader) error {
	if _, twice := b.hashes[name]; twice {
		return fmt.Errorf("le fichier %s serait deux fois au dossier", name)
	}
	header := &zip.FileHeader{Name: b.base + name, Method: zip.Deflate, Modified: b.at}
	if strings.HasSuffix(name, ".png") || strings.HasSuffix(name, ".jpg") {
		header.Method = zip.Store
	}
	header.SetMode(0o644)
	w, err := b.zip.CreateHeader(header)
	if err != nil {
		return fmt.Errorf("%s : %w", name, err)
	}
	digest := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, digest), r)
	if err != nil {
		return fmt.Errorf("%s : %w", name, err)
	}
	b.hashes[name] = hex.EncodeToString(digest.Sum(nil))
	if strings.HasPrefix(name, payloadDir) {
		b.payload.bytes += n
		b.payload.files++
	}
	return nil
}

func (b *bag) add(name string, data []byte) error { return b.copy(name, bytes.NewReader(data)) }

// manifest lists the hashes of the files that in chooses, in the order of their
// names, in the form of sha256sum.
func (b *bag) manifest(in func(name string) bool) []byte {
	var out bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(b.hashes)) {
		if in(name) {
			fmt.Fprintf(&out, "%s  %s\n", b.hashes[name], name)
		}
	}
	return out.Bytes()
}

func inPayload(name string) bool { return strings.HasPrefix(name, payloadDir) }

// inTagManifest reports whether the tagmanifest lists a file: all but the
// payload, itself, and the folders that are made over it.
func inTagManifest(name string) bool {
	return !inPayload(name) && name != tagManifestName &&
		!strings.HasPrefix(name, signatureDir) && !strings.HasPrefix(name, proofDir)
}
