package indicators

// Walks of some cases each, of different persons, come together: all that they hold
// adds up.

// merge adds what another walk of the same requests came to. Both have settled.
func (t *caseWalk) merge(more *caseWalk) {
	for base, p := range more.places {
		for i, grids := range t.place(base).grids {
			grids.merge(p.grids[i])
		}
	}
}

func (g *caseGrids) merge(more *caseGrids) {
	mergeGrids(&g.days.monthGrid, &more.days.monthGrid, func(to, from *[gapClasses][2]classCell) {
		for class := range to {
			mergePair(&to[class], &from[class], (*classCell).merge)
		}
	})
	mergeGrids(&g.refusals, &more.refusals, func(to, from *[2]classCell) { mergePair(to, from, (*classCell).merge) })
	mergeGrids(&g.lengths, &more.lengths, func(to, from *[2]gapLengthCell) { mergePair(to, from, (*gapLengthCell).merge) })
	mergeGrids(&g.delays, &more.delays, func(to, from *[2]delayCell) { mergePair(to, from, (*delayCell).merge) })
}

func mergeGrids[C any](to, from *monthGrid[C], merge func(to, from *C)) {
	for _, month := range from.known() {
		merge(to.at(month), from.found(month))
	}
}

func mergePair[C any](to, from *[2]C, merge func(to, from *C)) {
	for variant := range to {
		merge(&to[variant], &from[variant])
	}
}

func (c *classCell) merge(more *classCell) {
	c.personTrack.merge(&more.personTrack)
	c.gaps.merge(&more.gaps)
	c.sums.Add(more.sums, 1)
	c.touched, c.monthOnly, c.gapMonthOnly = c.touched || more.touched, c.monthOnly || more.monthOnly, c.gapMonthOnly || more.gapMonthOnly
}

func (c *gapLengthCell) merge(more *gapLengthCell) {
	c.ended.merge(more.ended)
	c.open.merge(more.open)
	c.gaps.merge(&more.gaps)
	c.endedGaps.merge(&more.endedGaps)
	c.stillOn.merge(&more.stillOn)
	c.spells.merge(&more.spells)
	if c.shortestOpen == 0 || more.shortestOpen > 0 && more.shortestOpen < c.shortestOpen {
		c.shortestOpen = more.shortestOpen
	}
}

func (c *delayCell) merge(more *delayCell) {
	c.spells.merge(&more.spells)
	c.monthOnly = c.monthOnly || more.monthOnly
}

func (l *lengthCount) merge(more lengthCount) {
	if short := len(more) - len(*l); short > 0 {
		*l = append(*l, make([]int32, short)...)
	}
	for days, n := range more {
		(*l)[days] += n
	}
}

func (t *personTrack) merge(more *personTrack) {
	if short := len(more.brought) - len(t.brought); short > 0 {
		t.brought = append(t.brought, make([]int32, short)...)
	}
	for by, n := range more.brought {
		t.brought[by] += n
	}
}

func (c *personCounts) merge(more *personCounts) {
	c.personTrack.merge(&more.personTrack)
	c.persons += more.persons
	c.sum += more.sum
	c.squares += more.squares
}

func (s *personSpells) merge(more *personSpells) {
	s.personTrack.merge(&more.personTrack)
	if s.alike == nil {
		s.alike = more.alike
		return
	}
	for key, of := range more.alike {
		if known := s.alike[key]; known != nil {
			known.persons += of.persons
		} else {
			s.alike[key] = of
		}
	}
}
