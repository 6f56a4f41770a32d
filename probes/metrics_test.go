package probes

import (
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"vigie/internal/testbed"
)

func TestMetricsTellOfTheBrowserAndOfTheSteps(t *testing.T) {
	registry := prometheus.NewRegistry()
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Registerer = registry })
	before := values(t, registry)
	if before["vigie_probe_browsers"] != 0 || before["vigie_probe_browser_memory_bytes"] != 0 || before["vigie_probe_tabs_limit"] != 2 {
		t.Errorf("before the first attempt: %v", before)
	}
	journey := shipped(t, "pan.door", SystemRDVPrefecture)
	a, err := r.once(journey, r.target(SystemRDVPrefecture, testbed.Slots), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	after := values(t, registry)
	for name, want := range map[string]float64{
		"vigie_probe_browsers": 1, "vigie_probe_browser_starts_total": 1, "vigie_probe_tabs_in_use": 0,
		"vigie_probe_attempts_waiting": 0, "vigie_probe_step_duration_seconds": float64(len(a.Steps)),
	} {
		if after[name] != want {
			t.Errorf("%s: got %v, want %v", name, after[name], want)
		}
	}
	// A Chromium holds some tens of MiB at least, and no more than the machine has.
	if memory := after["vigie_probe_browser_memory_bytes"]; memory < 20<<20 || memory > 2<<30 {
		t.Errorf("memory of the browser: %v bytes", memory)
	}
	problems, err := testutil.GatherAndLint(registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("lint: %v, %v", problems, err)
	}
}

func TestMetricsHoldNoAddress(t *testing.T) {
	registry := prometheus.NewRegistry()
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Registerer = registry })
	target := r.target(SystemRDVPrefecture, testbed.BadGateway)
	if _, err := r.once(shipped(t, "pan.door", SystemRDVPrefecture), target, RunOptions{}); err != nil {
		t.Fatal(err)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	labels := 0
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				labels++
				if strings.Contains(label.GetValue(), "/") || strings.Contains(label.GetValue(), "127.0.0.1") {
					t.Errorf("%s has the label %s=%q", family.GetName(), label.GetName(), label.GetValue())
				}
			}
		}
	}
	if labels < 4 {
		t.Errorf("only %d labels were looked at", labels)
	}
}

// values sums every family over its labels: counts for histograms.
func values(t *testing.T, registry *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			sums[family.GetName()] += m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return sums
}

func TestFamilyAndMemory(t *testing.T) {
	own := os.Getpid()
	group, err := syscall.Getpgid(own)
	if err != nil {
		t.Fatal(err)
	}
	if members := family(group); !slices.Contains(members, own) {
		t.Errorf("the family of group %d is %v, without %d", group, members, own)
	}
	if memory, err := proportionalSize([]int{own, 1 << 30}); err != nil || memory < 1<<20 || memory > 2<<30 || memory > residentSize([]int{own})+1<<20 {
		t.Errorf("memory of this process: %d bytes, %v", memory, err)
	}
}
