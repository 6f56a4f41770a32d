package probes

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// family gives the processes of a browser: those of its process group, and
// their descendants. Debian's browsers are started by a shell that stays, and
// a browser has a process for every page: killing the first one is not enough.
func family(group int) []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	parents := map[int]int{}
	var members []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		parent, own, ok := kin(pid)
		if !ok {
			continue
		}
		if own == group {
			members = append(members, pid)
			continue
		}
		parents[pid] = parent
	}
	for grown := true; grown; {
		grown = false
		for pid, parent := range parents {
			if slices.Contains(members, parent) {
				members = append(members, pid)
				delete(parents, pid)
				grown = true
			}
		}
	}
	return members
}

// kin gives the parent and the group of a process that runs: one that is dead
// and not yet waited for is none.
func kin(pid int) (parent, group int, ok bool) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, 0, false
	}
	// The name, in brackets, can hold anything.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 3 || fields[0][0] == 'Z' || fields[0][0] == 'X' {
		return 0, 0, false
	}
	parent, err = strconv.Atoi(string(fields[1]))
	group, wrong := strconv.Atoi(string(fields[2]))
	return parent, group, err == nil && wrong == nil
}

// kill ends every process of a browser, stopped and hung ones too, and waits
// until none is left. False when some were still there at the end of patience.
func kill(group int, patience time.Duration) bool {
	if group <= 1 {
		return true
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		members := family(group)
		if len(members) == 0 {
			return true
		}
		_ = syscall.Kill(-group, syscall.SIGKILL) // those that have gone meanwhile are no fault
		for _, pid := range members {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		if time.Now().After(deadline) {
			return false
		}
	}
}

// residentSize sums the resident memory of processes, in bytes. Pages that they
// share count once for each: it is never less than proportionalSize, and cheap.
func residentSize(pids []int) int64 {
	var pages int64
	for _, pid := range pids {
		fields := strings.Fields(line("/proc/" + strconv.Itoa(pid) + "/statm"))
		if len(fields) > 1 {
			n, _ := strconv.ParseInt(fields[1], 10, 64) // 0 for one that has gone
			pages += n
		}
	}
	return pages * int64(os.Getpagesize())
}

// proportionalSize sums the memory of processes, in bytes, a shared page counted
// once among those that share it (PSS of the kernel). It costs the kernel a walk
// through every page.
func proportionalSize(pids []int) (int64, error) {
	var total int64
	for _, pid := range pids {
		content, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/smaps_rollup")
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			continue // it has gone
		}
		if err != nil {
			return 0, err
		}
		for text := range strings.Lines(string(content)) {
			if rest, found := strings.CutPrefix(text, "Pss:"); found {
				kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
				if err != nil {
					return 0, err
				}
				total += kib << 10
			}
		}
	}
	return total, nil
}
