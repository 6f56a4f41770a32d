package indicators

import (
	"iter"
	"maps"
	"slices"
)

// caseList is the cases of the certificate indicators, the gap rule applied
// once for all indicators that are read together.
type caseList struct {
	cases  []caseResult // at hand: those that were read and not gone through yet
	wanted wantedOfCases
	order  []int32 // of the cases at hand, by the names of their persons; made when first asked for
	begun  bool
	walks  []*caseWalk // for the requests that were announced
	held   bool        // for others

	associations map[string]int32 // their numbers
	persons      int32            // that have a number
}

// wantedOfCases is what is wanted of cases beside their days.
type wantedOfCases struct{ delays, lengths, refusals, kept bool }

func wantedFor(id string) wantedOfCases {
	return wantedOfCases{delays: id == renewalDelayID, lengths: id == gapDaysID, refusals: id == overlapID}
}

func (w wantedOfCases) and(more wantedOfCases) wantedOfCases {
	return wantedOfCases{w.delays || more.delays, w.lengths || more.lengths, w.refusals || more.refusals, w.kept || more.kept}
}

// inOrder goes through the cases by the names of their persons. Those of one
// person keep the order of the query.
func (l *caseList) inOrder() iter.Seq[*caseResult] {
	if len(l.order) != len(l.cases) {
		l.arrange() // by prepare, before several go through them at the same time
	}
	return func(yield func(*caseResult) bool) {
		for _, i := range l.order {
			if !yield(&l.cases[i]) {
				return
			}
		}
	}
}

// arrange numbers persons, from 1 in the order of their names and after those of
// cases gone through before, and associations, and puts the cases in the order of
// persons.
func (l *caseList) arrange() {
	if l.associations == nil {
		l.associations = map[string]int32{}
	}
	before, persons := l.persons, map[string]int32{}
	for i := range l.cases {
		r := &l.cases[i]
		if _, ok := l.associations[r.association]; !ok {
			l.associations[r.association] = int32(len(l.associations)) //nolint:gosec // far fewer
		}
		r.by = l.associations[r.association]
		persons[r.person] = 0
	}
	for _, name := range slices.Sorted(maps.Keys(persons)) {
		l.persons++
		persons[name] = l.persons
	}
	place := make([]int32, len(persons)+2) // where the cases of a person begin
	for i := range l.cases {
		l.cases[i].who = persons[l.cases[i].person]
		place[l.cases[i].who-before+1]++
	}
	for number := 1; number < len(place); number++ {
		place[number] += place[number-1]
	}
	l.order = make([]int32, len(l.cases))
	for i := range l.cases {
		at := &place[l.cases[i].who-before]
		l.order[*at] = int32(i) //nolint:gosec // as above
		*at++
	}
}

// partedByPerson cuts the order of the cases into at most n parts, of which each
// has all cases of its persons.
func (l *caseList) partedByPerson(n int) [][]int32 {
	l.inOrder() // makes the order
	var parts [][]int32
	rest := l.order
	for n = max(n, 1); n > 0 && len(rest) > 0; n-- {
		cut := (len(rest) + n - 1) / n
		for cut < len(rest) && l.cases[rest[cut]].who == l.cases[rest[cut-1]].who {
			cut++
		}
		parts, rest = append(parts, rest[:cut]), rest[cut:]
	}
	return parts
}

// readings starts the readings of indicators that stand on one query, and those
// of them that rows are given to: the ones of whole cases share their cases.
func readings(on []Definition, q Request) (all, fed []reading) {
	var cases *caseList
	for _, d := range on {
		r := d.read(d, q)
		all = append(all, r)
		of, whole := r.(*caseRows)
		if !whole || cases == nil {
			fed = append(fed, r)
		}
		if whole {
			if cases == nil {
				cases = of.caseList
			}
			cases.wanted = cases.wanted.and(wantedFor(d.ID))
			of.caseList = cases
		}
	}
	return all, fed
}
