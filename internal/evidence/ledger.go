package evidence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"vigie/internal/observatory"
)

const ledgerName = "ledger.txt"

// ErrConflict says that a leaf of the same id, but other content, is already
// in the ledger.
var ErrConflict = errors.New("déjà au registre avec un autre contenu")

// Head is the state of the ledger at one size: how many leaves, and the RFC
// 6962 root over them.
type Head struct {
	Size int64
	Root tlog.Hash
}

// Ledger is an append-only Merkle log in one file: each line is the RFC 6962
// hash of a leaf in base64, a blank, and the leaf. Hashes and the index by id
// are held in memory (about 120 bytes a leaf) and are computed again from the
// file on open. Several processes may append to one ledger: each takes the
// file's lock and first reads what the others wrote.
type Ledger struct {
	path string

	mu      sync.Mutex
	file    *os.File
	end     int64 // bytes of whole lines read so far
	offsets []int64
	hashes  []tlog.Hash // in the order of tlog.StoredHashIndex
	byID    map[observatory.ID]int64
}

// OpenLedger opens the ledger in dir, making both when missing. A record that
// a killed process left incomplete at the end is cut off: its Append never
// returned. A whole line that does not hold its hash is ErrAltered.
func OpenLedger(dir string) (*Ledger, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("ouvrir le registre : %w", err)
	}
	path := filepath.Join(dir, ledgerName)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("ouvrir le registre : %w", err)
	}
	l := &Ledger{path: path, file: file, byID: map[observatory.ID]int64{}}
	err = l.locked(context.Background(), true, l.repair)
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ouvrir le registre : %w", err), file.Close())
	}
	return l, nil
}

// Close closes the file. The ledger cannot be used afterwards.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}

// Append adds a leaf and gives its index, counted from 0. It is on disk when
// Append returns. A leaf that is already there to the byte is not added again:
// its index is given; the same id with other content is ErrConflict.
func (l *Ledger) Append(ctx context.Context, leaf Leaf) (int64, error) {
	indexes, err := l.AppendAll(ctx, []Leaf{leaf})
	if err != nil {
		return 0, err
	}
	return indexes[0], nil
}

// AppendAll adds leaves as Append does, with one write and one flush to disk.
// On an error none of them counts as added.
func (l *Ledger) AppendAll(ctx context.Context, leaves []Leaf) ([]int64, error) {
	var indexes []int64
	err := l.locked(ctx, true, func() error {
		if err := l.repair(); err != nil {
			return err
		}
		var lines []byte
		var err error
		if indexes, lines, err = l.prepare(leaves); err != nil || len(lines) == 0 {
			return err
		}
		return l.write(lines)
	})
	if err != nil {
		return nil, fmt.Errorf("écrire au registre : %w", err)
	}
	return indexes, nil
}

// prepare gives the index of each leaf and the lines that are still to be
// written.
func (l *Ledger) prepare(leaves []Leaf) ([]int64, []byte, error) {
	indexes := make([]int64, 0, len(leaves))
	fresh := map[observatory.ID][]byte{}
	next := l.size()
	at := map[observatory.ID]int64{}
	var lines []byte
	for _, leaf := range leaves {
		if err := leaf.check(); err != nil {
			return nil, nil, err
		}
		data, err := leaf.Bytes()
		if err != nil {
			return nil, nil, err
		}
		index, before, err := l.find(leaf.ID)
		if again, ok := fresh[leaf.ID]; ok {
			index, before = at[leaf.ID], again
		}
		switch {
		case err != nil:
			return nil, nil, err
		case before == nil:
			index = next
			next++
			fresh[leaf.ID], at[leaf.ID] = data, index
			lines = appendLine(lines, data)
		case !bytes.Equal(before, data):
			return nil, nil, fmt.Errorf("%s : %w", leaf.ID, ErrConflict)
		}
		indexes = append(indexes, index)
	}
	return indexes, lines, nil
}

// find gives the index and the bytes of the leaf of an id, nil when there is
// none.
func (l *Ledger) find(id observatory.ID) (int64, []byte, error) {
	index, ok := l.byID[id]
	if !ok {
		return 0, nil, nil
	}
	data, err := l.leafAt(index)
	return index, data, err
}

// write puts whole lines at the end of the file, flushed to disk, or leaves
// the file as it was.
func (l *Ledger) write(lines []byte) error {
	_, err := l.file.WriteAt(lines, l.end)
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		return errors.Join(err, l.file.Truncate(l.end))
	}
	return l.catchUp()
}

