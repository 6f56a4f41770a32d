package collectors

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"vigie/internal/observatory"
)

// layout says where each column of the format stands in a file.
type layout struct {
	shape     Shape
	width     int
	headerRow int              // the last row of the header (observatory.RowOf)
	known     int              // columns of the format that it holds
	position  [columnCount]int // -1 when absent
	names     [columnCount]string
	header    [][]string // the ways in which each column's name may be meant
	strangers []int      // columns that are no part of the format
	twice     []string   // columns that stand twice
	filter    []testPlan // rows that fail one are left out
	views     []*view    // of a mapping; nil: the columns stand at their positions
	identity  []string   // published names of the identity columns, which are dropped
	steps     []step     // groups of columns of which the sheet has any, in one of one row a case
	cases     *layout    // of JSON: of the objects that are cases, where others are events
	details   []column   // those of the sheet that give a detail, in the order of observatory.DetailNames
}

// group finds the groups of columns and the details that the sheet has.
func (l *layout) group() {
	all := columns()
	for _, name := range observatory.DetailNames() {
		for _, c := range all {
			if c.detail == name && l.has(c.id) {
				l.details = append(l.details, c)
			}
		}
	}
	l.steps = stepsOf(l)
}

// findLayouts finds the header of each sheet. A sheet without one is left out,
// unless no sheet has one.
func findLayouts(v *survey, m *Mapping) ([]*layout, error) {
	if m != nil {
		return mapLayouts(v, m)
	}
	layouts, found := make([]*layout, max(1, len(v.heads))), 0
	var first error
	for sheet := range v.heads {
		l, err := findHeader(&v.heads[sheet], sheet)
		switch {
		case err != nil && first == nil:
			first = err
		case err == nil && l != nil:
			layouts[sheet] = l
			found++
		}
	}
	switch {
	case found > 0:
		return layouts, nil
	case first != nil:
		return nil, first
	}
	return nil, fileFault("fichier vide : vérifiez que le bon fichier a été choisi")
}

// headerDepth is how many rows a header may take, its upper cells merged.
const headerDepth = 3

// findHeader looks for the header among the first rows: title lines may stand
// above it, and it may take several rows. The error of a sheet without one is
// that of the row that comes nearest; a sheet that holds nothing gives nil.
func findHeader(h *sheetHead, sheet int) (*layout, error) {
	var best, nearest *layout
	for depth := 1; depth <= headerDepth; depth++ { // of two equal ones, the shorter
		for i := range h.rows {
			if !h.spans(i, depth) {
				continue
			}
			l := readHeader(headerOf(h.rows[i:i+depth]), observatory.RowOf(sheet, h.at[i+depth-1]))
			if nearest == nil || l.known > nearest.known {
				nearest = l
			}
			if l.valid() && (best == nil || l.known > best.known) {
				best = l
			}
		}
	}
	if best == nil {
		if nearest == nil {
			return nil, nil
		}
		return nil, nearest.fault()
	}
	if best.headerRow >= observatory.RowOf(sheet, h.at[len(h.at)-1]) {
		return nil, fileFault("le fichier n'a qu'un en-tête : aucune ligne à lire")
	}
	return best, nil
}

// spans reports whether rows from i on may be a header of that depth: they
// follow each other, and none but the first holds data.
func (h *sheetHead) spans(i, depth int) bool {
	for below := i + 1; below < i+depth; below++ {
		if below >= len(h.rows) || h.at[below] != h.at[i]+below-i || holdsData(h.rows[below]) {
			return false
		}
	}
	return true
}

// holdsData tells a row of data from one of a header: it holds a number or a date.
func holdsData(cells []string) bool {
	return slices.ContainsFunc(cells, func(cell string) bool {
		if _, err := strconv.ParseFloat(cell, 64); err == nil {
			return true
		}
		_, problem := parseDay([]byte(cell))
		return problem != ProblemDateUnreadable
	})
}

