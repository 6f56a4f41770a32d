package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
)

// held is the most memory that this process and the engine held, in KiB.
type held struct{ own, engine int64 }

// forgetMemory begins anew what noteMemory takes down.
func (b *bench) forgetMemory() error {
	debug.FreeOSMemory()
	return errors.Join(forgetHighWater(os.Getpid()), forgetHighWater(b.app.engine.PID()))
}

func (b *bench) noteMemory(side int) {
	m := &b.memory[side]
	m.own, m.engine = max(m.own, highWater(os.Getpid())), max(m.engine, highWater(b.app.engine.PID()))
}

// highWater is the most memory that a process held, in KiB.
func highWater(pid int) int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	var kib int64
	_, rest, found := strings.Cut(string(data), "VmHWM:")
	if !found {
		return 0
	}
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		return 0
	}
	return kib
}

// forgetHighWater begins anew what highWater tells of a process: man 5 proc,
// clear_refs.
func forgetHighWater(pid int) error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)
}
