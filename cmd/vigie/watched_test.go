package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestWatchedFolderRefusesWhatItCannotTake: a file of another kind is moved to the
// refusals with the reason beside it, once nobody writes it any more; the log tells
// neither its name nor what it holds. What another program keeps for itself stays.
func TestWatchedFolderRefusesWhatItCannotTake(t *testing.T) {
	t.Parallel()
	messages, tables := t.TempDir(), t.TempDir()
	a := openedApp(t, prepare(t, "intakes: [{folder: "+messages+", association: asso, messages: true, department: \"93\"}, {folder: "+tables+", association: asso}]\n"))
	var log bytes.Buffer
	a.log = slog.New(slog.NewTextHandler(&log, nil))
	jobs := a.intakeJobs()
	for _, c := range []struct {
		name, folder string
		linked       string // the ending of a link
		look         func(context.Context) error
		files        map[string]string // what the reason says, by file
	}{
		{"messages", messages, "eml", jobs[0].Run, map[string]string{
			"Dupont.docx": "en PDF", "photo de Dupont.JPG": "OCR", "suivi.xlsx": "dossier surveillé de tableaux", "Dupont": ".eml", "x.Dupont": ".eml", "envoi.zip": "archive",
		}},
		{"tables", tables, "csv", jobs[1].Run, map[string]string{
			"Dupont.docx": "XLSX", "photo.jpg": "image", "clôture Dupont.eml": "dossier surveillé de messages", "vieux.xls": "enregistrez-le en XLSX", "Dupont": ".csv",
		}},
	} {
		own := []string{".caché", "~$Dupont.docx", "Dupont.docx.part", "Thumbs.db"}
		put := func(name, content string) {
			t.Helper()
			if err := os.WriteFile(filepath.Join(c.folder, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range own {
			put(name, "a")
		}
		for name := range c.files {
			put(name, "secret")
		}
		if err := os.Symlink("/etc/passwd", filepath.Join(c.folder, "lien."+c.linked)); err != nil {
			t.Fatal(err)
		}
		for look := range 3 {
			if err := c.look(t.Context()); err != nil {
				t.Fatal(err)
			}
			refused := slices.DeleteFunc(named(t, filepath.Join(c.folder, "refuses", "*")), func(file string) bool { return strings.Contains(file, "-lien.") })
			if look < 2 && len(refused) > 0 {
				t.Fatalf("%s: %q were refused while they grew", c.name, refused)
			}
			for name := range c.files {
				if look < 1 {
					put(name, "secret, et la suite")
				}
			}
		}
		for name, reason := range c.files {
			if found := named(t, filepath.Join(c.folder, "refuses", "*-"+name)); len(found) != 1 {
				t.Errorf("%s: %s is %d times among the refusals", c.name, name, len(found))
				continue
			} else if content, err := os.ReadFile(found[0]); err != nil || string(content) != "secret, et la suite" {
				t.Errorf("%s: %s holds %q: %v", c.name, name, content, err)
			} else if why, err := os.ReadFile(found[0] + ".txt"); err != nil || !strings.Contains(string(why), reason) {
				t.Errorf("%s: of %s is told %q (%v), want %q", c.name, name, why, err, reason)
			}
		}
		if links := named(t, filepath.Join(c.folder, "refuses", "*-lien.*.txt")); len(links) != 1 {
			t.Errorf("%s: %d links refused", c.name, len(links))
		} else if why, err := os.ReadFile(links[0]); err != nil || !strings.Contains(string(why), "déposez le fichier lui-même") {
			t.Errorf("%s: of a link is told %q: %v", c.name, why, err)
		}
		for _, name := range own {
			if _, err := os.Stat(filepath.Join(c.folder, name)); err != nil {
				t.Errorf("%s: %s was moved: %v", c.name, name, err)
			}
		}
	}
	if told := strings.Count(log.String(), "watched file refused"); told != 13 || strings.Contains(log.String(), "Dupont") || strings.Contains(log.String(), "secret") {
		t.Errorf("%d refusals in the log, want 13 without names or contents:\n%s", told, log.String())
	}
}

func named(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestWatchedFolderTakesBeforeItRefuses: where nothing can be put among the
// refusals, what can be taken is.
func TestWatchedFolderTakesBeforeItRefuses(t *testing.T) {
	t.Parallel()
	messages, tables := t.TempDir(), t.TempDir()
	a := openedApp(t, prepare(t, "intakes: [{folder: "+messages+", association: asso, messages: true}, {folder: "+tables+", association: asso}]\n"))
	for n, c := range []struct{ folder, name, content string }{
		{messages, "message.txt", "Bonjour, votre demande est clôturée car votre dossier est incomplet."},
		{tables, "suivi.csv", "référence;département;évènement;date\nT-1;93;dépôt;02/03/2026\n"},
	} {
		for name, content := range map[string]string{c.name: c.content, "refuses": "a file in the way"} {
			if err := os.WriteFile(filepath.Join(c.folder, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		look := a.intakeJobs()[n].Run
		if err := look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := look(t.Context()); err == nil {
			t.Errorf("%s: the refusal did not fail", c.name)
		}
		if taken := named(t, filepath.Join(c.folder, "importes", "*-"+c.name)); len(taken) != 1 {
			t.Errorf("%s was not taken: %q", c.name, taken)
		}
	}
}
