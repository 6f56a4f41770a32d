package engine

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

const (
	mergeThread = "MergeMutate" // name that libchdb gives the threads that merge and mutate parts
	mergeNice   = 10            // setpriority(2): a tenth of what others get, enough for an erasure to go on
)

// yieldMerges lets the threads that merge parts have the processor when nobody
// else wants it: an import and a page go first, and fewer, larger merges follow
// (docs/decisions/2026-11-28-merges-yield.md). libchdb does not heed
// os_threads_nice_value_merge_mutate, a server's setting, and makes the threads
// with its first table: so it is tried after each statement until they are there.
func (p *pool) yieldMerges() {
	if p.yielding.Load() {
		return
	}
	found, err := yieldThreads()
	if err != nil {
		p.log.Warn("merges do not yield the processor", slog.Any("error", err))
	}
	p.yielding.Store(found > 0 || err != nil)
}

// yieldThreads gives the process's threads that merge the least priority, and
// says how many there are.
func yieldThreads() (found int, err error) {
	const tasks = "/proc/self/task"
	entries, err := os.ReadDir(tasks)
	if err != nil {
		return 0, fmt.Errorf("priorité des fusions : %w", err)
	}
	for _, entry := range entries {
		name, gone := os.ReadFile(filepath.Join(tasks, entry.Name(), "comm"))
		if gone != nil || strings.TrimSpace(string(name)) != mergeThread {
			continue
		}
		thread, err := strconv.Atoi(entry.Name())
		if err != nil {
			return found, fmt.Errorf("priorité des fusions : %w", err)
		}
		if err := syscall.Setpriority(syscall.PRIO_PROCESS, thread, mergeNice); err != nil && !errors.Is(err, syscall.ESRCH) {
			return found, fmt.Errorf("priorité des fusions : %w", err)
		}
		found++
	}
	return found, nil
}
