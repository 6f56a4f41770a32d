package privacy

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/plugin"

	"vigie/internal/observatory"
)

func lotKey(t *testing.T, secret byte) LotKey {
	t.Helper()
	key, err := NewLotKey(bytes.Repeat([]byte{secret}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestLotKey: age opens with the secret what it sealed with it, and with no other;
// no two files share a key, a nonce or a byte of what wraps the key.
func TestLotKey(t *testing.T) {
	key, other := lotKey(t, 1), lotKey(t, 2)
	seal := func() []byte {
		sealed, err := (&lot{recipient: key}).seal([]byte("un texte"))
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	sealed, again := seal(), seal()
	reader, err := age.Decrypt(bytes.NewReader(sealed), other, key)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(reader); err != nil || string(body) != "un texte" {
		t.Errorf("opened: %q, %v", body, err)
	}
	if _, err := age.Decrypt(bytes.NewReader(sealed), other); !errors.Is(err, age.ErrIncorrectIdentity) {
		t.Errorf("with another secret: %v", err)
	}
	lines, twin := bytes.Split(sealed, []byte("\n")), bytes.Split(again, []byte("\n"))
	for n := 1; n <= 3; n++ { // the nonce, the wrapped key, the header's code
		if bytes.Equal(lines[n], twin[n]) {
			t.Errorf("line %d of two headers is the same: %s", n+1, lines[n])
		}
	}
}

// TestSealedFile: age reads what is written without it, whatever the length, and
// refuses it with a bit of any byte changed.
func TestSealedFile(t *testing.T) {
	key := lotKey(t, 1)
	for _, size := range []int{0, 1, 300, longestFile - 1, longestFile, longestFile + 1, 3 * longestFile} {
		body := bytes.Repeat([]byte{7, 9, 250}, size/3+1)[:size]
		sealed, err := (&lot{recipient: key}).seal(body)
		if err != nil {
			t.Fatal(err)
		}
		if opened, err := openAge(sealed, key); err != nil || !bytes.Equal(opened, body) {
			t.Errorf("%d bytes: %d opened, %v", size, len(opened), err)
		}
	}
	sealed, err := key.sealFile([]byte("un texte"))
	if err != nil {
		t.Fatal(err)
	}
	for at := range sealed {
		changed := slices.Clone(sealed)
		changed[at] ^= 1
		if opened, err := openAge(changed, key); err == nil {
			t.Errorf("byte %d changed: %q", at, opened)
		}
	}
	for end := range len(sealed) {
		if opened, err := openAge(sealed[:end], key); err == nil {
			t.Errorf("cut at %d: %q", end, opened)
		}
	}
}

func openAge(sealed []byte, key LotKey) ([]byte, error) {
	reader, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

func TestShortHMAC(t *testing.T) {
	for _, size := range []int{0, 1, 16, 32, sha256.BlockSize} {
		key := bytes.Repeat([]byte{0xa7}, size)
		for length := range longestMessage + 2 { // what is longer than expected is no danger
			message := bytes.Repeat([]byte{byte(length)}, length)
			want := hmac.New(sha256.New, key)
			want.Write(message)
			if got := shortHMAC(key, message); !bytes.Equal(got[:], want.Sum(nil)) {
				t.Errorf("key of %d bytes, message of %d: %x", size, length, got)
			}
		}
	}
}

// BenchmarkSealFile seals one text of a case, beside age's own writer.
func BenchmarkSealFile(b *testing.B) {
	key, err := NewLotKey(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		b.Fatal(err)
	}
	body := bytes.Repeat([]byte("Dossier complet. "), 12)
	b.Run("age", func(b *testing.B) {
		for b.Loop() {
			var sealed bytes.Buffer
			writer, err := age.Encrypt(&sealed, key)
			if err != nil {
				b.Fatal(err)
			}
			_, err = writer.Write(body)
			if err = errors.Join(err, writer.Close()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("vigie", func(b *testing.B) {
		for b.Loop() {
			if _, err := key.sealFile(body); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestLotKeyUnwrap: what is not ours is passed over, what is ours and broken is no
// key, whatever was changed.
func TestLotKeyUnwrap(t *testing.T) {
	key, fileKey := lotKey(t, 1), []byte("0123456789abcdef")
	wrapped, err := key.Wrap(fileKey)
	if err != nil {
		t.Fatal(err)
	}
	good, nonce := *wrapped[0], wrapped[0].Args[0]
	changed := slices.Clone(good.Body)
	changed[3] ^= 1
	foreign := age.Stanza{Type: "X25519", Args: []string{nonce}, Body: good.Body}
	for name, c := range map[string]struct {
		stanza    age.Stanza
		incorrect bool // age goes on to the next identity
	}{
		"a byte changed":   {age.Stanza{Type: lotStanza, Args: good.Args, Body: changed}, true},
		"cut":              {age.Stanza{Type: lotStanza, Args: good.Args, Body: good.Body[:20]}, true},
		"empty":            {age.Stanza{Type: lotStanza, Args: good.Args}, true},
		"another's":        {foreign, true},
		"no nonce":         {age.Stanza{Type: lotStanza, Body: good.Body}, false},
		"two nonces":       {age.Stanza{Type: lotStanza, Args: []string{nonce, nonce}, Body: good.Body}, false},
		"short nonce":      {age.Stanza{Type: lotStanza, Args: []string{nonce[:16]}, Body: good.Body}, false},
		"nonce not base64": {age.Stanza{Type: lotStanza, Args: []string{strings.Repeat("é", 16)}, Body: good.Body}, false},
	} {
		got, err := key.Unwrap([]*age.Stanza{&c.stanza})
		if got != nil || err == nil || errors.Is(err, age.ErrIncorrectIdentity) != c.incorrect {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := key.Unwrap([]*age.Stanza{&foreign, &good}); err != nil || !bytes.Equal(got, fileKey) {
		t.Errorf("after another's: %q, %v", got, err)
	}
}

// TestLotSecret: what a lot's file may hold; no error quotes it.
func TestLotSecret(t *testing.T) {
	secret := bytes.Repeat([]byte{7}, 32)
	for text, good := range map[string]bool{
		plugin.EncodeIdentity(AgePlugin, secret):     true,
		base64.RawURLEncoding.EncodeToString(secret): true, // of the older form
		plugin.EncodeIdentity(AgePlugin, secret[1:]): false,
		plugin.EncodeIdentity("another", secret):     false,
		"AGE-PLUGIN-VIGIE-1QQQQ":                     false,
		"":                                           false,
	} {
		_, err := lotOf("0123456789abcdef", text)
		if (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil && len(text) > 20 && strings.Contains(err.Error(), text[18:]) {
			t.Errorf("the error quotes the secret: %v", err)
		}
	}
}

// TestOldLot: what was sealed with a passphrase is opened, goes on being written and
// is erased.
func TestOldLot(t *testing.T) {
	v, err := OpenVault(t.TempDir(), testKeys(t))
	if err != nil {
		t.Fatal(err)
	}
	batch, id := observatory.DeriveID([]byte("import")), observatory.DeriveID([]byte("cas"))
	var wrapped bytes.Buffer
	sealed, err := v.keys.Seal(&wrapped)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(sealed, base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	err = errors.Join(err, sealed.Close(), replaceFile(v.lotPath(lotName(batch)), wrapped.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	v.Begin(batch)
	hash, err := v.SealText(id, []byte("ancien"))
	if err = errors.Join(err, v.Sync()); err != nil {
		t.Fatal(err)
	}
	if text, err := v.Text(id, hash); err != nil || string(text) != "ancien" {
		t.Errorf("opened: %q, %v", text, err)
	}
	if err := v.Erase(id); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Text(id, hash); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("erased: %v", err)
	}
}

// BenchmarkPieces opens one case of an import of ten million rows, a text on every
// sixth: its archive holds 6,500 others.
func BenchmarkPieces(b *testing.B) {
	v, err := OpenVault(b.TempDir(), testKeys(b))
	if err != nil {
		b.Fatal(err)
	}
	const cases = 6500
	text := []byte("Dossier complet depuis le 12/03/2026, la préfecture n'a pas répondu.")
	var id observatory.ID
	for i := range cases {
		id = observatory.DeriveID(binary.BigEndian.AppendUint16(nil, uint16(i)))
		id[0] = 0x5a
		if _, err := v.Seal(id, text, text, text); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if pieces, err := v.Pieces(id); err != nil || len(pieces) != 3 {
			b.Fatalf("%d pieces, %v", len(pieces), err)
		}
	}
}
