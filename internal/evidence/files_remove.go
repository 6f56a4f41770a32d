package evidence

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"

	"vigie/internal/observatory"
)

// locked runs do under the lock of the folder itself: shared to use a file,
// exclusive to remove one, so that no content is removed while it is put again.
func (f *Files) locked(how int, do func() error) error {
	lock, err := os.Open(f.dir)
	if err != nil {
		return err
	}
	defer lock.Close() // ends the lock
	for {
		if err := syscall.Flock(int(lock.Fd()), how); !errors.Is(err, syscall.EINTR) {
			if err != nil {
				return fmt.Errorf("verrou de %s : %w", f.dir, err)
			}
			return do()
		}
	}
}

// renew reports whether the file is there, and if so marks it as put now: Remove
// spares what was put lately. It looks once: another process may give the file its
// name between two looks. The error is ErrAltered when it has another size.
func (f *Files) renew(hash observatory.Hash, size int64) (there bool, err error) {
	path, err := f.path(hash)
	if err != nil {
		return false, err
	}
	err = f.locked(syscall.LOCK_SH, func() error {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case info.Size() != size:
			return fmt.Errorf("%w : la pièce %s fait %d octets au lieu de %d", ErrAltered, hash, info.Size(), size)
		}
		now := time.Now()
		err = os.Chtimes(path, now, now)
		there = err == nil
		return err
	})
	return there, err
}

// Remove deletes a file that was not put since the given instant. It reports
// how many bytes it freed, and whether the file is gone; a file that is not
// there is.
func (f *Files) Remove(hash observatory.Hash, since time.Time) (freed int64, gone bool, err error) {
	path, err := f.path(hash)
	if err != nil {
		return 0, false, err
	}
	err = f.locked(syscall.LOCK_EX, func() error {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			gone = true
			return nil
		case err != nil:
			return err
		case !info.ModTime().Before(since):
			return nil
		}
		if err := os.Remove(path); err != nil {
			return err
		}
		freed, gone = info.Size(), true
		return nil
	})
	if err != nil {
		return 0, false, fmt.Errorf("supprimer la pièce %s : %w", hash, err)
	}
	return freed, gone, nil
}
