package reports_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/reports"
)

// unzipped gives the files of a zip.
func unzipped(t testing.TB, path string) map[string][]byte {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	files := map[string][]byte{}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[file.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return files
}

// rezip writes files to a new zip, and then what more adds.
func rezip(t testing.TB, files map[string][]byte, more func(w *zip.Writer) error) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}) // hundreds of times in one test
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Write(files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if more != nil {
		if err := more(w); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "changed.zip")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// alteredFile verifies a dossier and gives the file that is named, empty when
// all holds.
func alteredFile(t testing.TB, path string, key evidence.PublicKey) string {
	t.Helper()
	_, err := reports.VerifyDossier(t.Context(), path, &key)
	if err == nil {
		return ""
	}
	var alteration *reports.Alteration
	if !errors.As(err, &alteration) || observatory.IsInput(err) {
		t.Fatalf("VerifyDossier = %v; want an alteration", err)
	}
	return alteration.File
}

const base = "dossier-vigie/"

// TestVerifyNamesEachAlteredFile changes, cuts, empties and removes each file
// of a dossier in turn: each time it is named.
func TestVerifyNamesEachAlteredFile(t *testing.T) {
	h := newHouse(t, false)
	h.furnish(t)
	path, _ := h.write(t)
	key := h.dossier.Key.Public()
	files := unzipped(t, path)
	if len(files) < 35 {
		t.Fatalf("only %d files in the dossier", len(files))
	}
	if got := alteredFile(t, rezip(t, files, nil), key); got != "" {
		t.Fatalf("packed again unchanged, %s is named", got)
	}
	for name, original := range files {
		middle := slices.Clone(original)
		middle[len(middle)/2] ^= 1
		for change, data := range map[string][]byte{
			"bit in the middle": middle, "byte more": append(slices.Clone(original), '\n'),
			"byte less": original[:len(original)-1], "empty": {}, "removed": nil,
		} {
			changed := maps.Clone(files)
			if changed[name] = data; data == nil {
				delete(changed, name)
			}
			if got := alteredFile(t, rezip(t, changed, nil), key); base+got != name {
				t.Errorf("%s, %s: %q is named", name, change, got)
			}
		}
	}
}

func TestVerifyNamesOtherChanges(t *testing.T) {
	h := newHouse(t, false)
	h.furnish(t)
	path, _ := h.write(t)
	key := h.dossier.Key.Public()
	files := unzipped(t, path)
	swap := func(a, b string) map[string][]byte {
		changed := maps.Clone(files)
		changed[base+a], changed[base+b] = files[base+b], files[base+a]
		return changed
	}
	with := func(name string) map[string][]byte {
		changed := maps.Clone(files)
		changed[name] = []byte("more")
		return changed
	}
	for _, tc := range []struct {
		name, want string
		files      map[string][]byte
	}{
		{"two captures swapped", "data/captures/0002-01-ecran.png", swap("data/captures/0002-01-ecran.png", "data/captures/0003-01-ecran.png")},
		{"two proofs swapped", "preuve/0002.tlog-proof", swap("preuve/0002.tlog-proof", "preuve/0003.tlog-proof")},
		{"payload file added", "data/captures/9999.png", with(base + "data/captures/9999.png")},
		{"tag file added", "NOTE.txt", with(base + "NOTE.txt")},
		{"proof added", "preuve/0099.tlog-proof", with(base + "preuve/0099.tlog-proof")},
		{"signature added", "signature/more", with(base + "signature/more")},
		{"file outside", "elsewhere.txt", with("elsewhere.txt")},
		{"other folder", "zother/bagit.txt", with("zother/bagit.txt")},
		{"parent folder", base + "../x", with(base + "../x")},
		{"parent folder first", "../x", with("../x")},
		{"absolute", "/etc/x", with("/etc/x")},
		{"backslash", base + `data\\x`, with(base + `data\x`)},
		{"two names by case", "data/chronologie.CSV", with(base + "data/chronologie.CSV")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := alteredFile(t, rezip(t, tc.files, nil), key)
			if got != tc.want && !strings.EqualFold(got, tc.want) {
				t.Errorf("%q is named; want %q", got, tc.want)
			}
		})
	}
}

