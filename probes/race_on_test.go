//go:build race

package probes

// raced tells that the race detector is on: it takes back pooled memory at
// random, so that what a regular expression allocates says nothing.
const raced = true
