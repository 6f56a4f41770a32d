package privacy

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// facts is a reader of a few rows; it notes the horizons it was asked for.
type facts struct {
	counted  int // countings of facts
	attempts []observatory.Attempt
	verdicts []observatory.DutyVerdict
	horizons map[string]time.Time
	slotsBy  map[string]time.Time
}

func (f *facts) Counts(_ context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	f.horizons[query], f.slotsBy[query] = w.Horizon, w.SlotsBy
	return func(yield func(observatory.CountRow, error) bool) {
		yield(observatory.CountRow{Keys: []string{query}}, nil)
	}
}

func (f *facts) Attempts(_ context.Context, filter observatory.AttemptFilter) iter.Seq2[observatory.Attempt, error] {
	return func(yield func(observatory.Attempt, error) bool) {
		n := 0
		for _, a := range f.attempts {
			if a.ShowsSlots() && a.RecordedAt.After(filter.SlotsBy) {
				continue
			}
			if filter.Limit > 0 && n == filter.Limit || !yield(a, nil) {
				return
			}
			n++
		}
	}
}

func (f *facts) Attempt(_ context.Context, id observatory.ID) (observatory.Attempt, error) {
	for _, a := range f.attempts {
		if a.ID == id {
			return a, nil
		}
	}
	return observatory.Attempt{}, observatory.ErrNotFound
}

func (f *facts) PageFacts(context.Context, observatory.PageFactFilter) iter.Seq2[observatory.PageFact, error] {
	return func(func(observatory.PageFact, error) bool) {}
}

