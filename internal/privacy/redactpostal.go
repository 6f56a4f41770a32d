package privacy

import (
	"strings"

	"vigie/internal/lazyregexp"
)

// postalLength is how many digits a postal code has.
const postalLength = 5

// A postal code without its town behind it, or with one in small letters: what
// stands before it tells that it is one.
var (
	beforePostal = lazyregexp.New(`(?:(?i:code postal|\bcp)[ :]{1,3}|⟦adresse⟧[ ,–-]{0,4}\(?|\p{Lu}[\pL'’-]+,? ?\(|(?i:habit|demeur|domicili|r[ée]sid|log[ée]|h[ée]berg|\bvi[tv]|adresse)[^\d\n.⟦⟧]{0,30}[ ,(])$`)
	behindPostal = lazyregexp.New(`^ [\pL'’]{3,}(?:-[\pL'’]+)*`)
)

// redactPostal takes out such codes.
func redactPostal(text string, counts Counts) string {
	var places [][]int
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) {
			continue
		}
		n := digitsAhead(text[i:])
		end := i + n
		if n == postalLength && aloneNumber(text[:i], text[end:]) && beforePostal.MatchString(tail(text[:i], 64)) {
			town := behindPostal.FindString(text[end:])
			places = append(places, []int{i, end + len(town)})
		}
		i = end - 1
	}
	return replaceGroup(text, places, MarkAddress, counts, nil)
}

// aloneNumber reports whether no other digits or letters belong to a number.
func aloneNumber(before, behind string) bool {
	if before == "" {
		return false
	}
	last := strings.TrimRight(before, " .-/")
	next := strings.TrimLeft(behind, " .-/")
	return (last == "" || !isDigit(last[len(last)-1])) && (next == "" || !isDigit(next[0])) &&
		!isLetter(before[len(before)-1]) && (behind == "" || !isLetter(behind[0]))
}

// endsDate reports whether the number at start is the end of a date: "née le
// 17.08.1991, mail" holds no street.
func endsDate(text string, start int) bool {
	const longest = 20 // 17 septembre 1991
	from := len(text[:start]) - len(tail(text[:start], longest))
	for _, date := range datesOf(text[from : start+digitsAhead(text[start:])]) {
		if from+date[0] < start && from+date[1] > start {
			return true
		}
	}
	return false
}

// isArticle reports whether a text begins with the word "la": a scanner makes it of
// "1a" too, but "à la rue" is written more often.
func isArticle(text string) bool {
	return hasFold(text, "la") && (len(text) == len("la") || !isLetter(text[len("la")]))
}

// isTown reports whether a postal code and what stands behind it are no amount.
func isTown(match string) bool {
	switch strings.ToUpper(strings.TrimLeft(match, "0123456789 \t\u00a0")) {
	case "FCFA", "CFA", "XOF", "XAF", "EUR", "EUROS", "EURO", "USD", "DH", "DA":
		return false
	}
	return true
}
