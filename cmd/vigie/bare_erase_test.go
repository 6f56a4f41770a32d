package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/evidence"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// What is erased: a case of rows without a number, one whose number stands in a
// later file, one that others were decided to be one with, and one of those whose
// number another case has.
var (
	bareErased = []string{"E-SEUL", "E-PLUS-TARD", "E-DONNE", "E-COMMUN"}
	bareLost   = [2]string{ // by file
		"E-SEUL;;;93;contact CCC;2026-01-05\nE-SEUL;;;93;clôture;2026-02-05\n" +
			"E-PLUS-TARD;;;93;contact CCC;2026-01-06\nE-PLUS-TARD;;;93;clôture;2026-02-06\n" +
			"E-DONNE;9900000033;;93;contact CCC;2026-01-07\nE-DONNE;;;93;clôture;2026-02-07\n" +
			"E-COMMUN;9900000034;;93;contact CCC;2026-01-08\nE-COMMUN;;;93;clôture;2026-02-08\n",
		"E-PLUS-TARD;9900000032;;93;dépôt;2026-01-02\n",
	}
	bareKept = [2]string{
		"G-1;;;93;contact CCC;2026-01-09\nG-2;9900000032;;93;contact CCC;2026-01-10\nG-2;;;93;clôture;2026-02-10\n" +
			"G-3;9900000034;;93;contact CCC;2026-01-11\nG-3;;;93;clôture;2026-02-11\nG-4;;;93;contact CCC;2026-01-12\n",
		"G-5;;;93;contact CCC;2026-01-13\nG-1;;;93;clôture;2026-02-09\nG-6;9900000036;;93;contact CCC;2026-01-14\n",
	}
)

// erasure erases those cases, and holds what is left against an association that
// never had them.
func (f *bareFolder) erasure(t *testing.T) {
	a := f.app
	witness := strings.NewReplacer(";93;", ";75;")
	for i := range bareKept {
		f.take(t, "eff", bareLost[i]+bareKept[i])
		f.take(t, "temoin", witness.Replace(bareKept[i]))
	}
	by, beside := f.reviewer(t, "eff"), f.reviewer(t, "temoin")
	shared, _ := f.number(t, "temoin", "9900000034")
	for _, err := range []error{
		f.decide(t, by, observatory.VerdictSame, f.dossier(t, "eff", "E-DONNE"), f.dossier(t, "eff", "G-1")),
		f.decide(t, by, observatory.VerdictSame, f.dossier(t, "eff", "E-COMMUN"), f.dossier(t, "eff", "G-4")),
		f.decide(t, beside, observatory.VerdictSame, shared, f.dossier(t, "temoin", "G-4")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if with, without := f.personsOf(t, "93"), f.personsOf(t, "75"); with != 6 || without != 5 { // E-SEUL is one more, E-DONNE is G-1
		t.Fatalf("before the erasure %d persons, and %d without the cases, want 6 and 5", with, without)
	}
	w := erasable{config: f.config, folder: f.folder, traces: f.traces(t)}
	if before := w.found(t); len(before) < 3 {
		t.Fatalf("before the erasure only %v is found: the test could not fail", before)
	}
	var gone []observatory.ID
	for _, reference := range bareErased {
		gone = append(gone, f.dossier(t, "eff", reference))
	}
	path, err := a.eraseCases(t.Context(), reasonRequest, "essai", gone)
	if err != nil {
		t.Fatal(err)
	}
	f.certified(t, path, len(gone))
	figures := f.figures(t)
	if diff := cmp.Diff(figures["75"], figures["93"]); diff != "" || len(figures["75"]) < 5 {
		t.Errorf("figures (-never had the cases +erased them):\n%s", diff)
	}
	for what, where := range w.found(t) {
		t.Errorf("%s is left in %s", what, where)
	}
}

// figures are case figures by department, and the counts behind them.
func (f *bareFolder) figures(t *testing.T) map[string][]observatory.Figure {
	t.Helper()
	figures := map[string][]observatory.Figure{}
	window := observatory.Window{Simulation: true}
	for row, err := range f.app.store.Counts(t.Context(), "cases.counts", window) {
		if err != nil {
			t.Fatal(err)
		}
		figures[row.Keys[0]] = append(figures[row.Keys[0]], observatory.Figure{Indicator: "cases.counts", N: row.Values[1], Numerator: row.Values[0], Denominator: row.Values[3]})
	}
	for _, id := range []string{"ccc.answered", "ccc.written_statement", "closure.reason_stated", "certificate.gap_share", "substitution.funnel"} {
		table, err := indicators.Compute(t.Context(), f.app.store, id, indicators.Request{Window: window, By: []indicators.Dimension{indicators.Department}, Rules: firstRules(), Zone: f.app.catalogue.Zone})
		if err != nil {
			t.Fatal(err)
		}
		for _, figure := range table.Figures {
			of := figure.Department
			figure.Department = ""
			figures[of] = append(figures[of], figure)
		}
	}
	return figures
}

// traces are what must not be left: the cases, a fact of each, and the number that
// no other case has, as rows, as words, and as the digits that queries hold.
func (f *bareFolder) traces(t *testing.T) map[string][]byte {
	t.Helper()
	traces := map[string][]byte{}
	add := func(what string, id observatory.ID) {
		traces[what+" as the engine writes it"], traces[what+" in words"], traces[what+" in digits"] = engineBytes(id), []byte(id.String()), []byte(hex.EncodeToString(id[:]))
	}
	for _, reference := range bareErased {
		add(reference, f.dossier(t, "eff", reference))
	}
	person, instance := f.number(t, "eff", "9900000033")
	add("the number", person)
	add("the number within the instance", instance)
	return traces
}

// certified checks what a certificate says, and that it is the newest leaf's.
func (f *bareFolder) certified(t *testing.T, path string, cases int) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	last := lines[len(lines)-1]
	var c certificate
	if err := json.Unmarshal([]byte(last), &c); err != nil {
		t.Fatal(err)
	}
	rows := []int64{}
	for _, i := range c.Imports {
		rows = append(rows, i.Erased)
	}
	if len(rows) == 2 && rows[0] < rows[1] {
		rows[0], rows[1] = rows[1], rows[0]
	}
	if diff := cmp.Diff([]int64{8, 1}, rows); diff != "" || c.Events != 9 || len(c.Cases) != cases {
		t.Errorf("%d cases, %d events, want %d and 9; by import (-want +got):\n%s", len(c.Cases), c.Events, cases, diff)
	}
	key, err := hex.DecodeString(strings.TrimPrefix(lines[len(lines)-2], "clé : "))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(last))
	line, err := f.app.ledger.Leaf(ledgerSize(t, f.app) - 1)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := evidence.ParseLeaf(line)
	if err != nil || leaf.Kind != evidence.LeafDeletion || string(leaf.ContentHash) != hex.EncodeToString(mac.Sum(nil)) {
		t.Errorf("the newest leaf of the ledger is not the certificate's: %+v, %v", leaf, err)
	}
}
