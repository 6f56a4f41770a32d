package main

import "testing"

// unraced leaves a test out of the run under the race detector (-short): make test
// has just run it whole, and in it no goroutines meet that do not in the tests that
// stay: sums of figures, children killed from outside, commands one after the other.
func unraced(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("run by make test; nothing in it that another test does not race")
	}
}
