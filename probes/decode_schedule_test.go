package probes

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const scheduled = `planned: true
schedule:
  every: 2h
  spread: poisson
  open:
    - {days: mon-fri, from: "08:30", to: "18:00"}
    - {days: "sat,sun", from: "10:00", to: "24:00"}
politeness: {interval: 90s, per_day: 24}
steps:`

func TestScheduleAndPolitenessAreRead(t *testing.T) {
	text := strings.Replace(good, "steps:", scheduled, 1)
	journey, problems := parseJourney("essai.yaml", []byte(text))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := Schedule{Every: 2 * time.Hour, Spread: SpreadPoisson, Open: []Opening{{"mon-fri", "08:30", "18:00"}, {"sat,sun", "10:00", "24:00"}}}
	if diff := cmp.Diff(want, journey.Schedule); diff != "" {
		t.Errorf("schedule (-want +got):\n%s", diff)
	}
	if journey.Politeness != (Politeness{90 * time.Second, 24}) {
		t.Errorf("politeness %+v", journey.Politeness)
	}
	if err := validate(t, published(t), []byte(text)); err != nil {
		t.Errorf("the published schema refuses it: %v", err)
	}
}

func TestScheduleTellsItsProblems(t *testing.T) {
	tests := map[string]struct{ old, with, want string }{
		"not planned":      {"planned: true", "planned: false", "essai.yaml:11:3 (schedule) : horaire d'un parcours qui n'est pas planifié"},
		"too often":        {"every: 2h", "every: 4m", "essai.yaml:11:10 (schedule.every) : période trop courte"},
		"unknown days":     {"mon-fri", "lun-ven", "essai.yaml:14:14 (schedule.open[0].days) : jours illisibles « lun-ven »"},
		"no hours":         {`, from: "08:30", to: "18:00"`, "", "essai.yaml:14:7 (schedule.open[0]) : heures impossibles"},
		"backwards":        {`"18:00"`, `"08:00"`, "essai.yaml:14:7 (schedule.open[0]) : heures impossibles"},
		"hour 25":          {`"24:00"`, `"25:00"`, "essai.yaml:15:7 (schedule.open[1]) : heures impossibles"},
		"unknown spread":   {"poisson", "hasard", "essai.yaml:12:11 (schedule.spread) : valeur inconnue « hasard »"},
		"unknown key":      {"every:", "period:", "clé inconnue « period »"},
		"none a day":       {"per_day: 24", "per_day: 0", "(politeness.per_day) : nombre impossible « 0 »"},
		"unreadable pause": {"90s", "1 minute", "(politeness.interval) : durée illisible"},
		"on the double":    {"planned: true", "planned: true\ntestbed: true", "essai.yaml:9:10 (planned) : un parcours du double de test ne se planifie pas"},
	}
	whole := strings.Replace(good, "steps:", scheduled, 1)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(whole, test.old, test.with, 1)
			_, problems := parseJourney("essai.yaml", []byte(text))
			if len(problems) != 1 || !strings.Contains(problems[0].String(), test.want) || problems[0].Remedy == "" {
				t.Errorf("got %v, want %q", problems, test.want)
			}
		})
	}
}

func TestWeekdaysOfAnOpening(t *testing.T) {
	tests := map[string][]time.Weekday{
		"mon-fri":      {time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		"sat-mon":      {time.Sunday, time.Monday, time.Saturday},
		"wed, wed-thu": {time.Wednesday, time.Thursday},
		"sun":          {time.Sunday},
		"":             nil,
		"mon-":         nil,
		"mon,":         nil,
	}
	for days, want := range tests {
		if diff := cmp.Diff(want, Opening{Days: days}.Weekdays()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", days, diff)
		}
	}
}
