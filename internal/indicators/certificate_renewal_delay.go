package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

const renewalDelayID = "certificate.renewal_delay"

// renewalDelay defines how long a request for a certificate waits (design.md
// section 5).
func renewalDelay() Definition {
	return gapDefinition(Definition{
		ID:   renewalDelayID,
		Name: Text{FR: "Délai entre la demande d’attestation et l’attestation", EN: "Delay between the request for a certificate and the certificate"},
		Meaning: Text{
			FR: "Nombre de jours entre la demande d’une attestation de prolongation (API), ou de son renouvellement, et l’attestation ; part des demandes satisfaites en 7, 30, 60 et 90 jours.",
			EN: "Number of days between the request for a certificate, or for its renewal, and the certificate; share of the requests met within 7, 30, 60 and 90 days.",
		},
		Legal:       []string{"r431-15-1.certificate", "letter.5"},
		Direction:   LowerIsBetter,
		Numerator:   "demandes suivies d’une attestation ; décision, clôture et désistement sont d’autres fins",
		Denominator: "demandes d’attestation rapportées, datées de la période",
		N:           "personnes distinctes ayant fait une demande",
		Interval:    "courbes d’Aalen-Johansen ; " + curveInterval(),
		Biases: []string{
			"Le texte ne demande aucune demande de la personne : le délai mesure ce qui se passe lorsqu’elle en fait une.",
			"Une demande encore sans réponse est suivie jusqu’au dernier jour où l’état du dossier a été constaté.",
		},
		History: append(first("2026-11-26"), Change{2, "2026-11-27", "le premier contact vaut aussi pour un dossier dont d’autres dates manquent"},
			Change{3, "2026-11-27", curveMedianChange}, drawChange(4), manyDrawnChange(5)),
	}, Days)
}

// Delay is the time from a request for a certificate to what came of it.
type Delay struct {
	From observatory.Date
	Days int // to the certificate or other end, or to the last day on which the case was seen
	End  GapEnd
	Seen int // days to that last day, whatever came of it
}

// Delays finds the delays of the requests for a certificate of a case. One that a
// certificate of unknown beginning may have answered has no known delay.
func Delays(facts CaseFacts, reference observatory.Date, monthEnd bool) []Delay {
	events := settle(facts.Events, reference, monthEnd)
	censored := censoring(facts.Events, reference, monthEnd)
	var list []Delay
	for _, asked := range events {
		if asked.Kind != observatory.EventCertificateRequest || !asked.Date.Known() || slices.ContainsFunc(events, asked.perhapsMet) {
			continue
		}
		seen := int(censored - asked.Date)
		d := Delay{From: asked.Date, Days: seen, End: EndOpen, Seen: seen}
		for _, e := range events {
			end, day := endOf(e.Kind), e.Date
			if e.Kind == observatory.EventCertificate {
				end, day = EndDocument, e.made()
			}
			if end == "" || !day.Known() || day < asked.Date {
				continue
			}
			days := int(day - asked.Date)
			if d.End == EndOpen || days < d.Days || days == d.Days && end == EndDocument {
				d.Days, d.End = days, end
			}
		}
		if d.Days >= 0 {
			list = append(list, d)
		}
	}
	return list
}

// perhapsMet reports whether a certificate of unknown beginning, which ended on or
// after the day of the request, may have answered it.
func (e CaseFact) perhapsMet(by CaseFact) bool {
	return by.Kind == observatory.EventCertificate && by.undated() && (by.End >= e.Date || !by.End.Known())
}

// made is the day on which a document was made available: its own date, or the
// first day of its validity when that is all that is known.
func (e CaseFact) made() observatory.Date {
	if e.Date.Known() {
		return e.Date
	}
	return e.Start
}

// delayCell gathers the delays of a cell.
type delayCell struct {
	spells    personSpells
	monthOnly bool
}

// delayGrid holds the delays of one place and level by month and variant.
type delayGrid = monthGrid[[2]delayCell]

// addDelay adds a delay in the month of its request; entry is how many days it had
// lasted when an association first met the person.
func addDelay(delays *delayGrid, q Request, r *caseResult, d Delay, entry, variant int) {
	for month := range q.monthsOf(d.From) {
		to := &delays.at(month)[variant]
		// One day more than the delay: a certificate of the same day is a delay of none.
		to.spells.add(r, Spell{Entry: entry, Length: d.Days + 1, End: endKind(d.End)})
		to.monthOnly = to.monthOnly || r.monthOnly
	}
}

func renewalTable(rows *caseRows, q Request) observatory.Table {
	from := rows.gatheredFor(q)
	cells := map[cell]*[2]delayCell{}
	if len(q.By) == 0 {
		cells[cell{}] = &[2]delayCell{}
	}
	for base, grids := range from.places {
		for _, base.month = range grids.delays.known() {
			cells[base] = grids.delays.found(base.month)
		}
	}
	table := observatory.Table{Title: rows.definition.Name.FR}
	for _, c := range sortedCells(cells) {
		pair := cells[c]
		for variant := range pair {
			if variant == 0 || !q.oneEnd && (pair[0].monthOnly || pair[1].monthOnly) {
				table.Figures = append(table.Figures, delayFigures(rows.definition, q, c, &pair[variant], variant, from.cases)...)
			}
		}
	}
	return table
}

func delayFigures(d Definition, q Request, c cell, from *delayCell, variant int, cases map[cell]*caseCount) []observatory.Figure {
	blank := func(series string, unit Unit, persons int64) observatory.Figure {
		f := q.figure(d, c)
		f.Series, f.Unit = variantSeries(joinSeries(c.series, series), variant), string(unit)
		f.N = persons
		f.Associations, f.Largest = from.spells.associations()
		base := c
		base.month = 0
		if count := cases[base]; count != nil {
			f.Covered, f.Planned = count.known, count.all
		}
		f.Sufficient = f.N >= f.MinimumN
		return f
	}
	return slices.Clip(curveFigures(q, blank, from.spells.list(), endNames(), []int{7, 30, 60, 90}, 1))
}
