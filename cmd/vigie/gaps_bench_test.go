package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/store"
)

// TestBenchOfGaps measures the kept sums of gaps against the query over all
// events, in turns: run it with VIGIE_BENCH=gaps.
func TestBenchOfGaps(t *testing.T) {
	if os.Getenv("VIGIE_BENCH") != "gaps" {
		t.Skip("VIGIE_BENCH=gaps measures the kept sums of gaps")
	}
	b := newWorkbench(t)
	for _, cases := range []int{100_000, 1_000_000} {
		t.Run(strconv.Itoa(cases), func(t *testing.T) { b.benchGaps(t, cases) })
	}
}

func (b *workbench) benchGaps(t *testing.T, cases int) {
	s := b.store(t)
	events := manyCases(t, s, 0, cases)
	horizon := noon(worldStart + 300)
	anew := timed(func() { b.keep(t, s, horizon) })
	manyCases(t, s, cases, 1000)
	horizon = horizon.Add(time.Hour)
	step := timed(func() { b.keep(t, s, horizon) })
	q := indicators.Request{
		Window: observatory.Window{From: civil(2025, 1, 1), Horizon: horizon}, By: []indicators.Dimension{indicators.Department},
		Rules: indicators.RulesOf(b.catalogue), Zone: b.catalogue.Zone,
	}
	var raw, facts, kept []time.Duration
	var rawCPU, keptCPU time.Duration
	cold := timed(func() { computed(t, sumsAlone{s}, q) })
	const rounds, again = 5, 10
	for range rounds {
		rawCPU += b.cpu(func() {
			raw = append(raw, timed(func() {
				for _, err := range s.Counts(t.Context(), "certificate.gap_days", q.Window) {
					if err != nil {
						t.Fatal(err)
					}
				}
			}))
		})
		var of, from observatory.Table
		facts = append(facts, timed(func() { of = computed(t, factsAlone{s}, q) }))
		keptCPU += b.cpu(func() {
			for range again {
				kept = append(kept, timed(func() { from = computed(t, sumsAlone{s}, q) }))
			}
		})
		if !slices.Equal(of.Figures, from.Figures) {
			t.Error("the figures are not the same")
		}
	}
	t.Logf("%d cases, %d events, by department, medians: all events read %s ms, with the gap rule %s ms; from kept sums %s ms, %.4f of the query (goal 0.02), the first time %s ms, %.4f; CPU of both processes %s against %s ms, %.4f; sums made anew %s ms, brought up to 1,000 new cases %s ms",
		cases, events, ms(half(raw)), ms(half(facts)), ms(half(kept)), half(kept).Seconds()/half(raw).Seconds(), ms(cold), cold.Seconds()/half(raw).Seconds(),
		ms(keptCPU/rounds/again), ms(rawCPU/rounds), keptCPU.Seconds()/again/rawCPU.Seconds(), ms(anew), ms(step))
}

// cpu is the time that this process and the engine computed meanwhile.
func (b *workbench) cpu(do func()) time.Duration {
	pid := b.engine.PID()
	before := ownCPU() + processCPU(pid)
	do()
	return ownCPU() + processCPU(pid) - before
}

func computed(t *testing.T, r indicators.Reader, q indicators.Request) observatory.Table {
	t.Helper()
	table, err := indicators.Compute(t.Context(), r, "certificate.gap_share", q)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func timed(do func()) time.Duration {
	begun := time.Now()
	do()
	return time.Since(begun)
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()*1000) }

// half is the median.
func half(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

// manyCases writes invented cases from a number on, in a committed import of
// their own, and gives how many events they have: a title, a filing, two or three
// certificates, and the last state, over five years, in a hundred departments.
func manyCases(t *testing.T, s *store.Store, from, cases int) int {
	t.Helper()
	random := rand.New(rand.NewPCG(uint64(from), 3)) //nolint:gosec // a number of cases
	batch, at := testID("batch", from), noon(worldStart+299).Add(time.Duration(from)*time.Millisecond)
	if from > 0 {
		at = noon(worldStart + 300).Add(time.Minute)
	}
	var rows []observatory.CaseEvent
	events := 0
	flush := func() {
		if err := s.AppendEvents(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		events, rows = events+len(rows), rows[:0]
	}
	for i := from; i < from+cases; i++ {
		ends := civil(2022, 1, 1) + observatory.Date(random.IntN(1500))
		e := observatory.CaseEvent{
			Envelope: observatory.Envelope{At: at, RecordedAt: at, Source: "test", SourceVersion: "1"}, Import: batch,
			Association: fmt.Sprintf("a%d", i%20), Case: testID("case", i), Person: testID("person", i), Department: fmt.Sprintf("%02d", 1+i%95),
			Procedure: "renewal", Ground: "employee", Level: observatory.LevelDocument, Channel: "anef",
		}
		add := func(kind observatory.EventKind, date, start, end observatory.Date) {
			e.Event, e.Date, e.Start, e.End, e.Row = kind, date, start, end, len(rows)+1
			e.ID = testID("event", i, len(rows))
			e.Fact = e.ID
			rows = append(rows, e)
		}
		add(observatory.EventTitleHeld, ends-364, ends-364, ends)
		add(observatory.EventFiling, ends-90, 0, 0)
		for n := range 2 + random.IntN(2) {
			start := ends + observatory.Date(1+95*n+random.IntN(20))
			add(observatory.EventCertificate, start, start, start+89)
		}
		add(observatory.EventStateAttested, ends+250, 0, 0)
		if len(rows) > 240_000 {
			flush()
		}
	}
	flush()
	fill(t, s, []observatory.Observation{&observatory.Import{
		Envelope: observatory.Envelope{ID: testID("committed", from), At: at, RecordedAt: at, Source: "csv", SourceVersion: "1"},
		Batch:    batch, State: observatory.ImportCommitted, Association: "toutes", Shape: "events",
	}})
	return events
}
