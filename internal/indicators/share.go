package indicators

import "vigie/internal/observatory"

// shareCell gathers events of persons that either are as asked or not. Persons
// come one after the other, and none is held.
type shareCell struct {
	all, known, yes int64
	everyone        personTrack // persons with an event
	persons         int64       // of them

	hand                  int64   // events whose answer is known, of the person at hand
	handYes, handNo       bool    // she has one that is as asked, one that is not
	withYes, withNo       int64   // persons who have
	asked, total, squares int64   // persons with such an event; their numbers of them, added up, and squared
	brought               []int32 // of those persons, by the number of the association
}

// count adds a row, of the person at hand or of the next one.
func (c *shareCell) count(r *tallyRow) {
	known := r.yes + r.no
	c.all += r.all
	c.yes += r.yes
	c.known += known
	if r.who == 0 || r.all == 0 {
		return // a message without its case: nobody knows whose; a refusal without its presentation brings nobody
	}
	if c.everyone.last != r.who {
		c.settle()
	}
	if c.everyone.note(r.who, r.by) {
		c.persons++
	}
	c.hand += known
	c.handYes, c.handNo = c.handYes || r.yes > 0, c.handNo || r.no > 0
}

// settle adds the person at hand to the sums.
func (c *shareCell) settle() {
	if c.hand == 0 {
		return
	}
	c.asked++
	c.total += c.hand
	c.squares += c.hand * c.hand
	for _, by := range c.everyone.seen {
		c.brought = counted(c.brought, by)
	}
	if c.handYes {
		c.withYes++
	}
	if c.handNo {
		c.withNo++
	}
	c.hand, c.handYes, c.handNo = 0, false, false
}

// set fills in the figure of a share. Disclosure control withholds a cell of which
// nearly all persons are of the association with the most of them. The interval
// rests on fewer persons than there are where some have more events than others
// (see kishOf).
func (c *shareCell) set(f *observatory.Figure) {
	c.settle()
	f.Numerator, f.Denominator = c.yes, c.known
	f.Covered, f.Planned = c.known, c.all
	f.N, f.WithYes, f.WithNo = c.asked, c.withYes, c.withNo
	f.Associations, _ = c.everyone.associations()
	_, f.Largest = numberAndMost(c.brought)
	setPersonShare(f, kishOf(c.total, c.squares))
}

// setCount fills in a figure that only counts, where successes are not told.
func (c *shareCell) setCount(f *observatory.Figure) {
	f.Value, f.Numerator, f.Covered, f.Planned = float64(c.all), c.all, c.all, c.all
	f.N = c.persons
	f.Associations, f.Largest = c.everyone.associations()
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
