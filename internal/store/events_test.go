package store

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/go-cmp/cmp"
	"vigie/internal/observatory"
)

// manyEvents makes n events of n/10 cases, as an import would.
func manyEvents(n int, batch string) []observatory.CaseEvent {
	kinds := observatory.EventKinds()
	events := make([]observatory.CaseEvent, n)
	for i := range events {
		caseID := id(fmt.Sprint(batch, "case", i/10))
		events[i] = observatory.CaseEvent{
			Envelope: observatory.Envelope{
				ID: id(fmt.Sprint(batch, i)), At: t0, RecordedAt: t0, Source: "csv", SourceVersion: "1",
			},
			Fact: id(fmt.Sprint(batch, "fact", i)), Fingerprint: uint64(i) * 0x9E3779B97F4A7C15, Import: id(batch), Row: i + 2,
			Association: "asso", Case: caseID, Person: caseID, Event: kinds[i%len(kinds)], Ordinal: i % 3,
			Date: march + observatory.Date(i%300), Start: march, End: march + 90, Department: fmt.Sprintf("%02d", 1+i/10%95),
			Procedure: "renewal", Ground: "L423-23", Ending: "adverse", Level: observatory.LevelDocument,
		}
	}
	return events
}

// AppendEvents writes what Append writes, from two goroutines at once, with
// rows of several months mixed.
func TestAppendEventsIsAppend(t *testing.T) {
	n := 10_000
	if testing.Short() { // under the race detector
		n = 2_000
	}
	events := manyEvents(n, "batch")
	for i := range events {
		events[i].RecordedAt = t0.AddDate(0, -(i % 3), 0)
		if i%7 == 0 {
			events[i].Evidence = []observatory.Piece{{Role: "source", Hash: hash("f"), Media: "text/csv"}}
		}
	}
	slow, fast := testStore(t), testStore(t)
	boxed := []observatory.Observation{committed("batch", t0)}
	for i := range events {
		boxed = append(boxed, &events[i])
	}
	add(t, slow, boxed...)
	add(t, fast, boxed[0])
	var group sync.WaitGroup
	for _, half := range [][]observatory.CaseEvent{events[:n/2], events[n/2:]} {
		group.Go(func() {
			if err := fast.AppendEvents(t.Context(), half); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	read := func(s *Store) []observatory.CaseEvent {
		rows, err := collect(s.CaseEvents(t.Context(), observatory.EventFilter{}))
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	got := read(fast)
	if diff := cmp.Diff(read(slow), got); diff != "" {
		t.Errorf("(-Append +AppendEvents):\n%s", diff)
	}
	byID := make(map[observatory.ID]observatory.CaseEvent, n)
	for _, e := range events {
		byID[e.ID] = e
	}
	for _, e := range got {
		if diff := cmp.Diff(byID[e.ID], e); diff != "" {
			t.Fatalf("event read (-want +got):\n%s", diff)
		}
		delete(byID, e.ID)
	}
	if len(byID) != 0 {
		t.Errorf("%d events were not read", len(byID))
	}
}

// A block with one bad row is refused whole, before anything is sent.
func TestAppendRefuses(t *testing.T) {
	s := testStore(t)
	tests := []struct {
		name string
		bad  observatory.Observation
		want string
	}{
		{"date before 1970", eventOn("x", -1, nil), "colonne date"},
		{"date after 2149", eventOn("x", 1<<16, nil), "colonne date"},
		{"first date", attemptAt("x", t0, func(a *observatory.Attempt) { a.FirstDate = -20 }), "colonne first_date"},
		{"no ID", eventOn("x", march, func(e *observatory.CaseEvent) { e.ID = observatory.NoID }), "colonne id"},
		{"no case", eventOn("x", march, func(e *observatory.CaseEvent) { e.Case = observatory.NoID }), "colonne case_id"},
		{"no time of recording", eventOn("x", march, func(e *observatory.CaseEvent) { e.RecordedAt = time.Time{} }), "colonne recorded_at"},
		{"time before 1970", attemptAt("x", time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC), nil), "colonne at"},
		{"short hash", eventOn("x", march, func(e *observatory.CaseEvent) {
			e.Evidence = []observatory.Piece{{Role: "source", Hash: "abc"}}
		}), "colonne evidence.role"},
		{"hash that is none", attemptAt("x", t0, func(a *observatory.Attempt) {
			a.Steps = []observatory.Step{{Screenshot: observatory.Hash(strings.Repeat("z", 64))}}
		}), "colonne screenshot"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := s.Append(t.Context(), []observatory.Observation{eventOn("good", march, nil), attemptAt("good", t0, nil), tt.bad})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error that names %q", err, tt.want)
			}
		})
	}
	// Attempts go first and are good in the cases of a bad event.
	for table, want := range map[string]uint64{"case_events": 0, "attempts": 6} {
		var rows uint64
		if err := s.conn.QueryRow(t.Context(), "SELECT count() FROM "+table).Scan(&rows); err != nil || rows != want {
			t.Errorf("%s: %d rows are there, %v; want %d", table, rows, err, want)
		}
	}
	add(t, s, eventOn("afterwards", march, nil)) // the columns of refused blocks are clean again
}

func TestAppendKinds(t *testing.T) {
	s := testStore(t)
	if err := s.Append(t.Context(), []observatory.Observation{strange{}}); err == nil {
		t.Error("an unknown kind was taken")
	}
	if err := s.Append(t.Context(), nil); err != nil {
		t.Errorf("nothing: %v", err)
	}
}

type strange struct{ observatory.Attempt }

func (strange) Kind() observatory.Kind { return "strange" }

func (strange) Env() *observatory.Envelope { return &observatory.Envelope{} }

func TestInsertErrorsFromTheServer(t *testing.T) {
	s := testStore(t)
	if err := s.conn.Exec(t.Context(), "DROP TABLE case_events"); err != nil {
		t.Fatal(err)
	}
	err := s.AppendEvents(t.Context(), manyEvents(10, "batch"))
	if err == nil || !strings.Contains(err.Error(), "case_events") || !strings.Contains(err.Error(), "HTTP 404") {
		t.Errorf("got %v, want ClickHouse's refusal", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.AppendEvents(cancelled, manyEvents(10, "batch")); !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "INSERT") {
		t.Errorf("cancelled: got %v", err)
	}
}

func TestOpenWithoutServer(t *testing.T) {
	refused := func(context.Context) (net.Conn, error) { return nil, errors.New("porte fermée") }
	tests := []struct {
		name string
		cfg  Config
		want string
	}{
		{"nothing configured", Config{}, "ni adresse"},
		{"engine gone", Config{Dial: refused}, "moteur embarqué"},
		{"no such password file", Config{Address: "127.0.0.1:1", PasswordFile: "/nonexistent/vigie"}, "mot de passe"},
		{"server gone", Config{Address: "127.0.0.1:1"}, "127.0.0.1:1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Open(t.Context(), tt.cfg)
			if err == nil {
				s.Close()
				t.Fatal("it opened")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error that names %q", err, tt.want)
			}
		})
	}
}

// The body of an insert is one Native block; the password travels in headers.
func TestInsertRequest(t *testing.T) {
	var got *http.Request
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
	}))
	defer server.Close()
	o, err := Config{Address: strings.TrimPrefix(server.URL, "http://"), User: "u"}.options()
	if err != nil {
		t.Fatal(err)
	}
	o.Auth.Password = "secret"
	s := &Store{options: o, cluster: "trois", tables: newTables(func(string) *time.Location { return time.UTC })}
	s.client, s.insert = inserter(o)
	defer s.client.CloseIdleConnections()
	if err := s.AppendEvents(t.Context(), manyEvents(3, "batch")); err != nil {
		t.Fatal(err)
	}
	q := got.URL.Query()
	if !strings.HasPrefix(q.Get("query"), "INSERT INTO case_events (`id`, ") || !strings.HasSuffix(q.Get("query"), ") FORMAT Native") {
		t.Errorf("query: %s", q.Get("query"))
	}
	for name, want := range map[string]string{"database": "default", "distributed_foreground_insert": "1", "async_insert": "0"} {
		if q.Get(name) != want {
			t.Errorf("%s: got %q, want %q", name, q.Get(name), want)
		}
	}
	if got.Header.Get("X-ClickHouse-User") != "u" || got.Header.Get("X-ClickHouse-Key") != "secret" || strings.Contains(got.URL.String(), "secret") {
		t.Error("the password does not travel in its header, or not only there")
	}
	if columns := strings.Count(q.Get("query"), "`") / 2; len(body) < 2 || int(body[0]) != columns || body[1] != 3 {
		t.Errorf("body begins with % x, want %d columns and 3 rows", body[:2], columns)
	}
}

