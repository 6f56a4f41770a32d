package indicators

import "vigie/internal/observatory"

// Series of certificate.recognition that only count, after the organisation.
const (
	SeriesPresented = "presented"
	SeriesAccepted  = "accepted"
	SeriesRefused   = "refused"
)

// certificateRecognition defines how organisations receive the certificate
// (design.md section 5).
func certificateRecognition() Definition {
	d := caseShare(Definition{
		ID:   "certificate.recognition",
		Name: Text{FR: "Attestations acceptées par les organismes", EN: "Certificates accepted by organisations"},
		Meaning: Text{
			FR: "Part des attestations présentées à un organisme (CAF, France Travail, CPAM, bailleur, banque…) qui y ont été acceptées, parmi celles dont on connaît la suite.",
			EN: "Share of the certificates presented to an organisation (benefits, employment, health, landlord, bank…) that it accepted, among those whose outcome is known.",
		},
		Legal:       []string{"ce-2026.rights_mention", "letter.6"},
		Direction:   HigherIsBetter,
		Numerator:   "présentations acceptées",
		Denominator: "présentations dont on connaît la suite ; un refus rapporté seul, sans présentation, n’entre pas dans la part",
		Coverage:    "présentations dont la suite est connue, sur toutes les présentations rapportées",
		Biases: []string{
			"Un refus est rapporté plus souvent qu’une acceptation : la part ne vaut que si les associations notent aussi les présentations réussies.",
			"Les séries « présentées », « acceptées » et « refusées » sont des dénombrements ; les refus rapportés seuls y sont.",
			"Un refus noté à part, dans un dossier où l’attestation a été présentée au même organisme, est tenu pour la réponse à cette présentation, et n’est pas compté deux fois.",
		},
	}, false, Organisation)
	d.History = append(d.History, Change{2, "2026-11-27", "une association qui ne rapporte qu’un refus seul n’est plus comptée derrière la part"},
		Change{3, "2026-11-28", "un refus noté à part répond à la présentation au même organisme ; il comptait une seconde fois, ou laissait la présentation sans suite"})
	d.read = func(d Definition, _ Request) reading {
		return &recognition{tally: tally{definition: d, part: Organisation}}
	}
	return d
}

// recognition is a tally of presentations, with a fourth value: refusals that
// were reported alone.
type recognition struct{ tally }

func (r *recognition) add(row observatory.CountRow) error {
	if err := shape(row, 6, 4, 0); err != nil {
		return err
	}
	return r.tally.add(row)
}

func (r *recognition) table(q Request) observatory.Table {
	table := r.tally.table(q)
	names := []string{SeriesPresented, SeriesAccepted, SeriesRefused}
	counts := make([]shareCells, len(names))
	for i := range counts {
		counts[i] = shareCells{}
	}
	for i := range r.rows {
		row := &r.rows[i]
		if !r.wanted(row, q) {
			continue
		}
		for k, n := range []int64{row.all, row.yes, row.no + row.rest} {
			to := counts[k].at(r.cell(row, q))
			if n > 0 {
				one := *row
				one.all = n
				to.count(&one)
			}
		}
	}
	for k, name := range names {
		for _, c := range sortedCells(counts[k]) {
			f := q.figure(r.definition, c)
			f.Series, f.Unit, f.MinimumN = joinSeries(f.Series, name), string(Count), 1
			counts[k][c].setCount(&f)
			table.Figures = append(table.Figures, f)
		}
	}
	return table
}
