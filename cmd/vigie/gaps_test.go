package main

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/engine"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/store"
)

// factsAlone reads facts and no kept sums.
type factsAlone struct{ indicators.Reader }

// sumsAlone reads kept sums: a reading of cases is an error.
type sumsAlone struct{ *store.Store }

var errFactsRead = errors.New("the facts were read")

func (s sumsAlone) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	if query == "certificate.gap_days" {
		return func(yield func(observatory.CountRow, error) bool) { yield(observatory.CountRow{}, errFactsRead) }
	}
	return s.Store.Counts(ctx, query, w)
}

func (s sumsAlone) CountsInParts(ctx context.Context, query string, w observatory.Window, _ int64) iter.Seq[iter.Seq2[observatory.CountRow, error]] {
	return func(yield func(iter.Seq2[observatory.CountRow, error]) bool) { yield(s.Counts(ctx, query, w)) }
}

// gapsWorld is a random world of cases: corrections, withdrawn and late imports,
// persons who are recognised across associations, by consent, for some time.
func gapsWorld(seed uint64, cases int) []observatory.Observation {
	random := rand.New(rand.NewPCG(seed, 77))
	made := &world{}
	made.addImports()
	for i := range cases {
		made.addCase(random, i)
	}
	made.addSupport(random) // requests, first contacts, what makes a certificate due
	for i, e := range made.events {
		e.Instance = testID("instance", int(e.Person[0])%40)
		switch {
		case e.Event == observatory.EventCertificate && i%5 == 0 && e.Start.Known() && !e.MonthOnly:
			e.Date = e.Start + observatory.Date(1+i%9) // handed over late
		case e.Event == observatory.EventTitleHeld && i%11 == 0:
			e.End = observatory.NoDate
		}
	}
	for i, e := range slices.Clone(made.events) {
		if i%20 != 0 {
			continue
		}
		consent := *e
		consent.Event, consent.Code, consent.Date, consent.MonthOnly = observatory.EventConsent, "linking", worldStart+observatory.Date(random.IntN(280)), false
		consent.Start, consent.End = observatory.NoDate, observatory.NoDate
		if random.IntN(2) == 0 {
			consent.End = consent.Date + observatory.Date(random.IntN(90))
		}
		made.fact(consent, []int{0, 0, 1, 2}[random.IntN(4)])
	}
	made.leaveOutNumbers()
	reviews := made.asked(random)
	return append(made.rows(), reviews...)
}

// asked adds what filters ask of cases: reviews, and what a row that is no event of
// the application says of procedure and ground.
func (w *world) asked(random *rand.Rand) (reviews []observatory.Observation) {
	seen := map[observatory.ID]bool{}
	for _, e := range slices.Clone(w.events) {
		if seen[e.Case] {
			continue
		}
		seen[e.Case] = true
		if random.IntN(4) == 0 {
			told := *e
			told.Event, told.Code, told.Date, told.Start, told.End, told.MonthOnly = observatory.EventSituation, "minor", worldStart+observatory.Date(random.IntN(300)), observatory.NoDate, observatory.NoDate, false
			told.Procedure, told.Ground = []string{"", "first", "renewal"}[random.IntN(3)], worldGrounds[random.IntN(len(worldGrounds))]
			w.fact(told, random.IntN(3))
		}
		for i := range random.IntN(3) {
			at := noon(worldStart + observatory.Date(random.IntN(300))).Add(time.Duration(i) * time.Minute)
			reviews = append(reviews, &observatory.Review{
				Envelope: observatory.Envelope{ID: testID("review", e.Case.String(), i), At: at, RecordedAt: at, Source: "test"}, Association: e.Association, Case: e.Case,
				State: []observatory.ReviewState{observatory.ReviewVerified, observatory.ReviewRefused, observatory.ReviewReceived}[random.IntN(3)], Author: "test",
			})
		}
	}
	return reviews
}

