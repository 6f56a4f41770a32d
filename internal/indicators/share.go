package indicators

import "vigie/internal/observatory"

// shareCell gathers events of persons that either are as asked or not.
type shareCell struct {
	all, known, yes int64
	persons         map[string]int64    // events whose answer is known, by person
	everyone        map[string]struct{} // persons with an event
	associations    associations
}

func newShareCell() *shareCell {
	return &shareCell{persons: map[string]int64{}, everyone: map[string]struct{}{}, associations: associations{}}
}

// effective is the number of persons on which the interval rests: fewer than
// the persons when some have more events than others (see kish).
func (c *shareCell) effective() float64 {
	counts := make([]int64, 0, len(c.persons))
	for _, n := range c.persons {
		counts = append(counts, n)
	}
	return kish(counts) // sums of whole numbers: the order does not matter
}

// set fills in the figure of a share.
func (c *shareCell) set(f *observatory.Figure) {
	f.Numerator, f.Denominator = c.yes, c.known
	f.Covered, f.Planned = c.known, c.all
	f.N, f.Associations = int64(len(c.persons)), int64(len(c.associations))
	f.Largest = largest(c.associations, c.persons)
	setPersonShare(f, c.effective())
}

// setCount fills in a figure that only counts, where successes are not told.
func (c *shareCell) setCount(f *observatory.Figure) {
	f.Value, f.Numerator, f.Covered, f.Planned = float64(c.all), c.all, c.all, c.all
	f.N, f.Associations = int64(len(c.everyone)), int64(len(c.associations))
	f.Largest = largest(c.associations, c.everyone)
	f.Method, f.Sufficient = methodCount, f.N >= f.MinimumN && c.all > 0
}

// setPersonShare sets the value, sufficiency and Wilson interval of a share
// whose effective size is a number of persons.
func setPersonShare(f *observatory.Figure, effective float64) {
	f.Method = methodAbsent
	f.Sufficient = f.N >= f.MinimumN && f.Denominator > 0
	if f.Denominator > 0 {
		f.Value = float64(f.Numerator) / float64(f.Denominator)
	}
	if f.Sufficient {
		f.Low, f.High = wilson(f.Value, effective)
		f.HasInterval, f.Method = true, methodWilson
	}
}
