package collectors

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// view is one way to read a row by a mapping: what each column of the format
// gets. A row of a mapping with « lignes » has as many views.
type view struct {
	tests []testPlan
	each  *eachPlan
	cells []cellPlan
	dated bool                // a date of it comes from the file: without any, the view is left out
	names map[columnID]string // published names, with the columns of the file
}

type eachPlan struct {
	at        int
	separator string
	years     *yearPlan // nil: every date has its year
}

type testPlan struct {
	at     int // -1: the column is absent
	is     map[string]bool
	isNot  map[string]bool
	filled bool
}

type cellPlan struct {
	id        columnID
	at        []int // columns of the file, joined by a space
	constant  []byte
	element   bool
	split     *MappingSplit
	keep      string
	pattern   *regexp.Regexp
	values    map[string]string // folded
	otherwise *string
	dates     []*dateFormat
	date      bool
	own       bool // told of this event, not of all that a row gives
}

// planner turns a mapping into the layout of one sheet.
type planner struct {
	mapping *Mapping
	ways    [][]string // of the columns
	index   map[string]int
	used    map[int]bool
	width   int
	missing []string
}

// mapLayouts gives the layouts of the sheets that the mapping is for.
func mapLayouts(v *survey, m *Mapping) ([]*layout, error) {
	layouts, found := make([]*layout, max(1, len(v.heads))), 0
	var first error
	for sheet := range v.heads {
		head := &v.heads[sheet]
		if len(head.rows) == 0 || len(m.Sheets) > 0 && !m.wants(head.name, sheet) {
			continue
		}
		l, err := m.layout(head, sheet)
		switch {
		case err == nil:
			layouts[sheet] = l
			found++
		case first == nil:
			first = err
		}
	}
	switch {
	case found > 0 && (len(m.Sheets) == 0 || first == nil):
		return layouts, nil
	case first != nil:
		return nil, first
	}
	return nil, fileFault("aucune feuille du fichier n'est de la correspondance « %s » (feuilles : %s)", m.Name, strings.Join(m.Sheets, ", "))
}

func (m *Mapping) wants(name string, sheet int) bool {
	return slices.ContainsFunc(m.Sheets, func(wanted string) bool {
		return fold(wanted) == fold(name) || wanted == fmt.Sprint(sheet+1)
	})
}

// layout finds the header under which most of the mapping's columns stand, and
// plans the reading.
func (m *Mapping) layout(h *sheetHead, sheet int) (*layout, error) {
	if m.Header.None {
		p := newPlanner(m, nil)
		return p.layout(observatory.RowOf(sheet, 0))
	}
	var best *planner
	bestRow := 0
	for depth := 1; depth <= headerDepth; depth++ {
		for i := range h.rows {
			if m.Header.Row > 0 && (i+depth > len(h.rows) || h.at[i+depth-1] != m.Header.Row || depth != max(1, m.Header.Rows)) || m.Header.Row == 0 && !h.spans(i, depth) {
				continue
			}
			p := newPlanner(m, headerNames(headerOf(h.rows[i:i+depth])))
			p.views()
			if best == nil || len(p.missing) < len(best.missing) || len(p.missing) == len(best.missing) && len(p.used) > len(best.used) {
				best, bestRow = p, observatory.RowOf(sheet, h.at[i+depth-1])
			}
		}
	}
	if best == nil {
		return nil, fileFault("la ligne %d, où la correspondance « %s » place l'en-tête, est vide", m.Header.Row, m.Name)
	}
	return newPlanner(m, best.ways).layout(bestRow)
}

func newPlanner(m *Mapping, ways [][]string) *planner {
	p := &planner{mapping: m, ways: ways, index: map[string]int{}, used: map[int]bool{}, width: len(ways)}
	for rank := range 4 { // the likeliest way of every column first
		for i, ways := range ways {
			if rank < len(ways) {
				if _, taken := p.index[nameKey(ways[rank])]; !taken {
					p.index[nameKey(ways[rank])] = i
				}
			}
		}
	}
	return p
}

func (p *planner) layout(headerRow int) (*layout, error) {
	views := p.views()
	if len(p.missing) > 0 {
		slices.Sort(p.missing)
		_, row := observatory.SheetRow(headerRow)
		return nil, fileFault("en-tête (ligne %d) : la correspondance « %s » attend des colonnes qui manquent : %s", row, p.mapping.Name, strings.Join(slices.Compact(p.missing), ", "))
	}
	l := newLayout(p.mapping.shape(), p.width, headerRow)
	l.views, l.header = views, p.ways
	for _, test := range p.mapping.Filter {
		l.filter = append(l.filter, p.test(test))
	}
	for i, v := range views {
		v.names = namesOfColumns()
		v.names[colReference] = publishedName(colReference)
		for _, c := range v.cells {
			at := c.place(v)
			if at >= 0 {
				v.names[c.id] += " (colonne " + columnName(at) + ")"
			}
			if l.position[c.id] < 0 || i == 0 {
				l.position[c.id], l.names[c.id] = max(at, 0), v.names[c.id]
			}
		}
	}
	for _, c := range columns() {
		if c.kind == kindIdentity && l.has(c.id) {
			l.identity = append(l.identity, c.name)
		}
	}
	for i, ways := range p.ways {
		if len(ways) > 0 && !p.used[i] && !p.ignored(ways) && !slices.ContainsFunc(ways, metadata) {
			l.strangers = append(l.strangers, i)
		}
	}
	return l, nil
}

