package reports

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// Limits of a dossier that is looked at. A file beyond them is refused before
// it is read: a zip can announce a thousand times its size.
const (
	maxFiles    = 200_000
	maxBytes    = 16 << 30 // of all files, unpacked
	maxTagBytes = 64 << 20 // of a file that is held in memory
)

// bagReader is an opened dossier.
type bagReader struct {
	file  io.Closer
	files map[string]*zip.File // by name inside the bag
}

// openBag opens a zip and checks its structure. A file that is no dossier is an
// input error.
func openBag(path string) (*bagReader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, observatory.InputErrorf("ouvrir le dossier : %w", err)
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = observatory.InputErrorf("%s n’est pas un fichier", path)
	}
	var opened *bagReader
	if err == nil {
		opened, err = readBag(file, info.Size())
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	opened.file = file
	return opened, nil
}

func (b *bagReader) close() { b.file.Close() } // opened for reading: nothing to lose

// readBag reads the zip's directory.
func readBag(r io.ReaderAt, size int64) (*bagReader, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, observatory.InputErrorf("ce n’est pas un dossier de Vigie, ou il est tronqué : archive zip illisible (%w)", err)
	}
	base, err := baseOf(archive.File)
	if err != nil {
		return nil, err
	}
	b := &bagReader{files: make(map[string]*zip.File, len(archive.File))}
	folded := make(map[string]bool, len(archive.File))
	var total uint64
	for _, file := range archive.File {
		if err := checkEntry(file, base); err != nil {
			return nil, err
		}
		if strings.HasSuffix(file.Name, "/") {
			continue
		}
		name := strings.TrimPrefix(file.Name, base)
		if folded[strings.ToLower(name)] {
			return nil, altered(name, "le fichier est deux fois dans l’archive")
		}
		folded[strings.ToLower(name)] = true
		b.files[name] = file
		total += min(file.UncompressedSize64, maxBytes+1)
		if total > maxBytes {
			return nil, observatory.InputErrorf("dossier refusé : son contenu dépasse %d Gio une fois ouvert", maxBytes>>30)
		}
	}
	return b, nil
}

// baseOf finds the one folder that holds the bag: the one with a tag file of
// BagIt in it.
func baseOf(files []*zip.File) (string, error) {
	if len(files) > maxFiles {
		return "", observatory.InputErrorf("dossier refusé : plus de %d fichiers", maxFiles)
	}
	for _, file := range files {
		base, name, found := strings.Cut(file.Name, "/")
		if found && base != "" && base != "." && base != ".." && slices.Contains([]string{declarationName, manifestName, tagManifestName}, name) {
			return base + "/", nil
		}
	}
	return "", observatory.InputErrorf("ce n’est pas un dossier de Vigie : l’archive n’a ni %s ni %s", declarationName, tagManifestName)
}

// checkEntry refuses names that leave the folder, and what is no plain file.
func checkEntry(file *zip.File, base string) error {
	name := file.Name
	inside, found := strings.CutPrefix(name, base)
	if !found {
		return altered(printable(name), "fichier ajouté hors du dossier %s", base)
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(inside, "/"), "/") {
		if part == ".." || part == "." || part == "" && inside != "" || strings.HasPrefix(part, "~") {
			return altered(printable(name), "nom de fichier interdit dans un dossier")
		}
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f || r == '\ufffd' }) {
		return altered(printable(name), "nom de fichier interdit dans un dossier")
	}
	if mode := file.Mode(); !mode.IsRegular() && !mode.IsDir() {
		return altered(printable(name), "ce n’est pas un fichier ordinaire")
	}
	if file.Method != zip.Store && file.Method != zip.Deflate {
		return altered(printable(name), "mode de compression inattendu")
	}
	return nil
}

// printable makes a foreign name fit for a message.
func printable(name string) string {
	return strings.Trim(fmt.Sprintf("%.120q", name), `"`)
}

// names lists the files of the bag in order.
func (b *bagReader) names() []string { return slices.Sorted(maps.Keys(b.files)) }

// stream gives the content of a file to use, never more than it announces. An
// unreadable or missing file is an alteration of it.
func (b *bagReader) stream(name string, use func(io.Reader) error) error {
	file, found := b.files[name]
	if !found {
		return altered(name, "le fichier manque")
	}
	r, err := file.Open()
	if err != nil {
		return altered(name, "le fichier est illisible (%v)", err)
	}
	defer r.Close()
	counted := &countingReader{r: io.LimitReader(r, int64(file.UncompressedSize64)+1)}
	err = use(counted)
	if errors.Is(err, evidence.ErrAltered) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || observatory.IsInput(err) {
		return err
	}
	if err != nil {
		return altered(name, "le fichier est illisible (%v)", err)
	}
	if counted.n != int64(file.UncompressedSize64) {
		return altered(name, "le fichier n’a pas la longueur annoncée")
	}
	return nil
}

// read gives the content of a small file.
func (b *bagReader) read(name string) ([]byte, error) {
	if file, found := b.files[name]; found && file.UncompressedSize64 > maxTagBytes {
		return nil, observatory.InputErrorf("dossier refusé : %s dépasse %d Mio", name, maxTagBytes>>20)
	}
	var data []byte
	err := b.stream(name, func(r io.Reader) (err error) {
		data, err = io.ReadAll(r)
		return err
	})
	return data, err
}

// hash gives the SHA-256 and the size of a file.
func (b *bagReader) hash(name string) (string, int64, error) {
	digest := sha256.New()
	var size int64
	err := b.stream(name, func(r io.Reader) (err error) {
		size, err = io.Copy(digest, r)
		return err
	})
	return hex.EncodeToString(digest.Sum(nil)), size, err
}

// tagManifest makes the tagmanifest that belongs to the tag files as they are.
func (b *bagReader) tagManifest(ctx context.Context) ([]byte, error) {
	var out bytes.Buffer
	for _, name := range b.names() {
		if !inTagManifest(name) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("vérifier le dossier : %w", err)
		}
		hash, _, err := b.hash(name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "%s  %s\n", hash, name)
	}
	return out.Bytes(), nil
}

// parseManifest reads a manifest as this package writes it: a hash, two blanks,
// a name, each name once.
func parseManifest(text []byte) (map[string]string, error) {
	hashes := map[string]string{}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		hash, name, found := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !found || !evidence.ValidHash(observatory.Hash(hash)) || !validName(name) || !strings.HasSuffix(line, "\n") {
			return nil, fmt.Errorf("ligne %d illisible", number)
		}
		if hashes[name] != "" {
			return nil, fmt.Errorf("ligne %d : le fichier %s y est deux fois", number, name)
		}
		hashes[name] = hash
	}
	return hashes, nil
}

// validName reports whether a name of a manifest stays inside the bag.
func validName(name string) bool {
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f }) {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." || strings.HasPrefix(part, "~") {
			return false
		}
	}
	return true
}

type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
