package privacy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/s2"

	"vigie/internal/observatory"
)

func TestSealFile(t *testing.T) {
	keys, dir := testKeys(t), t.TempDir()
	association, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.Repeat("un dossier\n", 50_000)
	hash, err := keys.SealFile(dir, strings.NewReader(plain), association.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	file, err := keys.OpenFile(dir, hash)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(file)
	if err != nil || string(got) != plain {
		t.Errorf("read %d bytes, error %v; want %d", len(got), err, len(plain))
	}
	file.Close()
	sealed, err := os.ReadFile(sealedPath(dir, hash))
	if err != nil {
		t.Fatal(err)
	}
	if reader, err := age.Decrypt(bytes.NewReader(sealed), association); err != nil {
		t.Errorf("the association cannot open it: %v", err)
	} else if got, err := io.ReadAll(snappy(reader)); err != nil || string(got) != plain {
		t.Errorf("the association reads %d bytes, error %v", len(got), err)
	}
	if _, err := testKeys(t).Open(bytes.NewReader(sealed)); err == nil {
		t.Error("another instance can open it")
	}
	sealed[len(sealed)-1] ^= 1
	if reader, err := keys.Open(bytes.NewReader(sealed)); err == nil {
		if _, err = io.ReadAll(reader); err == nil {
			t.Error("a changed file is read without an error")
		}
	}
	if _, err := keys.OpenFile(dir, "00"); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("absent file: got %v", err)
	}
}

// snappy reads the framing format of snzip and python-snappy.
func snappy(r io.Reader) io.Reader { return s2.NewReader(r, s2.ReaderMaxBlockSize(64<<10)) }

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("cut") }

