package probes

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// throttle gathers processes, and those that they start: hold gives them a part
// of one processor, lift all of it again. It skips the test where the kernel
// does not let us.
func throttle(t *testing.T, pids []int, percent int) (hold, lift func()) {
	t.Helper()
	folder, quota, off := "/sys/fs/cgroup/cpu/vigie-test-"+strconv.Itoa(os.Getpid()), "cpu.cfs_quota_us", "-1"
	limit := strconv.Itoa(percent * 1000) // microseconds of the kernel's period of 100 ms
	if _, err := os.Stat("/sys/fs/cgroup/cgroup.controllers"); err == nil {
		folder, quota, off = "/sys/fs/cgroup/vigie-test-"+strconv.Itoa(os.Getpid()), "cpu.max", "max"
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Skipf("no cgroup of processors to write (root and cgroupfs are needed): %v", err)
	}
	t.Cleanup(func() {
		if err := os.Remove(folder); err != nil {
			t.Logf("cgroup left: %v", err)
		}
	})
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil && !errors.Is(err, syscall.ESRCH) { // a process may have ended meanwhile
			t.Skipf("cgroup of processors not written: %v", err)
		}
	}
	for _, pid := range pids {
		write("cgroup.procs", strconv.Itoa(pid))
	}
	return func() { write(quota, limit) }, func() { _ = os.WriteFile(filepath.Join(folder, quota), []byte(off), 0o600) }
}

func TestAStarvedMachineIsAFault(t *testing.T) {
	r := newRig(t, testbed.Options{}, alone)
	r.runner.starved = starvedShare
	if a := r.run("pan.slots", SystemRDVServicePublic, testbed.Slots); a.Outcome != observatory.Met {
		t.Skipf("this machine is too slow already: %s/%s", a.Outcome, a.Cause)
	}
	hold, lift := throttle(t, family(r.runner.pool.current.group), 2) // of a hundred: a fast machine shows the page with four
	defer lift()
	// Registered last, run first: the cgroup is removed when nobody is in it.
	t.Cleanup(func() { _ = r.runner.Close() })
	// The clock is read when the tab is open and when the journey has ended: only
	// the journey is starved, neither the opening of the tab nor the capture.
	turns := []func(){hold, lift}
	r.runner.wall = func() time.Time {
		if len(turns) > 0 {
			turns[0]()
			turns = turns[1:]
		}
		return time.Now()
	}
	a, err := r.once(shipped(t, "pan.slots", SystemRDVServicePublic), r.target(testbed.RDVServicePublic, testbed.Slots), RunOptions{Timeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != observatory.Fault || a.Cause != CauseStarved || !strings.Contains(a.Detail, "surchargée") {
		t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
}

// A reading that is shared is one that the attempts under way together share; an
// attempt alone counts nothing from before it began.
func TestAttemptsAtOnceShareAReadingOfTheEffort(t *testing.T) {
	tests := map[string]struct {
		users  int
		old    time.Duration
		shared bool
	}{
		"alone":              {1, 0, false},
		"together":           {2, 0, true},
		"together, long ago": {2, effortEvery, false},
	}
	for name, test := range tests {
		last := time.Now().Add(-test.old)
		w := &watch{b: &browser{}, users: test.users, at: last}
		w.spentBefore()
		if w.at.Equal(last) != test.shared {
			t.Errorf("%s: reading shared %v", name, !test.shared)
		}
		last = w.at
		w.spent()
		if !w.at.After(last) {
			t.Errorf("%s: the end was not read", name)
		}
	}
}

func TestAClockThatJumpsIsAFault(t *testing.T) {
	tests := map[string]struct {
		jump  time.Duration
		cause string
	}{
		"slewed":   {100 * time.Millisecond, "slots"},
		"forwards": {time.Hour, CauseClock},
		"back":     {-time.Minute, CauseClock},
	}
	r := newRig(t, testbed.Options{}, nil)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			asked := 0
			r.runner.wall = func() time.Time {
				asked++
				return time.Now().Add(time.Duration(asked) * test.jump).Round(0)
			}
			if a := r.run("pan.slots", SystemRDVServicePublic, testbed.Slots); a.Cause != test.cause {
				t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
			}
		})
	}
}

func TestWhatThePortalSaidStandsOnAStarvedMachine(t *testing.T) {
	tests := map[string]struct {
		ending Ending
		status int
		action string
		doubt  bool
	}{
		"too slow":             {Ending{Outcome: observatory.Degraded, Cause: CauseOverBudget}, 200, "open", true},
		"script error":         {Ending{Outcome: observatory.Degraded, Cause: CauseScriptError}, 200, "open", false},
		"time-out":             {Ending{Outcome: observatory.Down, Cause: CauseTimeout}, 0, "open", true},
		"error status":         {Ending{Outcome: observatory.Down, Cause: "http_502"}, 502, "open", false},
		"landmark missing":     {Ending{Outcome: observatory.Drift, Cause: CauseLandmark}, 200, "wait_for", true},
		"text never came":      {Ending{Outcome: observatory.Unmet, Cause: "no_way"}, 200, "expect", true},
		"text that says no":    {Ending{Outcome: observatory.Unmet, Cause: "no_slot"}, 200, "branch", false},
		"wall":                 {Ending{Outcome: observatory.Blocked, Cause: CauseWall403}, 403, "open", false},
		"page of maintenance":  {Ending{Outcome: observatory.Maintenance, Cause: CauseMaintenance}, 200, "open", false},
		"all that was awaited": {Ending{Outcome: observatory.Met}, 200, "expect", false},
	}
	for name, test := range tests {
		a := &attempt{trace: newTrace(""), facts: &observatory.Attempt{Steps: []observatory.Step{{Action: test.action}}}}
		a.trace.status = test.status
		if got := a.waitedFor(test.ending); got != test.doubt {
			t.Errorf("%s: in doubt %v", name, got)
		}
	}
}

