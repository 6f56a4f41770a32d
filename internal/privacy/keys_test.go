package privacy

import (
	"crypto/aes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

func testKeys(tb testing.TB) *Keys {
	tb.Helper()
	keys, err := newKeys()
	if err != nil {
		tb.Fatal(err)
	}
	return keys
}

func TestCreateAndLoadKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cles")
	created, err := CreateKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("mode: got %04o, want 0600", mode)
	}
	loaded, err := LoadKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	if loaded.master != created.master || loaded.identity.String() != created.identity.String() {
		t.Error("the keys loaded are not those created")
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := CreateKeys(path); err == nil || !observatory.IsInput(err) || !strings.Contains(err.Error(), "existe déjà") {
		t.Errorf("second creation: got %v, want a refusal", err)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Error("the key file was changed")
	}
}

func TestLoadKeysFaults(t *testing.T) {
	good := testKeys(t).text()
	lines := strings.SplitAfter(good, "\n")
	write := func(content string, mode os.FileMode) string {
		path := filepath.Join(t.TempDir(), "cles")
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := []struct{ name, path, want string }{
		{"missing", filepath.Join(t.TempDir(), "absent"), "introuvable"},
		{"folder", t.TempDir(), "dossier"},
		{"open to all", write(good, 0o644), "chmod 600"},
		{"empty", write("", 0o600), "incomplet"},
		{"without the identity", write(strings.Join(lines[:len(lines)-2], ""), 0o600), "incomplet"},
		{"master cut", write(strings.Replace(good, masterPrefix, masterPrefix+"A", 1), 0o600), "abîmé à la ligne 4"},
		{"identity cut", write(strings.TrimSuffix(good, "\n")+"X\n", 0o600), "abîmé à la ligne 6"},
		{"something else", write(good+"bonjour\n", 0o600), "abîmé à la ligne 7"},
		{"veil cut", write(strings.Replace(good, veilPrefix, veilPrefix+"x", 1), 0o600), "abîmé à la ligne 5"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := LoadKeys(test.path)
			if err == nil || !observatory.IsInput(err) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error: got %v, want an input error with %q", err, test.want)
			}
			if err != nil && (strings.Contains(err.Error(), agePrefix) || strings.Contains(err.Error(), masterPrefix)) {
				t.Errorf("the error tells a secret: %v", err)
			}
		})
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add([]byte(testKeys(f).text()))
	f.Add([]byte("# rien\n"))
	f.Add([]byte(masterPrefix + "AAAA\n" + agePrefix + "\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		keys, err := parseKeys(content)
		if (keys == nil) == (err == nil) {
			t.Errorf("keys %v, error %v", keys != nil, err)
		}
	})
}

// TestPseudonymIsHMAC holds a pseudonym against its definition, written out: the
// HMAC of the number, and over it one block of AES under the key of the veil.
func TestPseudonymIsHMAC(t *testing.T) {
	keys := testKeys(t)
	names, err := keys.Pseudonyms("asso")
	if err != nil {
		t.Fatal(err)
	}
	key, err := hkdf.Key(sha256.New, keys.master[:], nil, "pseudonyme/agdref/v1/asso", 32)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("9900000001"))
	want := observatory.IDFromSum(mac.Sum(nil))
	if key, err = hkdf.Key(sha256.New, keys.veil.secret[:], nil, "voile/v1", 32); err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	block.Encrypt(want[:], want[:])
	for range 2 { // the second comes from the cache
		if got, _ := names.Person([]byte("9900000001")); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestPseudonymsDiffer has one number under every purpose and two associations,
// and enough numbers to turn the cache over.
func TestPseudonymsDiffer(t *testing.T) {
	keys := testKeys(t)
	seen := map[observatory.ID]string{}
	note := func(id observatory.ID, what string) {
		if other, ok := seen[id]; ok && other != what {
			t.Errorf("%s and %s have one pseudonym", what, other)
		}
		seen[id] = what
	}
	for _, association := range []string{"a", "b"} {
		names, err := keys.Pseudonyms(association)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 3 * cacheSlots {
			value := []byte{byte(n), byte(n >> 8), byte(n >> 16), 'x'}
			own, _ := names.Person(value)
			note(own, association+" person "+string(value))
			if n%64 == 0 {
				note(names.Case(value), association+" case "+string(value))
				note(names.Text(value), association+" text "+string(value))
			}
		}
		if own, instance := names.Person(nil); own == names.Case(nil) || own == instance {
			t.Error("the purposes share a key")
		}
	}
	other, err := testKeys(t).Pseudonyms("a")
	if err != nil {
		t.Fatal(err)
	}
	own, instance := other.Person([]byte{0, 0, 0, 'x'})
	note(own, "another instance")
	note(instance, "another instance, as a whole")
}

func BenchmarkPerson(b *testing.B) {
	names, err := testKeys(b).Pseudonyms("a")
	if err != nil {
		b.Fatal(err)
	}
	value := []byte("9900000000")
	for i := 0; b.Loop(); i++ {
		value[8], value[9] = byte('0'+i/6%10), byte('0'+i/60%10) // six rows a person
		names.Person(value)
	}
}
