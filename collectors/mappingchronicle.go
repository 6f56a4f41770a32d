package collectors

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"vigie/internal/observatory"
)

// Chronicle is what the event of a column is called whose cells tell several dated
// events one after the other (« 12/01/2026 dépôt ; 03/02/2026 demande de pièces »).
const Chronicle = "chronologie"

// YearOf is what a column is called that tells the year of a chronology's dates.
const YearOf = "année"

// Nothing is what words of a chronology are translated to that tell no event.
const Nothing = "rien"

// chronicle is such a column.
type chronicle struct {
	at        int
	separator string
	words     map[string]string // of the file to published
	unknown   []string
	told      int  // elements whose event is told, per cent
	yearless  bool // some dates have no year
}

// chronicleSeparators stand between the events of a cell, the plainest first.
func chronicleSeparators() []string {
	return []string{";", lineBreak, "|", beforeDates, ",", " / ", " - "}
}

// chronicleOf tells whether the cells of a column are lists of dated events: most
// cells are, some of several, and at least half of the events are told by known words.
func chronicleOf(at int, values []string) (chronicle, bool) {
	best, most := chronicle{at: at}, 0
	if !slices.ContainsFunc(values, func(v string) bool { return len(datesIn(v)) > 1 }) {
		return best, false
	}
	for _, separator := range chronicleSeparators() {
		several := false
		read := share(values, func(value string) bool {
			parts := partsOf([]string{value}, separator)
			several = several || len(parts) > 1
			return !slices.ContainsFunc(parts, func(part string) bool {
				return len(datesIn(part)) != 1 || keptOf(part, keepWords) == ""
			})
		})
		if several && read > most {
			best.separator, most = separator, read
		}
	}
	if most < 60 {
		return best, false
	}
	best.understand(values)
	return best, best.told >= 50
}

// understand finds what the words of the elements mean.
func (c *chronicle) understand(values []string) {
	index := kinds().index()
	c.words = map[string]string{}
	c.told = share(partsOf(values, c.separator), func(part string) bool {
		places := datesIn(part)
		if len(places) != 1 {
			return false
		}
		c.yearless = c.yearless || places[0].yearless
		words := keptOf(part, keepWords)
		code := index[fold(words)]
		if code == "" {
			code = toldEvent(words)
		}
		if code != "" && fold(words) != fold(kinds().label(code)) { // shown to the person, were it known without
			c.words[words] = kinds().label(code)
		}
		if code == "" && words != "" && !slices.Contains(c.unknown, words) && len(c.unknown) < 10 {
			c.unknown = append(c.unknown, words)
		}
		return code != ""
	})
}

// toldEvent gives the kind of event that a few words of a chronology tell: all of them
// must be accounted for, so that « dépôt impossible » is no filing.
func toldEvent(words string) string { return eventsByWords()[eventKey(words)] }

// eventsByWords gives the kind of each way to tell an event in a few words. The title
// held is none of them: « titre » is as often the one that is given at last.
var eventsByWords = sync.OnceValue(func() map[string]string {
	index := map[string]string{}
	for _, t := range kinds() {
		for _, word := range slices.Concat([]string{t.label}, t.also, eventHints(t.code)) {
			if key := eventKey(word); key != "" && t.code != kinds()[0].code {
				index[key] = t.code
			}
		}
	}
	return index
})

// eventHints are words that people use for an event in notes of their own.
func eventHints(code string) []string {
	switch kinds().label(code) {
	case "demande de pièces":
		return []string{"pièces demandées", "demande de documents", "demande de complément", "demande de pièces complémentaires"}
	case "réponse à une demande de pièces":
		return []string{"envoi des pièces", "pièces transmises", "réponse pièces", "compléments envoyés"}
	case "clôture":
		return []string{"classé sans suite"}
	case "contact CCC":
		return []string{"appel CCC", "relance CCC", "mail CCC", "message CCC", "CCC contacté", "CCC relancé"}
	case "nouveau dépôt":
		return []string{"nouvelle demande", "re-dépôt"}
	case "récépissé":
		return []string{"récép", "RCS"}
	}
	return nil
}

// eventKey reduces words that tell an event to what they mean, whatever their order.
func eventKey(words string) string {
	var kept []string
	for word := range strings.FieldsSeq(headerKey(words)) {
		switch word {
		case "anef", "dossier", "sur", "ligne", "par", "via", "pref", "prefecture", "recu", "recue", "recus", "recues", "fait", "faite", "ok":
			continue // says nothing of what happened
		case "dde", "dem":
			word = "demande"
		case "clos", "close", "clot", "cloturee", "ferme", "fermee", "fermeture":
			word = "cloture"
		case "depose", "deposee", "dep":
			word = "depot"
		case "redepose", "redeposee":
			word = "redepot"
		case "piece", "pieces", "pj", "pces":
			word = "pieces"
		case "complement", "complements", "compl", "complementaires":
			word = "complements"
		case "recep", "recepise":
			word = "recepisse"
		case "envoye", "envoyee", "envoyes", "envoyees":
			word = "envoyees"
		}
		kept = append(kept, word)
	}
	slices.Sort(kept)
	return strings.Join(slices.Compact(kept), " ")
}

// chronicles finds the columns of chronologies. In a table that has a row for each
// event there are none.
func (p *proposer) findChronicles(shape Shape) {
	if shape == ShapeEvents {
		return
	}
	for i := range p.file {
		if c, is := chronicleOf(i, p.file[i].values); is {
			p.chronicles = append(p.chronicles, c)
		}
	}
}

