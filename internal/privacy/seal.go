package privacy

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/s2"

	"vigie/internal/observatory"
)

const (
	sealedSuffix = ".age"
	commitSuffix = ".commit"
	sealingName  = "scellement-*.tmp"
	// staleSealing is the age after which a file that is half written, or whose
	// import was never committed, is certainly of a dead process.
	staleSealing = 24 * time.Hour
)

// Seal gives a writer that encrypts to the instance, and to the further
// recipients if any, as it goes. The caller closes it to finish.
func (k *Keys) Seal(dst io.Writer, further ...age.Recipient) (io.WriteCloser, error) {
	writer, err := age.Encrypt(dst, append([]age.Recipient{k.identity.Recipient()}, further...)...)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return writer, nil
}

// Open gives the plain text of what Seal wrote. Reading fails on any byte that
// was changed.
func (k *Keys) Open(src io.Reader) (io.Reader, error) {
	reader, err := age.Decrypt(src, k.identity)
	if err != nil {
		return nil, fmt.Errorf("open sealed file: %w", err)
	}
	return reader, nil
}

// packBuffer is how much of a file is read and written at a time.
const packBuffer = 1 << 20

// SealFile seals src into dir as a file named by the SHA-256 of the sealed
// bytes, and syncs it to disk before it returns. Within the seal the file is in
// the Snappy framing format: a table shrinks to a sixth, and so does the time
// to seal it (a recipient reads it with age and snzip).
func (k *Keys) SealFile(dir string, src io.Reader, further ...age.Recipient) (observatory.Hash, error) {
	return writeSealed(dir, true, func(dst io.Writer) error {
		sealed, err := k.Seal(dst, further...)
		if err != nil {
			return err
		}
		packed := s2.NewWriter(sealed, s2.WriterSnappyCompat(), s2.WriterConcurrency(1))
		_, err = io.CopyBuffer(onlyWriter{packed}, src, make([]byte, packBuffer))
		return errors.Join(err, packed.Close(), sealed.Close())
	})
}

// onlyWriter hides the ReadFrom of a writer, which would read in small pieces.
type onlyWriter struct{ io.Writer }

// OpenFile opens a file that SealFile wrote.
func (k *Keys) OpenFile(dir string, hash observatory.Hash) (io.ReadCloser, error) {
	file, err := os.Open(sealedPath(dir, hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("sealed file: %w", observatory.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("sealed file: %w", err)
	}
	reader, err := k.Open(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{s2.NewReader(reader), file}, nil
}

// MarkCommitted notes beside a sealed file when its import was committed: the
// retention is counted from there.
func MarkCommitted(dir string, hash observatory.Hash, at time.Time) error {
	path := sealedPath(dir, hash) + commitSuffix
	if err := os.WriteFile(path, []byte(at.UTC().Format(time.RFC3339)+"\n"), keysMode); err != nil {
		return fmt.Errorf("note commit of sealed file: %w", err)
	}
	return nil
}

// PurgeSealed deletes the sealed files of dir whose import was committed more
// than retention ago. A file without a commit note is of an import that was cut
// off, and goes after a day; with an unreadable one it counts from its
// modification time. It returns what it deleted.
func PurgeSealed(dir string, now time.Time, retention time.Duration) ([]observatory.Hash, error) {
	purged, err := DueSealed(dir, now, retention)
	problems := []error{err}
	for _, hash := range purged {
		problems = append(problems, RemoveSealed(dir, hash))
	}
	problems = append(problems, purgeSealing(dir, now))
	if err := errors.Join(problems...); err != nil {
		return purged, fmt.Errorf("purge sealed files: %w", err)
	}
	return purged, nil
}

// DueSealed lists what PurgeSealed would delete.
func DueSealed(dir string, now time.Time, retention time.Duration) ([]observatory.Hash, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list sealed files: %w", err)
	}
	var due []observatory.Hash
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			continue // another process deleted it meanwhile
		}
		path := filepath.Join(dir, entry.Name())
		name, isSealed := strings.CutSuffix(entry.Name(), sealedSuffix)
		if isSealed && now.Sub(keptSince(path, info)) > keptFor(path, retention) {
			due = append(due, observatory.Hash(name))
		}
	}
	return due, nil
}

// purgeSealing deletes what dead processes left half written.
func purgeSealing(dir string, now time.Time) error {
	paths, err := filepath.Glob(filepath.Join(dir, sealingName))
	for _, path := range paths {
		if info, gone := os.Stat(path); gone == nil && now.Sub(info.ModTime()) > staleSealing {
			err = errors.Join(err, removeAll(path))
		}
	}
	return err
}

// RemoveSealed deletes a sealed file and its note; one that is gone is no error.
func RemoveSealed(dir string, hash observatory.Hash) error {
	path := sealedPath(dir, hash)
	return removeAll(path, path+commitSuffix)
}

// keptFor is how long a sealed file is kept: the retention counts for the file
// of an import that was committed.
func keptFor(path string, retention time.Duration) time.Duration {
	if _, err := os.Stat(path + commitSuffix); errors.Is(err, fs.ErrNotExist) {
		return min(retention, staleSealing)
	}
	return retention
}

func keptSince(path string, info fs.FileInfo) time.Time {
	note, err := os.ReadFile(path + commitSuffix)
	if err != nil {
		return info.ModTime()
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(note)))
	if err != nil {
		return info.ModTime()
	}
	return at
}

func removeAll(paths ...string) error {
	var problems []error
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

func sealedPath(dir string, hash observatory.Hash) string {
	return filepath.Join(dir, filepath.Base(string(hash))+sealedSuffix)
}

// sealBuffer is how much of a sealed file is written at a time.
const sealBuffer = 256 << 10

// writeSealed writes a file under a passing name, hashes what is written, and
// renames it to its hash: a half-written file never bears a hash.
func writeSealed(dir string, sync bool, write func(io.Writer) error) (hash observatory.Hash, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make folder of sealed files: %w", err)
	}
	file, err := os.CreateTemp(dir, sealingName)
	if err != nil {
		return "", fmt.Errorf("create sealed file: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeAll(file.Name()))
		}
	}()
	digest := sha256.New()
	buffered := bufio.NewWriterSize(io.MultiWriter(file, digest), sealBuffer)
	err = write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err == nil && sync {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("write sealed file: %w", err)
	}
	hash = observatory.Hash(hex.EncodeToString(digest.Sum(nil)))
	if err := os.Rename(file.Name(), sealedPath(dir, hash)); err != nil {
		return "", fmt.Errorf("name sealed file: %w", err)
	}
	if sync {
		return hash, syncFolder(dir)
	}
	return hash, nil
}

func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}
