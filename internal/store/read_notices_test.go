package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// TestNotices: a message comes back as it was written, without a word of it,
// and an alias of an alias leads to the oldest cluster.
func TestNotices(t *testing.T) {
	s := testStore(t)
	full := &observatory.Notice{
		Envelope: fullEnvelope("notice"), Association: "asso", Department: "2A", Case: id("case"), Text: id("text"),
		Does: observatory.NoticeClosure, Reason: observatory.ReasonIncomplete, Means: observatory.FoundBy{Kind: observatory.MeansRule, Reason: observatory.MeansWeights},
		Criteria: observatory.CriteriaMet{ReasonStated: observatory.Yes, Remedy: observatory.No},
		Spans:    []observatory.NoticeSpan{{What: "kind", Start: 3, End: 9}, {What: "remedy_shown", Start: 12, End: 40}},
		Shingles: "\x00\x01\xff\xfe\x80abc", Cluster: id("first"), Signature: observatory.SignatureHolds, SignedBy: "interieur.exemple", Attachments: 2,
	}
	other := &observatory.Notice{Envelope: env("other", t0), Association: "autre", Text: id("text2"), Does: observatory.NoticeOther, Reason: observatory.ReasonNoneGiven}
	alias := func(name, from, of string) *observatory.NoticeAlias {
		return &observatory.NoticeAlias{Envelope: env(name, t0), Cluster: id(from), Of: id(of)}
	}
	add(t, s, full, other, alias("a1", "third", "second"), alias("a2", "second", "first"))
	all, err := collect(s.Notices(t.Context(), observatory.NoticeFilter{}))
	check(t, "all", all, err, *other, *full)
	one, err := collect(s.Notices(t.Context(), observatory.NoticeFilter{Association: "asso", Department: "2A", Case: id("case")}))
	check(t, "filtered", one, err, *full)
	prints, err := collect(s.NoticePrints(t.Context(), false))
	check(t, "prints", prints, err,
		observatory.Notice{Envelope: observatory.Envelope{ID: other.ID}, Text: other.Text},
		observatory.Notice{Envelope: observatory.Envelope{ID: full.ID}, Department: "2A", Text: full.Text, Shingles: full.Shingles})
	newest, err := collect(s.Notices(t.Context(), observatory.NoticeFilter{Newest: 1}))
	check(t, "newest", newest, err, *full)
	before, err := collect(s.Notices(t.Context(), observatory.NoticeFilter{Newest: 5, Skip: 1}))
	check(t, "before it", before, err, *other)
	closures, err := collect(s.Notices(t.Context(), observatory.NoticeFilter{Does: observatory.NoticeClosure}))
	check(t, "closures", closures, err, *full)
	saying, err := s.NoticesSaying(t.Context(), []observatory.ID{id("first"), id("none")}, false)
	if err != nil || len(saying) != 1 || len(saying[id("first")]) != 1 || saying[id("first")]["2A"] != 1 {
		t.Errorf("saying: %v, %v", saying, err)
	}
	aliases, err := s.NoticeAliases(t.Context(), false)
	if err != nil || aliases[id("third")] != id("first") || aliases[id("second")] != id("first") {
		t.Errorf("aliases %v, %v", aliases, err)
	}
}

// TestNoticesFollowTheirImport: messages, their closures and their clusters are
// read while their import is committed; messages of before they knew their
// import are read always.
func TestNoticesFollowTheirImport(t *testing.T) {
	s := testStore(t)
	of := func(batch string) func(*observatory.Notice) {
		return func(n *observatory.Notice) { n.Import, n.RecordedAt = id(batch), t0 }
	}
	alias := &observatory.NoticeAlias{Envelope: env("alias", t0), Import: id("batch"), Cluster: id("younger"), Of: id("older")}
	add(t, s, alias, message("old", "a", observatory.ReasonIncomplete, nil), message("new", "b", observatory.ReasonNoneGiven, of("batch")),
		message("unfinished", "c", observatory.ReasonNoneGiven, of("open")), importState("open", observatory.ImportStarted, t0))
	steps := []struct {
		name    string
		add     *observatory.Import
		want    []string
		aliases int
	}{
		{"started", importState("batch", observatory.ImportStarted, t0), []string{"old"}, 0},
		{"committed", committed("batch", t0.Add(time.Second)), []string{"old", "new"}, 1},
		{"withdrawn", importState("batch", observatory.ImportWithdrawn, t0.Add(time.Minute)), []string{"old"}, 0},
	}
	for _, step := range steps { // each builds on the one before
		add(t, s, step.add)
		all, err := collect(s.Notices(t.Context(), observatory.NoticeFilter{}))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(step.want, names(all, (*observatory.Notice).Env, "old", "new", "unfinished")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		if prints, err := collect(s.NoticePrints(t.Context(), false)); err != nil || len(prints) != len(step.want) {
			t.Errorf("%s: %d prints, %v; want %d", step.name, len(prints), err, len(step.want))
		}
		if aliases, err := s.NoticeAliases(t.Context(), false); err != nil || len(aliases) != step.aliases {
			t.Errorf("%s: aliases %v, %v; want %d", step.name, aliases, err, step.aliases)
		}
		closures, parts := 0, 0
		for _, r := range counts(t, s, "closure.stereotyped", observatory.Window{From: march, To: march + 60}) {
			if closures += int(r.Values[0]); r.Keys[5] != "" {
				parts++
			}
		}
		if closures != len(step.want) || parts != step.aliases {
			t.Errorf("%s: closure.stereotyped counts %d closures and %d clusters that are part of others, want %d and %d", step.name, closures, parts, len(step.want), step.aliases)
		}
	}
}
