package probes

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// browsersIn gives the folders of browsers in a scratch folder.
func browsersIn(t *testing.T, scratch string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(scratch, homePrefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// gone waits until no process of a group runs, at most for a time.
func gone(group int, patience time.Duration) (left []int) {
	for deadline := time.Now().Add(patience); ; <-time.After(20 * time.Millisecond) {
		if left = family(group); len(left) == 0 || time.Now().After(deadline) {
			return left
		}
	}
}

func TestABrowserLeavesNoProcessAndNoFile(t *testing.T) {
	scratch := t.TempDir()
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Scratch, c.Recycle = scratch, 1 })
	r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	first := r.runner.pool.current
	if n := len(family(first.group)); n < 3 {
		t.Fatalf("only %d processes were found of a browser", n)
	}
	r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	second := r.runner.pool.current
	if err := r.runner.Close(); err != nil {
		t.Fatal(err)
	}
	for _, b := range []*browser{first, second} {
		if left := gone(b.group, 0); len(left) > 0 {
			t.Errorf("processes left: %v", left)
		}
	}
	if left := browsersIn(t, scratch); len(left) > 0 {
		t.Errorf("folders left: %v", left)
	}
}

// childEnv makes this test program run an attempt that waits to be killed.
const childEnv = "VIGIE_TEST_CHILD_SCRATCH"

// TestChildThatIsKilled is no test of its own: it is the process that
// TestKillMinusNineLeavesNoBrowser kills.
func TestChildThatIsKilled(t *testing.T) {
	scratch := os.Getenv(childEnv)
	if scratch == "" {
		t.Skip("only as a child")
	}
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Scratch = scratch })
	slots := shipped(t, "pan.slots", SystemRDVPrefecture)
	_, err := r.runner.Assist(t.Context(), slots, r.target(testbed.RDVPrefecture, testbed.Slots), AssistOptions{
		Human: func(tab context.Context) error {
			fmt.Printf("group %d\n", r.runner.pool.current.group)
			<-tab.Done()
			return nil
		},
	})
	t.Fatalf("nobody killed it: %v", err)
}

// killChild starts a child with a browser at work, does something to the
// browser, and kills the child with SIGKILL.
func killChild(t *testing.T, scratch string, first func(group int)) (group int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run", "^TestChildThatIsKilled$")
	child.Env = append(os.Environ(), childEnv+"="+scratch)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	scanner := bufio.NewScanner(out)
	for scanner.Scan() && group == 0 {
		if text, found := strings.CutPrefix(scanner.Text(), "group "); found {
			if group, err = strconv.Atoi(text); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	if group == 0 || len(family(group)) < 3 {
		t.Fatalf("the child has no browser: group %d, processes %v", group, family(group))
	}
	first(group)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed
	return group
}

// states tells name, state, parent and group of processes, and of the guard of a
// group: what a failure under load is judged by.
func states(pids []int, group int) string {
	guards, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range guards {
		if line, err := os.ReadFile(name); err == nil && strings.HasSuffix(string(line), "vigie-guard\x00"+strconv.Itoa(group)+"\x00") {
			pid, _ := strconv.Atoi(strings.Split(name, "/")[2])
			pids = append(pids, pid)
		}
	}
	var said []string
	for _, pid := range pids {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if fields := strings.Fields(string(stat)); err == nil && len(fields) > 4 {
			said = append(said, strings.Join(fields[:5], " "))
		}
	}
	return strings.Join(said, "; ")
}

func TestKillMinusNineLeavesNoBrowser(t *testing.T) {
	tests := map[string]func(group int){
		"at work": func(int) {},
		"hung": func(group int) {
			for _, pid := range family(group) {
				if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
					t.Fatal(err)
				}
			}
		},
	}
	for name, before := range tests {
		t.Run(name, func(t *testing.T) {
			scratch := t.TempDir()
			group := killChild(t, scratch, before)
			if left := gone(group, 5*time.Second); len(left) > 0 {
				said := states(left, group)
				kill(group, time.Second)
				t.Fatalf("processes left five seconds after kill -9 of group %d: %s", group, said)
			}
			if len(browsersIn(t, scratch)) == 0 {
				t.Fatal("the killed process left no folder: there is nothing to sweep")
			}
			r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Scratch = scratch })
			r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
			if left := browsersIn(t, scratch); len(left) != 2 { // its folder and its lock
				t.Errorf("after the next start: %v", left)
			}
		})
	}
}

