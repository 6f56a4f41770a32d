package probes

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"vigie/internal/lazyregexp"
)

// How the starts of a scheduled journey lie in its period.
const (
	SpreadEven    = "even"    // at equal distances
	SpreadPoisson = "poisson" // by chance, so many a period on average
)

// minEvery is the shortest period that a journey may propose.
const minEvery = 5 * time.Minute

// Schedule is when a journey proposes to be run; the configuration of a target
// goes before it.
type Schedule struct {
	Every  time.Duration // period; 0: the configuration's
	Open   []Opening     // when the service is open; empty: always
	Spread string        // one of the Spread constants; empty: the scheduler's own
}

// Opening is a span of hours, in the local time of Paris.
type Opening struct {
	Days     string // such as mon-fri or mon,wed,sat
	From, To string // such as 08:30 and 24:00, From before To
}

// Politeness is what a journey holds itself to on one host, beyond what the
// configuration asks of all.
type Politeness struct {
	Interval time.Duration // least time between two attempts of it on one host; 0: none of its own
	PerDay   int           // most attempts of it on one host in a day of Paris; 0: no limit of its own
}

var clockTime = lazyregexp.New(`^(([01]\d|2[0-3]):[0-5]\d|24:00)$`)

// Weekdays are the days that an opening names, none when it cannot be read.
func (o Opening) Weekdays() []time.Weekday {
	names := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	var days []time.Weekday
	for part := range strings.SplitSeq(o.Days, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		from, to := slices.Index(names, first), slices.Index(names, last)
		if from < 0 || to < 0 {
			return nil
		}
		for day := from; ; day = (day + 1) % len(names) {
			days = append(days, time.Weekday(day))
			if day == to {
				break
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func (d *decoder) scheduleFields(s *Schedule) map[string]field {
	return map[string]field{
		"every":  d.duration(&s.Every),
		"open":   each(d, &s.Open, d.opening),
		"spread": oneOf(d, &s.Spread, SpreadEven, SpreadPoisson),
	}
}

func (d *decoder) schedule(into *Schedule) field {
	return field{schema: ref("schedule"), read: func(node *yaml.Node, path string) {
		if d.whole(node, path, d.scheduleFields(into)) && into.Every > 0 && into.Every < minEvery {
			d.at(path+".every", fmt.Sprintf("période trop courte (%s)", into.Every), "Donnez 5m au moins : une mesure ne doit pas peser sur le site.")
		}
	}}
}

func (d *decoder) openingFields(o *Opening) map[string]field {
	return map[string]field{"days": d.text(&o.Days), "from": d.text(&o.From), "to": d.text(&o.To)}
}

func (d *decoder) opening(into *Opening) field {
	return field{schema: ref("opening"), read: func(node *yaml.Node, path string) {
		if !d.whole(node, path, d.openingFields(into)) {
			return
		}
		if len(into.Weekdays()) == 0 {
			d.at(path+".days", fmt.Sprintf("jours illisibles « %s »", into.Days), "Écrivez mon, tue, wed, thu, fri, sat, sun : mon-fri, ou mon,wed,sat.")
		}
		if !clockTime.MatchString(into.From) || !clockTime.MatchString(into.To) || into.From >= into.To {
			d.problem(node, path, fmt.Sprintf("heures impossibles (de « %s » à « %s »)", into.From, into.To), "Donnez from et to entre guillemets, à l'heure de Paris, from avant to : \"08:30\", \"24:00\".")
		}
	}}
}

func (d *decoder) politenessFields(p *Politeness) map[string]field {
	return map[string]field{"interval": d.duration(&p.Interval), "per_day": d.number(&p.PerDay, 1, 1440)}
}

func (d *decoder) politeness(into *Politeness) field {
	return field{schema: ref("politeness"), read: func(node *yaml.Node, path string) {
		d.mapping(node, path, d.politenessFields(into))
	}}
}

// checkSchedule refuses a schedule that nothing would ever follow.
func (d *decoder) checkSchedule(j Journey) {
	if _, given := d.places["schedule"]; given && !j.Planned {
		d.at("schedule", "horaire d'un parcours qui n'est pas planifié", "Mettez planned: true, ou retirez schedule.")
	}
	if j.Testbed && j.Planned {
		d.at("planned", "un parcours du double de test ne se planifie pas", "Mettez planned: false.")
	}
}
