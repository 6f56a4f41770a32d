package collectors

import "vigie/internal/observatory"

func cellAt(cells [][]byte, at int) []byte {
	if at < 0 || at >= len(cells) {
		return nil
	}
	return clean(cells[at])
}

// holds reports whether a row passes a test; an absent column, which may be
// absent, passes all.
func (t *testPlan) holds(cells [][]byte) bool {
	if t.at < 0 {
		return true
	}
	cell := cellAt(cells, t.at)
	folded := fold(string(cell))
	switch {
	case t.filled && len(cell) == 0, len(t.is) > 0 && !t.is[folded], len(cell) > 0 && t.isNot[folded]:
		return false
	}
	return true
}

func passes(tests []testPlan, cells [][]byte) bool {
	for i := range tests {
		if !tests[i].holds(cells) {
			return false
		}
	}
	return true
}

// elements gives what the view is read for: each part of a cell, or once.
func (v *view) elements(cells [][]byte, today observatory.Date) [][]byte {
	if v.each == nil {
		return [][]byte{nil}
	}
	var parts [][]byte
	for _, text := range splitBy(string(cellAt(cells, v.each.at)), v.each.separator) {
		if part := clean([]byte(text)); len(part) > 0 {
			parts = append(parts, part)
		}
	}
	if v.each.years != nil {
		v.each.years.complete(parts, cells, today)
	}
	return parts
}

// mappedRow reads a row in each way that the mapping has for it.
func (w *worker) mappedRow() {
	some := false
	for _, v := range w.layout.views {
		if !passes(v.tests, w.cells) {
			w.tellUndated(v)
			continue
		}
		for _, element := range v.elements(w.cells, w.today) {
			if v.fill(&w.mapped, w.cells, element) {
				some, w.view = true, v
				w.shaped()
			} else {
				w.tellUndated(v)
			}
		}
	}
	w.view = nil
	if !some && !w.bad {
		w.refuseRow(ProblemNoEvent)
	}
}

// tellUndated tells of an event that has no date, and is left out, what the row says of
// it alone: « favorable » without the day of the decision.
func (w *worker) tellUndated(v *view) {
	for i := range v.tests {
		if !v.tests[i].filled && !v.tests[i].holds(w.cells) {
			return // it is no such event at all
		}
	}
	date, told := columnID(0), false
	for i := range v.cells {
		c := &v.cells[i]
		if len(c.at) == 0 {
			continue
		}
		value := c.value(w.cells, nil)
		full := len(value) > 0 && !isBlank(value) && (!c.date || !noDate(value))
		switch {
		case c.date && c.id != colFiling && full:
			return
		case c.date && c.id != colFiling:
			date = c.id
		default:
			told = told || full && c.own
		}
	}
	if told && date != 0 {
		w.out.findings = append(w.out.findings, finding(w.row, v.names[date], WarningDateless, "", true))
	}
}

// fill gives the mapped cells of a row; false when the view has no date in it.
func (v *view) fill(to *[columnCount][]byte, cells [][]byte, element []byte) bool {
	clear(to[:])
	dated := !v.dated
	for i := range v.cells {
		c := &v.cells[i]
		if c.id == colEvent && c.element && c.leavesOut(element) {
			return false
		}
		value := c.value(cells, element)
		to[c.id] = value
		dated = dated || c.date && c.id != colFiling && len(value) > 0 && !noDate(value)
	}
	return dated
}

// leavesOut reports whether the words of an element are translated to nothing: a person
// said that they tell no event.
func (c *cellPlan) leavesOut(element []byte) bool {
	if len(c.values) == 0 {
		return false
	}
	text := string(element)
	if c.keep != "" {
		text = keptOf(text, c.keep)
	}
	to, told := c.values[fold(text)]
	return told && to == "" && text != ""
}

// value gives the mapped value of a cell.
func (c *cellPlan) value(cells [][]byte, element []byte) []byte {
	var b []byte
	switch {
	case c.element:
		b = element
	case len(c.at) == 0:
		return c.constant
	case len(c.at) == 1:
		b = cellAt(cells, c.at[0])
	default:
		for _, at := range c.at {
			if part := cellAt(cells, at); len(part) > 0 {
				if len(b) > 0 {
					b = append(b, ' ')
				}
				b = append(b, part...)
			}
		}
	}
	if len(b) == 0 || c.split == nil && c.keep == "" && c.pattern == nil && c.values == nil && c.otherwise == nil && c.dates == nil {
		return b
	}
	return c.transform(string(b))
}

func (c *cellPlan) transform(text string) []byte {
	if c.split != nil {
		text = c.split.of(text)
	}
	if c.keep != "" {
		text = keptOf(text, c.keep)
	}
	if c.pattern != nil {
		match := c.pattern.FindStringSubmatch(text)
		switch len(match) {
		case 0:
			text = ""
		case 1:
			text = match[0]
		default:
			text = match[1]
		}
	}
	text = string(clean([]byte(text)))
	if c.values != nil || c.otherwise != nil {
		if to, ok := c.values[fold(text)]; ok {
			text = to
		} else if c.otherwise != nil && text != "" {
			text = *c.otherwise
		}
	}
	for _, f := range c.dates {
		if iso, ok := f.read(text); ok {
			return []byte(iso)
		}
	}
	return []byte(text)
}

func (s *MappingSplit) of(text string) string {
	parts := splitBy(text, s.Separator)
	at := s.Part - 1
	if s.Part < 0 {
		at = len(parts) + s.Part
	}
	if at < 0 || at >= len(parts) {
		return ""
	}
	return parts[at]
}
