package collectors

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// take imports a text and fails the test on an error.
func take(t *testing.T, o Options, file string) Summary {
	t.Helper()
	summary, err := ImportSource(context.Background(), text(file), o)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

func states(m *memory) []observatory.ImportState {
	var states []observatory.ImportState
	for _, i := range m.imports {
		states = append(states, i.State)
	}
	return states
}

const importHeader = "référence;n° étranger;nom;département;procédure;date de fin du titre;date de dépôt;API début;API fin;commentaire\n"

const importRows = "D-1;9900000001;Essai;93;renouvellement;15/03/2026;20/12/2025;10/05/2026;09/08/2026;Madame Essai rappelle au 06 00 00 00 01\n" +
	"D-2;;;75;renouvellement;31/03/2026;05/01/2026;;;\n"

func TestImport(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	s := take(t, o, importHeader+importRows+"D-3;;;96;;;05/01/2026;;;\n")
	if s.Rows != 3 || s.Cases != 2 || s.Persons != 2 || s.Events != 5 || s.RefusedRows != 1 || s.Duplicates != 0 {
		t.Errorf("summary: %+v", s)
	}
	if diff := cmp.Diff([]observatory.ImportState{observatory.ImportStarted, observatory.ImportCommitted}, states(m)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	committed := m.imports[1]
	if committed.Events != 5 || committed.Refused != 1 || committed.Root != s.Root || committed.Sealed == "" || committed.Fingerprint == "" {
		t.Errorf("committed row: %+v", committed)
	}
	if diff := cmp.Diff([]observatory.Import{committed}, m.leaves); diff != "" {
		t.Errorf("the leaf is not of the committed row (-want +got):\n%s", diff)
	}
	if len(m.rejects) != 1 || m.rejects[0].Row != 4 || m.rejects[0].Column != "département" || m.rejects[0].Problem != ProblemDepartment || m.rejects[0].Remedy != remedyDepartment {
		t.Errorf("rejects: %+v", m.rejects)
	}
	checkEvents(t, m, committed)
	checkSealed(t, o, committed, importHeader+importRows)
}

func checkEvents(t *testing.T, m *memory, committed observatory.Import) {
	t.Helper()
	root := NewRoot()
	var got []string
	for _, e := range m.events {
		root.Add(&e)
		got = append(got, fmt.Sprintf("%d %s %s %s-%s %s %s", e.Row, e.Event, e.Date, e.Start, e.End, e.Department, e.Procedure))
		if e.ID != e.Fact || e.Import != committed.Batch || e.Source != "csv" || !e.RecordedAt.Equal(testNow) || e.Case.IsZero() || e.Person.IsZero() {
			t.Errorf("event: %+v", e)
		}
		parts := [][]byte{[]byte(e.Association), e.Case[:], []byte(e.Event), be32(uint32(e.Date)), be32(0)}
		if want := observatory.DeriveID(parts...); e.Fact != want {
			t.Errorf("fact %s, want DeriveID of its parts, %s", e.Fact, want)
		}
	}
	want := []string{
		"2 title_held  -2026-03-15 93 renewal", "2 filing 2025-12-20 - 93 renewal", "2 certificate 2026-05-10 2026-05-10-2026-08-09 93 renewal",
		"3 title_held  -2026-03-31 75 renewal", "3 filing 2026-01-05 - 75 renewal",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if got := root.Sum(); got != committed.Root {
		t.Errorf("root over the stored rows: %s, want %s", got, committed.Root)
	}
	if m.events[0].Person == m.events[0].Case || m.events[3].Person != m.events[3].Case {
		t.Error("a person is known by the number, or else by the case")
	}
}

func be32(n uint32) []byte { return []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)} }

func checkSealed(t *testing.T, o Options, committed observatory.Import, want string) {
	t.Helper()
	sealed, err := os.ReadFile(filepath.Join(o.SealDir, string(committed.Sealed)+".age"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("Essai")) {
		t.Error("the sealed file can be read")
	}
	file, err := o.Keys.OpenFile(o.SealDir, committed.Sealed)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(got), want) {
		t.Errorf("sealed file: got %q", got)
	}
	purged, err := privacy.PurgeSealed(o.SealDir, testNow.Add(89*24*time.Hour), 90*24*time.Hour)
	if err != nil || len(purged) != 0 {
		t.Errorf("purged after 89 days: %v, %v", purged, err)
	}
	purged, err = privacy.PurgeSealed(o.SealDir, testNow.Add(91*24*time.Hour), 90*24*time.Hour)
	if err != nil || !slices.Equal(purged, []observatory.Hash{committed.Sealed}) {
		t.Errorf("purged after 91 days: %v, %v", purged, err)
	}
}

func TestCommentIsSealedAndRedacted(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	take(t, o, importHeader+importRows)
	var filing observatory.CaseEvent
	for _, e := range m.events {
		if e.Event == observatory.EventFiling && e.Row == 2 {
			filing = e
		}
	}
	piece, ok := filing.PieceByRole("text")
	if !ok {
		t.Fatalf("the filing carries no text: %+v", filing)
	}
	got, err := o.Vault.Text(filing.Case, piece.Hash)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Madame ⟦nom⟧ rappelle au ⟦téléphone⟧"; string(got) != want {
		t.Errorf("text: got %q, want %q", got, want)
	}
	if err := o.Vault.Erase(filing.Case); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Vault.Text(filing.Case, piece.Hash); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("after erasure: got %v, want not found", err)
	}
}

