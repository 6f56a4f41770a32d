package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// gapSums are the sums from which gap_share and gap_ratio are made, cell by cell.
// All of them add up over persons, so that those of some persons can be taken
// away and put back.
type gapSums struct {
	cells map[gapPlace]map[gapAt]*observatory.GapSums
	days  []gapMonth // of the person at hand
	until []gapMonth
	month caseDays // of the case at hand
}

// gapPlace is a cell without its period and class.
type gapPlace struct {
	country                        bool
	department, level, association string
	months                         observatory.GapMonths
}

// gapAt is a period, a class and a variant.
type gapAt struct {
	month   observatory.Month
	class   int8
	variant int8
}

func newGapSums() *gapSums {
	return &gapSums{cells: map[gapPlace]map[gapAt]*observatory.GapSums{}}
}

// gapMonth is what one person has in one period and class: with dates known to
// the month on its first day, and on its last one.
type gapMonth struct {
	month     observatory.Month
	class     int
	days      [2][2]int64 // days without a document, window days
	brought   [2][]string // associations that brought the person
	monthOnly bool        // a case of hers has dates known to the month only
}

// widths are the periods of which sums are kept.
func widths() []observatory.GapMonths {
	return []observatory.GapMonths{1, observatory.Quarter, observatory.Year}
}

// addPersons adds all persons of some cases, or takes them away (-1).
func (s *gapSums) addPersons(cases *caseList, times int64) {
	var of []*caseResult
	for r := range cases.inOrder() {
		if len(of) > 0 && of[0].who != r.who {
			s.addPerson(of, times)
			of = of[:0]
		}
		of = append(of, r)
	}
	if len(of) > 0 {
		s.addPerson(of, times)
	}
}

// addPerson adds the cases of one person everywhere they count: in the country
// and in each department, whatever their level and with each.
func (s *gapSums) addPerson(cases []*caseResult, times int64) {
	departments, levels := []string{cases[0].department}, []string{"", cases[0].level}
	for _, r := range cases[1:] {
		if !slices.Contains(departments, r.department) {
			departments = append(departments, r.department)
		}
		if !slices.Contains(levels, r.level) {
			levels = append(levels, r.level)
		}
	}
	alone := len(departments) == 1 && len(levels) == 2 // all her cases count in each place
	for i, level := range levels {
		places := []gapPlace{{country: true, level: level}}
		for _, department := range departments {
			places = append(places, gapPlace{department: department, level: level})
		}
		for j, place := range places {
			of := cases
			if !alone {
				of = slices.DeleteFunc(slices.Clone(cases), func(r *caseResult) bool {
					return level != "" && r.level != level || !place.country && r.department != place.department
				})
			}
			if i+j == 0 || !alone {
				s.gather(of)
			}
			if len(of) > 0 {
				s.addPlace(place, of, times)
			}
		}
	}
}

// gather makes the days of some cases of a person by month and class.
func (s *gapSums) gather(cases []*caseResult) {
	s.days = s.days[:0]
	every := Request{By: []Dimension{Month}}
	for _, r := range cases {
		for variant := range r.gaps {
			s.month.fill(every, r.gaps[variant])
			s.month.parts(every, func(month observatory.Month, days *classDays) {
				for class, n := range days {
					if n[1] > 0 {
						monthIn(&s.days, month, class).note(r, variant, n)
					}
				}
			})
		}
	}
	slices.SortFunc(s.days, func(a, b gapMonth) int { return int(a.month - b.month) })
}

// note adds days of a case of the person: without a document, and window days.
func (m *gapMonth) note(r *caseResult, variant int, days [2]int64) {
	m.days[variant][0] += days[0]
	m.days[variant][1] += days[1]
	m.monthOnly = m.monthOnly || r.monthOnly
	if !slices.Contains(m.brought[variant], r.association) {
		m.brought[variant] = append(m.brought[variant], r.association)
	}
}

// monthIn finds a period and class in a list, or adds it.
func monthIn(list *[]gapMonth, month observatory.Month, class int) *gapMonth {
	for i := len(*list) - 1; i >= 0; i-- {
		if m := &(*list)[i]; m.month == month && m.class == class {
			return m
		}
	}
	*list = append(*list, gapMonth{month: month, class: class})
	return &(*list)[len(*list)-1]
}

// addPlace adds the days that were gathered to one place.
func (s *gapSums) addPlace(place gapPlace, cases []*caseResult, times int64) {
	for _, r := range cases {
		known := int64(0)
		if r.gaps[0].Computable {
			known = 1
		}
		place.months = observatory.GapCoverage
		s.at(place, gapAt{}).Add(observatory.GapSums{Known: known, Cases: 1}, times)
	}
	for _, width := range widths() {
		place.months = width
		list := s.days
		if width > 1 {
			s.until = s.until[:0]
			for i := range s.days {
				m := monthIn(&s.until, s.days[i].month-s.days[i].month%observatory.Month(width), s.days[i].class)
				m.add(&s.days[i])
			}
			list = s.until
		}
		for i := range list {
			m := &list[i]
			s.put(place, m, [2]observatory.GapSums{m.sums(0, nil), m.sums(1, nil)}, m.brought, m.monthOnly, times)
		}
	}
	place.months = observatory.GapSince
	s.addSince(place, times)
}

