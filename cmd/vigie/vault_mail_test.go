package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// TestVaultShowReadsMails: of a mail the vault shows what a person reads, with its
// text decoded; --out writes it as it came, with all that is attached.
func TestVaultShowReadsMails(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	addAccount(t, openedApp(t, config), "relectrice", access.Reviewer, "asso")
	importedEvents(t, config, write(t, "deux.csv", eraseHeader+eraseRows), "asso")
	coded := base64.StdEncoding.EncodeToString([]byte("Bonjour, votre demande est clôturée : il manque l'acte de naissance.\n\x1b[2JFin."))
	source := "From: =?utf-8?Q?Pr=C3=A9fecture?= <agent@exemple.invalid>\r\nSubject: =?utf-8?Q?Cl=C3=B4ture?=\r\nDate: Mon, 02 Mar 2026 10:00:00 +0100\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + coded +
		"\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nLe chef de bureau, Ren=C3=A9.\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
	if _, stderr, code := vigie(t, "collect", "mail", write(t, "m.eml", source), "--association", "asso", "--case", "EFF-1", "--config", config); code != 0 {
		t.Fatalf("code %d, %s", code, stderr)
	}
	show := func(args ...string) string {
		t.Helper()
		stdout, stderr, code := vigie(t, append([]string{"vault", "show", "EFF-1", "--association", "asso", "--account", "relectrice", "--reason", "follow_up", "--config", config}, args...)...)
		if code != 0 {
			t.Fatalf("code %d\n%s%s", code, stdout, stderr)
		}
		return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(stdout)
	}
	shown := show()
	for _, want := range []string{
		"courriel\nDe : Préfecture <agent@exemple.invalid>\nDate : 2 mars 2026 à 10 h 00\nObjet : Clôture\n", "votre demande est clôturée : il manque l'acte de naissance.",
		"Le chef de bureau, René.", "Pièce jointe : image/png, 8 octets (--out DOSSIER écrit le courriel entier)", "rappelle",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not shown:\n%s", want, shown)
		}
	}
	if strings.Contains(shown, coded[:20]) || strings.Contains(shown, "=C3=") || strings.Contains(shown, "\x1b") {
		t.Errorf("what is shown is not what a person reads:\n%s", shown)
	}
	out := t.TempDir()
	if shown := show("--out", out); !strings.Contains(shown, "votre demande est clôturée") || !strings.Contains(shown, "courriel entier écrit dans "+out) {
		t.Errorf("with a folder:\n%s", shown)
	}
	files := named(t, filepath.Join(out, "piece-*.eml"))
	if len(files) != 1 {
		t.Fatalf("written: %q, want one mail", files)
	}
	if kept, err := os.ReadFile(files[0]); err != nil || string(kept) != source {
		t.Errorf("written: %q, %v", kept, err)
	}
}

// TestVaultShowOpensMessages: what was sealed of a message opens too where the case
// has nothing but messages, and by the message's own id where it is of no case; for
// its own association alone.
func TestVaultShowOpensMessages(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	a := openedApp(t, config)
	addAccount(t, a, "relectrice", access.Reviewer, "asso")
	addAccount(t, a, "ailleurs", access.Reviewer, "autre")
	const alone, ofCase = "Bonjour, votre demande est clôturée car votre dossier est incomplet.", "Merci de nous transmettre votre acte de naissance sous quinze jours."
	for text, arguments := range map[string][]string{alone: nil, ofCase: {"--case", "LETTRE-1"}} {
		if _, stderr, code := vigie(t, append([]string{"collect", "mail", write(t, "m.txt", text), "--association", "asso", "--config", config}, arguments...)...); code != 0 {
			t.Fatalf("code %d, %s", code, stderr)
		}
	}
	own := ""
	for n, err := range a.store.Notices(t.Context(), observatory.NoticeFilter{Window: observatory.Window{Simulation: true}, Association: "asso"}) {
		if err != nil {
			t.Fatal(err)
		}
		if n.Case.IsZero() {
			own = n.ID.String()
		}
	}
	for what, want := range map[string]string{"LETTRE-1": ofCase, own: alone} {
		arguments := []string{"vault", "show", what, "--reason", "follow_up", "--config", config}
		if stdout, stderr, code := vigie(t, append(arguments, "--association", "asso", "--account", "relectrice")...); code != 0 || !strings.Contains(stdout, want) {
			t.Errorf("%s: code %d\n%s%s", what, code, stdout, stderr)
		}
		if stdout, stderr, code := vigie(t, append(arguments, "--association", "autre", "--account", "ailleurs")...); code == 0 || strings.Contains(stdout, want) || !strings.Contains(stderr, "aucun dossier") {
			t.Errorf("%s, another association: code %d\n%s%s", what, code, stdout, stderr)
		}
	}
}
