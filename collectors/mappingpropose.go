package collectors

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// proposalRows is how many rows are looked at for what a column holds.
const proposalRows = 500

// Proposal is a first mapping of a file, for a person to finish.
type Proposal struct {
	Mapping Mapping
	Columns []ProposedColumn // those of the file, in its order
	Missing []string         // published columns that are needed and were not found
	Notes   []string         // sentences in French: what could not be told, and what to do
	Counted bool             // the file counts cases and lists none: nothing is to be completed
	Ready   bool             // nothing that is needed is missing
}

func (proposal *Proposal) note(format string, args ...any) {
	note := fmt.Sprintf(format, args...)
	if !strings.HasSuffix(note, "?") {
		note += "."
	}
	proposal.Notes = append(proposal.Notes, note)
}

// ProposedColumn is what one column of the file was taken for.
type ProposedColumn struct {
	Place     string   // as a spreadsheet names it: C
	Name      string   // in the file; for the association's own eyes
	Examples  []string // of its values, masked; none: its first cells are empty
	Column    string   // published name; empty: not understood
	Event     string   // whose date it is, or whose column
	Month     string   // whose events its cells tell: 2026-01
	Each      string   // what separates several dates of a cell, each an event
	Certainty int      // per cent
	Unknown   []string // words that the column's list does not know, the first ten

	cells []string // the first, for what a person may take the column for
}

// column of a file as a proposal sees it.
type fileColumn struct {
	ways      []string
	values    []string
	byRow     map[int]string // the same by the row, from 0
	daysKnown *int           // what days found
}

// ProposeMapping reads the header and the first rows of a file and proposes
// how it is to be read. It writes nothing.
func ProposeMapping(ctx context.Context, source Source, o Options) (Proposal, error) {
	in, err := recognise(source)
	if err != nil {
		return Proposal{}, err
	}
	v, err := in.survey(ctx, nil)
	if err != nil {
		return Proposal{}, err
	}
	h, found := headerFor(v.heads, o.Mapping)
	if !found {
		return Proposal{}, fileFault("aucun en-tête trouvé dans les %d premières lignes : donnez à chaque colonne un nom, sur une ligne au-dessus des données", headRows)
	}
	head := &v.heads[h.sheet]
	ways, last := h.names(head)
	file, err := readColumns(in, &v, withEnds(ways), last)
	if err != nil {
		return Proposal{}, err
	}
	p := proposer{file: file, departments: departmentIndex(o.Departments), reference: newReference(o.Catalogue), headless: h.none}
	proposal := p.propose()
	m := &proposal.Mapping
	m.Version, m.Name = mappingVersion, "à nommer"
	m.Description = "Proposée d'après l'en-tête et les valeurs ; à relire."
	proposal.sheetsToo(v.heads, &h, ways)
	proposal.readAsItIs(in, &v)
	switch {
	case h.none:
		m.Header, m.Description = MappingHeader{None: true}, "Proposée d'après les valeurs, sans en-tête ; à relire."
		p.notesByPlace(&proposal, head.at[0])
	case head.at[h.row] > 1 || h.depth > 1:
		m.Header = MappingHeader{Row: head.at[h.row+h.depth-1], Rows: h.depth}
	}
	proposal.finish()
	return proposal, nil
}

// likelyHeader finds the row that reads most like a header: one that the format
// knows, else the widest one of words above a row of data.
func likelyHeader(heads []sheetHead) (sheet, row, depth int) {
	best := -1
	for s := range heads {
		h := &heads[s]
		for i := range h.rows {
			for d := 1; d <= headerDepth && i+d <= len(h.rows); d++ {
				last := h.rows[i+d-1]
				if d > 1 && h.at[i+d-1] != h.at[i]+d-1 || holdsData(last) && !namesMonths(last) {
					break
				}
				l := readHeader(headerOf(h.rows[i:i+d]), 0)
				score := 100*l.known + 10*min(9, len(l.header)-l.known) + min(9, distinct(l.header)) - d
				if len(l.header) < 2 || i+d == len(h.rows) {
					continue
				}
				if score > best {
					best, sheet, row, depth = score, s, i, d
				}
			}
		}
	}
	if best < 0 {
		return 0, -1, 0
	}
	return sheet, row, depth
}

// readColumns reads the first values of each column below the header.
func readColumns(in *intake, v *survey, ways [][]string, header int) ([]fileColumn, error) {
	columns := make([]fileColumn, len(ways))
	for i := range ways {
		columns[i].ways, columns[i].byRow = ways[i], map[int]string{}
	}
	file, err := in.source()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	w := &worker{rules: &rules{survey: v, layouts: []*layout{nil}}, scan: scanner{separator: v.separator}}
	rows := v.chunks(file)
	for taken := 0; taken < proposalRows; {
		c, err := rows.next(nil)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		data, err := v.decode(c.data)
		if err != nil {
			return nil, err
		}
		w.row = c.firstRow
		w.scan.reset(data)
		for ; taken < proposalRows && w.scan.next(); w.row++ {
			w.locate()
			if !sameSheet(w.row, header) || w.row <= header || blank(w.scan.cells) {
				continue
			}
			taken++
			for i, cell := range w.scan.cells[:min(len(w.scan.cells), len(columns))] {
				if cell = clean(cell); len(cell) > 0 && !isBlank(cell) && !formulaError(cell) {
					columns[i].values = append(columns[i].values, string(cell))
					columns[i].byRow[taken] = string(cell)
				}
			}
		}
	}
	return columns, nil
}