// Head gives the present size and root, with what other processes appended.
func (l *Ledger) Head() (Head, error) {
	var head Head
	err := l.reading(func() error {
		root, err := tlog.TreeHash(l.size(), tlog.HashReaderFunc(l.readHashes))
		head = Head{Size: l.size(), Root: root}
		return err
	})
	return head, err
}

// HeadAt gives the root over the first size leaves.
func (l *Ledger) HeadAt(size int64) (Head, error) {
	head := Head{Size: size}
	err := l.reading(func() error {
		if size < 0 || size > l.size() {
			return fmt.Errorf("taille %d hors du registre (%d lignes)", size, l.size())
		}
		var err error
		head.Root, err = tlog.TreeHash(size, tlog.HashReaderFunc(l.readHashes))
		return err
	})
	return head, err
}

// LeafIndex gives the index of the leaf of an id; ok is false when the ledger
// has none.
func (l *Ledger) LeafIndex(id observatory.ID) (index int64, ok bool, err error) {
	err = l.reading(func() error {
		index, ok = l.byID[id]
		return nil
	})
	return index, ok, err
}

// Leaf gives the bytes of a leaf.
func (l *Ledger) Leaf(index int64) ([]byte, error) {
	var data []byte
	err := l.reading(func() error {
		var err error
		data, err = l.leafAt(index)
		return err
	})
	return data, err
}

// Inclusion gives the RFC 6962 audit path of a leaf in the tree of the first
// size leaves.
func (l *Ledger) Inclusion(index, size int64) ([]tlog.Hash, error) {
	var path tlog.RecordProof
	err := l.reading(func() error {
		if index < 0 || index >= size || size > l.size() {
			return fmt.Errorf("ligne %d sur %d hors du registre (%d lignes)", index, size, l.size())
		}
		var err error
		path, err = tlog.ProveRecord(size, index, tlog.HashReaderFunc(l.readHashes))
		return err
	})
	return path, err
}

// Consistency gives the RFC 6962 proof that the tree of the first older leaves
// is the beginning of the tree of the first newer ones.
func (l *Ledger) Consistency(older, newer int64) ([]tlog.Hash, error) {
	var path tlog.TreeProof
	err := l.reading(func() error {
		if older < 1 || older > newer || newer > l.size() {
			return fmt.Errorf("tailles %d et %d hors du registre (%d lignes)", older, newer, l.size())
		}
		var err error
		path, err = tlog.ProveTree(newer, older, tlog.HashReaderFunc(l.readHashes))
		return err
	})
	return path, err
}

// Interrupted lists the leaves of attempts that have no row: the process ended
// between leaf and row. known reports whether a row with this id exists.
func Interrupted(l *Ledger, known func(observatory.ID) bool) ([]Leaf, error) {
	head, err := l.Head()
	if err != nil {
		return nil, err
	}
	var left []Leaf
	for index := range head.Size {
		line, err := l.Leaf(index)
		if err != nil {
			return nil, err
		}
		leaf, err := ParseLeaf(line)
		if err != nil {
			return nil, err
		}
		if leaf.Kind == LeafAttempt && !known(leaf.ID) {
			left = append(left, leaf)
		}
	}
	return left, nil
}

// reading runs read after taking in what other processes appended.
func (l *Ledger) reading(read func() error) error {
	err := l.locked(context.Background(), false, func() error {
		if err := l.catchUp(); err != nil {
			return err
		}
		return read()
	})
	if err != nil {
		return fmt.Errorf("lire le registre : %w", err)
	}
	return nil
}

func (l *Ledger) size() int64 { return int64(len(l.offsets)) }

func (l *Ledger) readHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(l.hashes)) {
			return nil, fmt.Errorf("nœud %d absent du registre", index)
		}
		out[i] = l.hashes[index]
	}
	return out, nil
}

// leafAt reads the leaf of an index from the file and checks it again.
func (l *Ledger) leafAt(index int64) ([]byte, error) {
	if index < 0 || index >= l.size() {
		return nil, fmt.Errorf("ligne %d hors du registre (%d lignes)", index, l.size())
	}
	stop := l.end
	if index+1 < l.size() {
		stop = l.offsets[index+1]
	}
	line := make([]byte, stop-l.offsets[index])
	if _, err := l.file.ReadAt(line, l.offsets[index]); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	data, err := splitLine(bytes.TrimSuffix(line, []byte("\n")))
	if err == nil && tlog.RecordHash(data) != l.hashes[tlog.StoredHashIndex(0, index)] {
		err = ErrAltered
	}
	if err != nil {
		return nil, fmt.Errorf("registre, ligne %d : %w", index+1, err)
	}
	return data, nil
}
