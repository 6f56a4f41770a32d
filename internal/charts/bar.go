package charts

import (
	"fmt"
	"html/template"
)

// barUnits is the width of a bar's drawing, in units of its own.
const barUnits = 200

// Bar draws where a part lies within a whole (of times, or of numbers), as SVG: nothing but numbers is
// written into it. The part is at least two units wide, so that it is seen.
// The words beside it say the same, so that it is hidden from screen readers.
func Bar[T ~int64](begin, length, whole T) template.HTML {
	if whole <= 0 || length < 0 || begin < 0 {
		return ""
	}
	width := max(2, int64(length)*barUnits/int64(whole))
	left := min(int64(begin)*barUnits/int64(whole), barUnits-min(width, barUnits))
	return template.HTML(fmt.Sprintf( //nolint:gosec // only numbers of our own
		`<svg class="bar" viewBox="0 0 %d 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">`+
			`<rect class="bar-whole" width="%d" height="10"/><rect class="bar-part" x="%d" width="%d" height="10"/></svg>`,
		barUnits, barUnits, left, min(width, barUnits-left),
	))
}
