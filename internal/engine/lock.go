package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	engineLock = "engine.lock"
	startLock  = "engine.start.lock"
	pollEvery  = 20 * time.Millisecond
)

var errLocked = errors.New("locked by another process")

// tryLock takes the named lock file of the folder, or errLocked. The lock ends
// with the file returned, at the latest with the process.
func tryLock(folder, name string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(folder, name), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errLocked
		}
		return nil, fmt.Errorf("lock %s: %w", file.Name(), err)
	}
	return file, nil
}

// waitLock is tryLock until it succeeds or ctx ends.
func waitLock(ctx context.Context, folder, name string) (*os.File, error) {
	for {
		file, err := tryLock(folder, name)
		if !errors.Is(err, errLocked) {
			return file, err
		}
		if err := pause(ctx, pollEvery); err != nil {
			return nil, fmt.Errorf("wait for lock %s: %w", name, err)
		}
	}
}

// pause waits, or returns ctx's error when it ends first.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