// headerOf gives for each column the ways in which its name may be meant, the
// likeliest first: the rows of a header one above the other, a merged cell
// standing over those to its right; the lowest alone; the uppermost alone.
func headerOf(rows [][]string) [][]string {
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	names := make([][]string, width)
	over := make([]string, len(rows))
	for i := range names {
		var whole []string
		lowest, highest := "", ""
		for depth, row := range rows {
			cell := ""
			if i < len(row) {
				cell = row[i]
			}
			if highest == "" {
				highest = cell
			}
			if cell != "" {
				lowest, over[depth] = cell, cell
				clear(over[depth+1:])
			} else if depth < len(rows)-1 {
				cell = over[depth]
			}
			if cell != "" {
				whole = append(whole, cell)
			}
		}
		if lowest != "" {
			names[i] = slices.Compact([]string{strings.Join(whole, " "), lowest, highest, lastPart(lowest)})
		}
	}
	return names
}

// readHeader recognises the columns.
func readHeader(ways [][]string, row int) *layout {
	ways = headerNames(ways)
	shape := ShapeCases
	if slices.ContainsFunc(ways, func(ways []string) bool {
		return slices.ContainsFunc(ways, func(name string) bool {
			return headerKey(name) == headerKey("évènement") || headerKey(name) == "evenement type"
		})
	}) {
		shape = ShapeEvents
	}
	return readShape(ways, row, shape)
}

// readShape recognises the columns of a shape.
func readShape(ways [][]string, row int, shape Shape) *layout {
	index := headerIndex(shape)
	l := newLayout(shape, len(ways), row)
	l.header, l.filter = ways, reviewFilter(ways)
	for i, ways := range ways {
		if len(ways) == 0 || slices.ContainsFunc(ways, metadata) {
			continue
		}
		c, known := l.pick(index, ways)
		switch {
		case !known:
			l.strangers = append(l.strangers, i)
		case l.position[c.id] >= 0:
			l.twice = append(l.twice, "« "+c.name+" »")
		default:
			l.known++
			l.position[c.id] = i
			if c.kind == kindIdentity {
				l.identity = append(l.identity, c.name)
			}
		}
	}
	return l
}

func newLayout(shape Shape, width, row int) *layout {
	l := &layout{shape: shape, width: width, headerRow: row}
	for i := range l.position {
		l.position[i] = -1
	}
	for _, c := range columns() {
		l.names[c.id] = c.name
	}
	return l
}

// pick gives the column that one of the ways names, one not yet taken first.
func (l *layout) pick(index map[string]column, ways []string) (found column, known bool) {
	for _, name := range ways {
		c, ok := index[headerKey(name)]
		if ok && l.position[c.id] < 0 {
			return c, true
		}
		if ok && !known {
			found, known = c, true
		}
	}
	return found, known
}

// headerNames puts the names in normal form and leaves out the empty ones at
// the end.
func headerNames(ways [][]string) [][]string {
	names := make([][]string, len(ways))
	for i, ways := range ways {
		for _, name := range ways {
			if name = strings.TrimSpace(norm.NFC.String(name)); name != "" {
				names[i] = append(names[i], name)
			}
		}
	}
	for len(names) > 0 && len(names[len(names)-1]) == 0 {
		names = names[:len(names)-1]
	}
	return names
}

// headerIndex gives the column of each folded name. It is made once: a header
// is looked for in many rows.
func headerIndex(shape Shape) map[string]column {
	if shape == ShapeEvents {
		return eventNames()
	}
	return caseNames()
}

var (
	caseNames  = sync.OnceValue(func() map[string]column { return indexOf(ShapeCases) })
	eventNames = sync.OnceValue(func() map[string]column { return indexOf(ShapeEvents) })
)

func indexOf(shape Shape) map[string]column {
	index := map[string]column{}
	for _, c := range columns() {
		if !c.in(shape) {
			continue
		}
		for _, name := range append([]string{c.name}, c.also...) {
			index[headerKey(name)] = c
		}
	}
	return index
}

