// Package vigie is the observatory of the ANEF. The program is cmd/vigie; this
// folder holds only the tests of the tree itself (import rule, documents).
package vigie
