package collectors

import (
	"slices"
	"strconv"
	"strings"
)

// monthColumn is a column of the file whose name is a month.
type monthColumn struct {
	at    int
	month string // 2026-01; empty when its year is not told
}

// monthOf tells whether a name is that of a month, and which: « janv. 2026 », « mars ».
func monthOf(name string) (month string, is bool) {
	if d, _ := parseDay([]byte(name)); d.monthOnly {
		return d.date.String()[:len("2026-01")], true
	}
	return "", monthNumber(fold(name)) > 0
}

// namesMonths reports whether a row names several months: it may be a header, though
// these are dates too.
func namesMonths(cells []string) bool {
	months := 0
	for _, cell := range cells {
		if _, is := monthOf(cell); is {
			months++
		} else if holdsData([]string{cell}) {
			return false
		}
	}
	return months > 1
}

// findMonths finds the columns that stand for a month each: one alone is none.
func (p *proposer) findMonths() {
	var found []monthColumn
	for i := range p.file {
		for _, way := range p.file[i].ways {
			if month, is := monthOf(way); is {
				found = append(found, monthColumn{i, month})
				break
			}
		}
	}
	if len(found) > 1 {
		p.months = found
	}
}

func (p *proposer) isMonth(at int) bool {
	return slices.ContainsFunc(p.months, func(m monthColumn) bool { return m.at == at })
}

// valuesOfMonths gives all that the cells of the columns of months hold.
func (p *proposer) valuesOfMonths() []string {
	var values []string
	for _, m := range p.months {
		values = append(values, p.file[m.at].values...)
	}
	return values
}

// counted reports whether the columns of months hold counts, of which some are more
// than a mark.
func (p *proposer) counted() bool {
	several := false
	numbers := share(p.valuesOfMonths(), func(v string) bool {
		n, err := strconv.Atoi(strings.Join(strings.Fields(v), ""))
		several = several || n > 1
		return err == nil
	})
	return numbers >= 90 && several
}

// monthsOfEvents reports whether the cells of the columns of months are events told in
// words, and each month has its year.
func (p *proposer) monthsOfEvents() bool {
	return share(p.valuesOfMonths(), func(v string) bool { return eventOfWords(v) != "" }) >= 60 &&
		!slices.ContainsFunc(p.months, func(m monthColumn) bool { return m.month == "" })
}

// addMonths writes an event for each column of a month: that which its cell says,
// dated to the month.
func (p *proposer) addMonths(proposal *Proposal) {
	for _, m := range p.months {
		source, at := p.source(m.at), &proposal.Columns[m.at]
		words := map[string]string{}
		for _, value := range p.file[m.at].values {
			switch code := eventOfWords(value); {
			case code != "" && kinds().index()[fold(value)] == "":
				words[value] = kinds().label(code)
			case code == "" && !slices.Contains(at.Unknown, value) && len(at.Unknown) < 10:
				at.Unknown = append(at.Unknown, value)
			}
		}
		proposal.Mapping.Rows = append(proposal.Mapping.Rows, MappingRow{
			If: []MappingTest{{MappingSource: source, Filled: true, IsNot: []string{"-"}}},
			Columns: map[string]MappingCell{
				columnEvent: {MappingSource: source, Values: words},
				columnDate:  {Constant: m.month},
			},
		})
		at.Column, at.Month = columnEvent, m.month
		at.Certainty = share(p.file[m.at].values, func(v string) bool { return eventOfWords(v) != "" })
	}
}

// notesOnMonths says what a table with a column a month cannot tell.
func (p *proposer) notesOnMonths(proposal *Proposal) {
	if len(p.months) == 0 {
		return
	}
	first, last := &proposal.Columns[p.months[0].at], &proposal.Columns[p.months[len(p.months)-1].at]
	where := "colonnes " + first.Place + " à " + last.Place
	switch {
	case p.counted():
		proposal.note("%s : des nombres par mois. C'est un tableau de comptes : il ne dit aucun dossier, seulement leur nombre, et rien n'y peut être lu comme un dossier ; demandez à qui l'a fait la liste des dossiers comptés (une ligne par dossier ou par évènement), et envoyez-la", where)
	case p.monthsOfEvents():
		proposal.note("%s : un évènement par mois, connu au mois seulement", where)
	case slices.ContainsFunc(p.months, func(m monthColumn) bool { return m.month == "" }) && len(p.valuesOfMonths()) > 0:
		proposal.note("%s : une colonne par mois, sans année : rien n'y est lu ; écrivez l'année dans l'en-tête (« janvier 2026 »)", where)
	default:
		proposal.note("%s : une colonne par mois, mais ce qui y est écrit ne dit pas quel évènement : rien n'y est lu ; écrivez-y l'évènement (« dépôt », « API », « clôture »), ou mieux sa date", where)
	}
}

// eventOfWords gives the kind of event that words tell, as the list of the format has
// it or as people write it.
func eventOfWords(words string) string {
	if code := kinds().index()[fold(words)]; code != "" {
		return code
	}
	return toldEvent(words)
}
