package letters

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

func readAll(t testing.TB, name string, raw []byte) ([]Letter, error) {
	t.Helper()
	var all []Letter
	err := Read(name, bytes.NewReader(raw), func(l Letter) error {
		all = append(all, l)
		return nil
	})
	return all, err
}

const sentence = "Votre dossier a été clôturé : il manque l’acte de naissance."

func mailOf(headers, body string) string {
	return "From: =?iso-8859-1?Q?Pr=E9fecture?= <ne-pas-repondre@interieur.exemple>\nTo: a@exemple.org\nSubject: =?utf-8?B?Q2zDtHR1cmU=?=\nDate: Mon, 03 Mar 2025 08:00:00 +0100\nMIME-Version: 1.0\n" + headers + "\n\n" + body
}

// TestForms: the same sentence comes out of every form in which it arrives.
func TestForms(t *testing.T) {
	quoted := "Votre dossier a =E9t=E9 cl=F4tur=E9 : il manque l=92acte=\n de naissance."
	encoded := base64.StdEncoding.EncodeToString([]byte("<html><head><style>p{color:red}</style></head><body><p>Votre dossier a &eacute;t&eacute; cl&ocirc;tur&eacute;&nbsp;: il manque\n l&rsquo;acte de naissance.</p><div style=\"display: none\">caché</div></body></html>"))
	for _, test := range []struct{ name, file, raw string }{
		{"plain", "a.txt", sentence},
		{"byte order mark", "a.txt", "\ufeff" + sentence},
		{"Windows-1252", "a.txt", "Votre dossier a \xe9t\xe9 cl\xf4tur\xe9 : il manque l\x92acte de naissance."},
		{"quoted-printable, Windows-1252", "a.eml", mailOf("Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable", quoted)},
		{"labelled ISO-8859-1", "a.eml", mailOf("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable", quoted)},
		{"UTF-8 labelled US-ASCII", "a.eml", mailOf("Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 8bit", sentence)},
		{"unknown charset", "a.eml", mailOf("Content-Type: text/plain; charset=x-rien\nContent-Transfer-Encoding: 8bit", sentence)},
		{"flowed", "a.eml", mailOf("Content-Type: text/plain; charset=utf-8; format=flowed\nContent-Transfer-Encoding: 8bit", "Votre dossier a été clôturé : il \nmanque l’acte de naissance.")},
		{"HTML alone, base64", "a.eml", mailOf("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64", encoded)},
		{"HTML where plain says nothing", "a.eml", mailOf("Content-Type: multipart/alternative; boundary=b", "--b\nContent-Type: text/plain\n\nVersion HTML.\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"+encoded+"\n--b--\n")},
		{"mail saved as a text", "a.txt", mailOf("Content-Type: text/plain; charset=utf-8", sentence)},
		{"no MIME header", "a.eml", "From: a@exemple.org\nSubject: x\n\n" + sentence},
		{"attached message", "a.eml", mailOf("Content-Type: multipart/mixed; boundary=b", "--b\nContent-Type: text/plain\n\nPour info.\n--b\nContent-Type: message/rfc822\n\n"+mailOf("Content-Type: text/plain; charset=utf-8", sentence)+"\n--b--\n")},
		{"attached text", "a.eml", mailOf("Content-Type: multipart/mixed; boundary=b", "--b\nContent-Type: text/plain\n\nVoir la pièce.\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: attachment; filename=lettre.txt\n\n"+sentence+"\n--b--\n")},
		{"cut before its end", "a.eml", mailOf("Content-Type: multipart/mixed; boundary=b", "--b\nContent-Type: text/plain; charset=utf-8\n\n"+sentence+"\n")},
		{"web page", "a.html", "<!doctype html><title>x</title><script>var a='clos'</script><p>Votre dossier a &eacute;t&eacute; clôturé : il <b>manque</b> l’acte de naissance.</p>"},
		{"mailbox", "a.mbox", "From a@exemple.org Mon Mar  3 08:00:00 2025\n" + mailOf("Content-Type: text/plain; charset=utf-8", sentence) + "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			all, err := readAll(t, test.file, []byte(test.raw))
			if err != nil || len(all) != 1 {
				t.Fatalf("%d letters, %v", len(all), err)
			}
			got := strings.ReplaceAll(strings.Join(strings.Fields(all[0].Text), " "), "\u00a0", " ")
			if !strings.Contains(got, sentence) {
				t.Errorf("%q", got)
			}
			if strings.Contains(got, "caché") || strings.Contains(got, "color") || strings.Contains(got, "var a") {
				t.Errorf("what nobody sees came out: %q", got)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	all, err := readAll(t, "a.eml", []byte(mailOf("Content-Type: text/plain", "x y z")))
	if err != nil {
		t.Fatal(err)
	}
	if l := all[0]; l.Subject != "Clôture" || l.From != "Préfecture <ne-pas-repondre@interieur.exemple>" || l.Sent.Format("2006-01-02T15:04") != "2025-03-03T07:00" {
		t.Errorf("%q, %q, %s", l.Subject, l.From, l.Sent)
	}
}

// TestMailbox: "From " within a message begins none, a quoted one is unquoted,
// and a message that cannot be read does not hide the next.
// TestMail: what is kept as it came is read again without its name; what only looks
// like a mail, or has no structure, is none.
func TestMail(t *testing.T) {
	coded := mailOf("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString([]byte("Votre dossier est clôturé.")))
	if l, ok := Mail([]byte(coded)); !ok || l.Text != "Votre dossier est clôturé." {
		t.Errorf("%v %+v", ok, l)
	}
	bare := mailOf("Content-Type: image/png\nContent-Transfer-Encoding: base64", "AAAA")
	if l, ok := Mail([]byte(bare)); !ok || l.Text != "" || len(l.Parts) != 1 || len(l.Notes) != 1 || !strings.Contains(l.Notes[0], "aucun texte") {
		t.Errorf("a mail without text: %v %+v", ok, l)
	}
	for name, raw := range map[string]string{"a text": "Madame rappelle : à suivre.", "a proof": `{"state":"holds"}`, "nothing": ""} {
		if l, ok := Mail([]byte(raw)); ok {
			t.Errorf("%s is a mail: %+v", name, l)
		}
	}
}

func TestMailbox(t *testing.T) {
	box := "From a Mon\nFrom: a@exemple.org\n\nUn.\n>From ici.\nFrom là.\n\nFrom b Mon\nContent-Type: image/png\n\nxx\n\nFrom c Mon\nFrom: c@exemple.org\n\nTrois.\n"
	all, err := readAll(t, "a.mbox", []byte(box))
	if len(all) != 2 || all[0].Text != "Un.\nFrom ici.\nFrom là.\n\n" && strings.TrimSpace(all[0].Text) != "Un.\nFrom ici.\nFrom là." || strings.TrimSpace(all[1].Text) != "Trois." {
		t.Errorf("%d letters: %+v", len(all), all)
	}
	if !observatory.IsInput(err) {
		t.Errorf("error %v, want an input error for the second", err)
	}
}

// TestRefused: what cannot be read is refused with what to do, and never with
// what the file says.
func TestRefused(t *testing.T) {
	for name, raw := range map[string]string{
		"empty.txt": "", "blank.txt": " \n\n", "binary.txt": "a\x00b", "word.msg": "\xd0\xcf\x11\xe0rest", "broken.pdf": "%PDF-1.4\nsecret",
		"zip.txt": "PK\x03\x04\x00\x00secret", "picture.eml": mailOf("Content-Type: image/png\nContent-Transfer-Encoding: base64", "AAAA"), "not.mbox": "secret\n",
		"no.eml": "Madame secret, née le 12 mai, dit\nque son dossier est clos.\n", "header.eml": "From: a@exemple.org\nMadame secret dit\n\nVotre dossier est clos.\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readAll(t, name, []byte(raw))
			if !observatory.IsInput(err) || strings.Contains(err.Error(), "secret") || len(err.Error()) < 10 {
				t.Errorf("error %v", err)
			}
		})
	}
	err := ReadFile(filepath.Join(t.TempDir(), "Fatou Diop.eml"), func(Letter) error { return nil })
	if !observatory.IsInput(err) || strings.Contains(err.Error(), "Diop") || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want one without the file's name", err)
	}
}

// TestHostile: parts within parts, thousands of parts, long headers, a body
// that is longer than what is read.
func TestHostile(t *testing.T) {
	var nested strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	many := "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\nContent-Type: text/plain\n\nx\n", 20_000) + "--b--\n"
	within := "Content-Type: text/plain\n\nfin"
	for range 200 {
		within = "Content-Type: message/rfc822\n\n" + within
	}
	for name, raw := range map[string]string{
		"nested": "From: a@exemple.org\n" + nested.String(), "many": "From: a@exemple.org\n" + many, "within": "From: a@exemple.org\n" + within,
		"header": "Subject: " + strings.Repeat("a", 2<<20) + "\n\ntexte", "text": "From: a@exemple.org\nContent-Type: text/plain\n\n" + strings.Repeat("mot ", 3<<20),
		"tags": "From: a@exemple.org\nContent-Type: text/html\n\n" + strings.Repeat("<div><b>", 200_000) + "fin",
	} {
		t.Run(name, func(t *testing.T) {
			all, err := readAll(t, "a.eml", []byte(raw))
			if err != nil && !observatory.IsInput(err) {
				t.Fatal(err)
			}
			for _, l := range all {
				if len(l.Text) > maxText || len(l.Parts) > maxParts {
					t.Errorf("%d bytes of text, %d parts", len(l.Text), len(l.Parts))
				}
			}
		})
	}
	huge := strings.NewReader(strings.Repeat("a", 1<<20))
	if err := Read("a.txt", &endless{huge, MaxFile + 10}, func(Letter) error { return nil }); !observatory.IsInput(err) {
		t.Errorf("a file beyond the bound: %v", err)
	}
}

