package collectors

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold reduces a label to what people mean by it: lower case, no accents,
// ligatures opened, every run of other signs one space, letters and digits
// apart ("API2 Début" and "api 2 debut" fold alike).
func fold(s string) string {
	var out strings.Builder
	var last rune
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || invisible(r):
			continue
		case r == 'œ' || r == 'Œ':
			last = write(&out, last, 'o')
			r = 'e'
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			r = ' '
		}
		last = write(&out, last, unicode.ToLower(r))
	}
	return strings.TrimSuffix(out.String(), " ")
}

// invisible reports whether a sign is one that nobody sees: marks of direction
// and soft hyphens come with what is pasted from pages and dialogues.
func invisible(r rune) bool {
	return r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2060' && r <= '\u2069' || r == '\u00ad' || r == '\ufeff'
}

func write(out *strings.Builder, last, r rune) rune {
	if r == ' ' {
		if last != 0 && last != ' ' {
			out.WriteByte(' ')
			return ' '
		}
		return last
	}
	if last != 0 && last != ' ' && unicode.IsDigit(last) != unicode.IsDigit(r) {
		out.WriteByte(' ')
	}
	out.WriteRune(r)
	return r
}

// headerKey folds a column name further: small words go, and the order of the
// words does not count ("début de l'API 2" is "API 2 début").
func headerKey(s string) string {
	words := strings.Fields(fold(s))
	words = slices.DeleteFunc(words, func(word string) bool {
		switch word {
		case "de", "du", "des", "la", "le", "les", "l", "d", "en", "au", "a", "un", "une":
			return true
		}
		return false
	})
	slices.Sort(words)
	return strings.Join(words, " ")
}

// lastPart gives the name of a question without the groups that survey tools
// write before it (group/name, group-name), or that of a field of the events within
// a case; empty when there are none.
func lastPart(name string) string {
	if group, field, found := strings.Cut(name, "/"); found && headerKey(group) == "evenements" {
		return field
	}
	at := strings.LastIndexAny(name, "/-:")
	if at < 0 || strings.ContainsAny(name, " \t") {
		return ""
	}
	return name[at+1:]
}

// distance is the number of letters to change, add or take out to make a from b.
func distance(a, b string) int {
	left, right := []rune(a), []rune(b)
	row := make([]int, len(right)+1)
	for j := range row {
		row[j] = j
	}
	for i, l := range left {
		diagonal := row[0]
		row[0] = i + 1
		for j, r := range right {
			cost := diagonal
			if l != r {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(right)]
}
