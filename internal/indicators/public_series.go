package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// Rounded reports whether the published tables of an indicator of cases are shown
// in whole per cent and brackets of persons. Two exact figures of the same facts
// would be taken from each other (contacts with an answer, and those that solved
// something): of each kind of fact one indicator is exact, the others are rounded.
func Rounded(id string) bool {
	d, _ := ByID(id)
	return d.Proof == ByCase && !slices.Contains([]string{
		gapShareID, reasonStatedID, "closure.favourable", "certificate.rights_mention", "certificate.recognition",
		"pan.blocking_solved", "ccc.answered", "alternatives.offered", "confidentiality.incidents",
	}, id)
}

// Withins are the published quantities that are counted within others, by their
// definitions; disclosure control reckons with them. Those of ccc.written_statement
// are not among those of another: a statement counts also where no answer is noted.
func Withins() []observatory.Within {
	const wholes, parts = observatory.Wholes, observatory.Parts
	return []observatory.Within{
		{Indicator: gapRatioID, Quantity: wholes, Of: gapShareID, OfWhat: wholes, Same: true}, // persons in the window
		{Indicator: gapDaysID, Quantity: wholes, Of: gapShareID, OfWhat: parts},               // whose gap began in the period
		{Indicator: "ccc.solved", Quantity: wholes, Of: "ccc.answered", OfWhat: wholes, Same: true},
		{Indicator: "ccc.solved", Quantity: parts, Of: "ccc.answered", OfWhat: parts},
		{Indicator: "ccc.stereotyped", Quantity: wholes, Of: "ccc.answered", OfWhat: parts},
		{Indicator: "closure.quality", Quantity: wholes, Of: "closure.stereotyped", OfWhat: wholes},
		{Indicator: "closure.earlier_request", Quantity: wholes, Of: "closure.quality", OfWhat: wholes},
		{Indicator: "substitution.funnel", Quantity: wholes, Of: "substitution.delay", OfWhat: wholes},
	}
}

// publishedSeries are the series of an indicator that are published; nothing
// where it is the main one that its figures have.
func publishedSeries(id string) []string {
	switch id {
	case "substitution.funnel":
		names := stepNames()
		return names[:]
	case "substitution.delay":
		return []string{"appointment/90"}
	case renewalDelayID:
		return []string{joinSeries(string(EndDocument), "30")}
	case panReportedID:
		return []string{SeriesWithin30}
	}
	return nil
}

// series are those that all tables of one indicator publish, the same in each:
// two of a cell could be taken from each other.
type series struct {
	fixed []string
	known bool // also where they are none
}

func (s *series) has(name string) bool { return slices.Contains(s.fixed, name) }

// find settles on the main series of the first figures: that without a name,
// what is known by document where levels are apart, the median of what has ended
// for lengths.
func (s *series) find(figures []observatory.Figure) {
	if s.known || s.fixed != nil {
		return
	}
	s.known = true
	for _, name := range []string{"", SeriesDocument, joinSeries(SeriesDocument, SeriesRead), SeriesMedianEnded} {
		if slices.ContainsFunc(figures, func(f observatory.Figure) bool { return f.Series == name }) {
			s.fixed = []string{name}
			return
		}
	}
}
