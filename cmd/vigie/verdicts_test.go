package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// openTest opens the data folder of a configuration within the test.
func openTest(t *testing.T, config string) *app {
	t.Helper()
	cfg, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	a, err := openApp(&console{ctx: t.Context(), out: os.Stdout, err: os.Stderr, log: newLogger(os.Stderr, 4)}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.close)
	return a
}

func imported(t *testing.T, a *app) {
	t.Helper()
	for _, name := range []string{"exemple_cas.csv", "exemple_evenements.csv"} {
		if _, err := a.importFile(t.Context(), filepath.Join("..", "..", "collectors", "testdata", name), a.importOptions("essai")); err != nil {
			t.Fatal(err)
		}
	}
}

func checked(t *testing.T, a *app) *verdictCheck {
	t.Helper()
	report, err := a.checkVerdicts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// The whole history gives the same bytes; what is unchanged is not written
// again; facts that come later change nothing of the past.
func TestVerdictsAreRebuiltFromFacts(t *testing.T) {
	t.Parallel()
	a := openTest(t, prepare(t))
	imported(t, a)
	recordNow := a.now
	first, err := a.giveVerdicts(t.Context())
	if err != nil || first.Added == 0 || first.Added != first.Rows {
		t.Fatalf("first run: %+v, %v", first, err)
	}
	a.now = func() time.Time { return recordNow().Add(time.Second) }
	again, err := a.giveVerdicts(t.Context())
	if err != nil || again.Added != 0 || again.Rows != first.Rows {
		t.Errorf("nothing changed, and %d of %d rows were added: %v", again.Added, again.Rows, err)
	}
	late := write(t, "tard.csv", "reference,departement,evenement,date,issue,motif indique,niveau de preuve,canal\nTARD-1,93,dépôt,2026-09-01,,,document vu,ANEF\nTARD-1,93,clôture,2026-10-02,défavorable,non,document vu,\n")
	if _, err := a.importFile(t.Context(), late, a.importOptions("essai")); err != nil {
		t.Fatal(err)
	}
	a.now = func() time.Time { return recordNow().Add(2 * time.Second) }
	third, err := a.giveVerdicts(t.Context())
	if err != nil || third.Added == 0 || third.Added == third.Rows {
		t.Fatalf("after a late file: %+v, %v", third, err)
	}
	t.Run("verified cases alone make a breach", func(t *testing.T) { testVerifiedCases(t, a) })
	report := checked(t, a) // nor does a review of today change the past
	if report.Runs != 2 || len(report.Faults) != 0 || len(report.Erased) != 0 || report.Same != report.Rows {
		t.Errorf("check: %+v", report)
	}
	t.Logf("%d runs, %d rows, %d the same bytes", report.Runs, report.Rows, report.Same)
	t.Run("erased facts are listed apart", func(t *testing.T) { testErasedFacts(t, a) })
	t.Run("a changed row is found", func(t *testing.T) { testChangedVerdict(t, a) })
}

// testVerifiedCases judges a duty whose text is verified, for the test: closures
// without a reason count once a reviewer has verified their case.
func testVerifiedCases(t *testing.T, a *app) {
	duty := observatory.Obligation{
		ID: "test", Status: observatory.Verified, Scope: observatory.EachPerson, Proof: "case", Indicators: []string{"closure.reason_stated"},
		Rule: observatory.DutyRule{Test: observatory.NoCase, Indicator: "closure.reason_stated", Series: "document", Breach: "complement", Justification: "test"},
	}
	rulings := func() map[observatory.Ruling]int64 {
		t.Helper()
		rows, err := a.judge([]observatory.Obligation{duty}).Verdicts(t.Context(), a.store, a.verdictWindow(a.recordedAt()))
		if err != nil {
			t.Fatal(err)
		}
		counts := map[observatory.Ruling]int64{}
		for _, row := range rows {
			if row.Department != "" {
				counts[row.Ruling] += max(1, row.K)
			}
		}
		return counts
	}
	if before := rulings(); before[observatory.Breach] != 0 || before[observatory.Insufficient] == 0 {
		t.Errorf("nobody has verified a case: %v", before)
	}
	for event, err := range a.store.CaseEvents(t.Context(), observatory.EventFilter{Window: observatory.Window{Simulation: true}}) {
		if err != nil {
			t.Fatal(err)
		}
		if event.Event != observatory.EventClosure || event.ReasonStated != observatory.No || event.Level != observatory.LevelDocument {
			continue
		}
		review := &observatory.Review{
			Envelope:    observatory.Envelope{ID: observatory.DeriveID([]byte("review"), event.Case[:]), At: a.recordedAt(), RecordedAt: a.recordedAt(), Source: "test", Simulation: true},
			Association: event.Association, Case: event.Case, State: observatory.ReviewVerified,
		}
		if err := a.store.Append(t.Context(), []observatory.Observation{review}); err != nil {
			t.Fatal(err)
		}
		break // one verified case is enough
	}
	if after := rulings(); after[observatory.Breach] != 3 { // in its month, its quarter and its year
		t.Errorf("one verified case without a reason, and %v", after)
	}
}

// erase deletes the events of one case from the table, as an erasure does.
func erase(t *testing.T, a *app, reference string) {
	t.Helper()
	var rows int
	for event, err := range a.store.CaseEvents(t.Context(), observatory.EventFilter{Window: observatory.Window{Simulation: true}, Department: reference}) {
		if err != nil {
			t.Fatal(err)
		}
		if rows++; rows == 1 {
			statement := "ALTER TABLE case_events DELETE WHERE case_id = toUUID('" + event.Case.String() + "') SETTINGS mutations_sync = 2"
			post(t, a, statement)
		}
	}
	if rows == 0 {
		t.Fatalf("no case in department %s", reference)
	}
}

// post runs a statement on the embedded engine.
func post(t *testing.T, a *app, statement string) string {
	t.Helper()
	text, err := engineSays(t.Context(), a, statement)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func engineSays(ctx context.Context, a *app, statement string) (string, error) {
	client := engineClient(a)
	defer client.CloseIdleConnections()
	return answerOf(ctx, client, statement)
}

// engineClient speaks to the embedded engine, and keeps its connection.
func engineClient(a *app) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return a.engine.Dial(ctx) },
	}}
}

