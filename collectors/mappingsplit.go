package collectors

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"vigie/internal/observatory"
)

// lineBreak is how a mapping calls the separator that no form can hold.
const lineBreak = "saut de ligne"

// everySign is how a mapping calls all that people put between dates, at once.
const everySign = "tous les signes"

// betweenDates makes a line break of each of those signs.
var betweenDates = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for _, sign := range dateSeparators()[1:] {
		pairs = append(pairs, sign, "\n")
	}
	return strings.NewReplacer(pairs...)
})

// splitBy cuts a text at a separator as a mapping names it.
func splitBy(text, named string) []string {
	switch named {
	case lineBreak:
		named = "\n"
	case beforeDates:
		return cutBeforeDates(text)
	case everySign:
		text, named = betweenDates().Replace(text), "\n"
	}
	return strings.Split(text, named)
}

// dateSeparators are what people put between several dates of a cell, the
// likeliest first.
func dateSeparators() []string {
	return []string{lineBreak, ";", "|", ",", " et ", " puis ", " ensuite ", " / ", " - ", " – ", " + ", " & "}
}

// severalDates gives what separates the dates of the cells of a column of which
// some hold several; empty when none does, or when the parts are no dates.
func severalDates(values []string) string {
	for _, named := range append(dateSeparators(), everySign) {
		parts := partsOf(values, named)
		if len(parts) > len(values) && share(parts, isDay) >= 90 {
			return named
		}
	}
	return ""
}

// isDay reports whether a text is the day of a fact: a number alone may be
// anything.
func isDay(text string) bool {
	_, problem := parseDay([]byte(text))
	return problem == "" || problem == ProblemDateTwoDigits || problem != ProblemDateSerial && len(oddDates([]string{text})) > 0
}

// partsOf splits the cells of a column; without a separator they stay whole.
func partsOf(values []string, named string) []string {
	if named == "" {
		return values
	}
	var parts []string
	for _, value := range values {
		for _, part := range splitBy(value, named) {
			if part = string(clean([]byte(part))); part != "" {
				parts = append(parts, part)
			}
		}
	}
	return parts
}

// factGroup is what a row of one case tells of one event: its kind, and the
// columns of the format by those that a row of one event has for them.
type factGroup struct {
	kind observatory.EventKind
	rank string                // of every event of the group
	from map[columnID]columnID // column of an event to that of a case; 0: none
}

// factGroups are those that a row of a case can hold.
func factGroups() []factGroup {
	span := func(kind observatory.EventKind, start, end columnID) factGroup {
		return factGroup{kind: kind, from: map[columnID]columnID{colStart: start, colEnd: end}}
	}
	groups := []factGroup{
		span(observatory.EventTitleHeld, colTitleStart, colTitleEnd),
		{kind: observatory.EventFiling, from: map[columnID]columnID{colDate: colFiling, colChannel: colChannelFiled}},
		{kind: observatory.EventDepositConfirmation, from: map[columnID]columnID{colDate: colConfirmation}},
		{kind: observatory.EventDocumentRequest, from: map[columnID]columnID{colDate: colRequest, colEnd: colRequestLimit}},
		{kind: observatory.EventDocumentAnswer, from: map[columnID]columnID{colDate: colRequestAnswer}},
		span(observatory.EventReceipt, colReceiptStart, colReceiptEnd),
		span(observatory.EventFavourableCert, colFavourableStart, colFavourableEnd),
		span(observatory.EventProvisionalPermit, colPermitStart, colPermitEnd),
		{kind: observatory.EventClosure, from: map[columnID]columnID{colDate: colClosure, colEnding: colClosureEnding, colChannel: colClosureChannel}},
		{kind: observatory.EventRefiling, from: map[columnID]columnID{colDate: colRefiling}},
		{kind: observatory.EventDecision, from: map[columnID]columnID{colDate: colDecision, colEnding: colDecisionEnding}},
		{kind: observatory.EventWithdrawal, from: map[columnID]columnID{colDate: colWithdrawal}},
		{kind: observatory.EventStateAttested, from: map[columnID]columnID{colDate: colAttested}},
	}
	for id := colCertificate; id < columnCount; id += certificateStride {
		groups = append(groups, factGroup{kind: observatory.EventCertificate, from: map[columnID]columnID{
			colStart: id, colEnd: id + 1, colRights: id + 2, colDate: id + 3, colRank: id + 4,
		}})
	}
	for _, s := range caseSteps() {
		groups = append(groups, factGroup{kind: s.kind, rank: s.rank, from: map[columnID]columnID{
			colDate: s.date, colEnd: s.end, colAnswer: s.answer, colDetail: s.code, colOrganisation: s.organisation, colChannel: s.form,
		}})
	}
	return groups
}

