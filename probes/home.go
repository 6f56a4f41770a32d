package probes

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// homePrefix begins the name of every folder that a browser of ours lives in.
const homePrefix = "vigie-browser-"

// home is the folder of one browser: its profile and its temporary files. The
// lock beside it is held as long as we live and let go by the kernel however we
// end, so that the next start can tell a folder in use from one left behind.
type home struct {
	path string
	lock *os.File
}

// newHome makes a folder that no other process will sweep.
func newHome(scratch string) (*home, error) {
	for range 100 {
		lock, err := os.CreateTemp(scratch, homePrefix+"*.lock")
		if err != nil {
			return nil, fmt.Errorf("make the folder of a browser: %w", err)
		}
		h := &home{path: strings.TrimSuffix(lock.Name(), ".lock"), lock: lock}
		if !h.hold() {
			_ = lock.Close() // another process is sweeping this very name
			continue
		}
		for _, folder := range []string{h.path, h.profile(), h.temporary()} {
			if err := os.Mkdir(folder, 0o700); err != nil {
				h.remove()
				return nil, fmt.Errorf("make the folder of a browser: %w", err)
			}
		}
		return h, nil
	}
	return nil, errors.New("make the folder of a browser: no free name")
}

func (h *home) profile() string { return filepath.Join(h.path, "profile") }

func (h *home) temporary() string { return filepath.Join(h.path, "tmp") }

// hold takes the lock; false when somebody else has it, or has removed it.
func (h *home) hold() bool {
	if syscall.Flock(int(h.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return false
	}
	named, err := os.Stat(h.lock.Name())
	if err != nil {
		return false
	}
	held, err := h.lock.Stat()
	return err == nil && os.SameFile(named, held)
}

// note writes down the process group that lives here.
func (h *home) note(group int) {
	// Without it only processes that name the folder are found.
	_, _ = h.lock.WriteAt([]byte(strconv.Itoa(group)+"\n"), 0)
}

// remove deletes the folder, then the lock. Processes of the browser must have
// ended.
func (h *home) remove() {
	_ = os.RemoveAll(h.path) // what stays is swept at the next start
	_ = os.Remove(h.lock.Name())
	_ = h.lock.Close()
}

// sweep ends the browsers that a killed Vigie has left and removes their
// folders.
func sweep(scratch string, log *slog.Logger) {
	locks, err := filepath.Glob(filepath.Join(scratch, homePrefix+"*.lock"))
	if err != nil {
		return // the pattern is ours
	}
	for _, name := range locks {
		lock, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
				log.Warn("folder of an old browser not opened", slog.Any("error", err))
			}
			continue
		}
		h := &home{path: strings.TrimSuffix(name, ".lock"), lock: lock}
		if !h.hold() {
			_ = lock.Close() // in use
			continue
		}
		killed := h.evict()
		h.remove()
		log.Info("browser of a killed process swept", slog.Int("processes", killed))
	}
}

// evict ends the processes that still live in a folder whose owner is gone, and
// tells how many. The group noted is believed only as far as its processes look
// like a browser's: numbers are used again.
func (h *home) evict() int {
	group := 0
	if noted, err := os.ReadFile(h.lock.Name()); err == nil {
		group, _ = strconv.Atoi(strings.TrimSpace(string(noted))) // 0: none was noted
	}
	var found []int
	if group > 1 {
		for _, pid := range family(group) {
			if h.houses(pid) || isBrowserChild(pid) {
				found = append(found, pid)
			}
		}
	}
	for _, pid := range found {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	for deadline := time.Now().Add(closeTimeout); len(found) > 0 && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if !anyRuns(found) {
			break
		}
	}
	return len(found)
}

// houses reports whether a process was started with this folder.
func (h *home) houses(pid int) bool {
	return bytes.Contains(arguments(pid), []byte("--user-data-dir="+h.profile()+" "))
}

// isBrowserChild reports whether a process is one of those that a browser makes.
// Some of them write their arguments with spaces between.
func isBrowserChild(pid int) bool { return bytes.Contains(arguments(pid), []byte(" --type=")) }

func arguments(pid int) []byte {
	content, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	if err != nil {
		return nil
	}
	return append(bytes.ReplaceAll(content, []byte{0}, []byte(" ")), ' ')
}

func anyRuns(pids []int) bool {
	for _, pid := range pids {
		if _, _, runs := kin(pid); runs {
			return true
		}
	}
	return false
}
