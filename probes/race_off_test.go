//go:build !race

package probes

// raced tells that the race detector is on.
const raced = false
