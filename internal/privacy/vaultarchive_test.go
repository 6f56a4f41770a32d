package privacy

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"vigie/internal/observatory"
)

// checkWrapped opens what the vault holds of a case as the association would,
// which has its own key and the tar command: the secret of the lot, the archive,
// then the file.
func checkWrapped(t *testing.T, v *Vault, id observatory.ID, association *age.X25519Identity) {
	t.Helper()
	archives, err := v.archives(id)
	if err != nil || len(archives) != 2 { // one for each opening
		t.Fatalf("archives of the case: %v, %v", archives, err)
	}
	for _, archive := range archives {
		name := lotOfFile(filepath.Base(archive))
		secret, err := openWith(v.lotPath(name), association)
		if name != v.lot.name { // written by a vault without the association
			if err == nil {
				t.Error("a lot that was not wrapped to the association opens with its key")
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		key, err := parseLotKey(string(secret))
		if err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		for _, file := range untar(t, archive, folder) {
			if !strings.HasPrefix(file, id.String()) {
				continue
			}
			body, err := openWith(filepath.Join(folder, file), key)
			if err != nil || !strings.Contains(string(body), "texte "+id.String()) {
				t.Errorf("opened with the association's key: %q, %v", body, err)
			}
		}
	}
}

// untar has the tar command take an archive apart, without a word, and lists
// what it found.
func untar(t *testing.T, archive, folder string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "tar", "-xvf", archive, "-C", folder).CombinedOutput()
	if err != nil {
		t.Fatalf("tar: %v: %s", err, out)
	}
	return strings.Fields(string(out))
}

// sameShard gives cases of one archive.
func sameShard(n int) []observatory.ID {
	cases := make([]observatory.ID, n)
	for i := range cases {
		cases[i] = observatory.DeriveID([]byte{byte(i)})
		cases[i][0] = 0x5a
	}
	return cases
}

// TestVaultEraseInArchive: of an erased case no byte is left in the archive that
// held it among others, which stay.
func TestVaultEraseInArchive(t *testing.T) {
	v, err := OpenVault(t.TempDir(), testKeys(t))
	if err != nil {
		t.Fatal(err)
	}
	cases := sameShard(200) // more than is held before it is written
	hashes := make([]observatory.Hash, len(cases))
	for i, id := range cases {
		if hashes[i], err = v.SealText(id, []byte("texte "+id.String())); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Sync(); err != nil {
		t.Fatal(err)
	}
	archives, err := v.archives(cases[0])
	if err != nil || len(archives) != 1 {
		t.Fatalf("archives: %v, %v", archives, err)
	}
	gone := []int{0, 7, len(cases) - 1}
	var sealed [][]byte
	for _, i := range gone {
		err := eachMember(archives[0], os.O_RDONLY, cases[i], func(m member) error {
			bytes, err := m.read()
			sealed = append(sealed, bytes)
			return err
		})
		if err = errors.Join(err, v.Erase(cases[i])); err != nil {
			t.Fatal(err)
		}
	}
	left, err := os.ReadFile(archives[0])
	if err != nil || len(sealed) != len(gone) {
		t.Fatalf("%d files sealed, %v", len(sealed), err)
	}
	for n, i := range gone {
		if bytes.Contains(left, []byte(cases[i].String())) {
			t.Errorf("the name of case %d is still there", i)
		}
		for at := 0; at+32 <= len(sealed[n]); at += 32 {
			if header := "age-encryption.org/v1\n-> " + lotStanza; !strings.HasPrefix(header, string(sealed[n][at:at+32])) && bytes.Contains(left, sealed[n][at:at+32]) {
				t.Errorf("bytes %d of the file of case %d are still there", at, i)
			}
		}
		if kept, err := v.Has(cases[i]); err != nil || kept {
			t.Errorf("the vault still has case %d, %v", i, err)
		}
	}
	for i, id := range cases {
		text, err := v.Text(id, hashes[i])
		if i == gone[0] || i == gone[1] || i == gone[2] {
			if !errors.Is(err, observatory.ErrNotFound) {
				t.Errorf("case %d, erased: %v", i, err)
			}
		} else if err != nil || string(text) != "texte "+id.String() {
			t.Errorf("case %d: %q, %v", i, text, err)
		}
	}
	if files := untar(t, archives[0], t.TempDir()); len(files) != len(cases) {
		t.Errorf("tar finds %d files, want %d", len(files), len(cases))
	}
}

// TestVaultCutArchive: wherever a kill cut the end of an archive, what stands
// before it opens, and erasing the case of the cut file leaves none of its bytes.
func TestVaultCutArchive(t *testing.T) {
	v, err := OpenVault(t.TempDir(), testKeys(t))
	if err != nil {
		t.Fatal(err)
	}
	cases := sameShard(2)
	hash, err := v.SealText(cases[0], []byte("entier"))
	if err = errors.Join(err, v.Sync()); err != nil {
		t.Fatal(err)
	}
	if _, err := v.SealText(cases[1], bytes.Repeat([]byte("coupé "), 200)); err != nil {
		t.Fatal(err)
	}
	archives, err := v.archives(cases[0])
	if err = errors.Join(err, v.Sync()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(archives[0])
	if err != nil {
		t.Fatal(err)
	}
	second, last := bytes.Index(whole, []byte(cases[1].String())), len(bytes.TrimRight(whole, "\x00"))
	if last-second < 1700 {
		t.Fatalf("the file to cut has %d bytes", last-second-512)
	}
	for end := second + 512; end < last; end += 128 {
		if err := os.WriteFile(archives[0], whole[:end], keysMode); err != nil {
			t.Fatal(err)
		}
		if text, err := v.Text(cases[0], hash); err != nil || string(text) != "entier" {
			t.Fatalf("cut at %d: %q, %v", end, text, err)
		}
		if pieces, err := v.Pieces(cases[1]); err != nil || len(pieces) != 0 {
			t.Fatalf("cut at %d: %d pieces of the cut file, %v", end, len(pieces), err)
		}
		if err := v.Erase(cases[1]); err != nil {
			t.Fatal(err)
		}
		left, err := os.ReadFile(archives[0])
		if err != nil || len(left) != end || len(bytes.Trim(left[second+512:], "\x00")) > 0 || bytes.Contains(left, []byte(cases[1].String())) {
			t.Fatalf("cut at %d: bytes of the erased case are left, %v", end, err)
		}
	}
}

// TestVaultFullDisk: what could not be written whole is not there in part, and
// the error stays.
func TestVaultFullDisk(t *testing.T) {
	v, err := OpenVault(t.TempDir(), testKeys(t))
	if err != nil {
		t.Fatal(err)
	}
	id := sameShard(1)[0]
	shard := filepath.Join(v.dir, vaultCases, shardOf(id.String()))
	if err := os.WriteFile(shard, nil, keysMode); err != nil { // no folder can be made there
		t.Fatal(err)
	}
	if _, err := v.SealText(id, []byte("texte")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := v.Sync(); err == nil {
			t.Fatal("no error")
		}
	}
	path := filepath.Join(t.TempDir(), "archive")
	if err := os.Symlink("/dev/full", path); err != nil {
		t.Fatal(err)
	}
	var cause *fs.PathError
	if err := appendTo(path, []byte("x")); !errors.As(err, &cause) {
		t.Errorf("a full device: %v", err)
	}
}
