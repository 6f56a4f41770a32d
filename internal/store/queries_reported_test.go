package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// TestPANReported reads what persons report of their requests for an
// appointment: shown and within 30 days are two shares of the same contacts.
func TestPANReported(t *testing.T) {
	s := testStore(t)
	contact := func(name string, date, end observatory.Date, shown string, change func(*observatory.CaseEvent)) observatory.Observation {
		return closure(name, "p", date, observatory.Unknown, func(e *observatory.CaseEvent) {
			e.Event, e.Ending, e.End = observatory.EventPANContact, "", end
			e.Details = e.Details.Set(observatory.DetailSlotsShown, shown)
			if change != nil {
				change(e)
			}
		})
	}
	monthly := func(e *observatory.CaseEvent) { e.MonthOnly = true }
	add(t, s, committed("batch", t0),
		contact("on the 30th day", march, march+30, "yes", nil),
		contact("on the 31st day", march, march+31, "yes", nil),
		contact("nothing shown", march, 0, "no", nil),
		contact("nothing shown, obtained otherwise", march, march+3, "no", nil),
		contact("shown, not taken", march, 0, "yes", nil),
		contact("obtained, not said what was shown", march, march+10, "", nil),
		contact("before it was asked for", march, march-1, "yes", nil),
		contact("nothing known", march, 0, "", nil),
		contact("month, within from its first day", march, march+30, "", monthly),
		contact("month, beyond from its last day", march, march+61, "", monthly),
		contact("month, either", march, march+45, "", monthly),
		contact("answered that there is none", march, 0, "", func(e *observatory.CaseEvent) { e.Answer = "no_slot" }),
		contact("answered so, and shown nonetheless", march, march+3, "yes", func(e *observatory.CaseEvent) { e.Answer = "no_slot" }),
		contact("april", march+31, march+40, "yes", nil),
		contact("undated", 0, march, "yes", nil),
		contact("not committed", march, march+5, "yes", func(e *observatory.CaseEvent) { e.Import = id("open") }),
	)
	key := func(month, part string) []string {
		return []string{"01", month, "asso", id("p").String(), part, "document"}
	}
	want := []observatory.CountRow{
		{Keys: key("2026-03", "shown"), Values: []int64{13, 5, 3}},
		{Keys: key("2026-03", "within_30"), Values: []int64{13, 4, 5}},
		{Keys: key("2026-04", "shown"), Values: []int64{1, 1, 0}},
		{Keys: key("2026-04", "within_30"), Values: []int64{1, 1, 0}},
	}
	got := counts(t, s, "pan.reported", observatory.Window{From: march, To: march + 60, Horizon: t0.Add(time.Hour)})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
