package probes

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// processTree gives a process and all its descendants that are alive. It is
// empty where /proc does not tell.
func processTree(root int) []int {
	children := map[int][]int{}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil
	}
	alive := map[int]bool{}
	for _, name := range stats {
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if err != nil {
			continue
		}
		if fields := processStat(pid); len(fields) > 1 {
			parent, _ := strconv.Atoi(string(fields[1])) // 0 when unreadable: of nobody
			children[parent] = append(children[parent], pid)
			alive[pid] = true
		}
	}
	if !alive[root] {
		return nil
	}
	tree := []int{root}
	for i := 0; i < len(tree); i++ {
		tree = append(tree, children[tree[i]]...)
	}
	return tree
}

// processStat gives the fields of /proc/PID/stat from the state on (proc(5)),
// the name of the program left out; nil when the process is gone.
func processStat(pid int) [][]byte {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	end := bytes.LastIndexByte(data, ')')
	return bytes.Fields(data[end+1:])
}

// memoryOf is the proportional memory (PSS) of processes, in bytes: pages that
// n processes share count for one n-th in each. Of a process whose maps may not
// be read (a sandboxed one, by another user) it is its private memory.
func memoryOf(pids []int) int64 {
	var total int64
	for _, pid := range pids {
		kib, found := kibibytes(fmt.Sprintf("/proc/%d/smaps_rollup", pid), "Pss:")
		if !found {
			kib, _ = kibibytes(fmt.Sprintf("/proc/%d/status", pid), "RssAnon:")
		}
		total += kib << 10
	}
	return total
}

// kibibytes reads one line of a file of /proc, such as « Pss:  1200 kB ».
func kibibytes(path, key string) (int64, bool) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	for line := range bytes.Lines(data) {
		rest, found := bytes.CutPrefix(line, []byte(key))
		if !found {
			continue
		}
		fields := bytes.Fields(rest)
		if len(fields) == 0 {
			return 0, false
		}
		kib, err := strconv.ParseInt(string(fields[0]), 10, 64)
		return kib, err == nil
	}
	return 0, false
}
