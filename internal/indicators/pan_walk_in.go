package indicators

import (
	"strings"

	"vigie/internal/observatory"
)

const panWalkInID = "pan.walk_in"

// withoutAppointment is the value that the information audit gives to a way of
// booking that asks for none.
const withoutAppointment = "sans rendez-vous"

// panWalkIn defines whether help points say that they receive without an
// appointment (design.md section 5).
func panWalkIn() Definition {
	return pageCount(Definition{
		ID:   panWalkInID,
		Name: Text{FR: "PAN annoncés sans rendez-vous", EN: "Help points announced without appointment"},
		Meaning: Text{
			FR: "Nombre de départements dont le site dit que le point d’accueil numérique reçoit sans rendez-vous, parmi ceux dont le site dit comment y être reçu.",
			EN: "Number of departments whose site says that the help point receives without appointment, among those whose site says how it receives.",
		},
		Legal: []string{"letter.8", "r431-2.support"}, Direction: HigherIsBetter,
		Numerator:   "départements dont le site annonce un accueil sans rendez-vous",
		Denominator: "départements dont le site dit comment être reçu au PAN", N: "départements dont le site a été lu",
		Coverage: "départements dont le site dit comment être reçu, sur ceux dont un site a été lu",
		Biases:   []string{"C’est ce que le site annonce, non ce qui est pratiqué au guichet."},
	}, func(d Definition, _ Request) reading { return &walkInRows{pageRows{definition: d}} })
}

type walkInRows struct{ pageRows }

func (r *walkInRows) table(q Request) observatory.Table {
	counts := map[string]*pageCell{}
	for _, s := range InfoSites(r.facts, nil) {
		if !q.wanted(s.Department) {
			continue
		}
		c := countSite(counts, q, s.Department)
		if f := s.Items["pan_booking"]; f.State == observatory.Present {
			c.told++
			if strings.Contains(f.Value, withoutAppointment) {
				c.yes++
			}
		}
	}
	return r.counted(q, counts)
}
