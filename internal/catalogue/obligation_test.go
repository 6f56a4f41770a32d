package catalogue

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"vigie/internal/observatory"
)

func obligationByID(t *testing.T, c *Catalogue, id string) observatory.Obligation {
	t.Helper()
	list := c.Obligations()
	i := slices.IndexFunc(list, func(o observatory.Obligation) bool { return o.ID == id })
	if i < 0 {
		t.Fatalf("no obligation %s", id)
	}
	return list[i]
}

// Every obligation that the duty matrix must hold is there.
func TestObligationsOfTheMatrix(t *testing.T) {
	c := loaded(t)
	ids := []string{
		"ce-2026.certificate", "ce-2026.rights_mention", "ce-2026.correction", "ce-2026.continuity", "ce-2026.concurrency",
		"r431-2.support", "r431-2.substitution", "r431-11.missing_documents", "r431-15-1.certificate", "r432-1.silence", "r432-2.delays",
		"order-2023-08-01.pan", "order-2023-08-01.ccc", "order-2023-08-01.substitution",
		"crpa-l114-5.missing", "crpa-l211-2.reasons", "crpa-l212-1.author", "crpa-l212-2.teleservice", "cja-r421-5.remedies",
		"r431-5.window", "r431-12.receipt", "r431-15-2.work", "l433-3.expired_title",
		"principle.equality", "principle.continuity", "principle.adaptability",
	}
	for n := 1; n <= 11; n++ {
		ids = append(ids, "letter."+strconv.Itoa(n))
	}
	for n := 1; n <= 14; n++ {
		ids = append(ids, "ddd-2024."+strconv.Itoa(n))
	}
	for _, id := range ids {
		o := obligationByID(t, c, id)
		if o.Rule.Justification == "" || o.Kind == "" {
			t.Errorf("%s: no justification of its threshold, or no kind: %+v", id, o)
		}
		number, isRecommendation := strings.CutPrefix(id, "ddd-2024.")
		n, _ := strconv.Atoi(number)
		if missing := isRecommendation && n >= 7; o.Missing != missing {
			t.Errorf("%s: text missing %t, want %t", id, o.Missing, missing)
		}
		if asked := o.Kind == observatory.KindLetter || o.Kind == observatory.KindRecommendation; asked && o.Rule.Test != observatory.NoThreshold {
			t.Errorf("%s is a request, which obliges nobody, and has a threshold", id)
		}
	}
}

// A text of which the catalogue says that it was not read, or not whole, is never
// verified: no verdict rests on it.
func TestTextsThatWereNotReadAreNotVerified(t *testing.T) {
	found := 0
	for _, o := range loaded(t).Obligations() {
		said := strings.Join([]string{o.Source, o.Text, o.Rule.Justification}, " ")
		if strings.Contains(said, "non lu") || strings.Contains(said, "n’a pas été lu") {
			found++
			if o.Status == observatory.Verified {
				t.Errorf("%s is verified, and %q", o.ID, said)
			}
		}
	}
	if o := obligationByID(t, loaded(t), "order-2023-08-01.pan"); o.Status != observatory.Secondary || found < 5 {
		t.Errorf("%s is %s; %d texts were not read", o.ID, o.Status, found)
	}
}

// The deadlines are counted from a fact that is to be verified, and that can be
// corrected from outside.
func TestDeadlinesFollowTheirStart(t *testing.T) {
	c := loaded(t)
	for id, want := range map[string]string{"ce-2026.certificate": "2026-11-05", "ce-2026.concurrency": "2027-05-05"} {
		o := obligationByID(t, c, id)
		if o.Deadline.String() != want || o.Verified() || o.Start.Status != observatory.Unverified {
			t.Errorf("%s: deadline %s (start %s), verified %t; want %s, not verified", id, o.Deadline, o.Start.Status, o.Verified(), want)
		}
	}
	read := observatory.Start{ID: "ce-2026", Date: observatory.NewDate(2026, 5, 31), Event: "notification", Source: "test", Status: observatory.Verified}
	edited, err := LoadWith([]observatory.Start{read})
	if err != nil {
		t.Fatal(err)
	}
	o := obligationByID(t, edited, "ce-2026.certificate")
	if o.Deadline.String() != "2026-11-30" || o.Start.Source != "test" || o.Verified() {
		t.Errorf("start of 31 May: deadline %s, source %q, verified %t; want 2026-11-30, and not verified while its text is not", o.Deadline, o.Start.Source, o.Verified())
	}
	for _, bad := range []observatory.Start{{ID: "none", Date: read.Date, Source: "test", Status: observatory.Verified}, {ID: "ce-2026", Source: "test", Status: observatory.Verified}} {
		if _, err := LoadWith([]observatory.Start{bad}); err == nil || !strings.Contains(err.Error(), "law.starts") {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestFaultsOfObligationsAreTold(t *testing.T) {
	for _, test := range []struct{ name, old, replacement, want string }{
		{"unknown test", "test: at_least", "test: at_most", "clé rule.test"},
		{"threshold of a case", "test: no_case", "test: at_least", "« respectée » ne vient que de sondes"},
		{"no justification", "justification:", "justifie:", "obligations.yaml"},
		{"indicator of another", "indicator: portal.correction", "indicator: pan.door", "l’un des indicateurs de l’obligation"},
		{"unknown start", "start: ce-2026", "start: ce-2027", "point de départ « ce-2027 »"},
		{"start without delay", "  delay: order_2026_deadline_6_months\n", "", "start et delay vont ensemble"},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := maps.Clone(shipped(t))
			text := string(files["obligations.yaml"].Data)
			if !strings.Contains(text, test.old) {
				t.Fatalf("%q is not in the file", test.old)
			}
			files["obligations.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(text, test.old, test.replacement, 1))}
			if _, err := load(files, nil); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q in it", err, test.want)
			}
		})
	}
}
