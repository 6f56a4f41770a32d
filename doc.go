// Package vigie is the observatory of the ANEF. The program is cmd/vigie; this
// folder holds the tests of the tree itself (import rule, documents) and the
// small world that is published with the method.
package vigie

import "embed"

// Pencil holds the small world that a person can compute by hand
// (docs/pencil-world.md), and the files that were sent of it.
//
//go:embed docs/pencil-world.md cmd/vigie/testdata/pencil
var Pencil embed.FS
