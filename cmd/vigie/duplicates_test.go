package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// TestDuplicates: a person who came with a number and without one is proposed,
// decided one by a person and counted once, until the decision is undone. The
// persons are invented.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	a := openedApp(t, config) // the commands share its engine
	addAccount(t, a, "relectrice", access.Reviewer, "asso")
	addAccount(t, a, "ailleurs", access.Reviewer, "autre")
	const header = "référence;n° étranger;nom;prénom;date de naissance;e-mail;département;procédure;date de dépôt\n"
	importedEvents(t, config, write(t, "deux.csv", header+
		"DBL-1;9900000001;Inventé;Zéphyrine;12/05/1990;;93;renouvellement;05/01/2026\n"+
		"DBL-2;;Inventée;Zephyrine;12/05/1990;z@exemple.invalid;93;renouvellement;06/01/2026\n"+
		"DBL-3;;Fictif;Ulysse;03/02/1985;u@exemple.invalid;93;renouvellement;06/01/2026\n"), "asso")
	if got := personsCounted(t, a); got != 3 {
		t.Fatalf("before: %d persons, want 3", got)
	}
	pairs := listDuplicates(t, config)
	if len(pairs) != 1 || pairs[0].Bits < 10 {
		t.Fatalf("proposed: %+v, want the one pair", pairs)
	}
	first, second := pairs[0].First.String(), pairs[0].Second.String()
	if stdout, _, _ := vigie(t, "duplicates", "list", "--association", "asso", "--config", config); !regexp.MustCompile(`\d,\d bits`).MatchString(stdout) {
		t.Errorf("the strength is not told as a French number:\n%s", stdout)
	}
	if _, stderr, code := vigie(t, "duplicates", "decide", first, second, "same", "--association", "asso", "--account", "ailleurs", "--config", config); code != exitInput || !strings.Contains(stderr, "n'a pas accès") {
		t.Errorf("an account of another association: code %d, %s", code, stderr)
	}
	stdout, stderr, code := vigie(t, "duplicates", "decide", second, first, "same", "--association", "asso", "--account", "relectrice", "--config", config)
	if code != 0 {
		t.Fatalf("decide: code %d, %s", code, stderr)
	}
	if got := personsCounted(t, a); got != 2 {
		t.Errorf("decided one: %d persons, want 2", got)
	}
	if left := listDuplicates(t, config); len(left) != 0 {
		t.Errorf("a decided pair is proposed: %+v", left)
	}
	decision := strings.TrimSuffix(strings.Fields(stdout)[1], ":")
	for _, want := range []int{0, exitInput} { // once
		if _, stderr, code := vigie(t, "duplicates", "undo", decision, "--association", "asso", "--account", "relectrice", "--config", config); code != want {
			t.Errorf("undo: code %d, want %d; %s", code, want, stderr)
		}
	}
	if got := personsCounted(t, a); got != 3 {
		t.Errorf("undone: %d persons, want 3", got)
	}
}

func listDuplicates(t *testing.T, config string) (pairs []proposal) {
	t.Helper()
	stdout, stderr, code := vigie(t, "duplicates", "list", "--association", "asso", "--json", "--config", config)
	if err := json.Unmarshal([]byte(stdout), &pairs); err != nil || code != 0 {
		t.Fatalf("list: code %d, %v, %s", code, err, stderr)
	}
	for _, pair := range pairs {
		if !pair.Simulation {
			t.Errorf("not marked as simulation: %+v", pair)
		}
	}
	return pairs
}

// personsCounted reads the distinct persons as the figures do.
func personsCounted(t *testing.T, a *app) (persons int64) {
	t.Helper()
	for row, err := range a.store.Counts(t.Context(), "cases.counts", observatory.Window{Simulation: true}) {
		if err != nil {
			t.Fatal(err)
		}
		persons += row.Values[1]
	}
	return persons
}

// openedApp opens the data folder of a configuration until the end of the test.
func openedApp(t *testing.T, config string) *app {
	t.Helper()
	cfg, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	a, err := openApp(&console{ctx: t.Context(), out: io.Discard, err: io.Discard, log: newLogger(io.Discard, slog.LevelError)}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.close)
	return a
}

func addAccount(t *testing.T, a *app, name string, role access.Role, association string) {
	t.Helper()
	_, err := a.state.AddAccount(t.Context(), access.NewAccount{Name: name, Role: role, Association: association, Password: "un mot de passe assez long"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
}
