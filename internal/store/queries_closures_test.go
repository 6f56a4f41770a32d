package store

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// message is a closing message of 10 March 2026 (invented), of which nothing
// is met.
func message(name, ofCase string, reason observatory.NoticeReason, change func(*observatory.Notice)) *observatory.Notice {
	n := &observatory.Notice{
		Envelope: env(name, (march + 9).Time().Add(12*time.Hour)), Association: "asso", Case: id(ofCase), Text: id("text " + name),
		Does: observatory.NoticeClosure, Reason: reason, Cluster: id(name),
		Criteria: observatory.CriteriaMet{
			ReasonStated: observatory.No, FactsNamed: observatory.No, MissingDocuments: observatory.No, EarlierRequest: observatory.No,
			LegalBasis: observatory.No, Remedy: observatory.No, Sender: observatory.No,
		},
	}
	if change != nil {
		change(n)
	}
	return n
}

// closureNotices are four cases and what the administration wrote about them.
func closureNotices() []observatory.Observation {
	of := func(name string, change func(*observatory.CaseEvent)) *observatory.CaseEvent {
		return eventOn("filing of "+name, march-100, func(e *observatory.CaseEvent) {
			e.Case, e.Person, e.Channel = id(name), id("person "+name), "anef"
			if change != nil {
				change(e)
			}
		})
	}
	certificate := of("complete", func(e *observatory.CaseEvent) {
		e.Event, e.Level = observatory.EventCertificate, observatory.LevelDocument
	})
	certificate.ID, certificate.Fact = id("certificate"), id("fact certificate")
	return []observatory.Observation{
		committed("batch", t0), of("a", nil), of("b", nil), of("complete", nil), certificate,
		of("counter", func(e *observatory.CaseEvent) { e.Channel = "counter" }),
		message("m1", "a", observatory.ReasonIncomplete, func(n *observatory.Notice) { n.Criteria.MissingDocuments = observatory.Yes }),
		message("m2", "a", observatory.ReasonNoneGiven, func(n *observatory.Notice) { // the same day: the letter beside the mail
			n.Criteria.ReasonStated, n.Criteria.Sender, n.Cluster = observatory.Yes, observatory.Unknown, id("m0")
			n.RecordedAt = n.RecordedAt.Add(time.Minute)
		}),
		message("m3", "b", observatory.ReasonOtherGround, func(n *observatory.Notice) { n.Department = "69" }),
		message("m4", "complete", observatory.ReasonNoAnswer, func(n *observatory.Notice) { n.Criteria.Remedy = observatory.Yes }),
		message("m5", "counter", observatory.ReasonOtherGround, nil), // no file of the ANEF
		message("m6", "a", observatory.ReasonWithdrawn, nil),
		message("m7", "a", observatory.ReasonFavourable, func(n *observatory.Notice) { n.Does = observatory.NoticeFavourableEnd }),
		message("m8", "a", observatory.ReasonNoneGiven, func(n *observatory.Notice) { n.Does = observatory.NoticeOther }), // OFPRA
		message("m9", "", observatory.ReasonOtherGround, func(n *observatory.Notice) { n.Case, n.Department = observatory.NoID, "69" }),
		message("m10", "b", observatory.ReasonIncomplete, func(n *observatory.Notice) { // before R. 431-11 was changed
			n.At = observatory.NewDate(2025, 6, 15).Time().Add(12 * time.Hour)
		}),
		message("simulated", "a", observatory.ReasonOtherGround, func(n *observatory.Notice) { n.Simulation = true }),
		&observatory.NoticeAlias{Envelope: env("alias", t0), Cluster: id("m3"), Of: id("m1")},
	}
}

