package collectors

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vigie/internal/observatory"
)

// layout says where each column of the format stands in a file.
type layout struct {
	shape    Shape
	width    int
	position [columnCount]int // -1 when absent
	names    [columnCount]string
	kinds    [columnCount]cellKind
	unknown  []Finding // columns that are no part of the format
	identity []string  // published names of the identity columns, which are dropped
}

// readHeader recognises the columns. Its error tells all that is wrong at once:
// columns missing, columns twice, and unknown ones with the nearest name.
func readHeader(cells [][]byte) (*layout, error) {
	names := headerNames(cells)
	shape := ShapeCases
	all := columns()
	if slices.ContainsFunc(names, func(name string) bool {
		return headerKey(name) == headerKey("évènement") || headerKey(name) == "evenement type"
	}) {
		shape = ShapeEvents
	}
	index := headerIndex(all, shape)
	l := &layout{shape: shape, width: len(names)}
	for i := range l.position {
		l.position[i] = -1
	}
	for _, c := range all {
		l.names[c.id], l.kinds[c.id] = c.name, c.kind
	}
	var twice []string
	for i, name := range names {
		c, known := index[headerKey(name)]
		switch {
		case name == "":
		case !known:
			l.unknown = append(l.unknown, unknownColumn(name, i, all, shape))
		case l.position[c.id] >= 0:
			twice = append(twice, "« "+c.name+" »")
		default:
			l.position[c.id] = i
			if c.kind == kindIdentity {
				l.identity = append(l.identity, c.name)
			}
		}
	}
	return l, l.check(all, twice)
}

func headerNames(cells [][]byte) []string {
	names := make([]string, len(cells))
	for i, cell := range cells {
		names[i] = strings.TrimSpace(norm.NFC.String(string(cell)))
	}
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	return names
}

// headerIndex gives the column of each folded name.
func headerIndex(all []column, shape Shape) map[string]column {
	index := map[string]column{}
	for _, c := range all {
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

func (l *layout) check(all []column, twice []string) error {
	var missing []string
	for _, c := range all {
		if c.requiredIn(l.shape) && !l.has(c.id) {
			missing = append(missing, "« "+c.name+" »")
		}
	}
	if !l.has(colReference) && !l.has(colNumber) {
		missing = append(missing, "« référence » (ou « numéro étranger »)")
	}
	var faults []string
	if len(missing) > 0 {
		faults = append(faults, "colonnes manquantes : "+strings.Join(missing, ", "))
	}
	if len(twice) > 0 {
		faults = append(faults, "colonnes présentes deux fois : "+strings.Join(twice, ", "))
	}
	if len(faults) == 0 {
		return nil
	}
	if len(l.unknown) > 0 {
		faults = append(faults, "colonnes inconnues : "+strings.Join(describeUnknown(l.unknown), ", "))
	}
	return fileFault("en-tête (ligne 1) : %s. Corrigez les noms des colonnes d'après docs/import.md", strings.Join(faults, " ; "))
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
func unknownColumn(name string, at int, all []column, shape Shape) Finding {
	f := finding(1, fmt.Sprintf("colonne %d", at+1), WarningColumn, mask([]byte(name)), true)
	if near := nearest(name, all, shape); near != "" {
		f.Column = fmt.Sprintf("colonne %d « %s »", at+1, name)
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

// departmentIndex gives the code of each way of writing a department: its code
// with or without leading zeros, its name, or both.
func departmentIndex(departments []observatory.Department) map[string]string {
	index := make(map[string]string, len(departments)*6)
	for _, d := range departments {
		code, name := strings.ToLower(d.Code), fold(d.Name)
		for _, written := range []string{code, strings.TrimLeft(code, "0"), "0" + code, name, code + " " + name, name + " " + code} {
			index[fold(written)] = d.Code
		}
	}
	return index
}
