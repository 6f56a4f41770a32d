package probes

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

func TestBrowserKilledInTheMiddleIsAFault(t *testing.T) {
	r := newRig(t, testbed.Options{}, alone)
	r.run("pan.door", SystemRDVPrefecture, testbed.Slots) // starts the browser
	process := chromedp.FromContext(r.runner.pool.current.handle).Browser.Process()
	slots := shipped(t, "pan.slots", SystemRDVPrefecture)
	a, err := r.runner.Assist(t.Context(), slots, r.target(testbed.RDVPrefecture, testbed.Slots), AssistOptions{
		Human: func(context.Context) error { return process.Kill() },
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != observatory.Fault || a.Cause != CauseBrowserCrash || a.StepReached != "captcha recopié par une personne" {
		t.Errorf("got %s/%s at %s: %s", a.Outcome, a.Cause, a.StepReached, a.Detail)
	}
	if a := r.run("pan.door", SystemRDVPrefecture, testbed.Slots); a.Outcome != observatory.Met {
		t.Errorf("the next attempt got %s/%s: the browser was not replaced", a.Outcome, a.Cause)
	}
}

func TestTabCrashIsAFault(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	slots := shipped(t, "pan.slots", SystemRDVPrefecture)
	limitHuman(slots, 20*time.Second)
	a, err := r.runner.Assist(t.Context(), slots, r.target(testbed.RDVPrefecture, testbed.Slots), AssistOptions{
		Human: func(tab context.Context) error {
			ctx, cancel := context.WithTimeout(tab, 2*time.Second)
			defer cancel()
			_ = chromedp.Do(ctx, chromedp.Navigate("chrome://crash")) // ends with the tab
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != observatory.Fault || a.Cause != CauseBrowserCrash {
		t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
}

func TestNoCookieLeaksBetweenAttempts(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	for range 3 {
		a := r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
		if strings.Contains(r.file(a, "html"), "visite déjà connue") {
			t.Fatal("the double knew the browser from an earlier attempt")
		}
	}
	for _, request := range r.bed.Requests() {
		if request.Cookies > 0 {
			t.Errorf("%s came with %d cookies", request.Path, request.Cookies)
		}
	}
}

func TestBrowsersAreRecycled(t *testing.T) {
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Recycle = 1 })
	r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	first := r.runner.pool.current
	r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	if first == r.runner.pool.current || first.handle.Err() == nil {
		t.Error("the first browser was kept")
	}
}

func TestRootIsToldOnceOfTheMissingSandbox(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root runs Chromium without its sandbox")
	}
	var said strings.Builder
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.Recycle = 1
		c.Log = slog.New(slog.NewTextHandler(&said, nil))
	})
	r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	if n := strings.Count(said.String(), "without its sandbox"); n != 1 {
		t.Errorf("said %d times:\n%s", n, said.String())
	}
}

func TestMissingBrowserAndDisplay(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("PATH", folder)
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	tests := map[string]struct {
		find func(string) (string, error)
		path string
		says string
	}{
		"none":             {FindBrowser, "", "make setup"},
		"configured wrong": {FindBrowser, folder + "/absent", "probes.browser"},
		"none visible":     {FindVisibleBrowser, "", "apt-get install chromium"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := test.find(test.path); !observatory.IsInput(err) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v", err)
			}
		})
	}
	if err := os.WriteFile(folder+"/chromium", []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := FindVisibleBrowser(""); !observatory.IsInput(err) || !strings.Contains(err.Error(), "écran") {
		t.Errorf("without a display: %v", err)
	}
	if path, err := FindBrowser(""); err != nil || path != folder+"/chromium" {
		t.Errorf("full Chromium serves without a window: %s, %v", path, err)
	}
}

func TestBrowserThatDoesNotStartIsAFault(t *testing.T) {
	path := t.TempDir() + "/chromium"
	if err := os.WriteFile(path, []byte("#!/bin/sh\nexit 3\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Browser = path })
	a := r.run("pan.door", SystemRDVPrefecture, testbed.Slots)
	if a.Outcome != observatory.Fault || a.Cause != CauseBrowserStart {
		t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
}

// TestBrowserThatCrashesOnceAtItsStart has a browser that ends at once the
// first time, as Chromium does now and then.
func TestBrowserThatCrashesOnceAtItsStart(t *testing.T) {
	path, err := FindBrowser("")
	if err != nil {
		t.Fatal(err) // every test of this package needs one
	}
	folder := t.TempDir()
	crashing := folder + "/chromium"
	script := fmt.Sprintf("#!/bin/sh\nif mkdir %q; then kill -SEGV $$; fi\nexec %q \"$@\"\n", folder+"/crashed", path)
	if err := os.WriteFile(crashing, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Browser = crashing })
	if a := r.run("pan.door", SystemRDVPrefecture, testbed.Slots); a.Outcome != observatory.Met {
		t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
	if _, err := os.Stat(folder + "/crashed"); err != nil {
		t.Errorf("it did not crash: %v", err)
	}
}

func TestCloseLeavesNoProcess(t *testing.T) {
	r := newRig(t, testbed.Options{}, alone)
	r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	process := chromedp.FromContext(r.runner.pool.current.handle).Browser.Process()
	if err := r.runner.Close(); err != nil {
		t.Fatal(err)
	}
	if err := process.Signal(syscall.Signal(0)); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("the browser still runs: %v", err)
	}
	if a := r.run("pan.slots", SystemRDVServicePublic, testbed.Slots); a.Outcome != observatory.Fault || a.Cause != CauseBrowserStart {
		t.Errorf("after Close: got %s/%s", a.Outcome, a.Cause)
	}
}
