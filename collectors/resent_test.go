package collectors

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

const contactHeader = "référence;département;évènement;date;réponse\n"

// contacts writes contacts of one case on one day, told apart by the answer.
func contacts(dossier string, words ...string) string {
	var rows strings.Builder
	for _, word := range words {
		fmt.Fprintf(&rows, "%s;93;contact CCC;01/02/2026;%s\n", dossier, word)
	}
	return rows.String()
}

// current gives the answers kept for each case: the newest revision of each fact.
func current(t *testing.T, m *memory) map[observatory.ID][]string {
	t.Helper()
	newest := map[observatory.ID]observatory.CaseEvent{}
	rows := map[observatory.ID]bool{}
	for _, e := range m.events {
		if rows[e.ID] {
			t.Errorf("two rows have the id %s", e.ID)
		}
		rows[e.ID] = true
		before, ok := newest[e.Fact]
		if ok && (e.Revision != before.Revision+1 || e.Withdraws != before.ID) {
			t.Errorf("revision %d after %d of one fact", e.Revision, before.Revision)
		}
		newest[e.Fact] = e
	}
	answers := map[observatory.ID][]string{}
	for _, e := range newest {
		answers[e.Case] = append(answers[e.Case], e.Answer)
	}
	for _, list := range answers {
		slices.Sort(list)
	}
	return answers
}

