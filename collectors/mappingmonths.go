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
	return eventsTold(p.valuesOfMonths()) >= 60 &&
		!slices.ContainsFunc(p.months, func(m monthColumn) bool { return m.month == "" })
}

// addMonths writes an event for each column of a month: that which its cell says,
// dated to the month.
func (p *proposer) addMonths(proposal *Proposal) {
	for _, m := range p.months {
		at := &proposal.Columns[m.at]
		words, unknown := wordsOfMonth(p.file[m.at].values)
		proposal.Mapping.Rows = append(proposal.Mapping.Rows, monthRow(p.source(m.at), m.month, words))
		at.Column, at.Month, at.Unknown = columnEvent, m.month, unknown
		at.Certainty = eventsTold(p.file[m.at].values)
	}
}

// wordsOfMonth tells which events the words of a column of a month mean, where the list
// of the format has other words for them, and the first words that tell none.
func wordsOfMonth(values []string) (words map[string]string, unknown []string) {
	words = map[string]string{}
	for _, value := range values {
		switch code := eventOfWords(value); {
		case code != "" && kinds().index()[fold(value)] == "":
			words[value] = kinds().label(code)
		case code == "" && !slices.Contains(unknown, value) && len(unknown) < 10:
			unknown = append(unknown, value)
		}
	}
	return words, unknown
}

// monthRow reads the event that a cell tells, dated to a month.
func monthRow(source MappingSource, month string, words map[string]string) MappingRow {
	return MappingRow{
		If: []MappingTest{{MappingSource: source, Filled: true, IsNot: []string{"-"}}},
		Columns: map[string]MappingCell{
			columnEvent: {MappingSource: source, Values: words},
			columnDate:  {Constant: month},
		},
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
		proposal.note("%s : une colonne par mois, sans année : rien n'y est lu ; écrivez l'année dans l'en-tête (« janvier 2026 »), ou dites qu'une ligne donne plusieurs évènements, puis de chaque colonne son mois", where)
	default:
		proposal.note("%s : une colonne par mois, mais ce qui y est écrit ne dit pas quel évènement : rien n'y est lu ; écrivez-y l'évènement (« dépôt », « API », « clôture »), ou mieux sa date", where)
	}
}

// eventsTold is how many values tell an event, in per cent.
func eventsTold(values []string) int {
	return share(values, func(v string) bool { return eventOfWords(v) != "" })
}

// eventOfWords gives the kind of event that words tell, as the list of the format has
// it or as people write it.
func eventOfWords(words string) string {
	if code := kinds().index()[fold(words)]; code != "" {
		return code
	}
	return toldEvent(words)
}
