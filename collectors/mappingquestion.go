package collectors

import (
	"slices"
	"strings"
)

// asked gives the words of a question that say what is asked for, in the ways in which
// they may be meant; nil for a header that is no question.
func asked(header string) [][]string {
	words := strings.Fields(fold(header))
	if len(words) == 0 || !asksFirst(words) && (!strings.Contains(header, "?") || !slices.ContainsFunc(words, asking)) {
		return nil // « API ? » is the name of a column
	}
	var significant []string
	for _, word := range words {
		switch word {
		case "jusqu", "expire", "expirer", "finit", "fini":
			word = "fin"
		case "commence", "debute":
			word = "debut"
		}
		if !asking(word) {
			significant = append(significant, word)
		}
	}
	// « votre demande est-elle clôturée » asks for a closure, « une demande de pièces » for no less
	bare := slices.DeleteFunc(slices.Clone(significant), func(word string) bool { return word == "demande" || word == "dossier" })
	var ways [][]string
	for _, way := range [][]string{significant, bare, strings.Fields(expand(strings.Join(significant, " "))), strings.Fields(expand(strings.Join(bare, " ")))} {
		key := strings.Fields(headerKey(strings.Join(way, " ")))
		if key = slices.Compact(key); len(key) > 0 {
			ways = append(ways, key)
		}
	}
	return ways
}

// asksFirst reports whether words begin as a question does.
func asksFirst(words []string) bool {
	switch words[0] {
	case "quand", "quel", "quelle", "quels", "quelles", "avez", "etes", "votre", "vos":
		return true
	}
	return len(words) > 1 && (words[1] == "quel" || words[1] == "quelle")
}

// asking reports whether a word of a question says nothing of what is asked for.
func asking(word string) bool {
	return slices.Contains([]string{
		"quand", "quel", "quelle", "quels", "quelles", "lequel", "laquelle", "avez", "avoir", "vous", "votre", "vos", "nous", "on", "t", "il", "elle", "est", "ce", "cette", "c", "s", "y",
		"que", "qu", "ete", "etes", "dans", "si", "oui", "non", "merci", "preciser", "precisez", "indiquer", "indiquez", "svp", "plait", "jour", "moment", "cas", "pour", "ou", "par", "et",
		"habitez", "residez", "vivez", "dependez", "depend", "recu", "recue", "recus", "obtenu", "obtenue", "eu", "fait", "faite", "faites", "delivre", "delivree", "donne", "donnee",
	}, word)
}

// askedFor is how near a question is to a column, in per cent: all but a small part of
// its words must be the column's, or it asks for something else.
func askedFor(ways [][]string, c column) int {
	best := 0
	for _, way := range ways {
		for _, name := range slices.Concat([]string{c.name}, c.also) {
			best = max(best, overlap(apartFromDate(way, strings.Fields(headerKey(name)))))
		}
		for _, name := range headerHints(c.id) {
			if headerKey(name) == strings.Join(way, " ") {
				best = hinted
			}
		}
	}
	if best < 80 {
		return 0
	}
	return best
}

// isNo reports whether an answer says that there is no date.
func isNo(answer string) bool {
	return slices.Contains([]string{"non", "pas encore", "jamais", "toujours pas", "en attente", "en cours", "en cours d instruction", "a venir"}, fold(answer))
}

// dateAnswer reports whether an answer is a date with no more beside it than « oui ».
func dateAnswer(answer string) bool {
	date, words := keptOf(answer, keepDate), keptOf(answer, keepWords)
	return date != answer && isDay(date) && (words == "" || fold(words) == "oui")
}

// answers writes how the dates of answers are read, where there are more than dates in
// the cells: « oui, le 15/06/2026 », « non ».
func (c *MappingCell) answers(values []string) {
	for _, value := range values {
		switch {
		case isNo(value):
			if c.Values == nil {
				c.Values = map[string]string{}
			}
			c.Values[value] = ""
		case dateAnswer(value) && !isDay(value):
			c.Keep = keepDate
		}
	}
}
