package main

import (
	"math"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// closures counts the adverse closures of ANEF files in a cell.
func (v naive) closures(keep func(*observatory.CaseEvent) bool) number {
	var f number
	elsewhere := map[observatory.ID]bool{}
	online := map[observatory.ID]bool{}
	events := v.visibleEvents()
	for _, e := range events {
		if e.Event == "filing" || e.Event == "refiling" {
			online[e.Case] = online[e.Case] || e.Channel == "anef"
			elsewhere[e.Case] = elsewhere[e.Case] || e.Channel != "anef" && e.Channel != ""
		}
	}
	persons, associations := map[string]int64{}, map[string]bool{}
	with := map[observatory.Tri]map[string]bool{observatory.Yes: {}, observatory.No: {}, observatory.Unknown: {}}
	for _, e := range events {
		if e.Event != "closure" || e.Ending != "adverse" || e.Date < v.from || e.Date > v.lastDay("") ||
			elsewhere[e.Case] && !online[e.Case] || !keep(e) {
			continue
		}
		f.planned++
		associations[e.Association] = true
		if e.ReasonStated != observatory.Unknown {
			f.denominator++
			persons[e.Person.String()]++
		}
		if e.ReasonStated == observatory.Yes {
			f.numerator++
		}
		with[e.ReasonStated][e.Person.String()] = true
	}
	f.withYes, f.withNo = int64(len(with[observatory.Yes])), int64(len(with[observatory.No]))
	f.n, f.associations, f.covered = int64(len(persons)), int64(len(associations)), f.denominator
	f.setWilson(oneSize(persons))
	return f
}

// setWilson sets share and Wilson's interval over so many persons.
func (f *number) setWilson(size float64) {
	if f.denominator == 0 {
		return
	}
	p, n := float64(f.numerator)/float64(f.denominator), size
	f.value = p
	if f.n < 11 {
		return
	}
	// The two roots of (p - x)^2 = z^2 x (1 - x) / n.
	z := math.Sqrt2 * math.Erfinv(0.95)
	a, b, c := 1+z*z/n, -(2*p + z*z/n), p*p
	root := math.Sqrt(max(0, b*b-4*a*c))
	f.low, f.high, f.interval = (-b-root)/(2*a), (-b+root)/(2*a), true
}

func seriesOf(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "/")
}
