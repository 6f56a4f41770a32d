package main

import (
	"bytes"
	"io/fs"
	"maps"
	"strconv"
	"time"
)

// memoryFiles are the proofs of single reports, as a folder that a table names.
type memoryFiles map[string][]byte

// add puts a proof into the folder and gives the report's cells with its name.
func (m memoryFiles) add(cells map[string]string, n int, proof []byte) map[string]string {
	name := "piece-" + strconv.Itoa(n)
	m[name] = proof
	cells = maps.Clone(cells)
	cells["capture"] = name
	return cells
}

// Open opens a proof.
func (m memoryFiles) Open(name string) (fs.File, error) {
	data, ok := m[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &memoryFile{Reader: bytes.NewReader(data), name: name}, nil
}

// memoryFile is an open proof and its own description.
type memoryFile struct {
	*bytes.Reader

	name string
}

// Stat describes the proof.
func (f *memoryFile) Stat() (fs.FileInfo, error) { return f, nil }

// Close does nothing.
func (*memoryFile) Close() error { return nil }

// Name is the name within the folder.
func (f *memoryFile) Name() string { return f.name }

// Mode is that of a file which can be read.
func (*memoryFile) Mode() fs.FileMode { return 0o400 }

// ModTime is not known.
func (*memoryFile) ModTime() time.Time { return time.Time{} }

// IsDir is false.
func (*memoryFile) IsDir() bool { return false }

// Sys is nothing.
func (*memoryFile) Sys() any { return nil }
