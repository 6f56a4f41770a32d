package probes

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// htmlLabels reads what a person expects of the synthetic pages: the quote is a
// part of what is to be quoted, a value that is empty is not compared.
func htmlLabels(t *testing.T) [][]string {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "info", "html", "labels.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// found reports whether a state says that something of the item stands there.
func found(s observatory.FactState) bool {
	return s == observatory.Present || s == observatory.Obsolete || s == observatory.Wrong
}

func TestAuditOfHTMLPages(t *testing.T) {
	pages := map[string]map[string]InfoItem{}
	states := map[string]map[observatory.FactState]bool{}
	tallies := map[string]*infoTally{}
	for _, row := range htmlLabels(t) {
		name, key, state, quote, value := row[0], row[1], observatory.FactState(row[2]), row[3], row[4]
		if pages[name] == nil {
			page := infoRead(t, filepath.Join("testdata", "info", "html", name))
			pages[name] = infoByKey(AuditPage(infoReference(t), page))
		}
		if tallies[key] == nil {
			tallies[key], states[key] = &infoTally{}, map[observatory.FactState]bool{}
		}
		states[key][state] = true
		item, tally := pages[name][key], tallies[key]
		tally.pages++
		right := item.State == state
		if right {
			tally.agreed++
		} else {
			t.Errorf("%s, %s: got %s %q, want %s", name, key, item.State, item.Quote, state)
		}
		folded := func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "\u00a0", " "), "\t", " ") }
		switch quoted := strings.Contains(folded(item.Quote), quote); {
		case found(state) && right && quoted:
			tally.hits++
		case found(state):
			tally.misses++
			t.Errorf("%s, %s: the quote %q does not hold %q", name, key, item.Quote, quote)
		case !quoted:
			t.Errorf("%s, %s: the quote %q does not hold %q", name, key, item.Quote, quote)
		}
		if found(item.State) && (!right || !strings.Contains(folded(item.Quote), quote)) {
			tally.alarms++
		}
		if value != "" && item.Value() != value {
			t.Errorf("%s, %s: got value %q, want %q", name, key, item.Value(), value)
		}
	}
	for _, key := range infoKeys() {
		t.Log(key + " (pages synthétiques) : " + tallies[key].String())
		for _, state := range []observatory.FactState{observatory.Present, observatory.Absent, observatory.CannotTell} {
			if !states[key][state] {
				t.Errorf("%s: no synthetic page in the state %s", key, state)
			}
		}
	}
}

// infoKeys lists the keys in the order of an audit.
func infoKeys() []string {
	return []string{
		ItemANEFNamed, ItemANEFLink, ItemPANNamed, ItemPANAddress, ItemPANHours, ItemPANBooking, ItemPANAudience, ItemCCCPhone,
		ItemCCCForm, ItemCertificateRenewal, ItemCertificateEquivalence, ItemSubstitution, ItemLastUpdated, ItemOnlineProcedures, ItemBookingLink,
	}
}
