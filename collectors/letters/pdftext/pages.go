package pdftext

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"time"

	"vigie/internal/observatory"
)

// Bounds of a file.
const (
	MaxFile  = 64 << 20 // bytes
	maxText  = 4 << 20  // bytes of text
	maxPages = 400
)

// limits of the process that reads one file.
type limits struct {
	memory    uint64        // bytes
	processor time.Duration // of all its threads
}

var usual = limits{memory: 1 << 30, processor: 20 * time.Second}

// patience is how many times its processor time a reader may take of the clock:
// on a loaded machine a file is not to blame.
const patience = 20

// ErrNotRun is this machine's fault, not the file's: its reader could not be
// started, or was stopped from outside.
var ErrNotRun = errors.New("the reader of PDFs did not run")

// turns holds as many places as files may be read at once.
var turns = make(chan struct{}, runtime.NumCPU())

// Pages gives the lines of each page of a PDF, from the top; a page that is an
// image has none. A file that is damaged, locked, too big or made to harm its
// reader is an input error.
func Pages(raw []byte) ([][]string, error) { return usual.pages(raw) }

func (l limits) pages(raw []byte) ([][]string, error) {
	if len(raw) > MaxFile {
		return nil, observatory.InputErrorf("PDF de plus de %d Mo : trop gros pour être lu", MaxFile>>20)
	}
	turns <- struct{}{}
	defer func() { <-turns }()
	out, err := l.run(raw)
	if err != nil {
		return nil, err
	}
	var read answer
	if err := json.Unmarshal(out, &read); err != nil {
		return nil, fmt.Errorf("%w: take its answer: %w", ErrNotRun, err)
	}
	if read.Fault != "" {
		return nil, observatory.InputErrorf("%s", read.Fault)
	}
	return read.Pages, nil
}

// run starts this program again as a reader (see init) and gives its answer.
func (l limits) run(raw []byte) ([]byte, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotRun, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience*l.processor)
	defer cancel()
	cmd := exec.CommandContext(ctx, exe)
	cmd.Env = append(os.Environ(), readerEnv+"="+strconv.FormatUint(l.memory, 10)+","+l.processor.String())
	cmd.Stdin = bytes.NewReader(raw)
	out, err := cmd.Output()
	if ended := (*exec.ExitError)(nil); errors.As(err, &ended) {
		return nil, l.fault(ended.ExitCode())
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotRun, err)
	}
	return out, nil
}

// fault says what ended a reader.
func (l limits) fault(code int) error {
	switch code {
	case codeFatal:
		return damaged
	case codeMemory:
		return observatory.InputErrorf("PDF refusé : le lire prend plus de %d Mo de mémoire ; imprimez-le de nouveau en PDF", l.memory>>20)
	case codeProcessor:
		return observatory.InputErrorf("PDF refusé : le lire prend plus de %s de calcul ; imprimez-le de nouveau en PDF", l.processor)
	}
	return fmt.Errorf("%w: status %d", ErrNotRun, code)
}

var damaged = observatory.InputErrorf("PDF endommagé ou illisible : ouvrez-le et imprimez-le de nouveau en PDF")
