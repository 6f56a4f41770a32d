package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// A query that names what stands gives the rows of one that looks it up, for
// withdrawn imports, withdrawn events and corrections; and from many of them on
// it looks them up itself.
func TestWhatStandsNamedOrLookedUp(t *testing.T) {
	s := testStore(t)
	contact := func(name, batch, answer string, change func(*observatory.CaseEvent)) *observatory.CaseEvent {
		return eventOn(name, march, func(e *observatory.CaseEvent) {
			e.Event, e.Import, e.Answer, e.Fact, e.Person, e.Level = "ccc_contact", id(batch), answer, id("fact "+name), id("p"), observatory.LevelDocument
			if change != nil {
				change(e)
			}
		})
	}
	correction := func(of string, revision int, answer string) *observatory.CaseEvent {
		return contact(fmt.Sprint(of, revision), "batch", answer, func(e *observatory.CaseEvent) { e.Fact, e.Revision = id("fact "+of), revision })
	}
	withdrawn := committed("gone", t0.Add(time.Second))
	withdrawn.State = observatory.ImportWithdrawn
	add(t, s, committed("batch", t0), committed("gone", t0), withdrawn,
		contact("stays", "batch", "answered", nil), contact("of a withdrawn import", "gone", "silent", nil), contact("of none", "nowhere", "silent", nil),
		contact("corrected", "batch", "silent", nil), correction("corrected", 1, "silent"), correction("corrected", 2, "answered"),
		contact("withdrawn", "batch", "silent", nil),
		contact("withdraws", "batch", "answered", func(e *observatory.CaseEvent) { e.Withdraws = id("withdrawn") }),
		contact("withdraws in vain", "gone", "silent", func(e *observatory.CaseEvent) { e.Withdraws = id("stays") }))
	agree(t, s, 3, 3, false)
	var many []observatory.Observation
	for i := range fewNamed + 1 {
		of := fmt.Sprint("many ", i)
		many = append(many, contact(of, "batch", "silent", nil), correction(of, 1, "answered"))
	}
	add(t, s, many...)
	agree(t, s, fewNamed+4, fewNamed+4, true)
}

// agree holds the contacts of the centre, all and answered, against both forms of
// the query, and which of them the store chooses.
func agree(t *testing.T, s *Store, all, answered int64, looksUp bool) {
	t.Helper()
	text, params, err := s.named(t.Context(), "ccc.answered", everything)
	if err != nil {
		t.Fatal(err)
	}
	lookup, err := s.sql.heeding(needs{lookup: true})
	if err != nil {
		t.Fatal(err)
	}
	if (text == lookup.named["ccc.answered"]) != looksUp {
		t.Errorf("looks up: want %v, parameters %v", looksUp, params)
	}
	var rows [2][]observatory.CountRow
	for i, text := range []string{text, lookup.named["ccc.answered"]} {
		err := s.counts(t.Context(), text, params, func(row observatory.CountRow) bool {
			rows[i] = append(rows[i], row)
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(rows[1], rows[0]); diff != "" {
		t.Errorf("(-looked up +named):\n%s", diff)
	}
	if len(rows[0]) != 1 || rows[0][0].Values[0] != all || rows[0][0].Values[1] != answered {
		t.Errorf("got %v, want one row of %d contacts, %d answered", rows[0], all, answered)
	}
}

// What nobody asks is not in the text of a query: an empty definition would leave
// that of the template in its place.
func TestWhatIsNotAskedIsLeftOut(t *testing.T) {
	s := testStore(t)
	add(t, s, committed("batch", t0))
	grounds := everything
	grounds.ByGround = true
	for _, c := range []struct {
		window observatory.Window
		part   string
		want   bool
	}{
		{everything, "case_ground", false},
		{grounds, "case_ground", true},
		{everything, "{superseded:", false},
		{everything, "{withdrawn:", false},
		{everything, "{committed:", true},
		{everything, "merges_", false},
	} {
		text, _, err := s.named(t.Context(), "ccc.answered", c.window)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text, c.part) != c.want {
			t.Errorf("by ground %v: the text has %s: want %v:\n%s", c.window.ByGround, c.part, c.want, text)
		}
	}
	add(t, s, &observatory.PersonDecision{Envelope: env("merge", t0), Association: "asso", Account: "essai", First: id("one"), Second: id("other"), Verdict: observatory.VerdictSame, Links: []observatory.PersonLink{{Alias: id("one"), Counts: id("other")}}})
	if text, _, err := s.named(t.Context(), "ccc.answered", everything); err != nil || !strings.Contains(text, "merges_") {
		t.Errorf("two persons are one: the text does not heed it, %v:\n%s", err, text)
	}
}
