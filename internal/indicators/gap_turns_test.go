package indicators

import (
	"cmp"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// untidyCase is a case as rows really have it: dates are missing, documents come
// late, titles begin after the filing, applications are filed again.
func untidyCase(random *rand.Rand) CaseFacts {
	kinds := []observatory.EventKind{
		filing, filing, refiling, closure, decision, observatory.EventWithdrawal, attested, title, title, api, api, api,
		observatory.EventReceipt, observatory.EventDocumentRequest, observatory.EventDocumentAnswer, observatory.EventCertificateRequest, observatory.EventCertificateRequest,
	}
	facts := CaseFacts{Procedure: []string{"renewal", "renewal", "first", ""}[random.IntN(4)], Ground: []string{"student", "private_family", ""}[random.IntN(3)]}
	for range 2 + random.IntN(9) {
		on := day(1, 1+random.IntN(150))
		e := CaseFact{Kind: kinds[random.IntN(len(kinds))], Date: on}
		if e.isDocument() || random.IntN(6) == 0 {
			e.Start, e.End = on+observatory.Date(random.IntN(40)-20), on+observatory.Date(random.IntN(90))
		}
		if e.Kind == title {
			e.Date, e.Start = e.Start, e.Start-observatory.Date(random.IntN(200)*random.IntN(2))
		}
		if random.IntN(4) == 0 && e.Kind == filing {
			e.Code, e.Channel = CodeInTime3, ChannelANEF
		}
		if random.IntN(12) == 0 {
			e.Kind, e.Code = attested, CodeFirstContact
		}
		if random.IntN(6) == 0 {
			e.Date, e.MonthOnly = e.Date.Month().First(), true
			if e.isDocument() && random.IntN(2) == 0 {
				e.Start = e.Date
			}
		}
		for _, date := range []*observatory.Date{&e.Date, &e.Start, &e.End} {
			if random.IntN(15) == 0 {
				*date = observatory.NoDate
			}
		}
		facts.Events = append(facts.Events, e)
	}
	return facts
}

// told is what a case comes to on the last day of a window.
type told struct {
	Known    bool
	Gaps     []Gap
	Days     [2]map[observatory.Date]Piece // window days of both readings
	Refusals []Refusal
	Contact  observatory.Date
	Delays   []Delay
}

// toldOf puts findings into a form in which equal ones are equal: nothing after the
// last day, in order, pieces day by day.
func toldOf(g *CaseGaps, delays []Delay, known bool, to observatory.Date) told {
	out := told{Known: known, Contact: g.Contact}
	for _, gap := range g.Gaps {
		if gap.Start <= to {
			out.Gaps = append(out.Gaps, gap)
		}
	}
	slices.SortFunc(out.Gaps, func(a, b Gap) int { return cmp.Compare(a.Start, b.Start) })
	for i, pieces := range [][]Piece{g.Floor, g.Ceiling} {
		out.Days[i] = map[observatory.Date]Piece{}
		for _, p := range pieces {
			for d := p.Start; d <= min(p.End, to); d++ {
				out.Days[i][d] = Piece{Duty: p.Duty, Gap: p.Gap, Renewal: p.Renewal}
			}
		}
	}
	for _, refusal := range g.Refusals {
		if refusal.On <= to {
			out.Refusals = append(out.Refusals, refusal)
		}
	}
	for _, d := range delays {
		if d.From <= to {
			out.Delays = append(out.Delays, d)
		}
	}
	return out
}

// readBack reads a kept row as a figure of a window with that last day does.
func readBack(row observatory.GapCase, to observatory.Date) told {
	c := caseReader{to: to}
	known := row.Known <= to
	if known {
		for _, number := range slices.Concat(row.Gaps, row.Held) {
			c.fill(number)
		}
		c.days = observatory.RefusalDays
		for _, number := range row.Refusals {
			c.fill(number)
		}
	}
	c.days = observatory.RequestDays
	for _, number := range row.Requests {
		c.fill(number)
	}
	c.contact(row.Contact)
	return toldOf(&c.gaps, c.hand.delays[0], known, to)
}

// What is kept of a case tells of every earlier day what the rule tells of it then.
func TestEveryEarlierDayIsToldAsTheRuleTellsIt(t *testing.T) {
	random, rules, horizon := rand.New(rand.NewPCG(5, 6)), studentRules(t), day(6, 10)
	days, rows, seen, cases := 0, 0, told{}, 400
	if os.Getenv("VIGIE_FULL") != "" {
		cases = 10_000
	}
	for range cases {
		facts := untidyCase(random)
		facts.Events = slices.DeleteFunc(facts.Events, func(e CaseFact) bool { return e.happened() > horizon })
		r := &caseRows{&caseList{}, gapShare(), Request{Rules: rules, Window: observatory.Window{Horizon: horizon.Time()}}}
		facts.Case = observatory.NoID.String()
		for v := range 2 {
			gaps := Gaps(facts, horizon, rules, v == 1).kept()
			found := caseResult{monthOnly: true, gaps: [2]*CaseGaps{&gaps, &gaps}, delays: [2][]Delay{Delays(facts, horizon, v == 1), Delays(facts, horizon, v == 1)}}
			var err error
			if found.kept, err = r.keptOf(facts, &found, []string{"", "", ""}); err != nil {
				t.Fatal(err)
			}
			kept := slices.Concat(found.kept.earlier[v], []earlierCase{found.today(v)})
			rows += len(kept)
			for to := day(1, 1) - 210; to <= horizon; to++ {
				if facts.begins() > to {
					continue
				}
				holds := slices.DeleteFunc(slices.Clone(kept), func(e earlierCase) bool { return to < e.from || to > e.until })
				if len(holds) != 1 {
					t.Fatalf("%d rows hold for %s of %+v", len(holds), to, facts)
				}
				rule := Gaps(facts, to, rules, v == 1).kept()
				want, got := toldOf(&rule, Delays(facts, to, v == 1), rule.Computable, to), readBack(holds[0].fill(observatory.GapCase{}), to)
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Fatalf("end %d, window to %s (-rule +kept):\n%s\nof %+v", v, to, diff, facts)
				}
				days++
				seen.Gaps, seen.Refusals, seen.Delays = append(seen.Gaps, got.Gaps...), append(seen.Refusals, got.Refusals...), append(seen.Delays, got.Delays...)
			}
		}
	}
	if days < 125*cases || rows < 2*cases || len(seen.Gaps) < 5*cases || len(seen.Refusals) < cases/4 || len(seen.Delays) < 5*cases {
		t.Errorf("%d days, %d rows, %d gaps, %d refusals, %d delays", days, rows, len(seen.Gaps), len(seen.Refusals), len(seen.Delays))
	}
}
