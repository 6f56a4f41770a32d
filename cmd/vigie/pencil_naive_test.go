package main

import (
	"slices"
	"strings"
	"testing"

	"vigie/internal/catalogue"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// pencilSecond is the second computation over the small world.
type pencilSecond struct {
	naive

	t     *testing.T
	law   law
	known *catalogue.Catalogue
	cases []naiveCase
}

// second prepares it for an indicator. A person whose cases in two associations
// both have a consent to be recognised is one person (docs/import.md, Consentement).
func (w *pencilWorld) second(t *testing.T, d indicators.Definition, window observatory.Window) *pencilSecond {
	t.Helper()
	if window.To == observatory.NoDate {
		window.To = observatory.DateOf(window.Horizon, window.Horizon.Location())
	}
	seen := w.world
	seen.events = nil
	consented, one := map[observatory.ID]bool{}, map[observatory.ID]observatory.ID{}
	for _, e := range w.world.events {
		consented[e.Case] = consented[e.Case] || e.Event == observatory.EventConsent && e.Code == string(observatory.PurposeLinking)
	}
	for _, e := range w.world.events {
		copied := *e
		if consented[e.Case] {
			if one[e.Instance].IsZero() {
				one[e.Instance] = e.Person
			}
			copied.Person = one[e.Instance]
		}
		seen.events = append(seen.events, &copied)
	}
	v := newNaive(&seen, window.From, window.To, window.Horizon, w.catalogue.Zone)
	v.rules, v.listed = true, map[string]bool{"93": true}
	s := &pencilSecond{naive: v, t: t, law: lawOf(w.catalogue), known: w.catalogue}
	if strings.HasPrefix(d.ID, "certificate.") {
		s.cases = v.cases()
		v.judgeDays(s.law, s.cases)
	}
	return s
}

// figure computes what a figure says.
func (s *pencilSecond) figure(f observatory.Figure) (number, bool) {
	id, keep := f.Indicator, func(dayKey) bool { return true }
	pick := func(three [3]number) (number, bool) { return accountingOf(f, three), true }
	journeys := map[string]string{"pan.availability": "pan.slots", "pan.door": "pan.door"}
	switch {
	case strings.HasPrefix(id, "certificate.") && !slices.Contains([]string{"certificate.recognition", "certificate.rights_mention"}, id):
		return s.ofCases(f)
	case strings.HasPrefix(id, "closure."):
		return s.closure(f)
	case journeys[id] != "":
		three, _ := s.probe(journeys[id], f.Series, keep)
		return pick(three)
	case id == "pan.first_slot_delay" || id == "pan.level":
		series, class := cutLast(f.Series)
		three, _ := s.counts(s.classed(s.slotDays(), slotClasses()[id][class]), series, keep)
		return pick(three)
	case id == "pan.closed_run":
		return s.closedRun(f, keep)
	case f.Series == indicators.SeriesOpenSituations && id == "portal.uncovered":
		return s.openSituations("anef.way.no_number", f.Accounting), true
	case strings.HasPrefix(id, "portal."):
		parts := strings.Split(f.Series+"/unattended", "/")
		three, _ := s.probe(parts[0], parts[2], keep)
		return pick(three)
	case id == "substitution.offered_on_failure":
		three, _ := s.counts(s.failingScreens(), f.Series, keep)
		return pick(three)
	case id == "substitution.funnel":
		return funnelOf(s.paths(), f.Series), true
	case id == "substitution.delay":
		return curveNumber(delaySpells(s.paths()), delayEnds, f, f.Series, "", 1)
	case id == "equality.spread":
		return s.compareDepartments(f.Series, f.Accounting), true
	case id == "info.completeness":
		return s.information(f), true
	case id == "info.contradictions":
		return s.contradictions(), true
	case id == "pan.walk_in":
		return s.walkIn(f.Department), true
	case id == "pan.exists":
		return s.knownPlaces(s.known, f.Department, 0), true
	}
	return s.tallied(f)
}

// ofCases computes the figures of whole cases.
func (s *pencilSecond) ofCases(f observatory.Figure) (number, bool) {
	series, variant := variantOf(f.Series)
	kept := casesOf(s.cases, f)
	month, err := observatory.ParseMonth(f.Period.Name)
	if err != nil {
		month = 0
	}
	var want number
	found := true
	first, class := cutFirst(series)
	switch f.Indicator {
	case "certificate.gap_share":
		want = s.classOf(kept, series, variant, month).share()
	case "certificate.gap_ratio":
		want = s.classOf(kept, series, variant, month).ratio()
	case "certificate.implicit_refusal_overlap":
		want = s.overlap(s.law, kept, variant, month).share()
	case "certificate.renewal_delay":
		want, found = curveNumber(s.requestSpells(kept, variant, month), gapEnds, f, series, markOf(variant), 1)
	case "certificate.gap_days":
		switch {
		case first == indicators.SeriesPersonDays && class != "":
			want = s.classOf(kept, class, variant, month).personDays()
		case slices.Contains([]string{indicators.SeriesMedianEnded, indicators.SeriesMedianLeast, indicators.SeriesEnded, indicators.SeriesOpen, indicators.SeriesPersonDays}, series):
			return s.gather(kept, variant, month).figure(s.t, series), true
		default:
			want, found = curveNumber(s.gapSpells(kept, variant), gapEnds, f, series, markOf(variant), 0)
		}
	}
	want.planned, want.covered = coverageOf(kept)
	return want, found
}

// closure computes the figures of closures, declared or read.
func (s *pencilSecond) closure(f observatory.Figure) (number, bool) {
	every := func(naiveMessage) bool { return true }
	if f.Series == indicators.SeriesDocument+"/"+indicators.SeriesRead || f.Indicator == "closure.quality" {
		list := s.readMessages()
		asked := map[string][]string{
			"closure.reason_stated": {"reason_stated"}, "closure.remedy_shown": {"remedy_shown"}, "closure.sender_identified": {"sender_identified"},
			"closure.earlier_request": {"earlier_request_mentioned"}, "closure.quality": messageCriteria,
		}[f.Indicator]
		if f.Indicator == "closure.stereotyped" {
			return s.judged(list, every, s.stereotyped(list)), true
		}
		return s.judged(list, every, answersTo(asked...)), true
	}
	if f.Indicator == "closure.reason_stated" {
		return s.closures(func(e *observatory.CaseEvent) bool { return string(e.Level) == f.Series }), true
	}
	return s.tallied(f)
}

func (s *pencilSecond) closedRun(f observatory.Figure, keep func(dayKey) bool) (number, bool) {
	series, most := f.Series, false
	if rest, last := cutLast(series); last == indicators.SeriesAtMost {
		series, most = rest, true
	}
	closed := s.classed(s.slotDays(), slotClasses()["pan.first_slot_delay"]["none"])
	three, _ := s.counts(closed, series, keep)
	want, accounting := three[0], 0
	if f.Accounting == observatory.Confirmed {
		want, accounting = three[1], 1
	}
	want.value = float64(s.longestClosed(closed, series, accounting, most, keep))
	return want, true
}

func (s *pencilSecond) information(f observatory.Figure) number {
	var want number
	for department, one := range s.sites(indicators.InfoAsked()) {
		if f.Department == "" || f.Department == department {
			want.numerator += one.present
			want.denominator += one.told
			want.n += int64(len(indicators.InfoAsked()))
		}
	}
	want.value, want.covered, want.planned = float64(want.numerator), want.denominator, want.n
	return want
}

// tallied computes the shares and counts of events.
func (s *pencilSecond) tallied(f observatory.Figure) (number, bool) {
	if f.Indicator == "certificate.recognition" && f.Series != "" {
		of := func(_ naive, e *observatory.CaseEvent) []tallyFact { return []tallyFact{{event: e}} }
		return shareOf(s.ofKind(s.recognised()[f.Series], of), true), true
	}
	for _, d := range talliedIndicators() {
		if d.id != f.Indicator {
			continue
		}
		list := slices.DeleteFunc(s.tallyOf(d), func(c tallyFact) bool { return d.series(c, split{}) != f.Series })
		return shareOf(list, d.count), true
	}
	return number{}, false
}
