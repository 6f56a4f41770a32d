package privacy

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// rotationOf gives keys and those that follow them, through their files.
func rotationOf(t *testing.T, keys *Keys) Rotation {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cles")
	if err := os.WriteFile(path, []byte(keys.text()), keysMode); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second finds it prepared
		if err := PrepareRotation(path); err != nil {
			t.Fatal(err)
		}
	}
	r, err := OpenRotation(path)
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	same, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer same.Close()
	if err := EndRotation(path); err != nil {
		t.Fatal(err)
	}
	left := make([]byte, len(before))
	if _, err := same.Read(left); err != nil || !bytes.Equal(left, make([]byte, len(before))) {
		t.Errorf("the bytes of the old key file are still there: %v", err)
	}
	if now, err := LoadKeys(path); err != nil || now.text() != r.To.text() {
		t.Errorf("the new keys are not in force: %v", err)
	}
	return r
}

// TestRotation holds what a rotation makes of stored values against what the new
// keys make of the values themselves.
func TestRotation(t *testing.T) {
	bare := testKeys(t)
	bare.veil = veil{} // as keys were before there was a veil
	for name, keys := range map[string]*Keys{"first": bare, "later": testKeys(t)} {
		t.Run(name, func(t *testing.T) {
			r := rotationOf(t, keys)
			if r.To.Generation() != keys.Generation()+1 || r.To.identity.String() != keys.identity.String() {
				t.Errorf("generation %d after %d, or another age identity", r.To.Generation(), keys.Generation())
			}
			old, fresh := pseudonymsOf(t, r.From), pseudonymsOf(t, r.To)
			number, text := []byte("9900000001"), []byte("Madame Invention rappelle")
			own, instance := old.Person(number)
			nextOwn, nextInstance := fresh.Person(number)
			for what, pair := range map[string][2]observatory.ID{
				"person": {own, nextOwn}, "instance": {instance, nextInstance}, "case": {old.Case(text), fresh.Case(text)},
				"text": {old.Text(text), fresh.Text(text)}, "bare text": {old.Veiled(old.BareText(text)), fresh.Text(text)},
				"hint": {old.Hints(number, Identity{})[0].Value, fresh.Hints(number, Identity{})[0].Value},
			} {
				if r.ID(pair[0]) != pair[1] || r.Back(pair[1]) != pair[0] || pair[0] == pair[1] {
					t.Errorf("%s: %s becomes %s, want %s", what, pair[0], r.ID(pair[0]), pair[1])
				}
			}
			if old.Bare(own) != fresh.Bare(nextOwn) {
				t.Error("what lies under the veil changed")
			}
			if !r.ID(observatory.NoID).IsZero() {
				t.Error("no id became one")
			}
			if was, is := printOf(t, r.From), printOf(t, r.To); r.Fingerprint(was) != is || was == is || r.Fingerprint(was[:32]) != is[:32] {
				t.Errorf("fingerprint: %s becomes %s, want %s", was, r.Fingerprint(was), is)
			}
			if got := r.Fingerprint("019a-pas-une-empreinte"); got != "019a-pas-une-empreinte" {
				t.Errorf("another text became %s", got)
			}
		})
	}
}

func pseudonymsOf(t *testing.T, keys *Keys) *Pseudonyms {
	t.Helper()
	names, err := keys.Pseudonyms("asso")
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func printOf(t *testing.T, keys *Keys) string {
	t.Helper()
	mac, err := keys.FileFingerprint("asso")
	if err != nil {
		t.Fatal(err)
	}
	mac.Write([]byte("un fichier"))
	return Fingerprint(mac)
}

// TestErasuresRotate has entries of the list name their cases under the new
// keys, once, however often it is run.
func TestErasuresRotate(t *testing.T) {
	r := rotationOf(t, testKeys(t))
	list, err := OpenErasures(t.TempDir(), r.From)
	if err != nil {
		t.Fatal(err)
	}
	dossier := pseudonymsOf(t, r.From).Case([]byte("EFF-1"))
	entry, err := list.New(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), "request", "essai", []observatory.ID{dossier})
	if err != nil {
		t.Fatal(err)
	}
	if err := list.Save(entry); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := list.Rotate(r); err != nil {
			t.Fatal(err)
		}
		all, err := list.All()
		if err != nil {
			t.Fatal(err)
		}
		cases, err := list.Cases(all[0])
		if want := pseudonymsOf(t, r.To).Case([]byte("EFF-1")); err != nil || cases[0] != want {
			t.Errorf("the case is %v, want %s: %v", cases, want, err)
		}
	}
}

// TestVaultRotate renames the files of a vault, those of the older form too, with
// a stop after each half.
func TestVaultRotate(t *testing.T) {
	r := rotationOf(t, testKeys(t))
	dir := t.TempDir()
	open := func() *Vault {
		v, err := OpenVault(dir, r.From)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	id, older := pseudonymsOf(t, r.From).Case([]byte("A")), pseudonymsOf(t, r.From).Case([]byte("B"))
	first := open()
	hash, err := first.SealText(id, []byte("texte"))
	if err = errors.Join(err, first.Sync()); err != nil {
		t.Fatal(err)
	}
	left := oldFile(t, first, id, "de la forme d'avant")
	for _, path := range []string{filepath.Join("cles", older.String()+sealedSuffix), filepath.Join("textes", older.String(), "0"+sealedSuffix)} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, path), []byte("x"), keysMode); err != nil {
			t.Fatal(err)
		}
	}
	v := open()
	for range 2 {
		if err := v.PrepareRotation(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(filepath.Join(dir, vaultCases), filepath.Join(dir, vaultCases+vaultOld)); err != nil { // the first half, then the machine dies
		t.Fatal(err)
	}
	v = open()
	for range 2 {
		if err := v.SwitchRotation(); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.EndRotation(); err != nil {
		t.Fatal(err)
	}
	if text, err := v.Text(r.ID(id), hash); err != nil || string(text) != "texte" {
		t.Errorf("the text under its new name: %q, %v", text, err)
	}
	if text, err := v.Text(r.ID(id), left); err != nil || string(text) != "de la forme d'avant" {
		t.Errorf("the text of the older form under its new name: %q, %v", text, err)
	}
	if !v.hasOld(r.ID(older)) {
		t.Error("the older form of the case is not there under its new name")
	}
	for _, was := range []observatory.ID{id, older} {
		if kept, err := v.Has(was); err != nil || kept {
			t.Errorf("the vault still knows %s, %v", was, err)
		}
	}
}
