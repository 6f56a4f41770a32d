package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/plugin"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// TestAgePlugin: age, which finds the program under the name of a plugin, opens a
// file of the vault with the association's key alone, and not with the secret of
// another lot.
func TestAgePlugin(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	programs := t.TempDir()
	if err := os.Symlink(self, filepath.Join(programs, "age-plugin-vigie")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", programs+":"+os.Getenv("PATH"))
	secret, member := sealedForAssociation(t)
	for name, c := range map[string]struct {
		secret string
		opens  bool
	}{
		"the lot's": {secret, true},
		"another":   {plugin.EncodeIdentity(privacy.AgePlugin, bytes.Repeat([]byte{1}, 32)), false},
		"too short": {plugin.EncodeIdentity(privacy.AgePlugin, []byte{1}), false},
	} {
		identity, err := plugin.NewIdentity(c.secret, &plugin.ClientUI{})
		if err != nil {
			t.Fatal(err)
		}
		reader, err := age.Decrypt(bytes.NewReader(member), identity)
		var body []byte
		if err == nil {
			body, err = io.ReadAll(reader)
		}
		if opens := err == nil && strings.Contains(string(body), "un texte"); opens != c.opens {
			t.Errorf("%s: %q, %v", name, body, err)
		}
	}
}

// sealedForAssociation seals a text of a case, and gives what the association gets
// with its own key: the secret of the lot, and the case's age file.
func sealedForAssociation(t *testing.T) (secret string, member []byte) {
	t.Helper()
	association, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	keys, err := privacy.CreateKeys(filepath.Join(dir, "instance.key"))
	if err != nil {
		t.Fatal(err)
	}
	vault, err := privacy.OpenVault(filepath.Join(dir, "vault"), keys, association.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	_, err = vault.SealText(observatory.DeriveID([]byte("cas")), []byte("un texte"))
	if err = errors.Join(err, vault.Sync()); err != nil {
		t.Fatal(err)
	}
	lot, err := age.Decrypt(open(t, filepath.Join(dir, "vault", "lots", "*.age")), association)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(lot)
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewReader(open(t, filepath.Join(dir, "vault", "cas", "*", "*.tar")))
	_, err = archive.Next()
	if err == nil {
		member, err = io.ReadAll(archive)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text), member
}

// open opens the one file of a pattern, until the test ends.
func open(t *testing.T, pattern string) io.Reader {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) != 1 {
		t.Fatalf("%s: %v, %v", pattern, paths, err)
	}
	file, err := os.Open(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}
