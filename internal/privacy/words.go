package privacy

import (
	"unicode"
	"unicode/utf8"
)

// token is one word of a text. A hyphen or an apostrophe parts words.
type token struct {
	start, end int    // bytes
	folded     int    // where its fold ends, among those of the text
	fold       string // small letters without accents; digits that a scanner took for letters are letters
	sense      sense
	letters    int
	capital    bool // begins with a capital
	upper      bool // all capitals, two letters and more
	breaks     bool // a new line, or a sign other than a space, hyphen, apostrophe or full stop of a title, stands before it
	newLine    bool
	opens      bool // begins a sentence
	colon      bool // a colon or equals sign follows
	hyphened   bool // a hyphen alone stands before it
	inMark     bool
	name       bool
}

// read cuts a text into words.
func (f *finder) read(text string) {
	l, words, folds := theLexicon(), f.words[:0], f.folds[:0]
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
		before := len(folds)
		var t token
		t, folds = nextToken(text, i, folds)
		i = t.end
		if t.letters == 0 {
			folds, breaks = folds[:before], true // a number stands between two words
			continue
		}
		t.breaks, t.newLine, t.opens = breaks, newLine, opens
		t.hyphened = len(words) > 0 && isHyphen(text[words[len(words)-1].end:t.start])
		t.sense, t.folded = l.of(folds[before:]), len(folds)
		words = append(words, t)
		breaks, newLine, opens = false, false, false
	}
	nameFolds(words, string(folds))
	f.words, f.folds = words, folds
}

// isHyphen reports whether a text is a hyphen, and nothing else.
func isHyphen(text string) bool { return text == "-" || text == "‐" || text == "‑" }

// nameFolds gives each word its fold: all of a text share one memory.
func nameFolds(words []token, folds string) {
	from := 0
	for i := range words {
		if w := &words[i]; !w.inMark {
			w.fold = folds[from:w.folded]
			from = w.folded
		}
	}
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
	if r < utf8.RuneSelf {
		return isLetter(byte(r)) || isDigit(byte(r))
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// nextToken reads the word at start, and puts its fold behind those given.
func nextToken(text string, start int, folded []byte) (token, []byte) {
	t := token{start: start, end: start}
	capitals, digits := 0, 0
	for t.end < len(text) {
		c, size := text[t.end], 1
		switch small := c | 0x20; {
		case small >= 'a' && small <= 'z': // most letters
			t.letter(c != small, &capitals)
			folded = append(folded, small)
		case isDigit(c):
			digits++
			folded = append(folded, scannedDigits[c-'0'])
		case c < utf8.RuneSelf:
			return finishToken(t, capitals, digits), folded
		default:
			var r rune
			r, size = utf8.DecodeRuneInString(text[t.end:])
			switch {
			case unicode.IsLetter(r):
				t.letter(unicode.IsUpper(r), &capitals)
				folded = append(folded, foldLetter(r)...)
			case unicode.Is(unicode.Mn, r):
			case unicode.IsDigit(r):
				digits++
				folded = utf8.AppendRune(folded, r)
			default:
				return finishToken(t, capitals, digits), folded
			}
		}
		t.end += size
	}
	return finishToken(t, capitals, digits), folded
}

// letter counts a letter of the word.
func (t *token) letter(capital bool, capitals *int) {
	t.letters++
	if capital {
		*capitals++
		t.capital = t.capital || t.letters == 1
	}
}

func finishToken(t token, capitals, digits int) token {
	if digits > 0 && t.letters <= digits+1 {
		t.letters = 0 // a number, or a code
	}
	t.upper = t.letters > 1 && capitals == t.letters
	t.capital = t.capital || capitals > 0 && digits > 0
	return t
}

// scannedDigits are the digits, or the letters that a scanner takes for them.
const scannedDigits = "ol234s67b9"
