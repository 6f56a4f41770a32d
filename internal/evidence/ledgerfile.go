package evidence

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"syscall"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// lockPoll is how often a lock held by another process is asked for again.
const lockPoll = 2 * time.Millisecond

// locked runs do while holding the mutex and the file's lock, exclusive for
// writing, shared for reading.
func (l *Ledger) locked(ctx context.Context, exclusive bool, do func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	how := syscall.LOCK_SH
	if exclusive {
		how = syscall.LOCK_EX
	}
	for {
		err := syscall.Flock(int(l.file.Fd()), how|syscall.LOCK_NB)
		if err == nil {
			break
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return fmt.Errorf("verrou de %s : %w", l.path, err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("attente du verrou de %s : %w", l.path, ctx.Err())
		case <-time.After(lockPoll):
		}
	}
	err := do()
	return errors.Join(err, syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN))
}

// repair takes in new lines and cuts off an incomplete one at the end. Only
// the holder of the exclusive lock may call it: nobody else is writing, so an
// incomplete record is what a killed process left.
func (l *Ledger) repair() error {
	if err := l.catchUp(); err != nil {
		return err
	}
	info, err := l.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() == l.end {
		return nil
	}
	if err := l.file.Truncate(l.end); err != nil {
		return err
	}
	return l.file.Sync()
}

// catchUp reads the whole lines after those already known.
func (l *Ledger) catchUp() error {
	info, err := l.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < l.end {
		return fmt.Errorf("%w : le registre a été raccourci de %d octets", ErrAltered, l.end-info.Size())
	}
	reader := bufio.NewReaderSize(io.NewSectionReader(l.file, l.end, math.MaxInt64-l.end), 1<<16)
	for {
		line, err := reader.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil // an incomplete record is not a record
		}
		if err != nil {
			return err
		}
		if err := l.take(line); err != nil {
			return fmt.Errorf("registre, ligne %d : %w", l.size()+1, err)
		}
	}
}

// take adds one whole line, with its line end, to what is known.
func (l *Ledger) take(line []byte) error {
	data, err := splitLine(bytes.TrimSuffix(line, []byte("\n")))
	if err != nil {
		return err
	}
	id, err := leafID(data)
	if err != nil {
		return errors.Join(ErrAltered, err)
	}
	if _, twice := l.byID[id]; twice {
		return fmt.Errorf("%w : l’identifiant %s s’y trouve deux fois", ErrAltered, id)
	}
	index := l.size()
	stored, err := tlog.StoredHashes(index, data, tlog.HashReaderFunc(l.readHashes))
	if err != nil {
		return err
	}
	l.hashes = append(l.hashes, stored...)
	l.offsets = append(l.offsets, l.end)
	l.byID[id] = index
	l.end += int64(len(line))
	return nil
}

// appendLine adds a leaf to lines in the form of the file.
func appendLine(lines, leaf []byte) []byte {
	lines = append(lines, tlog.RecordHash(leaf).String()...)
	lines = append(lines, ' ')
	lines = append(lines, leaf...)
	return append(lines, '\n')
}

// splitLine gives the leaf of a line, without its line end, after checking the
// hash before it.
func splitLine(line []byte) ([]byte, error) {
	sum, leaf, found := bytes.Cut(line, []byte(" "))
	if !found || tlog.RecordHash(leaf).String() != string(sum) {
		return nil, fmt.Errorf("%w : la ligne ne correspond pas à son empreinte", ErrAltered)
	}
	return leaf, nil
}
