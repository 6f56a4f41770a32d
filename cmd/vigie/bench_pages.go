package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/collectors"
	"vigie/dashboard"
	"vigie/internal/observatory"
	"vigie/internal/store"
)

// pageTimes is what the readings of one address took, at one size of the base.
type pageTimes struct {
	rows, attempts int
	first          time.Duration   // after the start: nothing is remembered
	longest        time.Duration   // answer of the engine then: the slowest aggregate
	warm, engine   []time.Duration // of each later reading; the part in which the engine worked
	after          []time.Duration // of readings each after a new attempt, while new figures are made
}

// keepTime is what a keep of the days of attempts took.
type keepTime struct {
	attempts, months int
	took             time.Duration
}

// keep keeps the days of attempts, as the service does every hour.
func (b *bench) keep(ctx context.Context) error {
	start := time.Now()
	kept, err := b.app.keepDays(ctx)
	b.keeps = append(b.keeps, keepTime{b.attempts, kept.Months, time.Since(start)})
	return err
}

// benchPages are the addresses measured: every public page that reads the base.
func benchPages() []string {
	return []string{
		"/", "/departement/75", "/tentatives", "/parcours", "/parcours.csv", "/blocages", "/derives", "/informations", "/matrice", "/matrice.csv",
		"/pan", "/attestations", "/clotures", "/accompagnement", "/publication.csv",
	}
}

// pageReadings is how often each address is read.
const pageReadings = 20

// readPages measures every page over the base as it is.
func (b *bench) readPages(ctx context.Context) error {
	fmt.Fprintln(b.say, "bench : pages")
	tap, err := b.tapEngine(ctx)
	if err != nil {
		return err
	}
	address, stop, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer stop()
	measured := make(map[string]*pageTimes, len(benchPages()))
	for _, page := range benchPages() { // first of all: nothing is remembered yet
		start := time.Now()
		if _, err := get(ctx, address+page); err != nil {
			return fmt.Errorf("%s : %w", page, err)
		}
		measured[page] = &pageTimes{rows: b.rows, attempts: b.attempts, first: time.Since(start), longest: tap.longest()}
	}
	for _, page := range benchPages() {
		if err := readWarm(ctx, tap, address+page, measured[page]); err != nil {
			return fmt.Errorf("%s : %w", page, err)
		}
	}
	for _, page := range benchPages() {
		if err := b.readAfter(ctx, address+page, measured[page]); err != nil {
			return fmt.Errorf("%s : %w", page, err)
		}
		b.pages[page] = append(b.pages[page], *measured[page])
	}
	return nil
}

// readWarm reads one page again and again, over a base that stays as it is.
func readWarm(ctx context.Context, tap *engineTap, address string, times *pageTimes) error {
	for range pageReadings {
		start := time.Now()
		if _, err := get(ctx, address); err != nil {
			return err
		}
		end := time.Now()
		times.warm, times.engine = append(times.warm, end.Sub(start)), append(times.engine, tap.busy(start, end))
	}
	return nil
}

// readAfter reads one page again and again, each time after a new attempt.
func (b *bench) readAfter(ctx context.Context, address string, times *pageTimes) error {
	for i := range pageReadings {
		if err := b.another(ctx, fmt.Appendf(nil, "%s %d %d", address, b.attempts, i)); err != nil {
			return err
		}
		start := time.Now()
		if _, err := get(ctx, address); err != nil {
			return err
		}
		times.after = append(times.after, time.Since(start))
	}
	return nil
}

