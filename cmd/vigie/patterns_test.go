package main

import (
	"testing"

	"vigie/internal/lazyregexp"
)

// Patterns are compiled when first used: a wrong one is found here, not by a user.
func TestPatternsCompile(t *testing.T) {
	if n := lazyregexp.CompileAll(); n < 200 {
		t.Errorf("%d patterns, want those of the notices, the audit, the mail and the scrubber", n)
	}
}
