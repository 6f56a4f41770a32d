package privacy

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"vigie/internal/observatory"
)

// archiveSuffix ends the name of an archive of the vault: LOT.OPENING.tar.
const archiveSuffix = ".tar"

// erasedName is what a member is called whose bytes are gone.
const erasedName = "efface"

// archiveFlush is how many bytes of an archive are held before they are written:
// a large import has 256 of them.
const archiveFlush = 32 << 10

// archives are what one opening of the vault writes of its lot: in each shard a
// tar file, with an age file a case as members. No file has the two empty blocks
// at its end, so that it can be continued; tar reads it all the same. They are
// safe for concurrent use.
type archives struct {
	dir  string // of the shards
	name string
	mu   sync.Mutex
	open map[string]*archive // by shard
}

// archive is the end of one that is not written yet: whole members.
type archive struct{ held []byte }

func newArchives(dir, name string) *archives {
	return &archives{dir: dir, name: name, open: map[string]*archive{}}
}

// add puts an age file, whose name begins with the id of its case, into the
// archive of its shard.
func (a *archives) add(name string, sealed []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	shard := shardOf(name)
	to := a.open[shard]
	if to == nil {
		to = &archive{}
		a.open[shard] = to
	}
	to.held = appendMember(to.held, name, sealed)
	if len(to.held) < archiveFlush {
		return nil
	}
	return a.flush(shard)
}

// flushAll writes what is held.
func (a *archives) flushAll() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var err error
	for shard := range a.open {
		err = errors.Join(err, a.flush(shard))
	}
	return err
}

func (a *archives) flush(shard string) error {
	of := a.open[shard]
	if len(of.held) == 0 {
		return nil
	}
	err := appendTo(filepath.Join(a.dir, shard, a.name), of.held)
	if of.held = of.held[:0]; cap(of.held) > 8*archiveFlush { // of a picture
		delete(a.open, shard)
	}
	if err != nil {
		return fmt.Errorf("write the vault: %w", err)
	}
	return nil
}

// appendTo writes whole members at the end of an archive, or nothing.
func appendTo(path string, members []byte) error {
	const how = os.O_WRONLY | os.O_APPEND | os.O_CREATE
	file, err := os.OpenFile(path, how, keysMode)
	if errors.Is(err, fs.ErrNotExist) { // the first of its folder
		if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
			file, err = os.OpenFile(path, how, keysMode)
		}
	}
	if err != nil {
		return err
	}
	before, err := file.Seek(0, io.SeekEnd)
	if err == nil {
		if _, err = file.Write(members); err != nil {
			err = errors.Join(err, file.Truncate(before))
		}
	}
	return errors.Join(err, file.Close())
}

// shardOf gives the folder of a file among those of the first byte of its case:
// one folder, or one archive, of a million files is slow.
func shardOf(name string) string { return name[:2] }

// A member is an age file in an archive.
type member struct {
	file *os.File
	name string
	at   int64 // of its bytes
	size int64 // less in the file when the machine died
}

// eachMember gives the members of an archive that are of a case, or of any. What
// a power cut or a kill left of a last one ends it.
func eachMember(path string, how int, of observatory.ID, do func(member) error) error {
	file, err := os.OpenFile(path, how, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // discarded meanwhile
	}
	if err != nil {
		return err
	}
	defer file.Close()
	reader := tar.NewReader(file)
	for {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if header.Name == erasedName || !of.IsZero() && !strings.HasPrefix(header.Name, of.String()) {
			continue
		}
		at, err := file.Seek(0, io.SeekCurrent)
		if err != nil {
			return err
		}
		if err := do(member{file: file, name: header.Name, at: at, size: header.Size}); err != nil {
			return err
		}
	}
}

// read gives the age file; nothing of one that is cut off.
func (m member) read() ([]byte, error) {
	info, err := m.file.Stat()
	if err != nil || info.Size() < m.at+m.size {
		return nil, err
	}
	sealed := make([]byte, m.size)
	_, err = m.file.ReadAt(sealed, m.at)
	return sealed, err
}

// erase writes zeros over the age file, then takes its name away.
func (m member) erase() error {
	info, err := m.file.Stat()
	if err != nil {
		return err
	}
	left := min(m.size, info.Size()-m.at) // the last may be cut
	zeros := io.LimitReader(zeroReader{}, left)
	if _, err := io.Copy(io.NewOffsetWriter(m.file, m.at), zeros); err != nil {
		return err
	}
	header := appendHeader(nil, erasedName, m.size)
	_, err = m.file.WriteAt(header, m.at-int64(len(header)))
	return err
}

type zeroReader struct{}

func (zeroReader) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// eraseFrom takes a case out of an archive; its bytes are gone from the disk when
// it returns. An erasure that was killed before it could say so is done again by
// then: what it wrote is synced, though nothing is left to find.
func eraseFrom(path string, id observatory.ID) error {
	if err := eachMember(path, os.O_RDWR, id, member.erase); err != nil {
		return err
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // discarded meanwhile
	}
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