// split makes one row many events when a cell of a column holds several dates.
func (p *proposer) split(proposal *Proposal) {
	several := p.spans(proposal) // separator by published name
	for i, c := range proposal.Columns {
		if separator := severalDates(p.file[i].values); separator != "" && c.Column != "" && several[c.Column] == "" {
			several[c.Column] = separator
		}
	}
	m := &proposal.Mapping
	if m.shape() == ShapeEvents {
		if p.pairs(proposal) {
			return
		}
		if separator := several[columnDate]; separator != "" {
			row := eachDate(m.Columns[columnDate], separator, columnDate)
			m.Rows = []MappingRow{row}
			delete(m.Columns, columnDate)
			proposal.place(columnDate, func(c *ProposedColumn) { c.Each = separator })
		}
		return
	}
	groups, names := factGroups(), namesOfColumns()
	months := len(p.months) > 0 && p.monthsOfEvents()
	if !months && len(p.chronicles) == 0 && !slices.ContainsFunc(groups, func(g factGroup) bool { return several[names[g.from[colDate]]]+several[names[g.from[colStart]]] != "" }) {
		return
	}
	m.Shape = mappingEvents
	filing := m.Columns[names[colFiling]]
	for _, group := range groups {
		proposal.eventRow(group, names, several)
	}
	p.addChronicles(proposal, filing)
	if months {
		p.addMonths(proposal)
	}
	proposal.leaveCases()
}

// namesOfColumns gives the published names.
func namesOfColumns() map[columnID]string {
	names := map[columnID]string{}
	for _, c := range columns() {
		names[c.id] = c.name
	}
	delete(names, 0) // no group is told by the reference
	return names
}

// eachDate gives an event for each date of a cell, which is that of a column of
// the event.
func eachDate(date MappingCell, separator, column string) MappingRow {
	return MappingRow{
		Each:    &MappingEach{MappingSource: date.MappingSource, Separator: separator},
		Columns: map[string]MappingCell{column: {Element: true, Dates: date.Dates, Pattern: date.Pattern}},
	}
}

// eventRow makes a row of events of the columns of a group that the file has.
// What is told once beside several dates is nobody's: it is left out.
func (proposal *Proposal) eventRow(group factGroup, names map[columnID]string, several map[string]string) {
	m, word := &proposal.Mapping, kinds().label(string(group.kind))
	row := MappingRow{Columns: map[string]MappingCell{}}
	each := colDate
	if several[names[group.from[colStart]]] != "" {
		each = colStart
	}
	date := names[group.from[each]]
	if separator := several[date]; separator != "" {
		row = eachDate(m.Columns[date], separator, names[each])
		if end, spans := m.Columns[names[group.from[colEnd]]]; spans && end.Pattern == lastDay {
			row.Columns[names[colEnd]] = MappingCell{Element: true, Dates: end.Dates, Pattern: lastDay}
			delete(m.Columns, names[group.from[colEnd]])
		}
	}
	dated := false
	for _, to := range slices.Sorted(maps.Keys(group.from)) {
		from := names[group.from[to]]
		cell, has := m.Columns[from]
		if from == "" || !has || row.Each != nil && to != each {
			continue
		}
		if row.Each == nil {
			row.Columns[names[to]] = cell
		}
		dated = dated || to == colDate || to == colStart || to == colEnd
		proposal.place(from, func(c *ProposedColumn) {
			c.Column, c.Event, c.Each = "", word, several[from]
			if to != colDate {
				c.Column = names[to]
			}
		})
		if group.from[to] != colFiling || m.Columns["référence"].Column+m.Columns["référence"].Position != "" {
			delete(m.Columns, from)
		}
	}
	if !dated {
		return
	}
	if cell, ok := row.Columns[columnDate]; ok && len(row.Columns) == 1 && row.Each == nil {
		row.If = []MappingTest{{MappingSource: cell.MappingSource, Filled: true}}
	}
	row.Columns[columnEvent] = MappingCell{Constant: word}
	if group.rank != "" {
		row.Columns[namesOfColumns()[colRank]] = MappingCell{Constant: ranks().label(group.rank)}
	}
	proposal.detailsOf(group.kind, &row, word)
	m.Rows = append(m.Rows, row)
}

// detailsOf gives a row of events the columns that tell of its kind alone: told to all
// rows, the reason of a closure would be one of the filing too. Beside several dates
// they are nobody's.
func (proposal *Proposal) detailsOf(kind observatory.EventKind, row *MappingRow, word string) {
	own := map[columnID]observatory.EventKind{colClosureText: observatory.EventClosure, colCCCText: observatory.EventCCCContact}
	for _, c := range columns() {
		cell, has := proposal.Mapping.Columns[c.name]
		if !has || c.of != kind && own[c.id] != kind {
			continue
		}
		delete(proposal.Mapping.Columns, c.name)
		if row.Each != nil {
			proposal.place(c.name, func(at *ProposedColumn) { at.Column = "" })
			continue
		}
		row.Columns[c.name] = cell
		proposal.place(c.name, func(at *ProposedColumn) { at.Event = word })
	}
}

// leaveCases takes out what a row of events has no column for.
func (proposal *Proposal) leaveCases() {
	choices := proposal.Mapping.Choices()
	for name := range proposal.Mapping.Columns {
		if !slices.Contains(choices, name) {
			delete(proposal.Mapping.Columns, name)
			proposal.place(name, func(c *ProposedColumn) { c.Column = "" })
		}
	}
}

// place changes what the column of the file that was taken for a published one is
// taken for.
func (proposal *Proposal) place(name string, change func(*ProposedColumn)) {
	for i := range proposal.Columns {
		if c := &proposal.Columns[i]; c.Column == name && c.Event == "" {
			change(c)
			return
		}
	}
}
