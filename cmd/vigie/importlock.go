package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"syscall"
)

// importLock says that an import is under way in a data folder, in this process
// or another. Imports share it; undoing what interrupted imports left needs it
// alone, so that no import under way is taken for an interrupted one. The lock
// ends with its process, whatever ends it.
type importLock struct{ file *os.File }

// errImporting says that an import is under way elsewhere.
var errImporting = errors.New("an import is under way")

// shareImportLock takes the lock for an import. It waits while another process
// undoes interrupted imports.
func (a *app) shareImportLock() (importLock, error) {
	return a.lockImports(syscall.LOCK_SH)
}

// soleImportLock takes the lock alone, or gives errImporting at once.
func (a *app) soleImportLock() (importLock, error) {
	lock, err := a.lockImports(syscall.LOCK_EX | syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return importLock{}, errImporting
	}
	return lock, err
}

func (a *app) lockImports(how int) (importLock, error) {
	return lockFile(a.cfg.path("import.lock"), how)
}

// associationLock waits until no other import of the association is under way:
// what is already known of its cases, and so what is a duplicate, must not
// change during an import.
func (a *app) associationLock(association string) (importLock, error) {
	sum := sha256.Sum256([]byte(association))
	return lockFile(a.cfg.path("import-"+hex.EncodeToString(sum[:8])+".lock"), syscall.LOCK_EX)
}

func lockFile(path string, how int) (importLock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return importLock{}, fmt.Errorf("open import lock: %w", err)
	}
	for {
		err = syscall.Flock(int(file.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return importLock{}, errors.Join(fmt.Errorf("take import lock: %w", err), file.Close())
	}
	return importLock{file}, nil
}

// release lets go at once: closing alone would leave the lock to a process that is
// being started just now, whose copy of the descriptor is closed only when its own
// program runs.
func (l importLock) release() error {
	return errors.Join(syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}
