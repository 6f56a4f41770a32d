package reports

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

func attemptAt(n byte, utc string, mode observatory.Mode, outcome observatory.Outcome) observatory.Attempt {
	at, err := time.Parse(time.RFC3339, utc)
	if err != nil {
		panic(err) // a constant of this file
	}
	return observatory.Attempt{Envelope: observatory.Envelope{ID: observatory.DeriveID([]byte{n}), At: at}, Mode: mode, Outcome: outcome, Cause: "c"}
}

func TestSeriesLine(t *testing.T) {
	robot := ", relevées par un automate qui s'identifie, sans compte ; ceci n'est pas un constat de commissaire de justice"
	auto, person := observatory.Unattended, observatory.Reported
	for _, tc := range []struct {
		name     string
		mode     observatory.Mode
		attempts []observatory.Attempt
		line     string
		warnings int
	}{
		{"nothing", auto, nil, "aucune tentative mesurée", 0},
		{"only not measured", auto, []observatory.Attempt{
			attemptAt(1, "2026-11-03T08:00:00Z", auto, observatory.Blocked), attemptAt(2, "2026-11-10T08:00:00Z", auto, observatory.Fault),
		}, "aucune tentative mesurée", 0},
		{"Sunday evening in UTC is Monday in Paris", auto, []observatory.Attempt{
			attemptAt(1, "2026-11-08T22:30:00Z", auto, observatory.Unmet), attemptAt(2, "2026-11-08T23:30:00Z", auto, observatory.Unmet),
		}, "2 tentatives sur 2 semaines distinctes, du 8 novembre 2026 au 9 novembre 2026" + robot, 0},
		{"one ISO week over the new year", person, []observatory.Attempt{
			attemptAt(1, "2026-12-30T10:00:00Z", person, observatory.Down), attemptAt(2, "2027-01-02T10:00:00Z", person, observatory.Down),
		}, "2 tentatives sur 1 semaine distincte, du 30 décembre 2026 au 2 janvier 2027", 1},
		{"same week number, two years", person, []observatory.Attempt{
			attemptAt(1, "2025-11-05T10:00:00Z", person, observatory.Down), attemptAt(2, "2026-11-05T10:00:00Z", person, observatory.Down),
		}, "2 tentatives sur 2 semaines distinctes, du 5 novembre 2025 au 5 novembre 2026", 0},
		{"failures of one week only", person, []observatory.Attempt{
			attemptAt(1, "2026-11-03T10:00:00Z", person, observatory.Maintenance), attemptAt(2, "2026-11-11T10:00:00Z", person, observatory.Met),
		}, "2 tentatives sur 2 semaines distinctes, du 3 novembre 2026 au 11 novembre 2026", 1},
		{"other series stay out", person, []observatory.Attempt{
			attemptAt(1, "2026-12-01T10:00:00Z", person, observatory.Unmet), attemptAt(2, "2026-12-09T10:00:00Z", auto, observatory.Unmet),
		}, "1 tentative sur 1 semaine distincte, du 1er décembre 2026 au 1er décembre 2026", 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := countSeries(tc.mode, newEntries(tc.attempts))
			if got := s.Line(); got != tc.line {
				t.Errorf("line = %q; want %q", got, tc.line)
			}
			if got := s.Warnings(); len(got) != tc.warnings {
				t.Errorf("warnings = %q; want %d", got, tc.warnings)
			}
		})
	}
}

func TestSeriesCountsFirstMeasuredAttemptsOnly(t *testing.T) {
	auto := observatory.Unattended
	first := attemptAt(1, "2026-11-03T08:00:00Z", auto, observatory.Down)
	confirmation := attemptAt(2, "2026-11-03T08:02:00Z", auto, observatory.Met)
	confirmation.Confirms = first.ID
	withdrawn := attemptAt(3, "2026-11-04T08:00:00Z", auto, observatory.Unmet)
	withdrawal := attemptAt(4, "2026-11-05T08:00:00Z", auto, observatory.Unmet)
	withdrawal.Withdraws = withdrawn.ID
	blocked := attemptAt(5, "2026-11-10T08:00:00Z", auto, observatory.Blocked)
	drift, again := attemptAt(6, "2026-11-11T08:00:00Z", auto, observatory.Drift), attemptAt(7, "2026-11-12T08:00:00Z", auto, observatory.Drift)
	got := countSeries(auto, newEntries([]observatory.Attempt{first, confirmation, withdrawn, withdrawal, blocked, drift, again}))
	day := observatory.NewDate(2026, 11, 3)
	want := Series{
		Mode: auto, Attempts: 1, Weeks: 1, Days: 1, First: day, Last: day, Failed: 1, FailedWeeks: 1, Confirmations: 1, Withdrawn: 1,
		NotMeasured: []NotMeasuredCause{{observatory.Blocked, "c", 1}, {observatory.Drift, "c", 2}}, Earliest: "09:00", Latest: "09:00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("series (-want +got):\n%s", diff)
	}
	details := strings.Join(got.Details(), "\n")
	for _, text := range []string{
		"dont 1 qui n’a pas abouti, sur 1 semaine distincte", "1 jour distinct, à 9\u00a0h\u00a000",
		"non mesuré, non compté : 2 tentatives – page changée, c", "1 confirmation d’une", "1 tentative retirée",
	} {
		if !strings.Contains(details, text) {
			t.Errorf("details lack %q:\n%s", text, details)
		}
	}
}

func TestGuard(t *testing.T) {
	for _, tc := range []struct{ cell, want string }{
		{"", ""},
		{"texte", "texte"},
		{"=1+1", "'=1+1"},
		{"+33", "'+33"},
		{"-1", "'-1"},
		{"@x", "'@x"},
		{" =x", "'=x"},
		{"\t=x", "'=x"},
		{"a\r\nb", "a b"},
	} {
		if got := guard(tc.cell); got != tc.want {
			t.Errorf("guard(%q) = %q; want %q", tc.cell, got, tc.want)
		}
	}
}