func sameSheet(a, b int) bool {
	left, _ := observatory.SheetRow(a)
	right, _ := observatory.SheetRow(b)
	return left == right
}

// proposer matches the columns of a file with those of the format.
type proposer struct {
	file        []fileColumn
	departments map[string]string
	reference   *reference
	chronicles  []chronicle
	months      []monthColumn
	second      []int       // columns of a second person of the same row
	headless    bool        // the columns have no names
	log         *fileColumn // what each row tells, in people's own words
}

// match is how well a column of the file fits one of the format, in per cent.
type match struct {
	file, score int
	column      column
}

func (p *proposer) propose() Proposal {
	p.findMonths()
	p.findSecond()
	shape := p.shape()
	p.findChronicles(shape)
	proposal := Proposal{Mapping: Mapping{Shape: mappingCases, Columns: map[string]MappingCell{}}, Counted: p.counted()}
	if shape == ShapeEvents {
		proposal.Mapping.Shape = mappingEvents
	}
	for i, f := range p.file {
		proposed := ProposedColumn{Place: columnName(i), Examples: f.examples(), cells: f.values}
		if len(f.ways) > 0 {
			proposed.Name = f.ways[0]
		}
		proposal.Columns = append(proposal.Columns, proposed)
	}
	taken := map[columnID]bool{}
	for _, m := range p.matches(shape) {
		at := &proposal.Columns[m.file]
		if at.Column != "" || taken[m.column.id] {
			continue
		}
		taken[m.column.id] = true
		at.Column, at.Certainty = m.column.name, min(m.score, 100) // name and values agree
		proposal.Mapping.Columns[m.column.name] = p.cell(m, at)
	}
	p.placeByPrefecture(&proposal, taken)
	p.split(&proposal)
	p.notesOnMonths(&proposal)
	p.noteSecond(&proposal)
	return proposal
}

// matches gives what the columns of the file may be taken for, the best first; none of
// a table of counts, which tells of no case.
func (p *proposer) matches(shape Shape) []match {
	var all []match
	if p.counted() {
		return nil
	}
	for i := range p.file {
		if slices.ContainsFunc(p.file[i].ways, metadata) || p.isChronicle(i) || p.isMonth(i) || slices.Contains(p.second, i) {
			continue
		}
		for _, c := range columns() {
			if c.in(shape) && c.kind != kindAssociation {
				if score := p.score(&p.file[i], c); score >= 50 {
					all = append(all, match{i, score, c})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b match) int { return b.score - a.score })
	return all
}

// finish says what is missing and what is left out.
func (proposal *Proposal) finish() {
	for _, c := range proposal.Columns {
		if c.Column == "" && c.Event == "" && c.Name != "" {
			proposal.Mapping.Ignored = append(proposal.Mapping.Ignored, c.Name)
		}
	}
	proposal.settle()
}

// settle says whether the file can be read by the mapping, and what it lacks. A table of
// counts lacks nothing that a person could complete.
func (proposal *Proposal) settle() {
	proposal.Missing = nil
	if !proposal.Counted {
		proposal.Missing = proposal.Mapping.missing()
	}
	proposal.Ready = !proposal.Counted && len(proposal.Missing) == 0
}

// missing lists what no row can be read without.
func (m *Mapping) missing() []string {
	var missing []string
	for _, c := range required(m.shape()) {
		if !m.gives(c.name) && (len(m.Rows) == 0 || c.id != colEvent && c.id != colDate) {
			missing = append(missing, c.name)
		}
	}
	switch number, filing := publishedName(colNumber), publishedName(colFiling); {
	case m.gives(publishedName(colReference)):
	case !m.gives(number):
		missing = append(missing, "référence (ou numéro étranger)")
	case m.shape() == ShapeEvents && !m.gives(filing): // a number alone does not tell which case it is
		missing = append(missing, "référence (ou date de dépôt, avec le numéro étranger)")
	}
	return missing
}

// cell writes how a column is read: the formats of its dates, the words that
// its list does not know.
func (p *proposer) cell(m match, at *ProposedColumn) MappingCell {
	f := &p.file[m.file]
	cell := MappingCell{MappingSource: p.source(m.file)}
	switch {
	case m.column.kind == kindDate:
		cell.Dates = oddDates(partsOf(f.values, severalDates(f.values)))
		cell.answers(f.values)
	case m.column.words != nil:
		cell.Values = map[string]string{}
		index, labels := m.column.words().index(), map[string]string{}
		for _, t := range m.column.words() {
			labels[t.code] = t.label
		}
		for _, value := range f.values {
			folded := fold(value)
			if index[folded] != "" || cell.Values[value] != "" || slices.Contains(at.Unknown, value) {
				continue
			}
			if code := resembling(folded, index); code != "" {
				cell.Values[value] = labels[code]
			} else if len(at.Unknown) < 10 {
				at.Unknown = append(at.Unknown, value)
			}
		}
	}
	return cell
}

// source names a column of the file by its name, or by its place where it has none or
// shares it.
func (p *proposer) source(at int) MappingSource {
	if f := &p.file[at]; len(f.ways) > 0 && p.unique(at) {
		return MappingSource{Column: f.ways[0]}
	}
	return MappingSource{Position: columnName(at)}
}

func (p *proposer) unique(at int) bool {
	key := headerKey(p.file[at].ways[0])
	for i, f := range p.file {
		if i != at && len(f.ways) > 0 && headerKey(f.ways[0]) == key {
			return false
		}
	}
	return true
}
