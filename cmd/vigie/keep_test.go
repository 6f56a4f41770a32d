package main

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

var horizonTold = regexp.MustCompile(`horizon \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)`)

// The command tells what it kept, marked as simulation, its two horizons in one
// time zone; the second time there is nothing to do.
func TestKeepFromTheCommandLine(t *testing.T) {
	t.Parallel()
	unraced(t)
	config := prepare(t)
	keepEngine(t, config)
	stdout, stderr, code := vigie(t, "indicator", "keep", "--config", config)
	told := horizonTold.FindAllStringSubmatch(stdout, -1)
	if code != 0 || !strings.HasPrefix(stdout, "SIMULATION\n") || len(told) != 2 || told[0][1] != told[1][1] {
		t.Fatalf("code %d\n%s%s", code, stdout, stderr)
	}
	if stdout, stderr, code = vigie(t, "indicator", "keep", "--config", config); code != 0 || !strings.Contains(stdout, "déjà celles des faits") {
		t.Errorf("again: code %d\n%s%s", code, stdout, stderr)
	}
	stdout, stderr, code = vigie(t, "indicator", "keep", "--json", "--config", config)
	var kept gapsKept
	if err := json.Unmarshal([]byte(stdout), &kept); code != 0 || err != nil || kept.Changed || !kept.Simulation || kept.Horizon.IsZero() {
		t.Errorf("code %d, %v\n%s%s", code, err, stdout, stderr)
	}
}