// add adds the days of another period.
func (m *gapMonth) add(more *gapMonth) {
	for variant := range m.days {
		m.days[variant][0] += more.days[variant][0]
		m.days[variant][1] += more.days[variant][1]
		for _, association := range more.brought[variant] {
			if !slices.Contains(m.brought[variant], association) {
				m.brought[variant] = append(m.brought[variant], association)
			}
		}
	}
	m.monthOnly = m.monthOnly || more.monthOnly
}

// sums are what the days of the person add to a cell which has the days of later
// months already, if any.
func (m *gapMonth) sums(variant int, later *gapMonth) observatory.GapSums {
	gap, window := m.days[variant][0], m.days[variant][1]
	before := [2]int64{}
	if later != nil {
		before = later.days[variant]
	}
	return observatory.GapSums{DaySums: observatory.DaySums{
		Persons: begins(before[1], window), WithGap: begins(before[0], gap), Gap: gap, Window: window,
		GapSquares:    gap * (gap + 2*before[0]),
		Products:      gap*window + gap*before[1] + window*before[0],
		WindowSquares: window * (window + 2*before[1]),
	}}
}

// begins is 1 where something is added to nothing.
func begins(before, more int64) int64 {
	if before == 0 && more > 0 {
		return 1
	}
	return 0
}

// addSince adds what each month adds to the sums over its days and all later
// ones: from the last month to the first.
func (s *gapSums) addSince(place gapPlace, times int64) {
	s.until = s.until[:0]
	for i := len(s.days) - 1; i >= 0; i-- {
		m := &s.days[i]
		later := monthIn(&s.until, 0, m.class)
		sums := [2]observatory.GapSums{m.sums(0, later), m.sums(1, later)}
		var brought [2][]string
		for variant := range brought {
			for _, association := range m.brought[variant] {
				if !slices.Contains(later.brought[variant], association) {
					brought[variant] = append(brought[variant], association)
				}
			}
		}
		s.put(place, m, sums, brought, m.monthOnly && !later.monthOnly, times)
		later.add(m)
	}
}

// put adds the sums of one person to a cell: those of dates on the first day of
// their month, and what taking the last day changes.
func (s *gapSums) put(place gapPlace, m *gapMonth, sums [2]observatory.GapSums, brought [2][]string, monthOnly bool, times int64) {
	at := gapAt{month: m.month, class: int8(m.class)} //nolint:gosec // there are seven
	if monthOnly {
		sums[0].MonthOnly = 1
	}
	moved := sums[1]
	moved.Add(sums[0], -1)
	moved.MonthOnly = 0
	place.association = slices.Concat(m.brought[0], m.brought[1])[0]
	s.at(place, at).Add(sums[0], times)
	at.variant = 1
	if moved != (observatory.GapSums{}) {
		s.at(place, at).Add(moved, times)
	}
	s.putBrought(place, at.month, at.class, brought, times)
}

// putBrought adds a person to the associations that brought her.
func (s *gapSums) putBrought(place gapPlace, month observatory.Month, class int8, brought [2][]string, times int64) {
	for _, place.association = range brought[0] {
		s.at(place, gapAt{month, class, 0}).Brought += times
		if !slices.Contains(brought[1], place.association) {
			s.at(place, gapAt{month, class, 1}).Brought -= times
		}
	}
	for _, place.association = range brought[1] {
		if !slices.Contains(brought[0], place.association) {
			s.at(place, gapAt{month, class, 1}).Brought += times
		}
	}
}

func (s *gapSums) at(place gapPlace, at gapAt) *observatory.GapSums {
	cells := s.cells[place]
	if cells == nil {
		cells = map[gapAt]*observatory.GapSums{}
		s.cells[place] = cells
	}
	if cells[at] == nil {
		cells[at] = &observatory.GapSums{}
	}
	return cells[at]
}

// rows lists the sums that are not zero.
func (s *gapSums) rows() []*observatory.GapRow {
	var rows []*observatory.GapRow
	for place, cells := range s.cells {
		for at, sums := range cells {
			if *sums == (observatory.GapSums{}) {
				continue
			}
			rows = append(rows, &observatory.GapRow{GapSums: *sums, GapCell: observatory.GapCell{
				Country: place.country, Department: place.department, Level: place.level, Association: place.association,
				Months: place.months, Month: at.month, Class: int(at.class), Variant: int(at.variant),
			}})
		}
	}
	return rows
}