// TestVerifyNamesStrangeEntries adds entries that a map of files cannot hold.
func TestVerifyNamesStrangeEntries(t *testing.T) {
	h := newHouse(t, false)
	h.furnish(t)
	path, _ := h.write(t)
	key := h.dossier.Key.Public()
	files := unzipped(t, path)
	twice := rezip(t, files, func(w *zip.Writer) error {
		file, err := w.Create(base + "data/chronologie.csv")
		if err != nil {
			return err
		}
		_, err = file.Write(files[base+"data/chronologie.csv"])
		return err
	})
	if got := alteredFile(t, twice, key); got != "data/chronologie.csv" {
		t.Errorf("a file twice: %q is named", got)
	}
	link := rezip(t, files, func(w *zip.Writer) error {
		header := &zip.FileHeader{Name: base + "data/link"}
		header.SetMode(os.ModeSymlink | 0o777)
		file, err := w.CreateHeader(header)
		if err != nil {
			return err
		}
		_, err = file.Write([]byte("/etc/passwd"))
		return err
	})
	if got := alteredFile(t, link, key); got != base+"data/link" {
		t.Errorf("a link: %q is named", got)
	}
}

// TestVerifyForgedBySomeoneElse makes a whole, coherent dossier again under
// another key, or keeps the signature and makes everything under it again.
func TestVerifyForgedBySomeoneElse(t *testing.T) {
	honest, forger := newHouse(t, false), newHouse(t, false)
	honest.furnish(t)
	path, _ := honest.write(t)
	key := honest.dossier.Key.Public()
	forger.keep(t, forger.attempt(t, 2, moment(3, 9, 0), observatory.Unattended, observatory.Met))
	forgedPath, _ := forger.write(t)
	if got := alteredFile(t, forgedPath, key); got != "signature/tagmanifest-sha256.txt.sig" {
		t.Errorf("signed by another key: %q is named", got)
	}
	forged, genuine := unzipped(t, forgedPath), unzipped(t, path)
	for name := range forged {
		if strings.HasPrefix(name, base+"signature/") {
			forged[name] = genuine[name]
		}
	}
	if got := alteredFile(t, rezip(t, forged, nil), key); got != "signature/tagmanifest-sha256.txt.sig" {
		t.Errorf("all made again under the old signature: %q is named", got)
	}
	for name := range forged { // an honest dossier with the proofs of another ledger
		if strings.HasPrefix(name, base+"preuve/") {
			genuine[name] = forged[name]
		}
	}
	if got := alteredFile(t, rezip(t, genuine, nil), key); got != "preuve/checkpoint.txt" {
		t.Errorf("another ledger's head: %q is named", got)
	}
}

// TestVerifyNotADossier checks that what is no dossier is a fault of the input,
// not an alteration.
func TestVerifyNotADossier(t *testing.T) {
	h := newHouse(t, false)
	h.furnish(t)
	path, _ := h.write(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write := func(data []byte) string {
		name := filepath.Join(t.TempDir(), "x.zip")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for _, tc := range []struct{ name, path string }{
		{"missing", filepath.Join(t.TempDir(), "none.zip")},
		{"a folder", t.TempDir()},
		{"empty", write(nil)},
		{"a text", write([]byte("hello"))},
		{"cut", write(whole[:len(whole)-100])},
		{"cut in half", write(whole[:len(whole)/2])},
		{"another zip", rezip(t, map[string][]byte{"a/b.txt": []byte("x")}, nil)},
		{"an empty zip", rezip(t, nil, nil)},
		{"a bomb", rezip(t, map[string][]byte{base + "bagit.txt": nil}, func(w *zip.Writer) error {
			_, err := w.CreateRaw(&zip.FileHeader{Name: base + "data/bomb", Method: zip.Deflate, UncompressedSize64: 1 << 50})
			return err
		})},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := reports.VerifyDossier(t.Context(), tc.path, nil); !observatory.IsInput(err) {
				t.Errorf("VerifyDossier = %v; want an input error", err)
			}
		})
	}
}

func TestVerifyAnnouncedLength(t *testing.T) {
	h := newHouse(t, false)
	h.furnish(t)
	path, _ := h.write(t)
	files := unzipped(t, path)
	const name = base + "data/chronologie.csv"
	content := files[name]
	delete(files, name)
	changed := rezip(t, files, func(w *zip.Writer) error {
		raw, err := w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Store, UncompressedSize64: 10, CompressedSize64: uint64(len(content))})
		if err != nil {
			return err
		}
		_, err = raw.Write(content)
		return err
	})
	if got := alteredFile(t, changed, h.dossier.Key.Public()); base+got != name {
		t.Errorf("a file longer than announced: %q is named", got)
	}
}
