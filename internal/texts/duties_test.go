package texts

import (
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// TestRulingNamesWhatItCounts: persons, or the events that rows of before counted.
func TestRulingNamesWhatItCounts(t *testing.T) {
	o := &observatory.Obligation{Proof: "case"}
	for _, test := range []struct {
		language Language
		version  string
		want     string
	}{
		{French, "6", "aucun manquement constaté sur 14 personnes (cas vérifiés)"},
		{French, "5", "aucun manquement constaté sur 14 évènements (cas vérifiés)"},
		{English, "6", "no breach found in verified cases (14 persons)"},
		{English, "5", "no breach found in verified cases (14 events)"},
	} {
		v := &observatory.DutyVerdict{Ruling: observatory.NoBreach, N: 14}
		v.SourceVersion = test.version
		if got := strings.ReplaceAll(In(test.language).Ruling(o, v, "14"), NoWrap, " "); got != test.want {
			t.Errorf("version %s: got %q, want %q", test.version, got, test.want)
		}
	}
	v := &observatory.DutyVerdict{N: 30}
	if got := In(French).Judged(&observatory.Obligation{Proof: "probe"}, v, "30"); got != "30" {
		t.Errorf("probes: got %q", got)
	}
}
