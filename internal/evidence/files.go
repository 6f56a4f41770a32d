package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"vigie/internal/observatory"
)

const (
	filesTemp     = "tmp"          // folder of files being written, beside the two-digit folders
	staleTemp     = 24 * time.Hour // age at which an abandoned temporary file is removed
	hashHexLength = 2 * sha256.Size
)

// ErrAltered says that stored evidence no longer is what was written.
var ErrAltered = errors.New("preuve altérée")

// Files is a folder of evidence files, written once, each named by the SHA-256
// of its bytes (dir/ab/cdef...). Several processes may use one folder.
type Files struct {
	dir string

	written, bytes, known atomic.Int64 // by this process, for the metrics
}

// OpenFiles opens the folder, makes it when it is missing, and removes
// temporary files that a process left a day ago or earlier.
func OpenFiles(dir string) (*Files, error) {
	temp := filepath.Join(dir, filesTemp)
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return nil, fmt.Errorf("ouvrir le dossier des preuves : %w", err)
	}
	left, err := os.ReadDir(temp)
	if err != nil {
		return nil, fmt.Errorf("ouvrir le dossier des preuves : %w", err)
	}
	for _, entry := range left {
		info, err := entry.Info()
		if err != nil || time.Since(info.ModTime()) < staleTemp {
			continue
		}
		if err := os.Remove(filepath.Join(temp, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("ouvrir le dossier des preuves : %w", err)
		}
	}
	return &Files{dir: dir}, nil
}

// Put stores what r gives and returns its hash and its size in bytes. The file
// is on disk, whole, when Put returns; on any error (full disk, cancelled
// context, failing reader) nothing is left. A content already there is not
// written again.
func (f *Files) Put(ctx context.Context, r io.Reader) (observatory.Hash, int64, error) {
	temp, err := os.CreateTemp(filepath.Join(f.dir, filesTemp), "put-*")
	if err != nil {
		return "", 0, f.writeError(err)
	}
	hash, size, err := f.fill(ctx, temp, r)
	if err == nil {
		err = f.place(temp.Name(), hash, size)
	}
	if err != nil {
		_ = os.Remove(temp.Name()) // nothing half-written stays; the first error is the one to tell
		return "", 0, f.writeError(err)
	}
	return hash, size, nil
}

// PutBytes stores data as Put does. A content already there costs no write.
func (f *Files) PutBytes(ctx context.Context, data []byte) (observatory.Hash, error) {
	sum := sha256.Sum256(data)
	hash := observatory.Hash(hex.EncodeToString(sum[:]))
	switch there, err := f.renew(hash, int64(len(data))); {
	case err != nil:
		return "", f.writeError(err)
	case there:
		f.known.Add(1)
		return hash, nil
	}
	hash, _, err := f.Put(ctx, bytes.NewReader(data))
	return hash, err
}

// stat gives the size of a file and when it was last put; zeros when it is not
// there.
func (f *Files) stat(hash observatory.Hash) (size int64, put time.Time, err error) {
	path, err := f.path(hash)
	if err != nil {
		return 0, time.Time{}, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, time.Time{}, nil
	}
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("pièce %s : %w", hash, err)
	}
	return info.Size(), info.ModTime(), nil
}

// fill copies r into the temporary file, flushed to disk, and closes it.
func (f *Files) fill(ctx context.Context, temp *os.File, r io.Reader) (observatory.Hash, int64, error) {
	digest := sha256.New()
	size, err := io.Copy(io.MultiWriter(temp, digest), contextReader{ctx, r})
	if err == nil {
		err = temp.Chmod(0o400)
	}
	if err == nil {
		err = temp.Sync()
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	return observatory.Hash(hex.EncodeToString(digest.Sum(nil))), size, err
}

// place gives the whole temporary file its final name.
func (f *Files) place(temp string, hash observatory.Hash, size int64) error {
	final, err := f.path(hash)
	if err != nil {
		return err
	}
	switch there, err := f.renew(hash, size); {
	case err != nil:
		return err
	case there:
		f.known.Add(1)
		return os.Remove(temp)
	}
	switch err := os.Mkdir(filepath.Dir(final), 0o700); {
	case err == nil:
		if err := syncDir(f.dir); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	if err := os.Rename(temp, final); err != nil {
		return err
	}
	f.written.Add(1)
	f.bytes.Add(size)
	return syncDir(filepath.Dir(final))
}

// Open opens a stored file for reading. The error is observatory.ErrNotFound
// when no file has this hash.
func (f *Files) Open(hash observatory.Hash) (io.ReadCloser, error) {
	path, err := f.path(hash)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("pièce %s : %w", hash, observatory.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("pièce %s : %w", hash, err)
	}
	return file, nil
}

// Has reports whether a file with this hash is stored. It does not read it.
func (f *Files) Has(hash observatory.Hash) bool {
	path, err := f.path(hash)
	if err != nil {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// Verify reads a stored file again. The error is ErrAltered when its bytes no
// longer have this hash, observatory.ErrNotFound when it is missing.
func (f *Files) Verify(hash observatory.Hash) error {
	file, err := f.Open(hash)
	if err != nil {
		return err
	}
	defer file.Close()
	digest := sha256.New()
	if _, err := io.Copy(digest, file); err != nil {
		return fmt.Errorf("pièce %s : %w", hash, err)
	}
	if hex.EncodeToString(digest.Sum(nil)) != string(hash) {
		return fmt.Errorf("%w : le contenu de la pièce %s a changé", ErrAltered, hash)
	}
	return nil
}

// ValidHash reports whether hash is 64 lower-case hexadecimal digits.
func ValidHash(hash observatory.Hash) bool {
	if len(hash) != hashHexLength {
		return false
	}
	for _, c := range []byte(hash) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func (f *Files) path(hash observatory.Hash) (string, error) {
	if !ValidHash(hash) {
		return "", observatory.InputErrorf("empreinte illisible « %.80s » : attendu 64 chiffres hexadécimaux en minuscules", string(hash))
	}
	return filepath.Join(f.dir, string(hash[:2]), string(hash[2:])), nil
}

func (f *Files) writeError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("enregistrer une pièce : disque plein, libérez de la place dans %s : %w", f.dir, err)
	}
	return fmt.Errorf("enregistrer une pièce : %w", err)
}

// syncDir makes the names in a folder survive a power cut.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// contextReader stops reading when its context ends. It lives for one call of
// Put only.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