// keptRequests are requests that kept sums or cases answer, each list of one window.
func keptRequests(random *rand.Rand, horizon time.Time) [][]indicators.Request {
	by := func(months int, by ...indicators.Dimension) indicators.Request {
		return indicators.Request{By: by, Months: months}
	}
	one, told, alpha := by(0, "month"), by(0, "level", "department"), by(observatory.Quarter, "month", "level")
	one.Department, told.Where = "75", map[indicators.Dimension]string{indicators.Level: "told"}
	alpha.Where = map[indicators.Dimension]string{indicators.Association: "alpha"}
	window := func(w observatory.Window, requests ...indicators.Request) []indicators.Request {
		w.Horizon = horizon
		for i := range requests {
			requests[i].Window = w
		}
		return requests
	}
	today := observatory.NoDate
	if horizon.Day()%2 == 0 {
		today = observatory.DateOf(horizon, time.UTC) + 1
	}
	all := [][]indicators.Request{
		window(observatory.Window{To: today}, by(0), by(0, "month", "department", "level"), by(observatory.Quarter, "month"), by(observatory.Year, "month", "department"), told),
		window(observatory.Window{To: today, From: civil(2026, 5, 13)}, by(0), by(0, "department"), one, told, alpha),
		window(observatory.Window{To: today, From: civil(2026, 4, 1)}, by(0), by(0, "department"), by(0, "level"), by(0, "month"), by(observatory.Quarter, "month", "department"), one),
	}
	windows := 1
	if os.Getenv("VIGIE_FULL") != "" {
		windows = 12
	}
	for range windows { // that end on any day, and what filters ask
		w := observatory.Window{To: worldStart - 10 + observatory.Date(random.IntN(int(observatory.DateOf(horizon, time.UTC)-worldStart)+12))}
		if random.IntN(3) > 0 {
			w.From = w.To - observatory.Date(random.IntN(150))
		}
		for _, ask := range []func(){
			func() {
				w.Review = []observatory.ReviewState{observatory.ReviewReceived, observatory.ReviewVerified}[random.IntN(2)]
			},
			func() { w.Procedure = []string{"renewal", "first"}[random.IntN(2)] },
			func() { w.Ground = worldGrounds[random.IntN(len(worldGrounds))] },
		} {
			if random.IntN(4) == 0 {
				ask()
			}
		}
		all = append(all, window(w, by(0), by(0, "month", "department", "level"), alpha))
	}
	return all
}

// keptIndicators are those made of kept cases, two of them of kept sums where these answer.
func keptIndicators() []string {
	return []string{
		"certificate.gap_share", "certificate.gap_ratio",
		"certificate.gap_days", "certificate.renewal_delay", "certificate.implicit_refusal_overlap",
	}
}

// checkKept compares every figure of the kept sums with that of the facts. Both
// come to the same whole numbers, and so to the same reals.
func checkKept(t *testing.T, b *workbench, s *store.Store, horizon time.Time, told map[string]int) (figures int) {
	t.Helper()
	facts := factsAlone{remember(t, s)}
	random := rand.New(rand.NewPCG(uint64(horizon.Unix()), 3)) //nolint:gosec // invented
	for _, requests := range keptRequests(random, horizon) {
		for i := range requests {
			requests[i].Rules, requests[i].Zone = indicators.RulesOf(b.catalogue), b.catalogue.Zone
		}
		w := requests[0].Window
		for _, id := range keptIndicators() {
			want, err := indicators.ComputeEach(t.Context(), facts, id, requests)
			if err != nil {
				t.Fatal(err)
			}
			got, err := indicators.ComputeEach(t.Context(), sumsAlone{s}, id, requests)
			if err != nil {
				t.Fatalf("%s of %+v: %v", id, w, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s of %+v (-facts +kept):\n%s", id, w, diff)
			}
			for _, table := range got {
				figures += len(table.Figures)
				for _, f := range table.Figures {
					if f.N > 0 {
						told[id]++
					}
				}
			}
		}
	}
	return figures
}

func (b *workbench) keeper(s indicators.GapStore) indicators.GapKeeper {
	return indicators.GapKeeper{Store: s, Rules: indicators.RulesOf(b.catalogue), Zone: b.catalogue.Zone}
}

// keep brings the kept sums up to a horizon.
func (b *workbench) keep(t *testing.T, s indicators.GapStore, horizon time.Time) *observatory.GapStep {
	t.Helper()
	step, err := b.keeper(s).Keep(t.Context(), observatory.Window{Horizon: horizon}, testID("step", horizon.String()))
	if err != nil {
		t.Fatal(err)
	}
	return step
}

// fewAtOnce gives persons in many parts, as the store gives those of millions of rows.
type fewAtOnce struct{ *store.Store }

func (s fewAtOnce) CountsInParts(ctx context.Context, query string, w observatory.Window, _ int64) iter.Seq[iter.Seq2[observatory.CountRow, error]] {
	return s.Store.CountsInParts(ctx, query, w, 100)
}

// After whatever came in, was corrected, came late or was taken back, and as days
// pass, the kept sums are those of the facts; steps look at some persons only.
func TestKeptGapsEqualTheFacts(t *testing.T) {
	unraced(t)
	t.Parallel()
	b := newWorkbench(t)
	seeds := []uint64{1} // in parts
	if os.Getenv("VIGIE_FULL") != "" {
		seeds = []uint64{0, 1}
	}
	for _, seed := range seeds {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { b.followWorld(t, seed) })
	}
}

