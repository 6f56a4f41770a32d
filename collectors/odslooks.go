package collectors

// isHidden reports whether a row or a column is not shown, by hand or by a filter.
func isHidden(t *xmlToken) bool {
	value := string(t.attr("visibility"))
	return value == "collapse" || value == "filter"
}

// full notes of a cell that holds something how it is shown, when it is the first
// of its row, and whether it stands over those below.
func (r *odsReader) full(style string, over bool) {
	if len(r.cells.spans) == 0 {
		r.look = r.styles.looks[style]
	}
	if sheet := &r.seen.sheets[len(r.seen.sheets)-1]; over {
		sheet.merged.add(r.row + 1)
	}
}

// hiddenRow counts the rows of a hidden sheet that hold something.
func (r *odsReader) hiddenRow(t *xmlToken) {
	switch name := string(t.name); {
	case t.kind != xmlOpen:
	case name == "table-row":
		r.times = min(max(1, t.number("number-rows-repeated", 1)), maxRepeatedRows)
	case name == "table-cell" && t.attr("value-type") != nil:
		r.seen.hidden[len(r.seen.hidden)-1].rows += r.times
		r.times = 0
	}
}

func (r *odsReader) looks() (looks, error) {
	seen := r.seen
	seen.hidden = nil
	for _, sheet := range r.seen.hidden {
		if sheet.rows > 0 {
			seen.hidden = append(seen.hidden, sheet)
		}
	}
	return seen, nil
}

// look reads how the cells of the style at hand look.
func (s *odsStyles) look(t *xmlToken) {
	look := s.looks[s.style]
	for _, name := range [...]string{"text-line-through-style", "text-line-through-type"} {
		if value := t.attr(name); value != nil {
			look.struck = string(value) != "none"
		}
	}
	switch fill := t.attr("background-color"); {
	case fill == nil:
	case string(fill) == "transparent" || string(fill) == "#ffffff":
		look.fill = ""
	default:
		look.fill = string(fill)
	}
	s.looks[s.style] = look
}