func (l *layout) has(id columnID) bool { return l.position[id] >= 0 }

// missing lists the columns that the shape needs and the header has not.
func (l *layout) missing() []string {
	var missing []string
	for _, c := range required(l.shape) {
		if !l.has(c.id) {
			missing = append(missing, "« "+c.name+" »")
		}
	}
	if !l.has(colReference) && !l.has(colNumber) {
		missing = append(missing, "« référence » (ou « numéro étranger »)")
	}
	return missing
}

// required gives the columns that a shape needs.
func required(shape Shape) []column {
	var list []column
	for _, c := range headerIndex(shape) {
		if c.requiredIn(shape) && !slices.ContainsFunc(list, func(other column) bool { return other.id == c.id }) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b column) int { return int(a.id) - int(b.id) })
	return list
}

func (l *layout) valid() bool { return len(l.twice) == 0 && len(l.missing()) == 0 }

// unknown tells of the columns that are no part of the format.
func (l *layout) unknown() []Finding {
	var list []Finding
	for _, i := range l.strangers {
		list = append(list, unknownColumn(l.headerRow, l.header[i][0], i, columns(), l.shape))
	}
	return list
}

// fault tells all that is wrong with the header at once: columns missing,
// columns twice, and unknown ones with the nearest name.
func (l *layout) fault() error {
	var faults []string
	if missing := l.missing(); len(missing) > 0 {
		faults = append(faults, "colonnes manquantes : "+strings.Join(missing, ", "))
	}
	if len(l.twice) > 0 {
		faults = append(faults, "colonnes présentes deux fois : "+strings.Join(l.twice, ", "))
	}
	if unknown := l.unknown(); len(unknown) > 0 {
		faults = append(faults, "colonnes inconnues : "+strings.Join(describeUnknown(unknown), ", "))
	}
	sheet, row := observatory.SheetRow(l.headerRow)
	where := fmt.Sprintf("ligne %d", row)
	switch {
	case row == 0:
		where = "champs du fichier"
	case sheet > 0:
		where = fmt.Sprintf("feuille %d, ligne %d", sheet+1, row)
	}
	return fileFault("en-tête (%s) : %s. Corrigez les noms des colonnes d'après docs/import.md, ou décrivez le tableau par une correspondance (vigie collect map)",
		where, strings.Join(faults, " ; "))
}

func describeUnknown(unknown []Finding) []string {
	const shown = 20
	var out []string
	for i, f := range unknown {
		if i == shown {
			return append(out, fmt.Sprintf("et %d autres", len(unknown)-shown))
		}
		text := f.Column
		if f.Remedy != remedyText(remedyColumn) {
			text += " (" + f.Remedy + ")"
		}
		out = append(out, text)
	}
	return out
}

// unknownColumn says which column is not known and what it may be. A header
// is what the association wrote, and may itself hold a name when the header row
// is missing: only its place and the nearest published name are told, and its
// text where it resembles one.
func unknownColumn(row int, name string, at int, all []column, shape Shape) Finding {
	f := finding(row, fmt.Sprintf("colonne %d", at+1), WarningColumn, mask([]byte(name)), true)
	if near := nearest(name, all, shape); beyondCertificates(name) {
		f.Remedy = remedyCertificates
	} else if near != "" {
		f.Column = fmt.Sprintf("colonne %d « %s »", at+1, strings.Join(strings.Fields(name), " "))
		f.Remedy = "vouliez-vous dire « " + near + " » ?"
	}
	return f
}

// nearest gives the published name that a name resembles, empty if none does.
func nearest(name string, all []column, shape Shape) string {
	key := headerKey(name)
	best, least := "", len([]rune(key))/3+1
	for _, c := range all {
		if !c.in(shape) {
			continue
		}
		for _, other := range append([]string{c.name}, c.also...) {
			if d := distance(key, headerKey(other)); d < least {
				best, least = c.name, d
			}
		}
	}
	return best
}
