package indicators

import (
	"crypto/sha256"
	"encoding/binary"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"vigie/internal/observatory"
)

// gapSums are the sums from which gap_share and gap_ratio are made, cell by cell.
// All of them add up over persons, so that those of some persons can be taken
// away and put back, and several processors can each take some persons.
type gapSums struct {
	places map[gapPlace]*placeSums
	// alone are the sums of the persons with all cases in one department and at
	// one level. They count in four places, to which they are added by rows.
	alone map[gapPlace]*placeSums

	numbers map[string]int32 // of associations
	prints  []int            // of their names, by number

	hand personHand
}

// personHand is what is needed of the person at hand. Its memory is used again.
type personHand struct {
	months, periods personMonths
	days            caseDays // of the case at hand
	later           [gapClasses]personPeriod
	brought         [2][]int32
}

// gapPlace is a cell without its period and class.
type gapPlace struct {
	country           bool
	department, level string
}

// placeSums are the sums of a place.
type placeSums struct {
	known, cases int64
	grids        [gapGrids]monthGrid[[gapClasses][2]cellSums]
	local        []int32 // number of an association here, plus one, by its number everywhere
	brings       []int32 // the other way round
}

// cellSums are those of a period and class, in one variant.
type cellSums struct {
	observatory.GapSums

	brought []int64 // persons, by the number of the association in this place
}

// widths are the periods of which sums are kept.
func widths() [gapGrids]observatory.GapMonths {
	return [gapGrids]observatory.GapMonths{1, observatory.Quarter, observatory.Year, observatory.GapSince}
}

const gapGrids = 4

func newGapSums() *gapSums {
	return &gapSums{places: map[gapPlace]*placeSums{}, alone: map[gapPlace]*placeSums{}, numbers: map[string]int32{}}
}

// addPersons adds all persons of some cases, or takes them away (-1).
func (s *gapSums) addPersons(cases *caseList, times int64) {
	number := s.number(cases)
	parts := cases.partedByPerson(runtime.GOMAXPROCS(0))
	made := make([]*gapSums, len(parts))
	var turns errgroup.Group
	for i, part := range parts {
		made[i] = s
		if i > 0 {
			made[i] = newGapSums()
		}
		turns.Go(func() error {
			made[i].addPart(cases, part, number, times)
			return nil
		})
	}
	_ = turns.Wait() // none fails
	for i := 1; i < len(made); i++ {
		for place, sums := range made[i].alone {
			placeIn(s.alone, place).add(sums)
		}
		for place, sums := range made[i].places {
			placeIn(s.places, place).add(sums)
		}
	}
}

// number gives the numbers of associations here by those of the cases.
func (s *gapSums) number(cases *caseList) []int32 {
	var number []int32
	for r := range cases.inOrder() {
		for int(r.by) >= len(number) {
			number = append(number, -1)
		}
		if number[r.by] >= 0 {
			continue
		}
		n, known := s.numbers[r.association]
		if !known {
			n = int32(len(s.prints)) //nolint:gosec // far fewer
			s.numbers[r.association], s.prints = n, append(s.prints, printOf(r.association))
		}
		number[r.by] = n
	}
	return number
}

// printOf is a fingerprint of the name of an association.
func printOf(name string) int {
	sum := sha256.Sum256([]byte(name))
	return int(binary.BigEndian.Uint64(sum[:8])) //nolint:gosec // any number will do
}

// addPart adds the persons of a part of the cases in order.
func (s *gapSums) addPart(cases *caseList, order, number []int32, times int64) {
	var of []*caseResult
	for _, i := range order {
		r := &cases.cases[i]
		if !r.begun() {
			continue
		}
		if len(of) > 0 && of[0].who != r.who {
			s.addPerson(of, number, times)
			of = of[:0]
		}
		of = append(of, r)
	}
	if len(of) > 0 {
		s.addPerson(of, number, times)
	}
}

// addPerson adds the cases of one person everywhere they count: in the country
// and in each department, whatever their level and with each.
func (s *gapSums) addPerson(cases []*caseResult, number []int32, times int64) {
	departments, levels := []string{cases[0].department}, []string{""}
	for _, r := range cases {
		if !slices.Contains(departments, r.department) {
			departments = append(departments, r.department)
		}
		if !slices.Contains(levels, r.level) {
			levels = append(levels, r.level)
		}
	}
	if len(departments) == 1 && len(levels) <= 2 {
		place := placeIn(s.alone, gapPlace{department: departments[0], level: cases[0].level})
		place.addCases(&s.hand, cases, number, times)
		return
	}
	for _, level := range levels {
		places := []gapPlace{{country: true, level: level}}
		for _, department := range departments {
			places = append(places, gapPlace{department: department, level: level})
		}
		for _, place := range places {
			of := slices.DeleteFunc(slices.Clone(cases), func(r *caseResult) bool {
				return level != "" && r.level != level || !place.country && r.department != place.department
			})
			if len(of) > 0 {
				placeIn(s.places, place).addCases(&s.hand, of, number, times)
			}
		}
	}
}