// endless gives n bytes of text.
type endless struct {
	source *strings.Reader
	left   int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, errors.New("read beyond the bound")
	}
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = 'a'
	}
	e.left -= n
	return n, nil
}

func FuzzMail(f *testing.F) {
	f.Add([]byte(mailOf("Content-Type: multipart/alternative; boundary=b", "--b\nContent-Type: text/plain\n\nx\n--b\nContent-Type: text/html\n\n<p>y</p>\n--b--\n")))
	f.Add([]byte(mailOf("Content-Type: text/plain; charset=utf-7; format=flowed\nContent-Transfer-Encoding: quoted-printable", "a=\n=E9 \nb")))
	f.Add([]byte("From: a\nContent-Type: message/rfc822\n\nFrom: b\n\nx"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		all, err := readAll(t, "a.eml", raw)
		if err != nil && !observatory.IsInput(err) {
			t.Fatal(err)
		}
		for _, l := range all {
			if strings.TrimSpace(l.Text) == "" {
				t.Fatal("a letter without text is no error")
			}
		}
	})
}

func FuzzMailbox(f *testing.F) {
	f.Add([]byte("From a Mon\nFrom: a@exemple.org\n\nUn.\n>From ici.\n\nFrom b Mon\nSubject: x\n\nDeux.\n"))
	f.Add([]byte("From \n\nFrom \n\nFrom "))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := readAll(t, "a.mbox", raw); err != nil && !observatory.IsInput(err) {
			t.Fatal(err)
		}
	})
}

func FuzzHTML(f *testing.F) {
	f.Add("<p>a<br>b<ul><li>c</ul><script>d</script><table><tr><td>e<td>f</table><pre> g\n h</pre>")
	f.Add("<div hidden><b>x</div>y</b><style>")
	f.Fuzz(func(t *testing.T, source string) {
		if text := htmlText(source); len(text) > 2*len(source)+1000 {
			t.Fatalf("%d bytes of page give %d of text", len(source), len(text))
		}
	})
}
