package probes

import (
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
)

func TestManualCheckMakesAnAttemptOfItsOwnSeries(t *testing.T) {
	now := time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC)
	target := observatory.Target{ID: "pan-89", Department: "89"}
	ends := map[observatory.Outcome]int{}
	for _, channel := range Channels() {
		for _, result := range ManualResults() {
			check := ManualCheck{Channel: channel.Code, Result: result.Code, Role: "volunteer", At: now.Add(-time.Hour)}
			a, err := check.Attempt(target, "essai", now)
			if err != nil {
				t.Fatal(err)
			}
			ends[a.Outcome]++
			if a.Mode != observatory.Manual || a.Journey != "pan."+channel.Code || a.Cause != result.Code || a.Target != "pan-89" ||
				a.PlannedPerDay != 0 || a.Slots != -1 || !strings.Contains(a.Detail, "bénévole") || !a.First() {
				t.Errorf("%s, %s: %+v", channel.Code, result.Code, a)
			}
		}
	}
	if ends[observatory.Met] != 6 || ends[observatory.Unmet] != 12 || ends[observatory.Down] != 3 {
		t.Errorf("outcomes: %v", ends)
	}
}

func TestManualCheckRefusesWhatCannotBe(t *testing.T) {
	now := time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC)
	good := ManualCheck{Channel: "telephone", Result: "no_answer", Role: "volunteer", At: now}
	tests := map[string]struct {
		change func(*ManualCheck)
		says   string
	}{
		"channel":       {func(c *ManualCheck) { c.Channel = "fax" }, "--channel « fax » : réponse inconnue. Réponses possibles : telephone"},
		"role":          {func(c *ManualCheck) { c.Role = "Jeanne" }, "--role « Jeanne »"},
		"result":        {func(c *ManualCheck) { c.Result = "" }, "--result « »"},
		"to come":       {func(c *ManualCheck) { c.At = now.Add(time.Minute) }, "à venir"},
		"long past":     {func(c *ManualCheck) { c.At = now.AddDate(0, -3, 0) }, "dans les 60 jours"},
		"date of none":  {func(c *ManualCheck) { c.FirstDate = observatory.NewDate(2026, 12, 1) }, "--first-date"},
		"date gone":     {func(c *ManualCheck) { c.Result, c.FirstDate = "appointment_offered", observatory.NewDate(2026, 11, 25) }, "est passée"},
		"no date, fine": {func(*ManualCheck) {}, ""},
	}
	for name, test := range tests {
		check := good
		test.change(&check)
		_, err := check.Attempt(observatory.Target{ID: "x"}, "", now)
		if test.says == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if !observatory.IsInput(err) || !strings.Contains(strings.ReplaceAll(err.Error(), "«  »", "« »"), test.says) {
			t.Errorf("%s: got %v, want %q", name, err, test.says)
		}
	}
}