func TestImportTwice(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	first := take(t, o, importHeader+importRows)
	before := len(m.events)
	again := take(t, o, importHeader+importRows)
	if !again.AlreadyImported || again.Import != first.Import || len(m.events) != before || len(m.imports) != 2 {
		t.Errorf("same file: %+v; %d events, %d import rows", again, len(m.events), len(m.imports))
	}
	other := take(t, o, importHeader+importRows+"\n;;;;;;;;;\n")
	if other.AlreadyImported || other.Duplicates != 2 || other.DuplicateEvents != 5 || other.Events != 0 || len(m.events) != before {
		t.Errorf("same rows in another file: %+v; %d events", other, len(m.events))
	}
}

func TestResent(t *testing.T) {
	changed := strings.Replace(importRows, "09/08/2026", "08/08/2026", 1)
	lines := strings.SplitAfter(importRows, "\n")
	tests := []struct {
		name, rows                                      string
		events, corrections, duplicates, duplicateEvent int
	}{
		{"a changed value is one correction", changed, 1, 1, 1, 4},
		{"an absent row is nothing", lines[1], 0, 0, 1, 2},
		{"rows in another order", lines[1] + lines[0], 0, 0, 2, 5},
		{"a new row", importRows + "D-9;;;75;renouvellement;;05/01/2026;;;\n", 1, 0, 2, 5},
		{"the row twice", importRows + lines[1], 0, 0, 3, 7},
		{"a changed comment", strings.Replace(importRows, "rappelle", "écrit", 1), 1, 1, 1, 4},
		{"other spellings", strings.NewReplacer("15/03/2026", "2026-03-15", "D-1;", "d-1 ;", ";93;", ";Seine-Saint-Denis;").Replace(importRows), 0, 0, 2, 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := &memory{}
			o := options(t, m, testKeys(t))
			take(t, o, importHeader+importRows)
			before := slices.Clone(m.events)
			o.Now = func() time.Time { return testNow.Add(time.Hour) }
			dry, err := CheckSource(context.Background(), text(importHeader+test.rows), o)
			if err != nil {
				t.Fatal(err)
			}
			s := take(t, o, importHeader+test.rows)
			if s.Events != test.events || s.Corrections != test.corrections || s.Duplicates != test.duplicates || s.DuplicateEvents != test.duplicateEvent {
				t.Errorf("summary: %+v", s)
			}
			dry.Import, dry.Root = s.Import, s.Root
			if diff := cmp.Diff(dry, s, cmp.AllowUnexported(Finding{})); diff != "" {
				t.Errorf("the check and the import differ (-check +import):\n%s", diff)
			}
			for _, e := range m.events[len(before):] {
				if test.corrections == 0 {
					continue
				}
				old := before[slices.IndexFunc(before, func(b observatory.CaseEvent) bool { return b.Fact == e.Fact })]
				if e.Revision != 1 || e.Withdraws != old.ID || e.ID == old.ID || e.ID != RowID(e.Fact, 1) {
					t.Errorf("correction: %+v of %+v", e, old)
				}
			}
		})
	}
}

// TestOrdinals has three different contacts on one day, one told twice.
func TestOrdinals(t *testing.T) {
	header := "référence;département;évènement;date;réponse\n"
	rows := "A;93;contact CCC;01/02/2026;résolu\nA;93;contact CCC;01/02/2026;sans réponse\nA;93;contact CCC;01/02/2026;résolu\nA;93;contact CCC;01/02/2026;réponse type\n"
	m := &memory{}
	o := options(t, m, testKeys(t))
	s := take(t, o, header+rows)
	if s.Events != 3 || s.Duplicates != 1 {
		t.Errorf("summary: %+v", s)
	}
	var ordinals []int
	for _, e := range m.events {
		ordinals = append(ordinals, e.Ordinal)
		if want := factOf(&e, e.Ordinal); e.Fact != want {
			t.Errorf("fact of ordinal %d: %s, want %s", e.Ordinal, e.Fact, want)
		}
	}
	if diff := cmp.Diff([]int{0, 1, 2}, ordinals); diff != "" {
		t.Errorf("ordinals (-want +got):\n%s", diff)
	}
}