func TestClosureMessages(t *testing.T) {
	s := testStore(t)
	add(t, s, closureNotices()...)
	row := func(department, month, who, part string, values ...int64) observatory.CountRow {
		if who != "" {
			who = id("person " + who).String()
		}
		return observatory.CountRow{Keys: []string{department, month, "asso", who, part, "document"}, Values: values}
	}
	const now = "2026-03"
	all := observatory.Window{From: observatory.NewDate(2025, 1, 1), To: march + 60}
	tests := map[string][]observatory.CountRow{
		"closure.reason_stated": {
			row("01", now, "a", "read", 1, 1, 0, 0), row("01", now, "complete", "read", 1, 0, 1, 0), row("01", "2025-06", "b", "read", 1, 0, 1, 0),
			row("69", now, "b", "read", 1, 0, 1, 0), row("69", now, "", "read", 1, 0, 0, 1),
		},
		"closure.remedy_shown": {
			row("01", now, "a", "read", 1, 0, 0, 1), row("01", now, "complete", "read", 1, 1, 0, 0), row("01", "2025-06", "b", "read", 1, 0, 0, 1),
			row("69", now, "b", "read", 1, 0, 1, 0), row("69", now, "", "read", 1, 0, 0, 1),
		},
		"closure.sender_identified": {
			row("01", now, "a", "read", 1, 0, 0, 1), row("01", now, "complete", "read", 1, 0, 1, 0), row("01", "2025-06", "b", "read", 1, 0, 1, 0),
			row("69", now, "b", "read", 1, 0, 1, 0), row("69", now, "", "read", 1, 0, 0, 1),
		},
		"closure.earlier_request": {row("01", now, "a", "read", 1, 0, 1, 0), row("01", now, "complete", "read", 1, 0, 1, 0)},
		"closure.favourable":      {row("01", now, "a", "read", 1, 0, 0)},
	}
	for query, want := range tests {
		got := counts(t, s, query, all)
		for _, rows := range [][]observatory.CountRow{got, want} {
			slices.SortFunc(rows, func(a, b observatory.CountRow) int { return slices.Compare(a.Keys, b.Keys) })
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	quality := map[string]int64{}
	for _, r := range counts(t, s, "closure.quality", observatory.Window{From: march, To: march + 60}) {
		if r.Keys[3] == id("person a").String() {
			quality[r.Keys[4]] = r.Values[1]*10 + r.Values[2]
		}
	}
	if diff := cmp.Diff(map[string]int64{
		"reason_stated": 10, "facts_named": 1, "missing_documents_named": 10, "earlier_request_mentioned": 1, "legal_basis_cited": 1,
		"remedy_shown": 0, "sender_identified": 0,
	}, quality); diff != "" {
		t.Errorf("closure.quality of a: met * 10 + not met (-want +got):\n%s", diff)
	}
	said := map[string]int64{}
	for _, r := range counts(t, s, "closure.stereotyped", observatory.Window{From: march, To: march + 60}) {
		said[r.Keys[4]+" "+r.Keys[5]] += r.Values[0]
	}
	if diff := cmp.Diff(map[string]int64{
		id("m1").String() + " ": 1, id("m3").String() + " ": 1, id("m4").String() + " ": 1, id("m9").String() + " ": 1, id("m10").String() + " ": 0,
		id("m3").String() + " " + id("m1").String(): 0,
	}, said); diff != "" {
		t.Errorf("closure.stereotyped (-want +got):\n%s", diff)
	}
}

// TestDatesOfLawComeFromTheCatalogue holds that no query has a date of its own.
func TestDatesOfLawComeFromTheCatalogue(t *testing.T) {
	names, err := fs.Glob(queryFiles, "queries/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	written := regexp.MustCompile(`'\d{4}-\d{2}-\d{2}'`)
	for _, name := range names {
		text, err := queryFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if date := written.FindString(string(text)); date != "" {
			t.Errorf("%s has the date %s: it belongs in the catalogue", name, date)
		}
	}
	known, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	rule, _ := known.Rule("missing_documents_request")
	all, err := loadLibrary()
	if err != nil {
		t.Fatal(err)
	}
	every, err := all.heeding(needs{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"closure.earlier_request", "closure.quality"} {
		if want := "day >= toDate('" + rule.From.String() + "')"; !strings.Contains(every.named[name], want) {
			t.Errorf("%s lacks %q", name, want)
		}
	}
}
