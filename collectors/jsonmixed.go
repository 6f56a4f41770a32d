package collectors

import "slices"

// mixed gives the layout of JSON objects that are events one for those beside
// them that are cases, where the fields of such are there. What a column is told
// to be unknown is then unknown to both.
func (l *layout) mixed() {
	if l.shape != ShapeEvents || l.views != nil {
		return
	}
	cases := readShape(l.header, l.headerRow, ShapeCases)
	if !cases.valid() {
		return
	}
	cases.group()
	l.cases = cases
	l.strangers = slices.DeleteFunc(l.strangers, func(i int) bool { return cases.holds(i) })
}

// holds reports whether a column of the file is one of the layout's.
func (l *layout) holds(at int) bool { return slices.Contains(l.position[:], at) }

// ofItsShape takes the layout of the object at hand: a case says no event, and
// has no field that events alone have. A field of the other shape is told.
func (w *worker) ofItsShape() {
	events := w.layout
	if events.cases == nil {
		return
	}
	own, other := events, events.cases
	if at := events.position[colEvent]; at >= len(w.scan.cells) || isBlank(w.scan.cells[at]) {
		if !w.stray(events, events.cases, nil) {
			own, other = events.cases, events
		}
	}
	w.stray(other, own, func(name string) {
		w.out.findings = append(w.out.findings, finding(w.row, name, WarningOtherShape, "", true))
	})
	w.layout = own
}

// stray looks for full cells in columns that one layout has and another has not.
func (w *worker) stray(one, other *layout, each func(name string)) (some bool) {
	for id, at := range one.position {
		if at < 0 || at >= len(w.scan.cells) || len(clean(w.scan.cells[at])) == 0 || other.holds(at) {
			continue
		}
		some = true
		if each != nil {
			each(one.names[id])
		}
	}
	return some
}
