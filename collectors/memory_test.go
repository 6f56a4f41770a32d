package collectors

import (
	"context"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// memory is a store in memory: it keeps what an import wrote, and answers what
// is known of committed imports.
type memory struct {
	mu      sync.Mutex
	events  []observatory.CaseEvent
	imports []observatory.Import
	rejects []observatory.Reject
	leaves  []observatory.Import
	batches []int
	asked   int                   // single facts asked for
	printed int                   // times that all was read
	fail    func(batch int) error // called before each batch of events
}

func (m *memory) sink() Sink {
	return Sink{Events: func(int) EventWriter { return memoryWriter(m.addEvents) }, Append: m.add, Leaf: m.leaf, Drop: m.drop}
}

// memoryWriter is an EventWriter that holds nothing back.
type memoryWriter func(context.Context, []*observatory.CaseEvent) error

func (w memoryWriter) Write(ctx context.Context, events []*observatory.CaseEvent) error {
	return w(ctx, events)
}

func (w memoryWriter) Flush(ctx context.Context) error { return ctx.Err() }

func (m *memory) addEvents(_ context.Context, events []*observatory.CaseEvent) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		if err := m.fail(len(m.batches)); err != nil {
			return err
		}
	}
	m.batches = append(m.batches, len(events))
	for _, e := range events {
		m.events = append(m.events, *e)
	}
	return nil
}

func (m *memory) add(_ context.Context, observations []observatory.Observation) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, o := range observations {
		switch o := o.(type) {
		case *observatory.Import:
			m.imports = append(m.imports, *o)
		case *observatory.Reject:
			m.rejects = append(m.rejects, *o)
		}
	}
	return nil
}

func (m *memory) leaf(_ context.Context, i *observatory.Import) error {
	m.leaves = append(m.leaves, *i)
	return nil
}

func (m *memory) drop(_ context.Context, batch observatory.ID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events = slices.DeleteFunc(m.events, func(e observatory.CaseEvent) bool { return e.Import == batch })
	m.rejects = slices.DeleteFunc(m.rejects, func(r observatory.Reject) bool { return r.Import == batch })
	return nil
}

func (m *memory) committed(batch observatory.ID) bool {
	state := observatory.ImportStarted
	for _, i := range m.imports {
		if i.Batch == batch {
			state = i.State
		}
	}
	return state == observatory.ImportCommitted
}

func (m *memory) EventCount(_ context.Context, association string, simulation bool) (n int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.events {
		if e.Association == association && e.Simulation == simulation && m.committed(e.Import) {
			n++
		}
	}
	return n, nil
}

func (m *memory) Known(_ context.Context, association string, facts []observatory.ID, simulation bool) (map[observatory.ID]observatory.KnownFact, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked += len(facts)
	wanted := map[observatory.ID]bool{}
	for _, fact := range facts {
		wanted[fact] = true
	}
	known := map[observatory.ID]observatory.KnownFact{}
	for _, e := range m.events {
		if wanted[e.Fact] && e.Association == association && e.Simulation == simulation && m.committed(e.Import) && e.Revision >= known[e.Fact].Revision {
			fact := observatory.KnownFact{Row: e.ID, Revision: e.Revision, Fingerprint: e.Fingerprint, Code: e.Code}
			if e.Stated() > 0 {
				fact.Person, fact.Instance, fact.Strength = e.Person, e.Instance, e.Strength
			}
			known[e.Fact] = fact
		}
	}
	return known, nil
}

func (m *memory) KnownPrints(_ context.Context, association string, simulation bool) iter.Seq2[observatory.KnownPrint, error] {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.printed++
	var prints []observatory.KnownPrint
	for _, e := range m.events {
		if e.Association == association && e.Simulation == simulation && m.committed(e.Import) {
			prints = append(prints, observatory.KnownPrint{Fact: e.Fact, Case: e.Case, Fingerprint: e.Fingerprint})
		}
	}
	return func(yield func(observatory.KnownPrint, error) bool) {
		for _, p := range prints {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func (m *memory) KnownCases(_ context.Context, association string, cases []observatory.ID, simulation bool) (map[observatory.ID]observatory.KnownCase, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := map[observatory.ID]observatory.KnownCase{}
	for _, e := range m.events {
		if !slices.Contains(cases, e.Case) || e.Association != association || e.Simulation != simulation || !m.committed(e.Import) {
			continue
		}
		k := known[e.Case]
		k.Department = e.Department
		if stated := e.Stated(); stated > k.Stated || k.Person.IsZero() {
			k.Person, k.Stated, k.Disputed = e.Person, stated, false
		} else if stated == k.Stated {
			k.Disputed = k.Disputed || e.Person != k.Person
			k.Person = e.Person
		}
		if e.Event == observatory.EventFiling && (!k.Filing.Known() || e.Date < k.Filing) {
			k.Filing = e.Date
		}
		known[e.Case] = k
	}
	return known, nil
}

func (m *memory) ImportByFingerprint(_ context.Context, association, fingerprint string, simulation bool) (observatory.Import, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, i := range m.imports {
		if i.Association == association && i.Fingerprint == fingerprint && i.Simulation == simulation && i.State == observatory.ImportCommitted && m.committed(i.Batch) {
			return i, nil
		}
	}
	return observatory.Import{}, observatory.ErrNotFound
}

// text is a source of a text.
func text(s string) Source {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s)), nil }
}

func testKeys(tb testing.TB) *privacy.Keys {
	tb.Helper()
	keys, err := privacy.CreateKeys(filepath.Join(tb.TempDir(), "cles"))
	if err != nil {
		tb.Fatal(err)
	}
	return keys
}

// testDepartments are enough for the tests; the catalogue holds them all.
func testDepartments() []observatory.Department {
	departments := []observatory.Department{{Code: "971", Name: "Guadeloupe"}}
	for n := range 96 {
		code := departmentForRow(n)
		departments = append(departments, observatory.Department{Code: code, Name: "Département " + code})
	}
	for i := range departments {
		switch departments[i].Code {
		case "93":
			departments[i].Name = "Seine-Saint-Denis"
		case "75":
			departments[i].Name = "Paris"
		case "69":
			departments[i].Name = "Rhône"
		case "01":
			departments[i].Name = "Ain"
		}
	}
	return departments
}

var testNow = time.Date(2026, time.November, 23, 9, 30, 0, 0, time.UTC)

// options are those of an import into m.
func options(tb testing.TB, m *memory, keys *privacy.Keys) Options {
	tb.Helper()
	vault, err := privacy.OpenVault(tb.TempDir(), keys)
	if err != nil {
		tb.Fatal(err)
	}
	return Options{
		setRoom:     5, // what grows with a file goes through its file
		Association: "asso-essai", Departments: testDepartments(), Keys: keys, Vault: vault,
		SealDir: tb.TempDir(), Now: func() time.Time { return testNow }, Known: m, Sink: m.sink(),
	}
}