// serve serves the dashboard over loopback until stop is called.
func (b *bench) serve(ctx context.Context) (address string, stop func(), err error) {
	b.app.registry = prometheus.NewRegistry() // its collectors are those of one dashboard
	handler, err := b.app.pages(ctx)
	if err != nil {
		return "", nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := dashboard.Server(handler)
	go func() { _ = server.Serve(listener) }() // ends with Close
	return "http://" + listener.Addr().String(), func() { _ = server.Close() }, nil
}

// reportPages prints a line a page and a size.
func (b *bench) reportPages(out io.Writer) {
	fmt.Fprintf(out, "\n## Pages\n\nEach read once after the start, %d times more, and %d times each after a new attempt, while new figures are made in the background. Engine: the time in which it worked on the SQL of a warm reading (answers awaited, overlapping ones once). Slowest answer: the longest that the engine took for one aggregate of the first reading, two asked at a time. Limits: 1,000 ms for an aggregate the first time, 150 ms warm, 1.25 times the engine plus 3 ms.\n\n", pageReadings, pageReadings)
	fmt.Fprintln(out, "| page | events, k | attempts, k | first, ms | slowest answer, ms | of 1,000 | warm p50, ms | p95, ms | of 150 | engine p50, ms | warm p50 of 1.25 engine + 3 ms | after an attempt p50, ms | p95, ms |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	for _, page := range benchPages() {
		for _, t := range b.pages[page] {
			warm, engine, after := slices.Sorted(slices.Values(t.warm)), slices.Sorted(slices.Values(t.engine)), slices.Sorted(slices.Values(t.after))
			half, most, work := ms(quantile(warm, 0.5)), ms(quantile(warm, 0.95)), ms(quantile(engine, 0.5))
			fmt.Fprintf(out, "| `%s` | %d | %d | %.0f | %.0f | %.2f | %.1f | %.1f | %.2f | %.1f | %.2f | %.1f | %.1f |\n", page, t.rows/1000, t.attempts/1000, ms(t.first), ms(t.longest), ms(t.longest)/1000,
				half, most, most/150, work, half/(1.25*work+3), ms(quantile(after, 0.5)), ms(quantile(after, 0.95)))
		}
	}
	b.reportKeeps(out)
}

// reportKeeps says what it took to keep the months that the pages read.
func (b *bench) reportKeeps(out io.Writer) {
	fmt.Fprint(out, "\nDays of attempts kept before, as the service does every hour:")
	for _, k := range b.keeps {
		fmt.Fprintf(out, " of %d k attempts %d months in %.1f s;", k.attempts/1000, k.months, k.took.Seconds())
	}
	fmt.Fprintln(out, " a month more is counted each month.")
}

// tapEngine opens the store again, so that what it asks the engine is timed.
func (b *bench) tapEngine(ctx context.Context) (*engineTap, error) {
	if err := b.app.store.Close(); err != nil {
		return nil, err
	}
	tap := &engineTap{}
	options := b.app.storeConfig()
	options.Dial = func(ctx context.Context) (net.Conn, error) {
		conn, err := b.app.engine.Dial(ctx)
		if err != nil {
			return nil, err
		}
		return &tappedConn{Conn: conn, tap: tap}, nil
	}
	var err error
	b.app.store, err = store.Open(ctx, options)
	return tap, err
}

// engineTap notes when the engine works: from a question's first byte to its
// answer's last.
type engineTap struct {
	mu    sync.Mutex
	spans []*engineSpan
}

type engineSpan struct{ from, to time.Time }

// busy is for how long the engine worked on anything between two moments.
func (t *engineTap) busy(from, to time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	slices.SortFunc(t.spans, func(a, b *engineSpan) int { return a.from.Compare(b.from) })
	var sum time.Duration
	for _, s := range t.spans {
		if s.from.After(from) {
			from = s.from
		}
		until := s.to
		if until.After(to) {
			until = to
		}
		if until.After(from) {
			sum, from = sum+until.Sub(from), until
		}
	}
	t.spans = nil
	return sum
}

// longest is the longest that the engine took for one answer since it was last asked.
func (t *engineTap) longest() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	var most time.Duration
	for _, s := range t.spans {
		most = max(most, s.to.Sub(s.from))
	}
	t.spans = nil
	return most
}

// tappedConn is a connection to the engine on which one answer follows one question.
type tappedConn struct {
	net.Conn
	tap  *engineTap
	span *engineSpan // being asked or answered
	read bool        // some of its answer has come
}

func (c *tappedConn) Write(p []byte) (int, error) {
	c.tap.mu.Lock()
	if c.span == nil || c.read {
		now := time.Now()
		c.span, c.read = &engineSpan{now, now}, false
		c.tap.spans = append(c.tap.spans, c.span)
	}
	c.tap.mu.Unlock()
	return c.Conn.Write(p)
}

func (c *tappedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.tap.mu.Lock()
	if n > 0 && c.span != nil {
		c.span.to, c.read = time.Now(), true
	}
	c.tap.mu.Unlock()
	return n, err
}

// another writes a new attempt.
func (b *bench) another(ctx context.Context, name []byte) error {
	return b.app.store.Append(ctx, []observatory.Observation{&observatory.Attempt{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID([]byte("after"), name), At: b.app.recordedAt(), RecordedAt: b.app.recordedAt(),
			Source: "probe", Place: "bench", Simulation: true,
		},
		Journey: "pan.door", Target: "cible-1", Department: "01", Mode: observatory.Unattended, Outcome: observatory.Met,
	}})
}

// grow makes the base so many times larger: a file of another association, of
// other cases, and attempts between those there are.
func (b *bench) grow(ctx context.Context) error {
	more := b.rows * (b.cmd.Grow - 1)
	if err := b.generate(more, demoSeed+1); err != nil {
		return err
	}
	if _, err := collectors.Import(ctx, b.file, b.app.importOptions("bench-grow")); err != nil {
		return err
	}
	b.rows += more
	return b.fillAttempts(ctx, b.attempts*b.cmd.Grow)
}