func (f *facts) Verdicts(context.Context, observatory.VerdictFilter) iter.Seq2[observatory.DutyVerdict, error] {
	return func(yield func(observatory.DutyVerdict, error) bool) {
		for _, v := range f.verdicts {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func (f *facts) Version(context.Context) (string, error) { return "7", nil }

func publicNow() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func publicOver(f *facts) *PublicReader {
	f.horizons, f.slotsBy = map[string]time.Time{}, map[string]time.Time{}
	return Public(f, PublicOptions{
		Delay: 48 * time.Hour, Now: publicNow,
		CaseProof: func(id string) bool { return id == "case" },
		Published: func(context.Context) (observatory.Publication, error) {
			return observatory.Publication{Edition: "2026-11"}, nil
		},
		FactsRead: func(_ context.Context, horizon time.Time) (map[string]int64, error) {
			f.counted++
			if horizon.Equal(publicNow()) {
				return map[string]int64{"": 93}, nil // of 100
			}
			return map[string]int64{"": 100}, nil
		},
	})
}

// A verdict whose facts were erased says so, with a bracket, and keeps its
// numbers; facts are counted once a horizon.
func TestVerdictsTellOfErasedFacts(t *testing.T) {
	verdict := func(at time.Time, month string) observatory.DutyVerdict {
		return observatory.DutyVerdict{Envelope: observatory.Envelope{At: at}, Obligation: "case", Period: month, K: 20, N: 50, Facts: 100}
	}
	f := &facts{verdicts: []observatory.DutyVerdict{
		verdict(publicNow(), "2026-09"), verdict(publicNow(), "2026-10"), verdict(publicNow().AddDate(0, 0, 1), "2026-11"),
		{Envelope: observatory.Envelope{At: publicNow().AddDate(0, 0, 2)}, Obligation: "probe", Period: "2026-10"},
	}}
	var erased []int64
	for v, err := range publicOver(f).Verdicts(t.Context(), observatory.VerdictFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if v.Facts != 0 || v.Obligation == "case" && (v.K != 20 || v.N != 50) {
			t.Errorf("%+v", v)
		}
		erased = append(erased, v.Erased)
	}
	if !slices.Equal(erased, []int64{1, 1, 0, 0}) || f.counted != 2 { // 7 are told as 1 to 10
		t.Errorf("erased %v, counted %d times", erased, f.counted)
	}
}

func TestPublicSeesNoRowOfPersons(t *testing.T) {
	f := &facts{}
	p := publicOver(f)
	for _, query := range []string{"certificate.gap_days", "closure.reason_stated", "cases.counts", "cases.facts", "a query of tomorrow"} {
		for _, err := range p.Counts(t.Context(), query, observatory.Window{}) {
			if !errors.Is(err, ErrNotPublic) {
				t.Errorf("%s: %v", query, err)
			}
		}
		if _, asked := f.horizons[query]; asked {
			t.Errorf("%s was read", query)
		}
	}
	if version, err := p.Version(t.Context()); err != nil || version != "7-2026-11" {
		t.Errorf("version %q, %v: it must change with the edition", version, err)
	}
}

// Facts of slots are public after the delay only; those of doors at once.
func TestSlotsArePublicAfterTheDelay(t *testing.T) {
	attempt := func(n byte, journey string, age time.Duration) observatory.Attempt {
		at := publicNow().Add(-age)
		return observatory.Attempt{Envelope: observatory.Envelope{ID: observatory.ID{n}, At: at, RecordedAt: at}, Journey: journey}
	}
	dated := attempt(5, "anef.home", time.Hour)
	dated.FirstDate = observatory.NewDate(2026, 12, 1)
	f := &facts{attempts: []observatory.Attempt{
		attempt(1, "pan.slots", time.Hour), attempt(2, "pan.door", time.Hour), attempt(3, "pan.slots", 49*time.Hour), attempt(4, "pan.slots.keyboard", time.Hour), dated,
	}}
	p := publicOver(f)
	var seen []byte
	for a, err := range p.Attempts(t.Context(), observatory.AttemptFilter{Limit: 2}) {
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, a.ID[0])
	}
	if string(seen) != "\x02\x03" {
		t.Errorf("attempts %v are shown, want 2 and 3: a limit counts what is shown", seen)
	}
	for id, want := range map[byte]error{1: ErrNotYet, 2: nil, 3: nil, 4: ErrNotYet, 5: ErrNotYet, 9: observatory.ErrNotFound} {
		if _, err := p.Attempt(t.Context(), observatory.ID{id}); !errors.Is(err, want) {
			t.Errorf("attempt %d: %v, want %v", id, err, want)
		}
	}
	for _, query := range []string{"pan.availability", "pan.door"} {
		for _, err := range p.Counts(t.Context(), query, observatory.Window{Horizon: publicNow()}) {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := f.horizons["pan.availability"]; !got.Equal(publicNow().Add(-48 * time.Hour)) {
		t.Errorf("slots are read up to %s", got)
	}
	if got := f.horizons["pan.door"]; !got.Equal(publicNow()) {
		t.Errorf("doors are read up to %s", got)
	}
	for _, query := range openQueries() {
		for _, err := range p.Counts(t.Context(), query, observatory.Window{Horizon: publicNow()}) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if got := f.slotsBy[query]; !got.Equal(publicNow().Add(-48 * time.Hour)) {
			t.Errorf("%s reads slots up to %s", query, got)
		}
	}
}

func TestVerdictsOfCasesAreTold(t *testing.T) {
	figures := []observatory.DutyFigure{{Indicator: "pan.door", N: 30}, {Indicator: "closure.reason_stated", N: 4, Persons: true}}
	f := &facts{verdicts: []observatory.DutyVerdict{
		{Obligation: "case", Period: "2026-10", K: 3, N: 27, Low: 1, High: 2, HasInterval: true, Facts: 812, Figures: figures},
		{Obligation: "case", Period: "2026-10", Department: "93", K: 1, N: 2},
		{Obligation: "probe", Period: "2026-10", Department: "93", K: 3, N: 27, Figures: figures},
	}}
	var got []observatory.DutyVerdict
	for v, err := range publicOver(f).Verdicts(t.Context(), observatory.VerdictFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, v)
	}
	if len(got) != 2 {
		t.Fatalf("%d rows, want the country's and the probe's", len(got))
	}
	if v := got[0]; v.K != 1 || v.N != 20 || v.HasInterval || v.Low != 0 || v.Facts != 0 || len(v.Figures) != 1 {
		t.Errorf("a row of cases tells %+v", v)
	}
	if v := got[1]; v.K != 3 || v.N != 27 || len(v.Figures) != 1 || v.Figures[0].Persons {
		t.Errorf("a row of probes tells %+v", v)
	}
}