// TestSweepEndsAStrayBrowser is the case where even the guard was killed.
func TestSweepEndsAStrayBrowser(t *testing.T) {
	scratch := t.TempDir()
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Scratch = scratch })
	r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	group := r.runner.pool.current.group
	// A second runner finds the first at work and leaves it alone.
	other := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Scratch = scratch })
	other.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	if len(family(group)) < 3 {
		t.Fatal("a browser at work was swept")
	}
	locks, err := filepath.Glob(filepath.Join(scratch, homePrefix+"*.lock"))
	if err != nil || len(locks) != 2 {
		t.Fatalf("locks: %v, %v", locks, err)
	}
	for _, lock := range locks { // as if its owner had been killed: the same folder, and nobody who holds it
		content, err := os.ReadFile(lock)
		if err != nil {
			t.Fatal(err)
		}
		if strings.TrimSpace(string(content)) != strconv.Itoa(group) {
			continue
		}
		if err := os.Rename(lock, lock+".old"); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(lock, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sweep(scratch, r.runner.config.Log)
	if left := family(group); len(left) > 0 {
		t.Errorf("processes left: %v", left)
	}
}

func TestATooBigBrowserEndsItsAttempt(t *testing.T) {
	r := newRig(t, testbed.Options{}, alone)
	r.run("pan.door", SystemRDVPrefecture, testbed.Slots)
	before := r.runner.pool.current
	r.runner.pool.limits.memory = 1 << 20
	slots := shipped(t, "pan.slots", SystemRDVPrefecture)
	limitHuman(slots, 30*time.Second)
	a, err := r.runner.Assist(t.Context(), slots, r.target(testbed.RDVPrefecture, testbed.Slots), AssistOptions{
		Human: func(tab context.Context) error { <-tab.Done(); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != observatory.Fault || a.Cause != CauseBrowserMemory || !strings.Contains(a.Detail, "Mio") {
		t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
	r.runner.pool.limits.memory = 1 << 30
	if a := r.run("pan.door", SystemRDVPrefecture, testbed.Slots); a.Outcome != observatory.Met || r.runner.pool.current == before {
		t.Errorf("the next attempt got %s/%s", a.Outcome, a.Cause)
	}
}

func TestABigBrowserIsRecycledBetweenAttempts(t *testing.T) {
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.RecycleSize = 1 << 20 })
	r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	before := r.runner.pool.current
	if a := r.run("pan.slots", SystemRDVServicePublic, testbed.Slots); a.Outcome != observatory.Met || r.runner.pool.current == before {
		t.Errorf("got %s, the same browser: %v", a.Outcome, r.runner.pool.current == before)
	}
}

func TestAHungBrowserIsAFaultAndIsReplaced(t *testing.T) {
	r := newRig(t, testbed.Options{}, alone)
	r.runner.pool.limits.answer = time.Second
	r.run("pan.door", SystemRDVPrefecture, testbed.Slots)
	hung := r.runner.pool.current
	slots := shipped(t, "pan.slots", SystemRDVPrefecture)
	limitHuman(slots, 30*time.Second)
	a, err := r.runner.Assist(t.Context(), slots, r.target(testbed.RDVPrefecture, testbed.Slots), AssistOptions{
		Human: func(tab context.Context) error {
			for _, pid := range family(hung.group) {
				if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
					return err
				}
			}
			<-tab.Done()
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != observatory.Fault || a.Cause != CauseBrowserHung {
		t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
	if left := gone(hung.group, 5*time.Second); len(left) > 0 {
		t.Errorf("processes left: %v", left)
	}
	if a := r.run("pan.door", SystemRDVPrefecture, testbed.Slots); a.Outcome != observatory.Met {
		t.Errorf("the next attempt got %s/%s", a.Outcome, a.Cause)
	}
}

// BenchmarkWatch is one look at the memory and the processor time of a browser.
func BenchmarkWatch(b *testing.B) {
	r := newRig(b, testbed.Options{}, alone)
	r.run("pan.door", SystemRDVPrefecture, testbed.Slots)
	w := r.runner.pool.current.watch
	for b.Loop() {
		w.spent()
	}
}

func TestFamilyOfNobody(t *testing.T) {
	if got := family(1 << 22); len(got) > 0 {
		t.Errorf("got %v", got)
	}
	if !kill(0, 0) {
		t.Error("a browser that never started has processes")
	}
}