func placeIn(places map[gapPlace]*placeSums, place gapPlace) *placeSums {
	p := places[place]
	if p == nil {
		p = &placeSums{}
		places[place] = p
	}
	return p
}

// gather makes the days of some cases of a person by month and class.
func (h *personHand) gather(cases []*caseResult, number []int32) {
	h.months.width = 1
	h.months.clear()
	every := Request{By: []Dimension{Month}}
	for _, r := range cases {
		h.days.fill(every, r.gaps[0])
		h.note(r, number[r.by], 0)
		if r.gaps[1] != r.gaps[0] {
			h.days.fill(every, r.gaps[1])
		}
		h.note(r, number[r.by], 1)
	}
}

// note adds the days of the case at hand to those of the person.
func (h *personHand) note(r *caseResult, by int32, variant int) {
	for i := range h.days.months {
		for class, n := range h.days.months[i] {
			if n[1] > 0 {
				h.months.at(h.days.first + observatory.Month(i))[class].note(by, r.monthOnly, variant, n)
			}
		}
	}
}

// addCases adds cases of one person to a place.
func (p *placeSums) addCases(h *personHand, cases []*caseResult, number []int32, times int64) {
	for _, r := range cases {
		p.cases += times
		if r.gaps[0].Computable {
			p.known += times
		}
	}
	h.gather(cases, number)
	for class := range h.later {
		h.later[class].clear()
	}
	for grid, width := range widths() {
		if width == observatory.GapSince {
			p.addSince(h, grid, times)
			continue
		}
		of := &h.months
		if width > 1 {
			of = &h.periods
			h.join(observatory.Month(width))
		}
		of.each(func(month observatory.Month, class int, of *personPeriod) {
			p.put(grid, month, class, of.adds(&h.later[class], &h.brought), &h.brought, times)
		})
	}
}

// join makes longer periods of the months of the person.
func (h *personHand) join(width observatory.Month) {
	h.periods.width = width
	h.periods.clear()
	h.months.each(func(month observatory.Month, class int, of *personPeriod) { h.periods.at(month)[class].add(of) })
}

// addSince adds what each month adds to the sums over its days and all later
// ones: from the last month to the first.
func (p *placeSums) addSince(h *personHand, grid int, times int64) {
	h.months.each(func(month observatory.Month, class int, of *personPeriod) {
		later := &h.later[class]
		p.put(grid, month, class, of.adds(later, &h.brought), &h.brought, times)
		later.add(of)
	})
}

// put adds the sums of one person to a cell: those of dates on the first day of
// their month, and what taking the last day changes.
func (p *placeSums) put(grid int, month observatory.Month, class int, sums [2]observatory.GapSums, brought *[2][]int32, times int64) {
	pair := &p.grids[grid].at(month)[class]
	pair[0].Add(sums[0], times)
	for _, by := range brought[0] {
		pair[0].bring(p.here(by), times)
	}
	if sums[0].DaySums != sums[1].DaySums {
		sums[0].MonthOnly = 0
		sums[1].Add(sums[0], -1)
		pair[1].Add(sums[1], times)
	}
	if slices.Equal(brought[0], brought[1]) {
		return
	}
	for _, by := range brought[0] {
		pair[1].bring(p.here(by), -times)
	}
	for _, by := range brought[1] {
		pair[1].bring(p.here(by), times)
	}
}

// here numbers an association in this place.
func (p *placeSums) here(by int32) int32 {
	for int(by) >= len(p.local) {
		p.local = append(p.local, 0)
	}
	if p.local[by] == 0 {
		p.brings = append(p.brings, by)
		p.local[by] = int32(len(p.brings)) //nolint:gosec // far fewer
	}
	return p.local[by] - 1
}

func (c *cellSums) bring(here int32, persons int64) {
	for int(here) >= len(c.brought) {
		c.brought = append(c.brought, 0)
	}
	c.brought[here] += persons
}

// add adds the sums of another place.
func (p *placeSums) add(more *placeSums) {
	p.known += more.known
	p.cases += more.cases
	for i := range more.grids {
		from := &more.grids[i]
		for _, month := range from.known() {
			cells, to := from.found(month), p.grids[i].at(month)
			for class := range cells {
				for variant := range cells[class] {
					p.addCell(&to[class][variant], &cells[class][variant], more.brings)
				}
			}
		}
	}
}

func (p *placeSums) addCell(to, from *cellSums, brings []int32) {
	to.Add(from.GapSums, 1)
	for there, persons := range from.brought {
		if persons != 0 {
			to.bring(p.here(brings[there]), persons)
		}
	}
}