func answerOf(ctx context.Context, client *http.Client, statement string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost/", strings.NewReader(statement))
	if err != nil {
		return "", err
	}
	answer, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", statement, text)
	}
	return string(text), err
}

func testErasedFacts(t *testing.T, a *app) {
	erase(t, a, "93")
	report := checked(t, a)
	if len(report.Erased) == 0 || len(report.Faults) != 0 {
		t.Fatalf("after an erasure: %d rows apart, %d faults: %+v", len(report.Erased), len(report.Faults), report.Faults)
	}
	for _, e := range report.Erased {
		if e.Facts < 1 || e.Department != "" && e.Department != "93" {
			t.Errorf("listed apart: %+v", e)
		}
	}
	rows, err := a.matrix(t.Context(), observatory.DateOf(a.now(), time.UTC), func(o observatory.Obligation, v observatory.DutyVerdict) bool {
		return o.ID == "r431-15-1.certificate" && v.Department == "93"
	})
	if err != nil || !slices.ContainsFunc(rows, func(r matrixRow) bool { return r.Erased > 0 }) {
		t.Errorf("no row of department 93 says that facts were erased since: %v", err)
	}
	if report.Same == 0 || report.Same+len(report.Erased) != report.Rows {
		t.Errorf("%d the same, %d apart, of %d rows", report.Same, len(report.Erased), report.Rows)
	}
}

func testChangedVerdict(t *testing.T, a *app) {
	post(t, a, "ALTER TABLE verdicts UPDATE n = n + 1 WHERE obligation = 'r431-2.support' AND department = '' AND month = (SELECT max(month) FROM verdicts) SETTINGS mutations_sync = 2")
	report := checked(t, a)
	if len(report.Faults) < 2 { // the row, and the leaf of its run
		t.Errorf("a changed row was not found: %+v", report.Faults)
	}
}

func TestVerdictsOnTheCommandLine(t *testing.T) {
	unraced(t)
	t.Parallel()
	config := prepare(t)
	keepEngine(t, config)
	run := func(code int, args ...string) string {
		t.Helper()
		stdout, stderr, got := vigie(t, append(args, "--config", config)...)
		if got != code {
			t.Fatalf("%v: code %d, want %d\n%s%s", args, got, code, stdout, stderr)
		}
		return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(stdout + stderr)
	}
	run(0, "collect", "import", filepath.Join("..", "..", "collectors", "testdata", "exemple_evenements.csv"), "--association", "essai")
	if said := run(0, "verdicts", "list"); !strings.Contains(said, "aucun verdict rendu") || !strings.Contains(said, "échéance à vérifier") {
		t.Errorf("before any verdict: %s", said)
	}
	run(0, "verdicts", "rebuild")
	said := run(0, "verdicts", "list")
	for _, want := range []string{"SIMULATION", "ce-2026.certificate", "5 novembre 2026", "échéance à vérifier", "texte non disponible", "sans seuil dans le texte", "règle "} {
		if !strings.Contains(said, want) {
			t.Errorf("the matrix lacks %q:\n%s", want, said)
		}
	}
	var row matrixRow
	line, _, _ := strings.Cut(run(0, "verdicts", "list", "--json", "--obligation", "r431-15-1.certificate"), "\n")
	if err := json.Unmarshal([]byte(line), &row); err != nil || row.Verdict == nil || row.Verdict.Rule == "" {
		t.Fatalf("list --json: %v\n%s", err, line)
	}
	if said := run(0, "verdicts", "rebuild", "--check"); !strings.Contains(said, "0 fautes") {
		t.Errorf("check: %s", said)
	}
	changed := strings.Replace(ruleFile(t, config, row.Verdict.Rule), `"status":"verified"`, `"status":"unverified"`, 1)
	said = run(0, "verdicts", "diff", string(row.Verdict.Rule)[:12], write(t, "regle.json", changed))
	if !strings.Contains(said, "texte à vérifier") || strings.Contains(said, " 0 lignes") || strings.Contains(said, "autre version") {
		t.Errorf("diff: %s", said)
	}
	older := write(t, "ancienne.json", strings.Replace(changed, `{"matrix":`, `{"matrix":1`, 1))
	if said := run(0, "verdicts", "diff", "r431-15-1.certificate", older); !strings.Contains(said, "autre version") {
		t.Errorf("diff with a rule of another version of the judging does not say so: %s", said)
	}
	run(2, "verdicts", "diff", "ffffffff", "r431-2.support")
	run(2, "verdicts", "list", "--obligation", "nulle")
}

func ruleFile(t *testing.T, config string, hash observatory.Hash) string {
	t.Helper()
	cfg, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(cfg.path("evidence", string(hash[:2]), string(hash[2:])))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