// smallDisk mounts a real file system of a few pages.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no small disk to mount (root is needed): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, 0); err != nil {
			t.Error(err)
		}
	})
	return folder
}

func TestAFullDiskIsAFault(t *testing.T) {
	files, err := evidence.OpenFiles(smallDisk(t, "64k"))
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.Keep = func(ctx context.Context, _ string, content []byte) (observatory.Hash, error) {
			return files.PutBytes(ctx, content)
		}
	})
	a := r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	if a.Outcome != observatory.Fault || a.Cause != CauseDiskFull {
		t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
}

func TestNoAttemptBeginsOnANearlyFullDisk(t *testing.T) {
	disk := smallDisk(t, "1m")
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.DiskReserve = 512 << 10
		c.Free = func() (int64, error) {
			var s syscall.Statfs_t
			err := syscall.Statfs(disk, &s)
			return int64(s.Bavail) * s.Bsize, err
		}
	})
	if a := r.run("pan.slots", SystemRDVServicePublic, testbed.Slots); a.Outcome != observatory.Met {
		t.Fatalf("with room: %s/%s", a.Outcome, a.Cause)
	}
	if err := os.WriteFile(filepath.Join(disk, "ballast"), make([]byte, 700<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	r.bed.Requests()
	a := r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	if a.Outcome != observatory.Fault || a.Cause != CauseDiskFull || len(r.bed.Requests()) > 0 {
		t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
}

// namespaceEnv makes this test program run inside a network namespace.
const namespaceEnv = "VIGIE_TEST_IN_NAMESPACE"

func TestACutNetworkIsAFault(t *testing.T) {
	ip, err := exec.LookPath("ip")
	if err != nil || os.Geteuid() != 0 {
		t.Skip("network namespaces need root and ip (Debian: iproute2)")
	}
	name := "vigie-test-" + strconv.Itoa(os.Getpid())
	if out, err := exec.Command(ip, "netns", "add", name).CombinedOutput(); err != nil {
		t.Skipf("no network namespace: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command(ip, "netns", "del", name).CombinedOutput(); err != nil {
			t.Errorf("namespace left: %v: %s", err, out)
		}
	})
	child := exec.Command(ip, "netns", "exec", name, os.Args[0], "-test.run", "^TestInNamespace$", "-test.v")
	child.Env = append(os.Environ(), namespaceEnv+"=1")
	out, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASS: TestInNamespace") {
		t.Errorf("in the namespace: %v\n%s", err, out)
	}
}

// TestInNamespace is no test of its own: TestACutNetworkIsAFault runs it where
// a network can be cut.
func TestInNamespace(t *testing.T) {
	if os.Getenv(namespaceEnv) == "" {
		t.Skip("only in a namespace")
	}
	ip := func(arguments string) {
		t.Helper()
		if out, err := exec.Command("ip", strings.Fields(arguments)...).CombinedOutput(); err != nil {
			t.Fatalf("ip %s: %v: %s", arguments, err, out)
		}
	}
	ip("link set lo up")
	ip("link add vigie0 type veth peer name vigie1")
	ip("addr add 10.77.0.1/24 dev vigie0")
	ip("addr add 10.77.0.2/32 dev vigie0")
	ip("link set vigie0 up")
	ip("link set vigie1 up")
	serve := func(address string) string {
		listener, err := net.Listen("tcp", address+":0")
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: testbed.New(testbed.Options{}), ReadHeaderTimeout: time.Second}
		t.Cleanup(func() { _ = server.Close() })
		go func() { _ = server.Serve(listener) }() // until Close
		return "http://" + listener.Addr().String()
	}
	control, portal := serve("10.77.0.1"), serve("10.77.0.2")
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Control = control + "/temoin" })
	attempt := func(what string, outcome observatory.Outcome, cause string) {
		t.Helper()
		target := firstOn(t, SystemRDVServicePublic).Observed(portal)
		a, err := r.once(shipped(t, "pan.slots", SystemRDVServicePublic), target, RunOptions{Timeout: 15 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		if a.Outcome != outcome || a.Cause != cause {
			t.Errorf("%s: got %s/%s, control %s: %s", what, a.Outcome, a.Cause, a.Control, a.Detail)
		}
	}
	attempt("all up", observatory.Met, "slots")
	ip("addr del 10.77.0.2/32 dev vigie0")
	ip("route add unreachable 10.77.0.2/32")
	attempt("the portal alone gone", observatory.Down, CauseConnection)
	ip("link set vigie0 down")
	attempt("our link cut", observatory.Fault, CauseNoNetwork)
	r.runner.config.Control = ""
	attempt("our link cut, no control site", observatory.Fault, CauseNoNetwork)
}
