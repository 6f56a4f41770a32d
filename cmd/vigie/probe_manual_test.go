package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestManualChecksAreAskedForRecordedAndListed(t *testing.T) {
	unraced(t)
	t.Parallel()
	folder := t.TempDir()
	config := write(t, "vigie.yaml", "simulation: true\ndata: "+filepath.Join(folder, "donnees")+"\n")
	if _, stderr, code := vigie(t, "init", "--config", config); code != 0 {
		t.Fatal(stderr)
	}
	keepEngine(t, config)
	manual := func(stdin string, args ...string) (string, string, int) {
		cmd := command(t.Context(), t, append([]string{"probe", "manual", "--config", config}, args...)...)
		cmd.Stdin = strings.NewReader(stdin)
		return finish(t, cmd)
	}
	stdout, stderr, code := manual("")
	if code != 0 || !strings.Contains(stdout, "jamais") || !strings.Contains(stdout, "6 vérifications à faire sur 6") {
		t.Errorf("code %d: %s%s", code, stdout, stderr)
	}
	secret := write(t, "photo.txt", "un nom sur une photo")
	stdout, stderr, code = manual("1\n7\n1\n", "pan-89", "--evidence", secret)
	if code != 0 || !strings.Contains(stdout, "pan.telephone sur pan-89 : en panne (no_answer)") || !strings.Contains(stderr, "3. sur place") {
		t.Fatalf("code %d: %s%s", code, stdout, stderr)
	}
	stdout, _, code = manual("", "01", "--channel", "walk_in", "--result", "received", "--role", "volunteer", "--json")
	if code != 0 || !strings.Contains(stdout, `"target":"pan-01"`) || !strings.Contains(stdout, `"mode":"manual"`) {
		t.Errorf("code %d: %s", code, stdout)
	}
	stdout, _, _ = manual("", "--json")
	done := 0
	for line := range strings.Lines(stdout) {
		var check dueCheck
		if err := json.Unmarshal([]byte(line), &check); err != nil {
			t.Fatal(err)
		}
		if !check.Due && check.Last != nil && check.Age == 0 {
			done++
		}
	}
	if done != 2 {
		t.Errorf("%d checks done, want 2:\n%s", done, stdout)
	}
	holdsNoWord(t, folder, "un nom sur une photo")
	if stdout, _, _ = manual(""); !strings.Contains(stdout, "il y a moins d'un jour") {
		t.Errorf("a check of today: %s", stdout)
	}
	again := []string{"pan-89", "--channel", "form", "--result", "no_answer", "--role", "volunteer", "--at", time.Now().In(paris()).Add(-time.Hour).Format("2006-01-02T15:04")}
	if _, stderr, code = manual("", again...); code != 0 {
		t.Fatalf("code %d: %s", code, stderr)
	}
	if _, stderr, code = manual("", again...); code != 2 || !strings.Contains(stderr, "déjà rapportée") {
		t.Errorf("the same check twice: code %d: %s", code, stderr)
	}
}

func TestManualCheckWithoutAnswerIsRefused(t *testing.T) {
	unraced(t)
	t.Parallel()
	config := prepare(t)
	keepEngine(t, config)
	tests := map[string]struct {
		stdin string
		args  []string
		want  string
	}{
		"no answer":      {"", []string{"pan-89"}, "--channel : aucune réponse"},
		"no such number": {"9\n", []string{"pan-89"}, "« 9 » n'est pas un numéro"},
		"no such place":  {"", []string{"pan-zz"}, "ni un PAN du catalogue"},
		"no such file":   {"1\n1\n1\n", []string{"pan-89", "--evidence", "absente.png"}, "fichier introuvable"},
		"no such time":   {"", []string{"pan-89", "--at", "hier"}, "heure de Paris"},
		"no such date":   {"", []string{"pan-89", "--first-date", "demain"}, "écrivez une date"},
	}
	for name, test := range tests {
		cmd := command(t.Context(), t, append([]string{"probe", "manual", "--config", config}, test.args...)...)
		cmd.Stdin = strings.NewReader(test.stdin)
		if stdout, stderr, code := finish(t, cmd); code != 2 || !strings.Contains(stderr, test.want) {
			t.Errorf("%s: code %d, want 2 with %q:\n%s%s", name, code, test.want, stdout, stderr)
		}
	}
}

// holdsNoWord fails when a file under a folder has the words in clear.
func holdsNoWord(t *testing.T, folder, words string) {
	t.Helper()
	files := eachFile(t, folder, func(path string, content []byte) {
		if strings.Contains(string(content), words) {
			t.Errorf("%s holds in clear what was to be sealed", path)
		}
	})
	if files < 5 {
		t.Fatalf("only %d files", files)
	}
}
