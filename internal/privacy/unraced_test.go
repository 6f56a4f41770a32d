package privacy

import "testing"

// unraced leaves a test out of the run under the race detector (-short): make test
// has just run it whole, and one goroutine reckons in it, ten times slower. What
// goroutines share here (the lexicon, the finders of names, the vault) other tests
// race.
func unraced(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("run by make test; nothing in it that another test does not race")
	}
}