func TestSealFileLeavesNothingHalfWritten(t *testing.T) {
	dir := t.TempDir()
	if _, err := testKeys(t).SealFile(dir, failing{}); err == nil {
		t.Fatal("no error")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestPurgeSealed(t *testing.T) {
	keys, dir := testKeys(t), t.TempDir()
	now := time.Now()
	day := 24 * time.Hour
	seal := func(text string) observatory.Hash {
		hash, err := keys.SealFile(dir, strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return hash
	}
	old, fresh, orphan, unreadable := seal("old"), seal("fresh"), seal("orphan"), seal("unreadable")
	for hash, at := range map[observatory.Hash]time.Time{old: now.Add(-91 * day), fresh: now.Add(-89 * day)} {
		if err := MarkCommitted(dir, hash, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(sealedPath(dir, unreadable)+commitSuffix, []byte("hier"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, hash := range []observatory.Hash{orphan, fresh} { // the note counts, not the file's time
		if err := os.Chtimes(sealedPath(dir, hash), now, now.Add(-2*day)); err != nil {
			t.Fatal(err)
		}
	}
	stale := filepath.Join(dir, "scellement-1.tmp")
	if err := os.WriteFile(stale, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(stale, now, now.Add(-2*day)); err != nil {
		t.Fatal(err)
	}
	purged, err := PurgeSealed(dir, now, 90*day)
	if err != nil {
		t.Fatal(err)
	}
	want := []observatory.Hash{old, orphan}
	slices.Sort(want)
	slices.Sort(purged)
	if !slices.Equal(purged, want) {
		t.Errorf("purged %v, want %v", purged, want)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 4 { // two files and their notes
		t.Errorf("left: %v", entries)
	}
	if purged, err := PurgeSealed(filepath.Join(dir, "absent"), now, day); err != nil || purged != nil {
		t.Errorf("absent folder: %v, %v", purged, err)
	}
}

func TestVault(t *testing.T) {
	keys, dir := testKeys(t), t.TempDir()
	association, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	recipient, err := Recipient(association.Recipient().String() + "\n")
	if err != nil {
		t.Fatal(err)
	}
	vault, err := OpenVault(dir, keys, recipient)
	if err != nil {
		t.Fatal(err)
	}
	one, two := observatory.DeriveID([]byte("1")), observatory.DeriveID([]byte("2"))
	hashes := map[observatory.ID]observatory.Hash{}
	for _, id := range []observatory.ID{one, two} {
		if hashes[id], err = vault.SealText(id, []byte("texte "+id.String())); err != nil {
			t.Fatal(err)
		}
	}
	if err := vault.Sync(); err != nil {
		t.Fatal(err)
	}
	again, err := OpenVault(dir, keys)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Text(one, hashes[one]); err != nil || string(got) != "texte "+one.String() {
		t.Errorf("text: got %q, %v", got, err)
	}
	second, err := again.SealText(one, []byte("suite"))
	if err = errors.Join(err, again.Sync()); err != nil {
		t.Fatal(err)
	}
	if got, err := vault.Text(one, second); err != nil || string(got) != "suite" {
		t.Errorf("what another opening wrote: %q, %v", got, err)
	}
	checkWrapped(t, vault, one, association)
	for range 2 { // erasing can be replayed
		if err := vault.Erase(one); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := vault.Text(one, hashes[one]); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("erased case: got %v", err)
	}
	if _, err := vault.Text(two, hashes[two]); err != nil {
		t.Errorf("the other case: %v", err)
	}
	if _, err := vault.Text(two, hashes[one]); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("text of another case: got %v", err)
	}
}

// TestVaultDiscard: what an import wrote goes, what another wrote stays, of the same
// case too.
func TestVaultDiscard(t *testing.T) {
	v, err := OpenVault(t.TempDir(), testKeys(t))
	if err != nil {
		t.Fatal(err)
	}
	seal := func(batch, dossier byte, text string) {
		t.Helper()
		if batch > 0 {
			v.Begin(observatory.ID{batch})
		}
		if _, err := v.SealText(observatory.ID{dossier}, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	seal(0, 1, "un commentaire de relecture")
	seal(1, 1, "de l'import défait")
	seal(2, 1, "de l'import gardé")
	seal(3, 2, "d'un autre import défait")
	for range 2 { // it can be done again
		if err := v.Settle(); err != nil {
			t.Fatal(err)
		}
		if err := v.Discard(observatory.ID{1}, observatory.ID{3}, observatory.ID{4}); err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, id := range []observatory.ID{{1}, {2}} {
			pieces, err := v.With().Pieces(id)
			if err != nil {
				t.Fatal(err)
			}
			for _, piece := range pieces {
				texts = append(texts, string(piece.Data))
			}
		}
		slices.Sort(texts)
		if want := []string{"de l'import gardé", "un commentaire de relecture"}; !slices.Equal(texts, want) {
			t.Errorf("the vault holds %q, want %q", texts, want)
		}
		if v.Holds(observatory.ID{1}) || !v.Holds(observatory.ID{2}) || v.Holds(observatory.ID{3}) {
			t.Error("it holds one of the discarded, or not the one that stays")
		}
	}
	seal(2, 1, "de l'import gardé, repris")
	if pieces, err := v.Pieces(observatory.ID{1}); err != nil || len(pieces) != 3 {
		t.Errorf("an import that goes on: %d pieces, %v", len(pieces), err)
	}
}

// TestOldVault: what the older form of the vault holds is read and erased.
func TestOldVault(t *testing.T) {
	v, err := OpenVault(t.TempDir(), testKeys(t))
	if err != nil {
		t.Fatal(err)
	}
	id, hash := observatory.DeriveID([]byte("old")), observatory.Hash(strings.Repeat("ab", 32))
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	put := func(path, text string, to age.Recipient) {
		var sealed bytes.Buffer
		w, err := age.Encrypt(&sealed, to)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.WriteString(w, text)
		if err := errors.Join(err, w.Close(), os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, sealed.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	put(v.oldKey(id), key.String(), v.keys.identity.Recipient())
	put(filepath.Join(v.oldTexts(id), string(hash)+sealedSuffix), "ancien", key.Recipient())
	later := oldFile(t, v, id, "moins ancien")
	for hash, want := range map[observatory.Hash]string{hash: "ancien", later: "moins ancien"} {
		if got, err := v.Text(id, hash); err != nil || string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if has, err := v.Has(id); !has || err != nil {
		t.Errorf("before: %v, %v", has, err)
	}
	if err := v.Erase(id); err != nil {
		t.Fatal(err)
	}
	if has, err := v.Has(id); has || err != nil {
		t.Errorf("erased: %v, %v", has, err)
	}
}

// oldFile puts a text into the vault as it was written before there were archives:
// a file for the case and the lot.
func oldFile(t *testing.T, v *Vault, id observatory.ID, text string) observatory.Hash {
	t.Helper()
	lot, err := v.newLot()
	if err != nil {
		t.Fatal(err)
	}
	body, hashes, err := packPieces([][]byte{[]byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := lot.seal(body)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(v.dir, vaultCases, shardOf(id.String()))
	path := filepath.Join(folder, id.String()+"."+lot.name+"."+string(hashes[0][:16])+sealedSuffix)
	if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(path, sealed, keysMode)); err != nil {
		t.Fatal(err)
	}
	return hashes[0]
}

func FuzzUnpackPieces(f *testing.F) {
	body, _, err := packPieces([][]byte{[]byte("un"), {}, []byte("deux")})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add(body[:40])
	f.Fuzz(func(t *testing.T, body []byte) {
		pieces, err := unpackPieces(body)
		size := 0
		for _, p := range pieces {
			size += saltSize + 4 + len(p.Data)
		}
		if err == nil && size != len(body) || size > len(body) {
			t.Errorf("%d pieces of %d bytes from %d", len(pieces), size, len(body))
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	v, err := OpenVault(b.TempDir(), testKeys(b))
	if err != nil {
		b.Fatal(err)
	}
	text := []byte("Dossier complet depuis le 12/03/2026, la préfecture n'a pas répondu.")
	for i := 0; b.Loop(); i++ {
		if _, err := v.Seal(observatory.DeriveID(fmt.Append(nil, i)), text, text, text); err != nil {
			b.Fatal(err)
		}
	}
	if err := v.Settle(); err != nil {
		b.Fatal(err)
	}
}

func TestRecipientFaults(t *testing.T) {
	for _, in := range []string{"", "age1", testKeys(t).identity.String()} {
		_, err := Recipient(in)
		if err == nil || !observatory.IsInput(err) || strings.Contains(err.Error(), agePrefix) {
			t.Errorf("got %v, want an input error that quotes nothing", err)
		}
	}
}