func (b *workbench) followWorld(t *testing.T, seed uint64) {
	s, rows := b.store(t), gapsWorld(seed, 80)
	before, figures, anew, stepped, told := time.Time{}, 0, 0, 0, map[string]int{}
	for _, day := range []int{22, 61, 140, 205, 251, 300} {
		horizon := noon(worldStart + observatory.Date(day)).Add(time.Duration(day*17%24) * time.Hour)
		fill(t, s, slices.DeleteFunc(slices.Clone(rows), func(o observatory.Observation) bool {
			at := o.Env().RecordedAt
			return !at.After(before) || at.After(horizon)
		}))
		if day == 205 { // who is whom
			e := rows[0].(*observatory.CaseEvent)
			fill(t, s, []observatory.Observation{&observatory.PersonDecision{
				Envelope: observatory.Envelope{ID: testID("decision"), At: horizon, RecordedAt: horizon, Source: "test"}, Association: e.Association, First: e.Person, Second: testID("other"),
				Links: []observatory.PersonLink{{Alias: e.Person, Counts: testID("person", e.Association, 3)}},
			}})
		}
		var keeper indicators.GapStore = s
		if seed%2 == 1 {
			keeper = fewAtOnce{s}
		}
		step := b.keep(t, keeper, horizon)
		if step == nil {
			t.Fatalf("day %d: the sums of an earlier day were taken for those of this one", day)
		}
		if step.Follows.IsZero() {
			anew++
		} else {
			stepped++
		}
		t.Logf("day %d: anew %t, %d persons, %d rows", day, step.Follows.IsZero(), step.Persons, step.Rows)
		figures += checkKept(t, b, s, horizon, told)
		if again := b.keep(t, s, horizon.Add(time.Second)); again != nil {
			t.Errorf("day %d: nothing came, and a step was made", day)
		}
		before = horizon
	}
	for _, id := range keptIndicators() {
		if told[id] < 100 {
			t.Errorf("%s: persons in %d figures", id, told[id])
		}
	}
	if anew != 2 || stepped != 4 || figures < 3000 {
		t.Errorf("%d times anew, %d steps, %d figures", anew, stepped, figures)
	}
}

// brokenOff loses what makes a step count, and may take the engine with it.
type brokenOff struct {
	*store.Store

	engine *engine.Engine
}

var errBrokenOff = errors.New("broken off")

func (s brokenOff) AppendGapStep(context.Context, *observatory.GapStep) error {
	if s.engine != nil {
		if child, err := os.FindProcess(s.engine.PID()); err == nil {
			_ = child.Kill()
		}
	}
	return errBrokenOff
}

// A step that is broken off before its end is not read, nor by those after it:
// what counted before counts. What no step tells is read from facts.
func TestHalfAStepOfGapsIsNotRead(t *testing.T) {
	unraced(t)
	t.Parallel()
	b := newWorkbench(t)
	b.engine = openEngine(t, t.TempDir()) // of its own: it is killed
	s, rows := b.store(t), gapsWorld(5, 40)
	first, second := noon(worldStart+62), noon(worldStart+63)
	until := func(from, to time.Time) []observatory.Observation {
		return slices.DeleteFunc(slices.Clone(rows), func(o observatory.Observation) bool {
			at := o.Env().RecordedAt
			return !at.After(from) || at.After(to)
		})
	}
	fill(t, s, until(time.Time{}, first))
	lost := func(engine *engine.Engine, horizon time.Time) {
		t.Helper()
		_, err := b.keeper(brokenOff{s, engine}).Keep(t.Context(), observatory.Window{Horizon: horizon}, testID("lost", horizon.String()))
		if !errors.Is(err, errBrokenOff) {
			t.Fatalf("the step was not broken off: %v", err)
		}
	}
	q := func(horizon time.Time) indicators.Request {
		return indicators.Request{Window: observatory.Window{Horizon: horizon}, Rules: indicators.RulesOf(b.catalogue), Zone: b.catalogue.Zone}
	}
	lost(nil, first)
	if _, err := indicators.Compute(t.Context(), sumsAlone{s}, "certificate.gap_share", q(first)); !errors.Is(err, errFactsRead) {
		t.Errorf("half a step answers: %v", err)
	}
	b.keep(t, s, first)
	checkKept(t, b, s, first, map[string]int{})
	lost(b.engine, second)
	for try := 0; ; try++ { // the engine is started anew by its keeper
		_, err := s.GapSteps(t.Context(), false)
		if err == nil {
			break
		}
		if try == 100 {
			t.Fatal(err)
		}
	}
	checkKept(t, b, s, first, map[string]int{})
	if _, err := indicators.Compute(t.Context(), sumsAlone{s}, "certificate.gap_share", q(second)); !errors.Is(err, errFactsRead) {
		t.Errorf("sums of yesterday answer for today: %v", err)
	}
	if step := b.keep(t, s, second.Add(time.Minute)); step.Follows.IsZero() {
		t.Error("made anew after a step that was broken off")
	}
	checkKept(t, b, s, second.Add(time.Minute), map[string]int{})
	late := until(first, second.Add(24*time.Hour*365))
	for _, o := range late {
		o.Env().RecordedAt = first.Add(-time.Second) // as if it had been there
	}
	fill(t, s, late)
	if step := b.keep(t, s, second.Add(time.Hour)); step == nil || !step.Follows.IsZero() {
		t.Errorf("rows that came in for an earlier horizon: %+v", step)
	}
	checkKept(t, b, s, second.Add(time.Hour), map[string]int{})
}
