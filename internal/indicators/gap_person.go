package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// personMonths are the days of one person in each period, from the first one on.
// Its memory is used again for the next person.
type personMonths struct {
	width   observatory.Month
	first   observatory.Month
	periods [][gapClasses]personPeriod
}

// personPeriod is what one person has in one period and class: with dates known
// to the month on its first day, and on its last one.
type personPeriod struct {
	days      [2][2]int64 // days without a document, window days
	brought   [2][]int32  // associations that brought the person, by their numbers
	monthOnly bool        // a case of hers has dates known to the month only
}

func (m *personMonths) clear() { m.periods = m.periods[:0] }

// at finds the period that a month lies in.
func (m *personMonths) at(month observatory.Month) *[gapClasses]personPeriod {
	month -= month % m.width
	if len(m.periods) == 0 {
		m.first = month
	}
	for month < m.first { // cases of a person come in any order
		m.periods = slices.Insert(m.periods, 0, [gapClasses]personPeriod{})
		m.first -= m.width
	}
	at := int((month - m.first) / m.width)
	for n := len(m.periods); n <= at; n++ {
		if n == cap(m.periods) {
			m.periods = append(m.periods, [gapClasses]personPeriod{})
			continue
		}
		m.periods = m.periods[:n+1]
		for class := range m.periods[n] {
			m.periods[n][class].clear()
		}
	}
	return &m.periods[at]
}

// each goes through the periods and classes with a window day, the last first.
func (m *personMonths) each(visit func(month observatory.Month, class int, of *personPeriod)) {
	for i := len(m.periods) - 1; i >= 0; i-- {
		for class := range m.periods[i] {
			if of := &m.periods[i][class]; of.days[0][1]+of.days[1][1] > 0 {
				visit(m.first+observatory.Month(i)*m.width, class, of)
			}
		}
	}
}

func (p *personPeriod) clear() {
	*p = personPeriod{brought: [2][]int32{p.brought[0][:0], p.brought[1][:0]}}
}

// note adds days of a case that an association brought.
func (p *personPeriod) note(by int32, monthOnly bool, variant int, days [2]int64) {
	p.days[variant][0] += days[0]
	p.days[variant][1] += days[1]
	p.monthOnly = p.monthOnly || monthOnly
	if !slices.Contains(p.brought[variant], by) {
		p.brought[variant] = append(p.brought[variant], by)
	}
}

// add adds the days of another period.
func (p *personPeriod) add(more *personPeriod) {
	p.monthOnly = p.monthOnly || more.monthOnly
	for variant := range p.days {
		p.days[variant][0] += more.days[variant][0]
		p.days[variant][1] += more.days[variant][1]
		for _, by := range more.brought[variant] {
			if !slices.Contains(p.brought[variant], by) {
				p.brought[variant] = append(p.brought[variant], by)
			}
		}
	}
}

// adds is what the days of the person add to a cell that has those of her later
// periods already, if any: the associations that are new to it are put in brought.
func (p *personPeriod) adds(later *personPeriod, brought *[2][]int32) (sums [2]observatory.GapSums) {
	for variant := range sums {
		sums[variant] = p.sums(variant, later)
		brought[variant] = brought[variant][:0]
		for _, by := range p.brought[variant] {
			if !slices.Contains(later.brought[variant], by) {
				brought[variant] = append(brought[variant], by)
			}
		}
	}
	if p.monthOnly && !later.monthOnly {
		sums[0].MonthOnly = 1
	}
	return sums
}

func (p *personPeriod) sums(variant int, later *personPeriod) observatory.GapSums {
	gap, window := p.days[variant][0], p.days[variant][1]
	before := later.days[variant]
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
