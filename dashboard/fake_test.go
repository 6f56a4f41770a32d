package dashboard

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/internal/catalogue"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// now is the clock of the tests: Monday 23 November 2026, 10:32 in Paris.
func now() time.Time { return time.Date(2026, 11, 23, 9, 32, 0, 0, time.UTC) }

// memory is a reader over rows held in memory.
type memory struct {
	rows     map[string][]observatory.CountRow
	list     []observatory.Attempt
	facts    []observatory.PageFact
	version  atomic.Int64
	computed atomic.Int64  // readings of counts
	gate     chan struct{} // when not nil, counts wait for it
	err      error
	verdicts []observatory.DutyVerdict
	publish  sync.Mutex
	edition  observatory.Publication
}

func (m *memory) Version(context.Context) (string, error) {
	return fmt.Sprint(m.version.Load()), m.err
}

func (m *memory) CasesVersion(ctx context.Context) (string, error) { return m.Version(ctx) }

func (m *memory) Counts(_ context.Context, query string, _ observatory.Window) iter.Seq2[observatory.CountRow, error] {
	return func(yield func(observatory.CountRow, error) bool) {
		m.computed.Add(1)
		if m.gate != nil {
			<-m.gate
		}
		for _, row := range m.rows[query] {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func (m *memory) Attempts(_ context.Context, f observatory.AttemptFilter) iter.Seq2[observatory.Attempt, error] {
	return func(yield func(observatory.Attempt, error) bool) {
		n := 0
		list := slices.Clone(m.list)
		slices.SortFunc(list, func(a, b observatory.Attempt) int { return b.At.Compare(a.At) })
		for _, a := range list {
			if f.Department != "" && a.Department != f.Department || f.Outcome != "" && a.Outcome != f.Outcome ||
				f.Target != "" && a.Target != f.Target || f.Journey != "" && a.Journey != f.Journey ||
				f.Mode != "" && a.Mode != f.Mode || !inWindow(&a, f.Window) ||
				!f.SlotsBy.IsZero() && a.ShowsSlots() && a.RecordedAt.After(f.SlotsBy) {
				continue
			}
			if f.Limit > 0 && n == f.Limit || !yield(a, nil) {
				return
			}
			n++
		}
	}
}

// inWindow keeps the attempts of the days of a window, by the clock of Paris.
func inWindow(a *observatory.Attempt, w observatory.Window) bool {
	day := observatory.DateOf(a.At, time.FixedZone("Paris", 3600))
	return (!w.From.Known() || day >= w.From) && (!w.To.Known() || day <= w.To)
}

func (m *memory) Attempt(_ context.Context, id observatory.ID) (observatory.Attempt, error) {
	for _, a := range m.list {
		if a.ID == id {
			return a, nil
		}
	}
	return observatory.Attempt{}, observatory.ErrNotFound
}

func (m *memory) PageFacts(_ context.Context, f observatory.PageFactFilter) iter.Seq2[observatory.PageFact, error] {
	return func(yield func(observatory.PageFact, error) bool) {
		for _, fact := range m.facts {
			if (f.Department == "" || fact.Department == f.Department) && !yield(fact, nil) {
				return
			}
		}
	}
}

func (m *memory) Verdicts(context.Context, observatory.VerdictFilter) iter.Seq2[observatory.DutyVerdict, error] {
	return func(yield func(observatory.DutyVerdict, error) bool) {
		for _, v := range m.verdicts {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// Published publishes the cases of the memory, as they are now.
func (m *memory) Published(ctx context.Context) (observatory.Publication, error) {
	m.publish.Lock()
	defer m.publish.Unlock()
	if m.edition.Edition != "" || m.err != nil {
		return m.edition, m.err
	}
	known, err := catalogue.Load()
	if err != nil {
		return m.edition, err
	}
	region := func(department string) string {
		found, _ := known.Department(department)
		return found.Region
	}
	rows := groundless{&memory{rows: m.rows}} // so that its readings are not counted
	base := indicators.Request{Window: observatory.Window{Horizon: now()}, Rules: indicators.RulesOf(known), Zone: known.Zone}
	exact, err := indicators.PublicTables(ctx, rows, base, region)
	if err != nil {
		return m.edition, err
	}
	m.edition = observatory.Publication{Edition: "2026-11", Horizon: now(), Tables: privacy.Protect(exact, privacy.CaseTables{}, indicators.Withins(), region).Shown}
	return m.edition, nil
}

// groundless reads events of cases none of which tells a legal ground.
type groundless struct{ *memory }

func (g groundless) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	return func(yield func(observatory.CountRow, error) bool) {
		for row, err := range g.memory.Counts(ctx, query, w) {
			if w.ByGround && err == nil {
				row.Keys = slices.Clone(row.Keys)
				row.Keys[0] = "" // no ground is told
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// hash is a made-up evidence hash of one digit.
func hash(digit string) observatory.Hash { return observatory.Hash(strings.Repeat(digit, 64)) }

// files is the evidence store of the tests.
func files() func(observatory.Hash) (io.ReadCloser, error) {
	contents := map[observatory.Hash][]byte{
		hash("a"): picture(),
		hash("b"): []byte("<!DOCTYPE html><script>alert(1)</script>"),
		hash("e"): sealedJournal(),
		hash("c"): []byte("age-encryption.org/v1\n-> X25519 secret"),
	}
	return func(h observatory.Hash) (io.ReadCloser, error) {
		data, ok := contents[h]
		if !ok {
			return nil, observatory.ErrNotFound
		}
		return io.NopCloser(bytes.NewReader(data)), nil
	}
}

// picture is a page-like picture.
func picture() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 1280, 900))
	for y := range 900 {
		for x := range 1280 {
			shade := color.RGBA{250, 250, 252, 255}
			if y < 90 {
				shade = color.RGBA{40, 60, 120, 255}
			} else if x > 200 && x < 1080 && (y/36)%3 == 0 {
				shade = color.RGBA{205, 208, 220, 255}
			}
			img.Set(x, y, shade)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// start serves a dashboard over a reader.
func start(t *testing.T, reader Reader, change func(*Config)) (*httptest.Server, *prometheus.Registry) {
	t.Helper()
	config, registry := configOver(t, reader)
	if change != nil {
		change(&config)
	}
	handler, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server, registry
}

// configOver is the configuration of the tests.
func configOver(tb testing.TB, reader Reader) (Config, *prometheus.Registry) {
	tb.Helper()
	known, err := catalogue.Load()
	if err != nil {
		tb.Fatal(err)
	}
	registry := prometheus.NewRegistry()
	return Config{
		Reader: reader, Catalogue: known, Targets: targets(), Journeys: journeys(), Now: now,
		Logger: slog.New(slog.DiscardHandler), Registerer: registry, Evidence: files(),
		Pencil: os.DirFS(".."), Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "up 1\n") }),
	}, registry
}

// handlerOver is the dashboard without a server around it.
func handlerOver(tb testing.TB, reader Reader) http.Handler {
	tb.Helper()
	config, _ := configOver(tb, reader)
	handler, err := New(config)
	if err != nil {
		tb.Fatal(err)
	}
	return handler
}

// siteOver is a site whose parts are called one by one.
func siteOver(tb testing.TB, reader Reader) *site {
	tb.Helper()
	config, _ := configOver(tb, reader)
	s, err := newSite(config)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}
