package collectors

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strings"
)

// Limits of an archive (XLSX, ODS). A million rows of sixty columns unpack to
// two gigabytes, to a tenth of it packed; what goes far beyond is a zip bomb.
const (
	maxArchiveEntries = 10_000
	maxUnpacked       = 4 << 30   // bytes of a part
	maxPackedInMemory = 256 << 20 // bytes of an archive that cannot be read at random
	trustedUnpacked   = 64 << 20  // below, the rate is not looked at
	maxUnpackRate     = 400
)

const asSheet = "ouvrez-le dans votre tableur, puis enregistrez-le de nouveau (XLSX, ODS ou « CSV UTF-8 »)"

// archive is an open ZIP file. Nothing of it is ever written to the disk:
// names in it lead nowhere.
type archive struct {
	parts map[string]*zip.File
	list  []*zip.File
	file  io.Closer
}

// openArchive opens a source that is a ZIP file. A source that cannot be read
// at random, as a sealed file, is held in memory.
func openArchive(source Source) (*archive, error) {
	file, err := source()
	if err != nil {
		return nil, err
	}
	at, size, err := atRandom(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	a := &archive{file: file}
	if err := a.read(at, size); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return a, nil
}

func atRandom(file io.Reader) (io.ReaderAt, int64, error) {
	at, random := file.(io.ReaderAt)
	seeker, seeks := file.(io.Seeker)
	if random && seeks {
		size, err := seeker.Seek(0, io.SeekEnd)
		if err == nil {
			return at, size, nil
		}
	}
	data, err := io.ReadAll(io.LimitReader(file, maxPackedInMemory+1))
	if err != nil {
		return nil, 0, fmt.Errorf("read the file: %w", err)
	}
	if len(data) > maxPackedInMemory {
		return nil, 0, fileFault("classeur de plus de %d Mo : découpez-le, ou enregistrez-le en CSV, qui est lu sans limite de taille", maxPackedInMemory>>20)
	}
	return bytes.NewReader(data), int64(len(data)), nil
}

func (a *archive) read(at io.ReaderAt, size int64) error {
	z, err := zip.NewReader(at, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return fileFault("archive ZIP abîmée ou tronquée : %s", asSheet)
	}
	if len(z.File) > maxArchiveEntries {
		return fileFault("archive de plus de %d fichiers : ce n'est pas un classeur ; %s", maxArchiveEntries, asSheet)
	}
	a.parts, a.list = make(map[string]*zip.File, len(z.File)), z.File
	for _, f := range z.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		if strings.HasPrefix(name, "/") || strings.Contains("/"+name+"/", "/../") || len(name) > 1 && name[1] == ':' {
			return fileFault("archive refusée : un de ses fichiers porte un chemin qui sort de l'archive ; ce n'est pas l'œuvre d'un tableur")
		}
		if _, twice := a.parts[name]; twice {
			return fileFault("archive refusée : deux de ses fichiers portent le même nom ; ce n'est pas l'œuvre d'un tableur")
		}
		a.parts[name] = f
	}
	return nil
}

// close closes the file. The archive's parts must no longer be read.
func (a *archive) close() error { return a.file.Close() }

func (a *archive) has(name string) bool { return a.parts[name] != nil }

// open opens a part; its error is a fault of the file when it is not there.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.parts[name]
	if f == nil {
		return nil, fileFault("classeur incomplet (%s manque) : %s", path.Base(name), asSheet)
	}
	if bombed(int64(min(f.UncompressedSize64, math.MaxInt64)), int64(f.CompressedSize64)) { // by its own account
		return nil, unmeasured(path.Base(name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, fileFault("classeur illisible (%s, %v) : %s", path.Base(name), err, asSheet)
	}
	return &part{ReadCloser: r, name: path.Base(name), packed: int64(f.CompressedSize64)}, nil
}

// bombed reports whether a part unpacks to more than a workbook does.
func bombed(unpacked, packed int64) bool {
	return unpacked > maxUnpacked || unpacked > trustedUnpacked && unpacked/max(packed, 1) > maxUnpackRate
}

func unmeasured(name string) error {
	return fileFault("classeur refusé : %s se déploie sans mesure (bombe de décompression)", name)
}

// part counts what a part unpacks to.
type part struct {
	io.ReadCloser
	name             string
	packed, unpacked int64
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	p.unpacked += int64(n)
	switch {
	case bombed(p.unpacked, p.packed):
		return n, unmeasured(p.name)
	case err != nil && !errors.Is(err, io.EOF):
		return n, fileFault("classeur abîmé ou tronqué (%s) : %s", p.name, asSheet)
	}
	return n, err
}
