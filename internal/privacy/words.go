package privacy

import (
	"unicode"
	"unicode/utf8"
)

// token is one word of a text. A hyphen or an apostrophe parts words.
type token struct {
	start, end int    // bytes
	fold       string // small letters without accents; digits that a scanner took for letters are letters
	sense      sense
	letters    int
	capital    bool // begins with a capital
	upper      bool // all capitals, two letters and more
	breaks     bool // a new line, or a sign other than a space, hyphen, apostrophe or full stop of a title, stands before it
	newLine    bool
	opens      bool // begins a sentence
	colon      bool // a colon or equals sign follows
	inMark     bool
	name       bool
}

// tokens cuts a text into words.
func tokens(text string, l *lexicon) []token {
	words := make([]token, 0, len(text)/6+4)
	var folded []byte
	breaks, newLine, opens := true, true, true
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if r == '⟦' {
			end := markEnd(text, i)
			words = append(words, token{start: i, end: end, inMark: true, breaks: breaks, newLine: newLine})
			i, breaks, newLine, opens = end, false, false, false
			continue
		}
		if !wordRune(r) {
			note(r, words, &breaks, &newLine, &opens)
			i += size
			continue
		}
		t, end := nextToken(text, i, folded[:0])
		t.breaks, t.newLine, t.opens = breaks, newLine, opens
		folded = append(folded[:0], t.fold...)
		t.sense = l.of(folded)
		if t.letters > 0 {
			words = append(words, t)
			breaks, newLine, opens = false, false, false
		} else {
			breaks = true // a number stands between two words
		}
		i = end
	}
	return words
}

// note takes in a sign between two words.
func note(r rune, words []token, breaks, newLine, opens *bool) {
	switch r {
	case '\n':
		*breaks, *newLine, *opens = true, true, true
	case ' ', '\t', '\u00a0', '\u202f', '-', '\'', '’', '‐', '‑':
	case '.':
		if len(words) == 0 || words[len(words)-1].sense&senseTitle == 0 && words[len(words)-1].letters > 1 {
			*breaks, *opens = true, true
		}
	case '!', '?':
		*breaks, *opens = true, true
	case ':', '=':
		*breaks = true
		if len(words) > 0 {
			words[len(words)-1].colon = true
		}
	default:
		*breaks = true
	}
}

func markEnd(text string, start int) int {
	for i := start; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if r == '⟧' {
			return i
		}
	}
	return len(text)
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// nextToken reads the word at start.
func nextToken(text string, start int, folded []byte) (t token, end int) {
	t.start, end = start, start
	capitals, digits := 0, 0
	for end < len(text) {
		if c := text[end] | 0x20; c >= 'a' && c <= 'z' { // most letters
			t.letters++
			if text[end] != c {
				capitals++
				t.capital = t.capital || t.letters == 1
			}
			folded = append(folded, c)
			end++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[end:])
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsDigit(r):
			digits++
			folded = append(folded, scanned(r)...)
		case unicode.IsLetter(r):
			t.letters++
			if unicode.IsUpper(r) {
				capitals++
				t.capital = t.capital || t.letters == 1
			}
			folded = append(folded, foldLetter(r)...)
		default:
			t.end = end
			return finishToken(t, folded, capitals, digits), end
		}
		end += size
	}
	t.end = end
	return finishToken(t, folded, capitals, digits), end
}

func finishToken(t token, folded []byte, capitals, digits int) token {
	if digits > 0 && t.letters <= digits+1 {
		t.letters = 0 // a number, or a code
	}
	t.upper = t.letters > 1 && capitals == t.letters
	t.capital = t.capital || capitals > 0 && digits > 0
	t.fold = string(folded)
	return t
}

// scanned gives the letter that a scanner takes for a digit.
func scanned(r rune) string {
	switch r {
	case '0':
		return "o"
	case '1':
		return "l"
	case '5':
		return "s"
	case '8':
		return "b"
	}
	return string(r)
}
