package letters

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"vigie/internal/observatory"
)

// signed gives a synthetic mail with the signature of a domain, and the DNS
// record of its key.
func signed(t *testing.T, text string) (mail []byte, record string) {
	t.Helper()
	seed := sha(t)
	key := ed25519.NewKeyFromSeed(seed)
	var out bytes.Buffer
	err := dkim.Sign(&out, strings.NewReader(strings.ReplaceAll(text, "\n", "\r\n")), &dkim.SignOptions{
		Domain: "interieur.exemple", Selector: "essai", Signer: key, Hash: crypto.SHA256,
	})
	if err != nil {
		t.Fatal(err)
	}
	public, _ := key.Public().(ed25519.PublicKey)
	return out.Bytes(), "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
}

func sha(t *testing.T) []byte {
	t.Helper()
	return bytes.Repeat([]byte{7}, ed25519.SeedSize) // a key for tests alone
}

const syntheticMail = "From: ANEF <ne-pas-repondre@interieur.exemple>\nTo: a@exemple.org\nSubject: Votre demande\nDate: Mon, 03 Mar 2025 08:00:00 +0100\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nVotre demande est close.\n"

// TestSignature: what a signature proves, with the DNS answer kept. No network.
func TestSignature(t *testing.T) {
	mail, record := signed(t, syntheticMail)
	answer := func(string) ([]string, error) { return []string{record}, nil }
	for _, test := range []struct {
		name   string
		mail   []byte
		lookup Lookup
		want   observatory.MailSignature
		domain string
	}{
		{"as sent", mail, answer, observatory.SignatureHolds, "interieur.exemple"},
		{"saved with other line ends", bytes.ReplaceAll(mail, []byte("\r\n"), []byte("\n")), answer, observatory.SignatureHolds, "interieur.exemple"},
		{"changed", bytes.Replace(mail, []byte("close"), []byte("ouverte"), 1), answer, observatory.SignatureFails, ""},
		{"no key any more", mail, func(string) ([]string, error) { return nil, nil }, observatory.SignatureFails, ""},
		{"no DNS", mail, func(string) ([]string, error) { return nil, errors.New("refused") }, observatory.SignatureUnknown, ""},
		{"unsigned", []byte(syntheticMail), answer, observatory.SignatureNone, ""},
		{"no mail", nil, answer, observatory.SignatureNone, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			at := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
			got := CheckSignature(test.mail, test.lookup, func() time.Time { return at })
			if got.State != test.want || got.Domain != test.domain {
				t.Errorf("%s by %q, want %s by %q", got.State, got.Domain, test.want, test.domain)
			}
			if test.want != observatory.SignatureNone && (len(got.Answers) != 1 || got.Answers[0].Name != "essai._domainkey.interieur.exemple" || !got.Answers[0].At.Equal(at)) {
				t.Errorf("the DNS answer is not kept: %+v", got.Answers)
			}
		})
	}
}
