package collectors

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// placeByPrefecture takes the department from the names of the prefectures,
// where no column holds it: « Bobigny » is in 93.
func (p *proposer) placeByPrefecture(proposal *Proposal, taken map[columnID]bool) {
	at := slices.IndexFunc(proposal.Columns, func(c ProposedColumn) bool { return c.Column == publishedName(colPrefecture) })
	if taken[colDepartment] || p.reference == nil || at < 0 {
		return
	}
	codes := slices.Compact(slices.Sorted(maps.Values(p.departments)))
	cell := MappingCell{MappingSource: proposal.Mapping.Columns[publishedName(colPrefecture)].MappingSource, Values: map[string]string{}}
	placed := share(p.file[at].values, func(value string) bool {
		if cell.Values[value] == "" {
			cell.Values[value] = p.placeOf(codes, value)
		}
		return cell.Values[value] != ""
	})
	if placed < 80 {
		return
	}
	maps.DeleteFunc(cell.Values, func(_, code string) bool { return code == "" })
	proposal.Mapping.Columns[publishedName(colDepartment)] = cell
	taken[colDepartment] = true
}

// placeOf gives the department of a prefecture, by its name, by the department's or by
// its code, with what says that an office follows or not: « préf. du Rhône », « Val
// d'Oise (Cergy) », « SP Le Raincy (93) ». What has other words beside it is not placed.
func (p *proposer) placeOf(codes []string, value string) string {
	outside, inside, _ := strings.Cut(value, "(")
	for _, part := range []string{outside, inside} {
		words := strings.Fields(fold(part))
		for i, word := range words {
			switch word {
			case "pref":
				words[i] = "prefecture"
			case "st":
				words[i] = "saint"
			}
		}
		for ; len(words) > 0; words = words[1:] {
			name := strings.Join(words, " ")
			if code := cmp.Or(p.reference.only(codes, name), p.departments[name]); code != "" {
				return code
			}
			if !officeWord(words[0]) {
				break
			}
		}
	}
	return ""
}

// officeWord reports whether a word says no more than that an office follows.
func officeWord(word string) bool {
	return slices.Contains([]string{"prefecture", "sous", "sp", "de", "du", "des", "d", "la", "le", "l"}, word)
}

// only gives the one department that has a prefecture of that name.
func (r *reference) only(departments []string, folded string) string {
	found := ""
	for _, code := range departments {
		if r.office(code, folded) == "" {
			continue
		}
		if found != "" {
			return ""
		}
		found = code
	}
	return found
}
