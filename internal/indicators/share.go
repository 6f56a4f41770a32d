package indicators

import "vigie/internal/observatory"

// shareCell gathers events of persons that either are as asked or not.
type shareCell struct {
	all, known, yes int64
	persons         map[string]int64 // events whose answer is known
	associations    map[string]struct{}
}

func newShareCell() *shareCell {
	return &shareCell{persons: map[string]int64{}, associations: map[string]struct{}{}}
}

// add counts events of one person, all of which are as asked or none.
func (c *shareCell) add(person string, events int64, yes bool) {
	if events == 0 {
		return
	}
	c.all += events
	c.known += events
	c.persons[person] += events
	if yes {
		c.yes += events
	}
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

// set fills in the figure.
func (c *shareCell) set(f *observatory.Figure) {
	f.Numerator, f.Denominator = c.yes, c.known
	f.Covered, f.Planned = c.known, c.all
	f.N, f.Associations = int64(len(c.persons)), int64(len(c.associations))
	setPersonShare(f, c.effective())
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
