package main

import (
	"maps"
	"slices"
	"testing"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

func sortedKeys[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }

// tallyFact is one event, or one of the questions asked of it, in a share or count.
type tallyFact struct {
	event *observatory.CaseEvent
	part  string
	is    observatory.Tri
}

// tallied says which events an indicator of cases counts, and how.
type tallied struct {
	id, kind string
	apart    bool                 // a picture of the message is the document, and told is never added
	part     indicators.Dimension // what the part is, when it can be asked for
	always   bool                 // each part is a series whatever is asked
	count    bool
	of       func(v naive, e *observatory.CaseEvent) []tallyFact
}

// answers makes the reading of an answer: those that mean yes, those that mean no.
func answers(yes, no []string) func(naive, *observatory.CaseEvent) []tallyFact {
	return func(_ naive, e *observatory.CaseEvent) []tallyFact {
		c := tallyFact{event: e}
		switch {
		case slices.Contains(yes, e.Answer):
			c.is = observatory.Yes
		case slices.Contains(no, e.Answer):
			c.is = observatory.No
		}
		return []tallyFact{c}
	}
}

func itself(_ naive, e *observatory.CaseEvent) []tallyFact { return []tallyFact{{event: e}} }

// talliedIndicators are the shares and counts of events of cases.
func talliedIndicators() []tallied {
	return []tallied{
		{id: "ccc.answered", kind: "ccc_contact", of: answers([]string{"solved", "unsolved", "stereotyped", "written_statement"}, []string{"silent"})},
		{id: "ccc.solved", kind: "ccc_contact", of: answers([]string{"solved"}, []string{"silent", "unsolved", "stereotyped", "written_statement"})},
		{id: "ccc.stereotyped", kind: "ccc_contact", of: answers([]string{"stereotyped"}, []string{"solved", "unsolved", "written_statement"})},
		{id: "ccc.written_statement", kind: "ccc_contact", of: statement},
		{id: "pan.blocking_solved", kind: "pan_contact", of: blockLifted},
		{id: "pan.reported", kind: "pan_contact", always: true, of: appointment},
		{id: "alternatives.offered", kind: "alternative_asked", of: answers([]string{"offered", "accepted"}, []string{"refused", "silent"})},
		{id: "confidentiality.incidents", kind: "disclosure", count: true, of: itself},
		{id: "certificate.rights_mention", kind: "certificate", part: indicators.Rank, of: func(_ naive, e *observatory.CaseEvent) []tallyFact {
			return []tallyFact{{e, e.Rank, e.RightsMention}}
		}},
		{id: "certificate.recognition", kind: "certificate_presented", part: indicators.Organisation, of: func(v naive, e *observatory.CaseEvent) []tallyFact {
			return []tallyFact{{event: e, part: e.Organisation, is: v.recognisedBy(e)}}
		}},
		{id: "closure.remedy_shown", kind: "closure", apart: true, part: indicators.Source, of: declaredRemedy},
		{id: "closure.sender_identified", kind: "closure", apart: true, part: indicators.Source, of: declaredSender},
		{id: "closure.favourable", kind: "closure", apart: true, part: indicators.Source, count: true, of: func(v naive, e *observatory.CaseEvent) []tallyFact {
			return v.declared(e, "favourable", observatory.Unknown)
		}},
	}
}

func statement(_ naive, e *observatory.CaseEvent) []tallyFact {
	c := tallyFact{event: e}
	switch {
	case e.Answer == "written_statement" || e.Details.Get(observatory.DetailWrittenStatement) == "yes":
		c.is = observatory.Yes
	case e.Answer != "" && e.Answer != "solved":
		c.is = observatory.No
	}
	return []tallyFact{c}
}

// blockLifted asks of a visit to a help point what came of it, and where that is
// not told what was answered.
func blockLifted(v naive, e *observatory.CaseEvent) []tallyFact {
	switch e.Details.Get(observatory.DetailOutcome) {
	case "":
		return answers([]string{"solved"}, []string{"unsolved", "refused", "written_statement"})(v, e)
	case "solved", "filed":
		return []tallyFact{{event: e, is: observatory.Yes}}
	case "unsolved", "not_competent":
		return []tallyFact{{event: e, is: observatory.No}}
	}
	return []tallyFact{{event: e}}
}

// appointment asks two questions of a contact of a help point.
func appointment(_ naive, e *observatory.CaseEvent) []tallyFact {
	shown := observatory.Tri(e.Details.Get(observatory.DetailSlotsShown))
	if shown == observatory.Unknown && e.Answer == "no_slot" {
		shown = observatory.No
	}
	soonest, latest := e.Date, e.Date // days on which it may have been asked for
	if e.MonthOnly {
		latest = e.Date.Month().Last()
	}
	near := observatory.Unknown
	switch {
	case shown == observatory.No:
		near = observatory.No
	case !e.End.Known() || e.End < e.Date:
	case e.End-soonest <= 30:
		near = observatory.Yes
	case e.End-latest > 30:
		near = observatory.No
	}
	return []tallyFact{{e, indicators.SeriesWithin30, near}, {e, indicators.SeriesShown, shown}}
}

// declared counts a closure of an ANEF file with one ending.
func (v naive) declared(e *observatory.CaseEvent, ending string, is observatory.Tri) []tallyFact {
	if e.Ending != ending || v.elsewhere(e.Case) {
		return nil
	}
	return []tallyFact{{e, "declared", is}}
}

func declaredRemedy(v naive, e *observatory.CaseEvent) []tallyFact {
	is := observatory.Tri(e.Details.Get(observatory.DetailRemedyShown))
	if slices.Contains([]string{"incomplete", "incomplete_disputed", "no_answer"}, e.Details.Get(observatory.DetailReason)) {
		is = observatory.Unknown // nobody can tell whether the file was in truth incomplete
	}
	return v.declared(e, "adverse", is)
}

func declaredSender(v naive, e *observatory.CaseEvent) []tallyFact {
	is := map[string]observatory.Tri{"named": observatory.Yes, "functional": observatory.No, "none": observatory.No}[e.Details.Get(observatory.DetailSender)]
	return v.declared(e, "adverse", is)
}

// series names the series of a counted event.
func (d tallied) series(c tallyFact, cut split) string {
	level, part := "", ""
	switch {
	case d.apart && c.event.Level == observatory.LevelTold:
		level = "told"
	case d.apart:
		level = "document"
	case cut.has(indicators.Level):
		level = string(c.event.Level)
	}
	if d.always || d.part != "" && cut.has(d.part) {
		part = c.part
	}
	return seriesOf(level, part)
}

// tallyOf lists the events of the window that an indicator counts.
func (v naive) tallyOf(d tallied) []tallyFact {
	var list []tallyFact
	for _, e := range v.visibleEvents() {
		if string(e.Event) == d.kind && e.Date.Known() && e.Date >= v.from && e.Date <= v.lastDay("") {
			list = append(list, d.of(v, e)...)
		}
	}
	return list
}

// shareOf makes the figure of counted events.
func shareOf(list []tallyFact, count bool) number {
	var f number
	everyone, known, associations := map[string]bool{}, map[string]int64{}, map[string]bool{}
	with := map[observatory.Tri]map[string]bool{observatory.Yes: {}, observatory.No: {}, observatory.Unknown: {}}
	for _, c := range list {
		f.planned++
		everyone[c.event.Person.String()], associations[c.event.Association] = true, true
		if c.is != observatory.Unknown {
			f.denominator++
			known[c.event.Person.String()]++
		}
		if c.is == observatory.Yes {
			f.numerator++
		}
		with[c.is][c.event.Person.String()] = true
	}
	f.associations = int64(len(associations))
	if count {
		f.value, f.numerator, f.denominator, f.covered, f.n = float64(f.planned), f.planned, 0, f.planned, int64(len(everyone))
		return f
	}
	f.n, f.covered = int64(len(known)), f.denominator
	f.withYes, f.withNo = int64(len(with[observatory.Yes])), int64(len(with[observatory.No]))
	f.setWilson(oneSize(known))
	return f
}

// checkTallies compares the shares and counts of events.
func checkTallies(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
	t.Helper()
	for _, d := range talliedIndicators() {
		list := v.tallyOf(d)
		cuts := []split{{}, {[]indicators.Dimension{indicators.Department, indicators.Month}}, {[]indicators.Dimension{indicators.Level}}}
		if d.part != "" {
			cuts = append(cuts, split{[]indicators.Dimension{d.part}})
		}
		tables := b.tables(t, s, d.id, w, firstRules(), cuts)
		for i, cut := range cuts {
			total := int64(0)
			for _, f := range tables[i] {
				if slices.Contains([]string{indicators.SeriesDocument + "/" + indicators.SeriesRead}, f.Series) || isRecognitionCount(d, f) {
					continue // see checkMessages, checkRecognition
				}
				compare(t, f, shareOf(v.inCell(t, d, list, f, cut, f.Series), d.count))
				total += f.Planned
			}
			if total != int64(len(list)) {
				t.Errorf("%s %v: %d events in the cells, naive %d", d.id, cut.by, total, len(list))
			}
		}
	}
}

// inCell keeps what is counted in the cell of a figure.
func (v naive) inCell(t *testing.T, d tallied, list []tallyFact, f observatory.Figure, cut split, series string) []tallyFact {
	t.Helper()
	month := monthOf(t, cut, f)
	var kept []tallyFact
	for _, c := range list {
		if d.series(c, cut) == series && (f.Department == "" || f.Department == c.event.Department) && v.in(month, c.event.Date) {
			kept = append(kept, c)
		}
	}
	return kept
}

func isRecognitionCount(d tallied, f observatory.Figure) bool {
	return d.id == "certificate.recognition" && f.Unit == string(indicators.Count)
}

// recognised says which events the counts beside the share of accepted
// certificates count.
func (v naive) recognised() map[string]func(*observatory.CaseEvent) bool {
	return map[string]func(*observatory.CaseEvent) bool{
		indicators.SeriesPresented: func(e *observatory.CaseEvent) bool { return e.Event == "certificate_presented" },
		indicators.SeriesAccepted: func(e *observatory.CaseEvent) bool {
			return e.Event == "certificate_presented" && e.Answer == "accepted"
		},
		indicators.SeriesRefused: func(e *observatory.CaseEvent) bool {
			if e.Event == "certificate_refused" {
				return !v.beside(e, func(o *observatory.CaseEvent) bool {
					return o.Event == "certificate_presented" && (o.Answer == "" || o.Answer == "refused")
				})
			}
			return e.Event == "certificate_presented" && v.recognisedBy(e) == observatory.No
		},
	}
}

// recognisedBy says whether an organisation accepted a certificate; a refusal of
// the case by the same one answers where nothing else does.
func (v naive) recognisedBy(e *observatory.CaseEvent) observatory.Tri {
	refused := func(o *observatory.CaseEvent) bool { return o.Event == "certificate_refused" }
	switch {
	case e.Answer == "accepted":
		return observatory.Yes
	case e.Answer == "refused" || e.Answer == "" && v.beside(e, refused):
		return observatory.No
	}
	return observatory.Unknown
}

// beside reports whether the case has such an event of the same organisation.
func (v naive) beside(e *observatory.CaseEvent, is func(*observatory.CaseEvent) bool) bool {
	if e.Organisation == "" {
		return false
	}
	if v.once.cases == nil {
		v.once.cases = map[observatory.ID][]*observatory.CaseEvent{}
		for _, o := range v.visibleEvents() {
			v.once.cases[o.Case] = append(v.once.cases[o.Case], o)
		}
	}
	return slices.ContainsFunc(v.once.cases[e.Case], func(o *observatory.CaseEvent) bool { return o.Organisation == e.Organisation && is(o) })
}

// checkRecognition compares the counts beside the share of accepted certificates:
// presented, accepted, and refused with the refusals that were reported alone.
func checkRecognition(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
	t.Helper()
	organisation := func(_ naive, e *observatory.CaseEvent) []tallyFact {
		return []tallyFact{{event: e, part: e.Organisation}}
	}
	d := tallied{id: "certificate.recognition", part: indicators.Organisation, of: organisation}
	kinds := v.recognised()
	cuts := []split{{}, {[]indicators.Dimension{indicators.Organisation}}, {[]indicators.Dimension{indicators.Department, indicators.Month, indicators.Level}}}
	tables := b.tables(t, s, d.id, w, firstRules(), cuts)
	for i, cut := range cuts {
		totals := map[string]int64{}
		for _, f := range tables[i] {
			if !isRecognitionCount(d, f) {
				continue
			}
			series, name := cutLast(f.Series)
			compare(t, f, shareOf(v.inCell(t, d, v.ofKind(kinds[name], organisation), f, cut, series), true))
			totals[name] += f.Numerator
		}
		for name, is := range kinds {
			if all := int64(len(v.ofKind(is, organisation))); totals[name] != all || all == 0 {
				t.Errorf("%v %s: %d in the cells, naive %d", cut.by, name, totals[name], all)
			}
		}
	}
}

func (v naive) ofKind(is func(*observatory.CaseEvent) bool, of func(naive, *observatory.CaseEvent) []tallyFact) []tallyFact {
	var list []tallyFact
	for _, e := range v.visibleEvents() {
		if is(e) && e.Date.Known() && e.Date >= v.from && e.Date <= v.lastDay("") {
			list = append(list, of(v, e)...)
		}
	}
	return list
}

// cutLast takes the last part off the name of a series.
func cutLast(series string) (rest, last string) {
	for i := len(series) - 1; i >= 0; i-- {
		if series[i] == '/' {
			return series[:i], series[i+1:]
		}
	}
	return "", series
}
