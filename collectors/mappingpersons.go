package collectors

import (
	"slices"
	"strings"
)

// findSecond finds the columns that are of a second person of the same row, such as a
// spouse: nothing of them is the first one's.
func (p *proposer) findSecond() {
	first := ""
	several := false
	for _, f := range p.file {
		who := personOf(f.ways)
		if first == "" {
			first = who
		}
		several = several || who != "" && who != first
	}
	for i, f := range p.file {
		who := personOf(f.ways)
		if who != "" && (several && who != first || !several && p.twice(i)) {
			p.second = append(p.second, i)
		}
	}
}

// personOf gives which of two persons the name of a column names; empty for neither or
// both. A name of marriage is the person's own.
func personOf(ways []string) string {
	if len(ways) == 0 {
		return ""
	}
	who := ""
	for word := range strings.FieldsSeq(fold(ways[0])) {
		named := ""
		switch word {
		case "monsieur", "mr", "epoux", "mari":
			named = "monsieur"
		case "madame", "mme", "epouse", "femme":
			named = "madame"
		case "conjoint", "conjointe", "concubin", "concubine", "partenaire":
			named = "conjoint"
		case "nom", "francais", "francaise":
			return ""
		}
		if named != "" && who != "" && who != named {
			return ""
		}
		if named != "" {
			who = named
		}
	}
	return who
}

// twice reports whether another column has the same name but for the person.
func (p *proposer) twice(at int) bool {
	without := func(ways []string) string {
		words := strings.Fields(headerKey(ways[0]))
		return strings.Join(slices.DeleteFunc(words, func(word string) bool { return personOf([]string{word}) != "" }), " ")
	}
	for i, f := range p.file {
		if i != at && len(f.ways) > 0 && without(f.ways) == without(p.file[at].ways) {
			return true
		}
	}
	return false
}

// noteSecond tells of the columns of a second person.
func (p *proposer) noteSecond(proposal *Proposal) {
	var places []string
	for _, at := range p.second {
		places = append(places, columnName(at))
	}
	switch len(places) {
	case 0:
	case 1:
		proposal.note("colonne %s : une seconde personne sur la même ligne ; rien n'en est lu. Donnez-lui sa propre ligne, avec sa référence et son numéro", places[0])
	default:
		proposal.note("colonnes %s : une seconde personne sur la même ligne ; rien n'en est lu. Donnez-lui sa propre ligne, avec sa référence et son numéro", strings.Join(places, ", "))
	}
}
