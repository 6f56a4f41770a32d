package probes

import (
	"fmt"
	"strconv"
	"strings"
)

// Minutes gives the hours of an opening in minutes after midnight. An opening
// that cannot be read is an error that says what to write.
func (o Opening) Minutes() (from, to int, err error) {
	if len(o.Weekdays()) == 0 {
		return 0, 0, fmt.Errorf("jours illisibles « %s » : écrivez mon-fri, ou mon,wed,sat", o.Days)
	}
	if !clockTime.MatchString(o.From) || !clockTime.MatchString(o.To) || o.From >= o.To {
		return 0, 0, fmt.Errorf("heures impossibles, de « %s » à « %s » : écrivez \"08:30\" et \"18:00\", from avant to", o.From, o.To)
	}
	return minutes(o.From), minutes(o.To), nil
}

// minutes reads a time of the clock that clockTime has let pass.
func minutes(clock string) int {
	hours, rest, _ := strings.Cut(clock, ":")
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(rest)
	return h*60 + m
}