// place gives the column of the file that a cell is read from, -1 for none.
func (c *cellPlan) place(v *view) int {
	switch {
	case len(c.at) > 0:
		return c.at[0]
	case c.element && v.each != nil:
		return v.each.at
	}
	return -1
}

func (p *planner) ignored(ways []string) bool {
	return slices.ContainsFunc(p.mapping.Ignored, func(name string) bool {
		if prefix, all := strings.CutSuffix(name, "*"); all {
			return strings.HasPrefix(ways[0], prefix)
		}
		return slices.ContainsFunc(ways, func(way string) bool { return nameKey(way) == nameKey(name) })
	})
}

func (p *planner) views() []*view {
	if len(p.mapping.Rows) == 0 {
		return []*view{p.view(p.mapping.Columns, MappingRow{})}
	}
	var views []*view
	for _, row := range p.mapping.Rows {
		cells := maps.Clone(p.mapping.Columns)
		if cells == nil {
			cells = map[string]MappingCell{}
		}
		maps.Copy(cells, row.Columns)
		v := p.view(cells, row)
		v.dated = slices.ContainsFunc(v.cells, func(c cellPlan) bool { return c.date && c.id != colFiling && (len(c.at) > 0 || c.element) })
		names := namesOfColumns()
		for i := range v.cells {
			c := &v.cells[i]
			_, c.own = row.Columns[names[c.id]]
		}
		views = append(views, v)
	}
	return views
}

func (p *planner) view(cells map[string]MappingCell, row MappingRow) *view {
	v := &view{}
	for _, test := range row.If {
		v.tests = append(v.tests, p.test(test))
	}
	if row.Each != nil {
		if at := p.find(row.Each.MappingSource, false); at >= 0 {
			v.each = &eachPlan{at: at, separator: row.Each.Separator, years: p.years(row.Each.Year)}
		}
	}
	index := headerIndex(p.mapping.shape())
	for _, name := range slices.Sorted(maps.Keys(cells)) {
		cell := cells[name]
		c := index[headerKey(name)]
		plan := cellPlan{id: c.id, constant: []byte(cell.Constant), element: cell.Element, split: cell.Split, keep: cell.Keep, otherwise: cell.Otherwise, date: c.kind == kindDate}
		sources := cell.Join
		if cell.Column != "" || cell.Position != "" {
			sources = []MappingSource{cell.MappingSource}
		}
		for _, s := range sources {
			if at := p.find(s, cell.Optional); at >= 0 {
				plan.at = append(plan.at, at)
			}
		}
		if len(sources) > 0 && len(plan.at) == 0 {
			continue
		}
		plan.finish(&cell)
		v.cells = append(v.cells, plan)
	}
	return v
}

func (p *planner) years(y *MappingYear) *yearPlan {
	switch {
	case y == nil:
		return nil
	case y.Constant != "":
		return &yearPlan{at: -1, constant: y.Constant}
	}
	return &yearPlan{at: p.find(y.MappingSource, false)}
}

func (c *cellPlan) finish(cell *MappingCell) {
	if cell.Pattern != "" {
		c.pattern, _ = compilePattern(cell.Pattern) // checked when the mapping was read
	}
	for _, format := range cell.Dates {
		if f, err := compileDate(format); err == nil {
			c.dates = append(c.dates, f)
		}
	}
	if len(cell.Values) > 0 {
		c.values = make(map[string]string, len(cell.Values))
		for from, to := range cell.Values {
			c.values[fold(from)] = to
		}
	}
}

func (p *planner) test(t MappingTest) testPlan {
	plan := testPlan{at: p.find(t.MappingSource, t.Optional), filled: t.Filled, is: map[string]bool{}, isNot: map[string]bool{}}
	for _, word := range t.Is {
		plan.is[fold(word)] = true
	}
	for _, word := range t.IsNot {
		plan.isNot[fold(word)] = true
	}
	return plan
}

// find gives the column of a source, -1 when it is absent.
func (p *planner) find(s MappingSource, optional bool) int {
	if s.Position != "" {
		at := s.place()
		p.width, p.used[at] = max(p.width, at+1), true
		return at
	}
	for _, name := range append([]string{s.Column}, s.Or...) {
		if at, ok := p.index[nameKey(name)]; ok {
			p.used[at] = true
			return at
		}
	}
	if !optional {
		p.missing = append(p.missing, "« "+s.Column+" »")
	}
	return -1
}

// nameKey folds the name of a column of a file; one that is a small word alone
// ("A", "D") is kept.
func nameKey(name string) string {
	if key := headerKey(name); key != "" {
		return key
	}
	return fold(name)
}
