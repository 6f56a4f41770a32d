package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// Whole worlds go through the real intakes: every figure equals the truth of
// what was reported. VIGIE_FULL makes 20 of them.
func TestSimulatedWorlds(t *testing.T) {
	unraced(t)
	worlds, cases := "3", "250"
	if os.Getenv("VIGIE_FULL") != "" {
		worlds, cases = "20", "600"
	}
	stdout, stderr, code := vigie(t, "simulate", "--worlds", worlds, "--cases", cases, "--json")
	if code != 0 {
		t.Fatalf("code %d\n%s%s", code, stdout, stderr)
	}
	apart := false
	for line := range strings.Lines(stdout) {
		var world simulated
		if err := json.Unmarshal([]byte(line), &world); err != nil {
			t.Fatalf("%v\n%s", err, line)
		}
		if world.Checks < 100 || world.Reports < 30 || len(world.Wrong) > 0 {
			t.Errorf("world %d: %d reports, %d checks, wrong: %v", world.Seed, world.Reports, world.Checks, world.Wrong)
		}
		for _, d := range world.Population {
			t.Logf("world %d: %d persons, %d reports, %d figures equal; %s %.3f among the reported, %.3f among all", world.Seed, world.Persons, world.Reports, world.Checks, d.Indicator, d.Reported, d.Everyone)
			apart = apart || d.Reported > d.Everyone
		}
	}
	if !apart {
		t.Error("who is reported changes nothing: the worlds have no reporting bias")
	}
	if _, stderr, code := vigie(t, "simulate", "--cases", "0"); code != 2 || !strings.Contains(stderr, "--cases") {
		t.Errorf("no case: code %d, %s", code, stderr)
	}
}
