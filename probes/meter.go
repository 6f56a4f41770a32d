package probes

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// effort is processor time: had, and waited for while ready to run. Time during
// which a quota holds a group back counts as waited.
type effort struct{ ran, waited time.Duration }

func (e effort) minus(other effort) effort {
	return effort{e.ran - other.ran, e.waited - other.waited}
}

// meter sums the effort of all threads of a changing set of processes, from
// /proc/PID/task/TID/schedstat: two numbers of nanoseconds, run and waited.
type meter struct {
	seen  map[int]effort // by thread
	total effort         // since the first reading
}

// read takes a reading. What a thread did after its last one is lost with it.
func (m *meter) read(pids []int) {
	first := m.seen == nil
	now := make(map[int]effort, len(m.seen))
	for _, pid := range pids {
		folder := "/proc/" + strconv.Itoa(pid) + "/task"
		threads, err := os.ReadDir(folder)
		if err != nil {
			continue // it has gone
		}
		for _, thread := range threads {
			id, err := strconv.Atoi(thread.Name())
			if err != nil {
				continue
			}
			e, ok := threadEffort(folder + "/" + thread.Name() + "/schedstat")
			if !ok {
				continue
			}
			now[id] = e
			if !first {
				d := e.minus(m.seen[id]) // of a new thread: all of it
				m.total.ran += max(0, d.ran)
				m.total.waited += max(0, d.waited)
			}
		}
	}
	m.seen = now
}

func threadEffort(path string) (effort, bool) {
	fields := strings.Fields(line(path))
	if len(fields) < 2 {
		return effort{}, false
	}
	ran, err := strconv.ParseInt(fields[0], 10, 64)
	waited, wrong := strconv.ParseInt(fields[1], 10, 64)
	return effort{time.Duration(ran), time.Duration(waited)}, err == nil && wrong == nil
}
