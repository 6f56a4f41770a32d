package texts

import (
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
)

func TestEveryMessageIsInBothLanguages(t *testing.T) {
	seen := map[string]bool{}
	for _, section := range sections() {
		for key, text := range section {
			if seen[key] {
				t.Errorf("%s stands twice", key)
			}
			seen[key] = true
			if text.fr == "" || text.en == "" {
				t.Errorf("%s lacks a language: %+v", key, text)
			}
			for _, mark := range []string{" ;", " !", " ?", " :", "« ", " »", "'"} {
				if strings.Contains(text.fr, mark) {
					t.Errorf("%s: %q has a breaking space or a straight apostrophe", key, text.fr)
				}
			}
		}
	}
}

func TestEveryCodeOfTheDomainHasWords(t *testing.T) {
	for _, language := range []Language{French, English} {
		p := In(language)
		keys := []string{}
		for _, o := range observatory.Outcomes() {
			keys = append(keys, "outcome."+string(o), "outcome."+string(o)+".meaning")
		}
		for _, m := range []observatory.Mode{observatory.Unattended, observatory.Assisted, observatory.Reported, observatory.Manual} {
			keys = append(keys, "series."+string(m), "mode."+string(m))
		}
		for _, s := range []observatory.Status{observatory.Verified, observatory.Secondary, observatory.Unverified, observatory.Deduced} {
			keys = append(keys, "status."+string(s))
		}
		for _, s := range observatory.FactStates() {
			keys = append(keys, "state."+string(s))
		}
		for _, key := range keys {
			if p.T(key) == key {
				t.Errorf("%s: no words for %s", language, key)
			}
		}
	}
}

func TestForms(t *testing.T) {
	fr, en := In(French), In(English)
	paris := time.FixedZone("Paris", 3600)
	moment := time.Date(2026, 11, 23, 9, 5, 0, 0, time.UTC)
	for _, c := range []struct{ name, got, want string }{
		{"thousands", fr.Count(1234567), "1\u202f234\u202f567"},
		{"no thousands", fr.Count(999), "999"},
		{"negative", fr.Count(-1234), "−1\u202f234"},
		{"English thousands", en.Count(1234567), "1,234,567"},
		{"percent", fr.Percent(0.982), "98,2\u00a0%"},
		{"English percent", en.Percent(0.982), "98.2%"},
		{"negative decimal", fr.Decimal(-0.25, 2), "−0,25"},
		{"no negative zero", fr.Decimal(-0.001, 1), "0,0"},
		{"date", fr.Date(observatory.NewDate(2026, 11, 23)), "23\u00a0novembre\u00a02026"},
		{"first of the month", fr.Date(observatory.NewDate(2026, 5, 1)), "1er\u00a0mai\u00a02026"},
		{"unknown date", fr.Date(observatory.NoDate), ""},
		{"month", fr.Month(observatory.NewDate(2026, 2, 3).Month()), "février\u00a02026"},
		{"head of a month", fr.MonthHead(observatory.NewDate(2026, 2, 3).Month()), "févr. 2026"},
		{"English head of a month", en.MonthHead(observatory.NewDate(2025, 12, 3).Month()), "Dec 2025"},
		{"moment", fr.Moment(moment, paris), "23\u00a0novembre\u00a02026 à 10\u00a0h\u00a005"},
		{"English moment", en.Moment(moment, paris), "23\u00a0November\u00a02026, 10:05"},
		{"one day and a half", fr.Days(1.5), "1,5\u00a0jour"},
		{"many days", fr.Days(1200), "1\u202f200\u00a0jours"},
		{"short duration", fr.Duration(850 * time.Millisecond), "850\u00a0ms"},
		{"duration", fr.Duration(2300 * time.Millisecond), "2,3\u00a0s"},
		{"long duration", fr.Duration(245 * time.Second), "4\u00a0min\u00a005\u00a0s"},
		{"days and hours", fr.Span(76*time.Hour + 20*time.Minute), "3\u00a0jours 4\u00a0h"},
		{"whole days", fr.Span(48 * time.Hour), "2\u00a0jours"},
		{"hours and minutes", fr.Span(5*time.Hour + 9*time.Minute), "5\u00a0h\u00a009\u00a0min"},
		{"whole hours", en.Span(5 * time.Hour), "5\u00a0h"},
		{"minutes", fr.Span(40*time.Minute + 29*time.Second), "40\u00a0min"},
		{"a moment", en.Span(20 * time.Second), "less than a minute"},
		{"few bytes", fr.Size(812), "812\u00a0octets"},
		{"kilobytes", fr.Size(12_345), "12,3\u00a0ko"},
		{"megabytes", en.Size(4_000_000), "4.0\u00a0MB"},
		{"plural of none", fr.Plural(0, "jour", "jours"), "jour"},
		{"English plural of none", en.Plural(0, "day", "days"), "days"},
		{"unknown cause", fr.Cause("strange"), "strange"},
		{"unknown language", In("de").T("unit.day"), "jour"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestTypeset(t *testing.T) {
	got := In(French).Typeset("« 95 % » : oui ; l'an ?")
	if want := "«\u00a095\u00a0%\u00a0»\u00a0: oui\u202f; l’an\u202f?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := In(English).Typeset("95 % : yes"); got != "95 % : yes" {
		t.Errorf("English text was changed: %q", got)
	}
}