// TestPseudonymsByAssociation makes sure that two associations, and simulated
// and real data, share no pseudonym.
func TestPseudonymsByAssociation(t *testing.T) {
	keys := testKeys(t)
	seen := map[observatory.ID]string{}
	for _, from := range []struct {
		association string
		simulation  bool
	}{{"a", false}, {"b", false}, {"a", true}} {
		m := &memory{}
		o := options(t, m, keys)
		o.Association, o.Simulation = from.association, from.simulation
		take(t, o, importHeader+importRows)
		name := fmt.Sprint(from)
		for _, e := range m.events {
			for _, id := range []observatory.ID{e.Case, e.Person, e.ID} {
				if other, ok := seen[id]; ok && other != name {
					t.Errorf("%s and %s share %s", other, name, id)
				}
				seen[id] = name
			}
			if e.Simulation != from.simulation {
				t.Errorf("%s: simulation is %v", name, e.Simulation)
			}
		}
	}
}

func TestAllOrNothing(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	o.AllOrNothing = true
	s, err := ImportSource(context.Background(), text(importHeader+importRows+"D-3;;;96;;;05/01/2026;;;\n"), o)
	if err == nil || !observatory.IsInput(err) || s.RefusedRows != 1 {
		t.Errorf("got %v, %+v", err, s)
	}
	if len(m.events)+len(m.imports)+len(m.rejects) != 0 {
		t.Errorf("something was written: %d events, %d imports, %d rejects", len(m.events), len(m.imports), len(m.rejects))
	}
	take(t, o, importHeader+importRows)
}

func TestFailedImportIsUndone(t *testing.T) {
	m := &memory{fail: func(batch int) error {
		if batch == 1 {
			return errors.New("disk full")
		}
		return nil
	}}
	o := options(t, m, testKeys(t))
	o.Batch = 2
	_, err := ImportSource(context.Background(), text(importHeader+importRows), o)
	if err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Fatalf("error: got %v", err)
	}
	if diff := cmp.Diff([]observatory.ImportState{observatory.ImportStarted, observatory.ImportAbandoned}, states(m)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if len(m.events) != 0 {
		t.Errorf("%d events are left", len(m.events))
	}
	m.fail = nil
	if s := take(t, o, importHeader+importRows); s.Events != 5 || len(m.events) != 5 {
		t.Errorf("second try: %+v", s)
	}
}

func TestRecover(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	sink := m.sink()
	sink.Drop = nil // as when the process dies
	sink.Leaf = func(context.Context, *observatory.Import) error { return errors.New("killed") }
	o.Sink = sink
	if _, err := ImportSource(context.Background(), text(importHeader+importRows), o); err == nil {
		t.Fatal("no error")
	}
	undone, err := Recover(context.Background(), m.imports[:1], m.sink(), testNow)
	if err != nil || undone != 1 || len(m.events) != 0 {
		t.Errorf("undone %d, error %v, %d events left", undone, err, len(m.events))
	}
	if got := m.imports[len(m.imports)-1]; got.State != observatory.ImportAbandoned || got.Batch != m.imports[0].Batch || got.ID == m.imports[0].ID {
		t.Errorf("last import row: %+v", got)
	}
}

func TestFileChangedMeanwhile(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	var opened atomic.Int32
	_, err := ImportSource(context.Background(), func() (io.ReadCloser, error) {
		rows := importRows
		if opened.Add(1) > 2 { // its format was told and it was surveyed
			rows = strings.Replace(importRows, "D-2", "D-8", 1)
		}
		return io.NopCloser(strings.NewReader(importHeader + rows)), nil
	}, o)
	if err == nil || !strings.Contains(err.Error(), "le fichier a changé") || len(m.events) != 0 {
		t.Errorf("got %v, %d events", err, len(m.events))
	}
}

func TestCancelled(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	ctx, cancel := context.WithCancel(context.Background())
	o.Batch = 1
	m.fail = func(batch int) error {
		if batch == 1 {
			cancel()
		}
		return nil
	}
	if _, err := ImportSource(ctx, text(importHeader+importRows), o); !errors.Is(err, context.Canceled) {
		t.Errorf("error: got %v, want cancelled", err)
	}
	if len(m.events) != 0 || m.imports[len(m.imports)-1].State != observatory.ImportAbandoned {
		t.Errorf("%d events left, states %v", len(m.events), states(m))
	}
}
