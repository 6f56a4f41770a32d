package collectors

import "slices"

// sheetsToo says which other sheets of a workbook the mapping reads, and which it
// does not: years kept one a sheet have one header, in one row. Where there are such,
// the mapping names no sheet: that of the next year is read too.
func (proposal *Proposal) sheetsToo(heads []sheetHead, h *headerPlace, ways [][]string) {
	if len(heads) < 2 || heads[h.sheet].name == "" {
		return
	}
	proposal.Mapping.Sheets = []string{heads[h.sheet].name}
	for i := range heads {
		other := &heads[i]
		switch {
		case i == h.sheet:
		case !h.none && other.headedAs(ways, heads[h.sheet].at[h.row], h.depth):
			proposal.Mapping.Sheets = nil
		case slices.ContainsFunc(other.rows, func(row []string) bool { return filled(row) > 1 && holdsData(row) }):
			proposal.note("feuille « %s » : elle n'a pas cet en-tête, sur la même ligne ; la correspondance ne la lit pas. Si elle contient des dossiers, donnez-lui le même en-tête, ou enregistrez-la à part et décrivez-la", other.name)
		}
	}
}

// headedAs reports whether a sheet has a header of those names in that row.
func (h *sheetHead) headedAs(ways [][]string, row, depth int) bool {
	at := slices.Index(h.at, row)
	if at < 0 || !h.spans(at, depth) {
		return false
	}
	own := headerNames(headerOf(h.rows[at : at+depth]))
	return slices.EqualFunc(own, ways, func(a, b []string) bool {
		return len(a) == 0 && len(b) == 0 || len(a) > 0 && len(b) > 0 && nameKey(a[0]) == nameKey(b[0])
	})
}

// readAsItIs tells of a file that the published format reads in both of its shapes: cases
// and events, in sheets of their own or one within the other. A mapping has one shape.
func (proposal *Proposal) readAsItIs(in *intake, v *survey) {
	layouts, err := findLayouts(v, nil)
	if err != nil {
		return
	}
	shapes := map[Shape]bool{}
	for _, l := range layouts {
		if l == nil || !l.valid() {
			continue
		}
		if shapes[l.shape] = true; in.format == formatJSON || in.format == formatNDJSON {
			l.mixed()
			shapes[ShapeCases] = shapes[ShapeCases] || l.cases != nil
		}
	}
	if len(shapes) > 1 {
		proposal.note("ce fichier se lit sans correspondance, dossiers et évènements ensemble : vérifiez-le et importez-le tel quel. Une correspondance n'en lirait que les évènements")
	}
}