func TestRealign(t *testing.T) {
	a, b, c, d := "résolu", "non résolu", "sans réponse", "acceptée"
	codes := map[string]string{a: "solved", b: "unsolved", c: "silent", d: "accepted"}
	tests := []struct {
		name                 string
		before, after, want  []string
		corrections, created int
	}{
		{"the first row is gone", []string{a, b}, []string{b}, []string{a, b}, 0, 0},
		{"in another order", []string{a, b, c}, []string{c, a, b}, []string{a, b, c}, 0, 0},
		{"one put before", []string{a, b}, []string{c, a, b}, []string{a, b, c}, 0, 1},
		{"one put behind", []string{a, b}, []string{a, b, c}, []string{a, b, c}, 0, 1},
		{"one changed", []string{a, b}, []string{a, c}, []string{a, c}, 1, 0},
		{"the first changed", []string{a, b}, []string{c, b}, []string{b, c}, 1, 0},
		{"one changed, one gone", []string{a, b}, []string{c}, []string{b, c}, 1, 0},
		{"both changed", []string{a, b}, []string{c, d}, []string{c, d}, 2, 0},
		{"one changed, one added", []string{a}, []string{b, c}, []string{b, c}, 1, 1},
		{"same", []string{a, b}, []string{a, b}, []string{a, b}, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := &memory{}
			o := options(t, m, testKeys(t))
			take(t, o, contactHeader+contacts("X", test.before...))
			o.Now = func() time.Time { return testNow.Add(time.Hour) }
			s := take(t, o, contactHeader+contacts("X", test.after...)+"\n")
			if s.Corrections != test.corrections || s.Events != test.corrections+test.created {
				t.Errorf("summary: %+v", s)
			}
			var want []string
			for _, word := range test.want {
				want = append(want, codes[word])
			}
			slices.Sort(want)
			for _, got := range current(t, m) {
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("answers kept (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// TestALongFileIsNotAskedForFactByFact: what is known of it is read once, and of
// the rest only what is changed is asked for.
func TestALongFileIsNotAskedForFactByFact(t *testing.T) {
	var rows strings.Builder
	for n := range 100 {
		rows.WriteString(contacts(fmt.Sprintf("X%d", n), "résolu"))
	}
	m := &memory{}
	o := options(t, m, testKeys(t))
	o.Batch = 4
	take(t, o, contactHeader+rows.String())
	m.asked, m.printed = 0, 0
	o.Now = func() time.Time { return testNow.Add(time.Hour) }
	changed := strings.Replace(rows.String(), "X77;93;contact CCC;01/02/2026;résolu", "X77;93;contact CCC;01/02/2026;non résolu", 1)
	s := take(t, o, contactHeader+changed+contacts("new", "résolu"))
	if s.Events != 2 || s.Corrections != 1 || s.DuplicateEvents != 99 {
		t.Errorf("summary: %+v", s)
	}
	if most := groupRoom + 1 + 2*ordinalStep; m.printed != 1 || m.asked > most {
		t.Errorf("all was read %d times, %d facts were asked for; want once, at most %d", m.printed, m.asked, most)
	}
	// A file of one batch reads nothing it does not ask for.
	m.printed = 0
	take(t, o, contactHeader+contacts("X5", "sans réponse"))
	if m.printed != 0 {
		t.Errorf("a short file read all there is")
	}
}

// TestResentAtRandom sends random files one after the other, in batches large
// and small, and holds what is kept against the rule: all the file says is kept, and
// nothing goes but what a value new to the case replaced.
func TestResentAtRandom(t *testing.T) {
	words, seeds := answers().published(), uint64(40)
	if testing.Short() { // under the race detector: batches of each size twice
		seeds = 6
	}
	for seed := range seeds {
		random := rand.New(rand.NewPCG(seed, 9))
		m := &memory{}
		o := options(t, m, testKeys(t))
		o.Batch = []int{1, 2, 1000}[seed%3]
		var before map[observatory.ID][]string
		for round := range 5 {
			var file strings.Builder
			file.WriteString(contactHeader)
			for n := range 3 {
				random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
				file.WriteString(contacts(fmt.Sprintf("X%d", n), words[:random.IntN(4)]...))
			}
			file.WriteString(contacts("X9", words[0]) + strings.Repeat("\n", round))
			o.Now = func() time.Time { return testNow.Add(time.Duration(round) * time.Hour) }
			sent := len(m.events)
			if _, err := ImportSource(context.Background(), text(file.String()), o); err != nil {
				t.Fatal(err)
			}
			after := current(t, m)
			for dossier, kept := range before {
				fresh := 0
				for _, e := range m.events[sent:] {
					if e.Case == dossier {
						fresh++
					}
				}
				gone := 0
				for _, word := range kept {
					if !slices.Contains(after[dossier], word) {
						gone++
					}
				}
				if gone > fresh || len(slices.Compact(slices.Clone(after[dossier]))) != len(after[dossier]) {
					t.Fatalf("seed %d, round %d: had %v, has %v after %d new rows", seed, round, kept, after[dossier], fresh)
				}
			}
			before = after
		}
	}
}

// attempts writes a file of failed attempts of one case and day by hour and page.
func attempts(pairs ...string) string {
	var file strings.Builder
	file.WriteString("référence;département;évènement;date;heure de la tentative;page de la tentative\n")
	for i := 0; i < len(pairs); i += 2 {
		file.WriteString("T-1;93;tentative échouée;06/10/2026;" + pairs[i] + ";" + pairs[i+1] + "\n")
	}
	return file.String()
}

// TestFailedAttemptsOfOneDay: an attempt at another hour is another fact, from
// whichever file; the same hour told anew is a duplicate or a correction.
func TestFailedAttemptsOfOneDay(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	for i, step := range []struct {
		file                            string
		events, corrections, duplicates int
	}{
		{attempts("14h30", "connexion"), 1, 0, 0},
		{attempts("16:00", "connexion"), 1, 0, 0},
		{attempts("16h", "connexion", "14:30", "connexion"), 0, 0, 2},
		{attempts("14:30", "connexion", "16:00", "prise de rendez-vous"), 1, 1, 1},
		{attempts("16h00", "prise de rendez-vous"), 0, 0, 1},
		{attempts("14h30", "connexion", "14h30", "accueil", "16h00", "prise de rendez-vous"), 1, 0, 2},
		{attempts("", "connexion"), 1, 0, 0},
		{attempts("", "accueil"), 1, 1, 0}, // without an hour nothing tells them apart
		{attempts("", "accueil", "14h30", "connexion"), 0, 0, 2},
	} {
		s := take(t, o, step.file)
		if s.Events != step.events || s.Corrections != step.corrections || s.Duplicates != step.duplicates {
			t.Errorf("file %d: %d events, %d corrections, %d duplicates; want %+v", i+1, s.Events, s.Corrections, s.Duplicates, step)
		}
	}
}

// keptBefore gives facts the ordinals that they had when neither hour nor purpose
// counted: their places in the file.
func keptBefore(m *memory) {
	for i := range m.events {
		e := &m.events[i]
		e.Ordinal = i
		e.Fact = factOf(e, i)
		e.ID = e.Fact
	}
}

// TestFailedAttemptsKeptBefore: what was kept when hours did not count is known.
func TestFailedAttemptsKeptBefore(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	take(t, o, attempts("14h30", "connexion", "16h00", "connexion"))
	keptBefore(m)
	if s := take(t, o, attempts("16h", "connexion", "14h30", "connexion", "18h", "connexion")); s.Events != 1 || s.Duplicates != 2 || s.Corrections != 0 {
		t.Errorf("%+v", s)
	}
	if s := take(t, o, attempts("18:00", "connexion", "16:00", "connexion")); s.Events != 0 || s.Duplicates != 2 {
		t.Errorf("%+v", s)
	}
}

// consents writes the consents of one case on one day, purpose and last day in turn.
func consents(told ...string) string {
	var rows strings.Builder
	rows.WriteString("référence;département;évènement;date;finalité;fin\n")
	for i := 0; i < len(told); i += 2 {
		kind := "consentement"
		if told[i+1] == "retrait" {
			kind, told[i+1] = "retrait du consentement", ""
		}
		fmt.Fprintf(&rows, "C;93;%s;01/06/2026;%s;%s\n", kind, told[i], told[i+1])
	}
	return rows.String()
}

// standing gives purpose and last day of the consents that stand.
func standing(m *memory) (list []string) {
	newest := map[observatory.ID]observatory.CaseEvent{}
	for _, e := range m.events {
		newest[e.Fact] = e
	}
	for _, e := range newest {
		list = append(list, fmt.Sprintf("%s %s %s", e.Event, e.Code, e.End))
	}
	slices.Sort(list)
	return list
}

// TestConsentsOfOneDay: a consent for one purpose never takes the place of one for
// another, nor does a withdrawal, from whichever file they come; and a file that
// tells of some of them gives these their end.
func TestConsentsOfOneDay(t *testing.T) {
	three := consents("statistiques", "", "DDD", "", "justice", "")
	const statistics, ddd, court = "consent statistics ", "consent ddd ", "consent court "
	for name, test := range map[string]struct {
		files []string
		want  []string
	}{
		"another file, another purpose": {[]string{consents("statistiques", ""), consents("DDD", "")}, []string{ddd, statistics}},
		"an end for two of three": {
			[]string{three, consents("DDD", "31/08/2026", "justice", "31/08/2026")},
			[]string{court + "2026-08-31", ddd + "2026-08-31", statistics},
		},
		"an end, and back": {[]string{three, consents("DDD", "31/08/2026"), consents("DDD", "")}, []string{court, ddd, statistics}},
		"withdrawals": {
			[]string{consents("DDD", "retrait"), consents("justice", "retrait"), consents("", "retrait")},
			[]string{"consent_withdrawn  ", "consent_withdrawn court ", "consent_withdrawn ddd "},
		},
	} {
		m := &memory{}
		o := options(t, m, testKeys(t))
		for _, file := range test.files {
			take(t, o, file)
		}
		if diff := cmp.Diff(test.want, standing(m)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestConsentsKeptBefore: what was kept when purposes did not count is known, and
// is corrected.
func TestConsentsKeptBefore(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	take(t, o, consents("statistiques", "", "DDD", "", "justice", ""))
	keptBefore(m)
	if s := take(t, o, consents("justice", "", "DDD", "31/08/2026")); s.Events != 1 || s.Duplicates != 1 || s.Corrections != 1 {
		t.Errorf("%+v", s)
	}
	if diff := cmp.Diff([]string{"consent court ", "consent ddd 2026-08-31", "consent statistics "}, standing(m)); diff != "" {
		t.Error(diff)
	}
}

// TestTwinConsentsKeptBefore: what was kept in twos for one purpose is known, each as
// itself, and goes on being so.
func TestTwinConsentsKeptBefore(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	take(t, o, consents("statistiques", "31/08/2026", "statistiques", "30/09/2026"))
	keptBefore(m)
	for _, step := range []struct {
		file                string
		events, corrections int
		want                []string
	}{
		{consents("statistiques", "31/08/2026", "statistiques", "30/09/2026", "DDD", ""), 1, 0, []string{"consent ddd ", "consent statistics 2026-08-31", "consent statistics 2026-09-30"}},
		{consents("statistiques", "30/09/2026", "statistiques", "31/10/2026"), 1, 1, []string{"consent ddd ", "consent statistics 2026-09-30", "consent statistics 2026-10-31"}},
		{
			consents("statistiques", "31/10/2026", "statistiques", "30/09/2026", "statistiques", "30/11/2026"), 1, 0,
			[]string{"consent ddd ", "consent statistics 2026-09-30", "consent statistics 2026-10-31", "consent statistics 2026-11-30"},
		},
	} {
		s := take(t, o, step.file)
		if diff := cmp.Diff(step.want, standing(m)); diff != "" || s.Events != step.events || s.Corrections != step.corrections {
			t.Errorf("%+v\n%s", s, diff)
		}
	}
}

// TestTwinsOfOneHourOrPurpose: of two facts of one hour or purpose, one that comes
// again alone is known, and a value that neither had corrects one of them.
func TestTwinsOfOneHourOrPurpose(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	for i, step := range []struct {
		file                            string
		events, corrections, duplicates int
	}{
		{consents("statistiques", "31/08/2026", "statistiques", "30/09/2026", "DDD", ""), 3, 0, 0},
		{consents("statistiques", "30/09/2026"), 0, 0, 1},
		{consents("DDD", "", "statistiques", "31/10/2026", "statistiques", "30/09/2026"), 1, 1, 2},
		{attempts("14h30", "connexion", "14h30", "accueil", "", "connexion"), 3, 0, 0},
		{attempts("", "connexion", "14h30", "accueil"), 0, 0, 2},
	} {
		s := take(t, o, step.file)
		if s.Events != step.events || s.Corrections != step.corrections || s.DuplicateEvents != step.duplicates {
			t.Errorf("file %d: %d events, %d corrections, %d duplicates; want %+v", i+1, s.Events, s.Corrections, s.DuplicateEvents, step)
		}
	}
	if diff := cmp.Diff([]string{"consent ddd ", "consent statistics 2026-09-30", "consent statistics 2026-10-31"}, standing(m)[:3]); diff != "" {
		t.Error(diff)
	}
}

// TestBesideNeverCorrects: what is told to stand beside what is known takes the place
// of nothing, from whichever file, and told again it is a duplicate.
func TestBesideNeverCorrects(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	told := func(what string, other int) string { // the same bytes are the same import
		return "référence;département;évènement;date;précision\nT-1;93;conséquence;01/06/2026;" + what + "\n" + strings.Repeat("\n", other)
	}
	take(t, o, told("emploi perdu", 0))
	o.Beside = true
	for i, step := range []struct {
		what               string
		events, duplicates int
	}{{"prestations coupées", 1, 0}, {"logement", 1, 0}, {"emploi perdu", 0, 1}, {"logement", 0, 1}} {
		if s := take(t, o, told(step.what, i+1)); s.Events != step.events || s.Duplicates != step.duplicates || s.Corrections != 0 {
			t.Errorf("file %d: %+v", i+1, s)
		}
	}
	facts := map[observatory.ID]bool{}
	for i := range m.events {
		facts[m.events[i].Fact] = true
	}
	if len(facts) != 3 || len(m.events) != 3 {
		t.Errorf("%d facts in %d rows, want 3 in 3", len(facts), len(m.events))
	}
}