// isChronicle reports whether a column of the file is a chronology.
func (p *proposer) isChronicle(at int) bool {
	return slices.ContainsFunc(p.chronicles, func(c chronicle) bool { return c.at == at })
}

// addChronicles writes the rows of events of the chronologies. filing is the cell of
// the day of filing, which may date them.
func (p *proposer) addChronicles(proposal *Proposal, filing MappingCell) {
	for _, c := range p.chronicles {
		row, at := chronicleRow(p.source(c.at), c.separator, c.words), &proposal.Columns[c.at]
		if c.yearless {
			if row.Each.Year = p.yearOf(c, proposal, filing); row.Each.Year == nil {
				proposal.note("%s : une chronologie dont les dates n'ont pas d'année, et aucune colonne ne la dit sûrement ; ces dates seront refusées : écrivez l'année dans le tableau, ou donnez « année » (une année, ou la colonne qui la dit)", at.named())
			} else {
				proposal.note("%s : une chronologie dont les dates n'ont pas d'année ; elle est prise de %s, de date en date, et ce qui reste douteux est refusé", at.named(), row.Each.Year.named())
			}
		}
		proposal.Mapping.Rows = append(proposal.Mapping.Rows, row)
		at.Event, at.Each, at.Certainty, at.Unknown = Chronicle, c.separator, c.told, c.unknown
	}
}

// yearOf finds what tells the year of a chronology surely: the day of filing where the
// chronologies begin on that very day, or else a column of years.
func (p *proposer) yearOf(c chronicle, proposal *Proposal, filing MappingCell) *MappingYear {
	if filing.Column+filing.Position != "" && p.beginsOn(c, &filing, proposal) {
		return &MappingYear{MappingSource: filing.MappingSource}
	}
	for i := range p.file {
		if share(p.file[i].values, func(v string) bool { number, ok := small(v); return ok && number >= century && number < century+100 }) == 100 && p.yearColumn(i) {
			proposal.Columns[i].Event, proposal.Columns[i].Certainty = YearOf, 100
			return &MappingYear{MappingSource: p.source(i)}
		}
	}
	return nil
}

// yearColumn reports whether a column is called one of years.
func (p *proposer) yearColumn(at int) bool {
	return len(p.file[at].values) > 0 && slices.ContainsFunc(p.file[at].ways, func(way string) bool {
		return slices.ContainsFunc(strings.Fields(fold(way)), func(word string) bool { return word == "annee" || word == "an" || word == "exercice" })
	})
}

// beginsOn reports whether nine chronologies in ten begin on the day of filing.
func (p *proposer) beginsOn(c chronicle, filing *MappingCell, proposal *Proposal) bool {
	column := slices.IndexFunc(proposal.Columns, func(f ProposedColumn) bool { return filing.from(&f) })
	if column < 0 || slices.Contains(filing.Dates, "mm/jj/aaaa") { // the year is read from French dates
		return false
	}
	rows, begin := 0, 0
	for row, text := range p.file[c.at].byRow {
		day, problem := parseDay([]byte(p.file[column].byRow[row]))
		first := datesIn(text)
		if problem != "" && problem != ProblemDateTwoDigits || !day.known() || len(first) == 0 || !first[0].yearless {
			continue
		}
		rows++
		if d, m := dayAndMonth(text[first[0].from:first[0].to]); d == day.date.Time().Day() && m == int(day.date.Time().Month()) {
			begin++
		}
	}
	return rows > 0 && 10*begin >= 9*rows
}

// chronicleRow gives the place among the rows of the one that reads a column of a file
// as a chronology; -1 for none.
func (m *Mapping) chronicleRow(file *ProposedColumn) int {
	return slices.IndexFunc(m.Rows, func(row MappingRow) bool {
		return row.Each != nil && row.Each.from(file) && row.Columns[columnDate].Keep == keepDate && row.Columns[columnEvent].Keep == keepWords
	})
}

// giveChronicle reads a column as a chronology, with the words that a person
// translated: Nothing for those that tell no event.
func (m *Mapping) giveChronicle(column *ProposedColumn, file []ProposedColumn, choice ColumnChoice) error {
	if m.shape() != ShapeEvents {
		return observatory.InputErrorf("une chronologie donne plusieurs évènements : choisissez d'abord une ligne pour plusieurs évènements")
	}
	at := m.chronicleRow(column)
	if at < 0 {
		at, m.Rows = len(m.Rows), append(m.Rows, chronicleRow(sourceOf(*column, file).MappingSource, beforeDates, nil))
	}
	row := &m.Rows[at]
	if r := choice.Reading; r != nil {
		row.Each.Separator = cmp.Or(r.Each, row.Each.Separator)
		if err := row.Each.tellYear(r.Year, column, file); err != nil {
			return err
		}
	}
	words := maps.Clone(choice.Words)
	for from, to := range words {
		if to == Nothing {
			words[from] = ""
		}
	}
	event := row.Columns[columnEvent]
	event.translate(words)
	row.Columns[columnEvent] = event
	return nil
}

// chronicleRow reads each part of a cell by its date and its words.
func chronicleRow(source MappingSource, separator string, words map[string]string) MappingRow {
	return MappingRow{Each: &MappingEach{MappingSource: source, Separator: separator}, Columns: map[string]MappingCell{
		columnDate:  {Element: true, Keep: keepDate},
		columnEvent: {Element: true, Keep: keepWords, Values: words},
	}}
}

// named names a column of the file in a sentence.
func (c *ProposedColumn) named() string {
	if c.Name == "" {
		return "colonne " + c.Place
	}
	return "colonne " + c.Place + " « " + c.Name + " »"
}
