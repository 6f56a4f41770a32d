package garbage_test

import (
	"runtime/debug"
	"testing"

	"vigie/internal/garbage"
)

// inForce gives what holds now.
func inForce() int {
	percent := debug.SetGCPercent(100)
	debug.SetGCPercent(percent)
	return percent
}

// TestHold: the smallest wish holds, in whatever order they end, and then what held
// before.
func TestHold(t *testing.T) {
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(70)
	defer debug.SetGCPercent(before)
	wants := func(want int) {
		t.Helper()
		if got := inForce(); got != want {
			t.Errorf("%d per cent; want %d", got, want)
		}
	}
	first, other, same := garbage.Hold(200), garbage.Hold(25), garbage.Hold(25)
	wants(25)
	first()
	first()
	wants(25)
	other()
	wants(25)
	last := garbage.Hold(200)
	same()
	wants(200)
	last()
	wants(70)
}

// TestHoldOfTheEnvironment: what the person who runs the process asked for stays.
func TestHoldOfTheEnvironment(t *testing.T) {
	t.Setenv("GOGC", "80")
	before := inForce()
	end := garbage.Hold(before + 1)
	if got := inForce(); got != before {
		t.Errorf("%d per cent; want %d", got, before)
	}
	end()
}
