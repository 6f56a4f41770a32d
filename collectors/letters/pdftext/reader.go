package pdftext

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// readerEnv makes a process of this program read one PDF: from the standard
// input to the standard output, with the bounds "bytes,time" that it holds.
const readerEnv = "VIGIE_PDF_READER"

// How a reader ends that gives no answer.
const (
	codeFatal     = 2 // Go's own, for a full stack and for memory that cannot be had
	codeMemory    = 3
	codeProcessor = 4
)

const (
	maxStack = 16 << 20              // bytes of one goroutine
	look     = 10 * time.Millisecond // between two looks at what it takes
)

// answer is what a reader writes, as JSON.
type answer struct {
	Pages [][]string `json:"pages,omitempty"`
	Fault string     `json:"fault,omitempty"` // what is wrong with the file, in French
}

// Every program that takes this package in can be its reader, the binaries of
// tests too: no caller can forget to ask.
func init() {
	if bounds, asked := os.LookupEnv(readerEnv); asked {
		os.Exit(beReader(bounds))
	}
}

func beReader(bounds string) int {
	signal.Ignore(os.Interrupt, syscall.SIGTERM) // the one who asked stops in order, and waits for this
	var l limits
	memory, processor, _ := strings.Cut(bounds, ",")
	var err error
	if l.memory, err = strconv.ParseUint(memory, 10, 64); err == nil {
		l.processor, err = time.ParseDuration(processor)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	l.hold()
	raw, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var read answer
	if read.Pages, err = pagesOf(raw); err != nil {
		read = answer{Fault: err.Error()}
	}
	if err := json.NewEncoder(os.Stdout).Encode(read); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// hold ends this process where it passes its bounds.
func (l limits) hold() {
	debug.SetMaxStack(maxStack)
	go func() {
		held := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
		for range time.Tick(look) {
			if metrics.Read(held); held[0].Value.Uint64() > l.memory {
				os.Exit(codeMemory)
			}
			var used syscall.Rusage
			if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err == nil && spent(used) > l.processor {
				os.Exit(codeProcessor)
			}
		}
	}()
}

func spent(used syscall.Rusage) time.Duration {
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
