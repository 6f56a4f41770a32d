package main

import (
	"fmt"
	"os"
	"path/filepath"

	"filippo.io/age"
	"filippo.io/age/plugin"

	"vigie/internal/privacy"
)

// calledByAge reports whether `age` started the program, under the name by which it
// finds what knows the files of the vault (make build links bin/age-plugin-vigie).
func calledByAge(program string) bool {
	return filepath.Base(program) == "age-plugin-"+privacy.AgePlugin
}

// serveAge answers `age`, which was given the secret of a lot as an identity. It
// returns the exit code.
func serveAge() int {
	served, err := plugin.New(privacy.AgePlugin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitFailure
	}
	served.HandleIdentity(func(secret []byte) (age.Identity, error) {
		return privacy.NewLotKey(secret)
	})
	return served.Main()
}
