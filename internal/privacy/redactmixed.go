package privacy

import (
	"strings"
	"unicode/utf8"
)

// mixedLength is how many signs the number of a residence permit, or of a new
// French identity card, has.
const mixedLength = 9

// redactMixed takes out words of nine letters and digits that change places at
// least three times: numbers of permits and cards ("9C8K7L6M5"). A year or a
// version behind a word changes once or twice.
func redactMixed(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	for i := 0; i < len(text); {
		n := codeLength(text[i:])
		if n == mixedLength && turns(text[i:i+n]) >= 3 && !besideWord(text[:i], text[i+n:]) {
			out.WriteString(text[done:i])
			out.WriteString(MarkNumber)
			counts[MarkNumber]++
			done = i + n
		}
		i += max(1, n)
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// codeLength counts the letters and digits of ASCII at the start.
func codeLength(text string) int {
	n := 0
	for n < len(text) && (isDigit(text[n]) || isLetter(text[n])) {
		n++
	}
	return n
}

// besideWord reports whether a letter beyond ASCII goes on with a word.
func besideWord(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	return isWord(last) || isWord(next)
}

// turns counts how often letters and digits change places.
func turns(code string) int {
	n := 0
	for i := 1; i < len(code); i++ {
		if isDigit(code[i]) != isDigit(code[i-1]) {
			n++
		}
	}
	return n
}