// Blocks hold at most blockRows rows, and rows of one month.
func TestBlocks(t *testing.T) {
	var rows []int
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body := bufio.NewReader(r.Body)
		_, err := binary.ReadUvarint(body) // columns
		n, err2 := binary.ReadUvarint(body)
		_, err3 := io.Copy(io.Discard, body)
		if err := errors.Join(err, err2, err3); err != nil {
			t.Error(err)
		}
		rows = append(rows, int(n))
	}))
	defer server.Close()
	s := &Store{options: &clickhouse.Options{Addr: []string{strings.TrimPrefix(server.URL, "http://")}}, tables: newTables(func(string) *time.Location { return time.UTC })}
	s.client, s.insert = inserter(s.options)
	defer s.client.CloseIdleConnections()
	events := slices.Repeat(manyEvents(1, "batch"), 2*blockRows+5)
	for i := range 10 {
		events[i*1000].RecordedAt = t0.AddDate(0, 1, 0)
	}
	if err := s.AppendEvents(t.Context(), events); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{blockRows, blockRows - 5, 10}, rows); diff != "" {
		t.Errorf("rows of each block (-want +got):\n%s", diff)
	}
}

func BenchmarkAppendEvents(b *testing.B) {
	for _, goroutines := range []int{1, 2} {
		b.Run(fmt.Sprint("goroutines=", goroutines), func(b *testing.B) {
			s := testStore(b)
			blocks := make([][]observatory.CaseEvent, goroutines)
			for i := range blocks {
				blocks[i] = manyEvents(blockRows, fmt.Sprint("bench", i))
			}
			b.ReportAllocs()
			for b.Loop() {
				var group sync.WaitGroup
				for _, block := range blocks {
					group.Go(func() {
						if err := s.AppendEvents(b.Context(), block); err != nil {
							b.Error(err)
						}
					})
				}
				group.Wait()
			}
			b.ReportMetric(float64(goroutines*blockRows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func refs(events []observatory.CaseEvent) []*observatory.CaseEvent {
	rows := make([]*observatory.CaseEvent, len(events))
	for i := range events {
		rows[i] = &events[i]
	}
	return rows
}

func eventRows(t *testing.T, s *Store) (rows int64) {
	t.Helper()
	err := s.counts(t.Context(), "SELECT toInt64(count()) FROM case_events", nil, func(row observatory.CountRow) bool { rows = row.Values[0]; return true })
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
