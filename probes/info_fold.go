package probes

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// infoText is a text made plain for matching (lower case, no accents, one kind
// of apostrophe, space and hyphen) that still knows where each of its bytes
// comes from in the original.
type infoText struct {
	original string
	text     string
	list     *[][2]int // bounds of the sentences, once they were asked for
	from     []int     // from[i] is the offset in original of the rune behind text[i]; one more entry for the end
}

func infoFold(original string) infoText {
	var b strings.Builder
	b.Grow(len(original))
	from := make([]int, 0, len(original)+1)
	for offset, r := range original {
		before := b.Len()
		infoFoldRune(&b, r)
		for range b.Len() - before {
			from = append(from, offset)
		}
	}
	return infoText{original: original, text: b.String(), list: new([][2]int), from: append(from, len(original))}
}

func infoFoldRune(b *strings.Builder, r rune) {
	switch r {
	case '’', 'ʼ', '‘', '´', '`':
		b.WriteByte('\'')
	case '\u00a0', '\u202f', '\u2009', '\u2007', '\t', '\r':
		b.WriteByte(' ')
	case '‐', '‑', '–', '—', '−':
		b.WriteByte('-')
	case 'œ', 'Œ':
		b.WriteString("oe")
	case 'æ', 'Æ':
		b.WriteString("ae")
	case '\u00ad', '\u200b', '\ufeff': // soft hyphen, zero-width space and mark: not seen by a reader
	default:
		if r < utf8.RuneSelf {
			b.WriteRune(unicode.ToLower(r))
			return
		}
		for _, part := range norm.NFD.String(string(r)) {
			if !unicode.Is(unicode.Mn, part) {
				b.WriteRune(unicode.ToLower(part))
			}
		}
	}
}

// infoSpan is a part of the original text, in bytes.
type infoSpan struct{ start, end int }

func (s infoSpan) of(text string) string { return text[s.start:s.end] }

// original gives the part of the original behind text[start:end].
func (f infoText) span(start, end int) infoSpan {
	if start >= end {
		return infoSpan{f.from[start], f.from[start]}
	}
	last := f.from[end-1]
	_, size := utf8.DecodeRuneInString(f.original[last:])
	stop := last + size
	for stop < len(f.original) { // accents written apart belong to the letter before
		r, size := utf8.DecodeRuneInString(f.original[stop:])
		if !unicode.Is(unicode.Mn, r) {
			break
		}
		stop += size
	}
	return infoSpan{f.from[start], stop}
}

// infoSentenceMost is how far, in bytes, a sentence is followed on either side of
// a place: a longer one is cut.
const infoSentenceMost = 1500

// whole moves a place to the boundary of a rune of the text.
func (f infoText) whole(at, step int) int {
	for at > 0 && at < len(f.text) && !utf8.RuneStart(f.text[at]) {
		at += step
	}
	return at
}

// sentence gives the bounds in text of the sentence, within its line, around
// text[start:end].
func (f infoText) sentence(start, end int) (int, int) {
	from := max(0, start-infoSentenceMost)
	if i := strings.LastIndexByte(f.text[from:start], '\n'); i >= 0 {
		from += i + 1
	}
	to := min(len(f.text), end+infoSentenceMost)
	if i := strings.IndexByte(f.text[end:to], '\n'); i >= 0 {
		to = end + i
	}
	from, to = f.whole(from, 1), f.whole(to, -1)
	for i := start - 1; i > from; i-- {
		if f.text[i] == ' ' && infoEndsSentence(f.text, i-1) {
			from = i + 1
			break
		}
	}
	for i := end; i < to; i++ {
		if infoEndsSentence(f.text, i) && (i+1 == to || f.text[i+1] == ' ') {
			to = i + 1
			break
		}
	}
	for from < to && f.text[from] == ' ' {
		from++
	}
	for to > from && f.text[to-1] == ' ' {
		to--
	}
	return from, to
}

// infoEndsSentence reports whether text[i] closes a sentence. A full stop after
// one letter (art. L. 431-2, M. X) or a shortened day does not.
func infoEndsSentence(text string, i int) bool {
	switch text[i] {
	case '!', '?':
		return true
	case '.':
		return (i < 2 || text[i-2] != ' ' && text[i-2] != '(' && text[i-2] != '\'') && !infoShortened(text[:i])
	}
	return false
}

// infoShortened reports whether a text ends with the name of a day cut short.
func infoShortened(text string) bool {
	word := text[max(0, len(text)-4):]
	if i := strings.LastIndexAny(word, " \n(,/"); i >= 0 {
		word = word[i+1:]
	}
	switch word {
	case "lun", "mar", "mer", "jeu", "ven", "sam", "dim":
		return true
	}
	return false
}
