package notice

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/lazyregexp"
)

// fold reduces parts of a text. Lines that a mail program broke are joined;
// paragraphs, items of a list, short lines and sentences begin new lines.
func fold(source string, parts ...place) folded {
	n := 0
	for _, p := range parts {
		n += p.end - p.start
	}
	f := &folder{out: make([]byte, 0, n), at: make([]int, 0, n), to: make([]int, 0, n)}
	for _, p := range parts {
		f.part(source, p)
	}
	f.sentences()
	f.repair()
	return folded{text: string(f.out), at: f.at, to: f.to}
}

func (f *folder) part(source string, p place) {
	lines := splitLines(source, p.start, p.end)
	for i, line := range lines {
		f.words(source, line)
		if i+1 == len(lines) {
			break
		}
		switch {
		case hyphenated(source, line, lines[i+1]):
			f.drop()
		case breaks(source, line, lines[i+1]):
			f.line(line.end)
		default:
			f.space(line.end)
		}
	}
	f.line(p.end)
}

// place is a part of the source.
type place struct{ start, end int }

var quoteMarks = lazyregexp.New(`^[ \t]*(?:>[ \t]?|\|[ \t])+`)

// splitLines gives the lines of a part of the source, without the marks of a
// quotation and the blanks at both ends.
func splitLines(source string, start, end int) []place {
	var lines []place
	for start <= end {
		stop := end
		if n := strings.IndexByte(source[start:end], '\n'); n >= 0 {
			stop = start + n
		}
		line := source[start:stop]
		from := start + len(quoteMarks.FindString(line))
		text := source[from:stop]
		from += len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
		till := from + len(strings.TrimRightFunc(source[from:stop], unicode.IsSpace))
		lines = append(lines, place{from, max(from, till)})
		start = stop + 1
	}
	return lines
}

func (f *folder) words(source string, line place) {
	for i := line.start; i < line.end; {
		if n := tagLength(source[i:line.end]); n > 0 {
			f.line(i)
			i += n
			continue
		}
		r, size := runeAt(source[:line.end], i)
		switch text := plain(r); {
		case text == "" || r < ' ' && !unicode.IsSpace(r):
		case unicode.IsSpace(r):
			f.space(i)
		default:
			f.put(text, i, i+size)
		}
		i += size
	}
}

// markup is a tag of HTML left in a text.
var markup = lazyregexp.New(`^</?(?:p|br|div|span|b|i|u|strong|em|ul|ol|li|table|tbody|tr|td|th|h[1-6]|a|font|body|html|blockquote|hr)(?: [^<>\n]{0,300})?/?>`)

// tagLength gives the length of the tag with which a text begins, or 0.
func tagLength(text string) int {
	if text[0] != '<' {
		return 0
	}
	return len(markup.FindString(text))
}

var listItem = lazyregexp.New(`^(?:[-*•·▪◦●■‣➢→✓☐□–—]|o |\(?\d{1,2}[.)°]|\(?[a-z]\)|[ivx]+[.)])\s*\pL?`)

// hyphenated reports whether a word is cut at the end of a line.
func hyphenated(source string, line, next place) bool {
	text := source[line.start:line.end]
	if !strings.HasSuffix(text, "-") || len(text) < 4 || next.start == next.end {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:len(text)-1])
	after, _ := utf8.DecodeRuneInString(source[next.start:])
	return unicode.IsLower(before) && unicode.IsLower(after) && !strings.HasSuffix(text, " -")
}

// shortLine is a line that nothing obliged to end: in runes.
const shortLine = 52

// breaks reports whether a sentence cannot go on over the end of this line.
func breaks(source string, line, next place) bool {
	text, following := source[line.start:line.end], source[next.start:next.end]
	if text == "" || following == "" || listItem.MatchString(following) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	switch last {
	case '.', '!', '?', ';':
		return true
	case ':':
		return false
	}
	first, _ := utf8.DecodeRuneInString(following)
	return utf8.RuneCountInString(text) < shortLine && !unicode.IsLower(first) && last != ','
}

var (
	sentenceEnd  = lazyregexp.New(`[.!?…]+["')]* `)
	abbreviation = lazyregexp.New(`(?:^|[\s('"])(?:[a-z]|art|m|mm|mme|mlle|me|dr|n|no|num|cf|al|av|bd|tel|ref|ste?|p|r|l|d|etc|ex|min|max|env|sq|vs|dept|dpt|pref|adm|resp|renouv|justif|attest|doss|compl|chgt|adr|dde|trad|cert|naiss)$`)
)

// sentences puts each sentence on a line of its own.
func (f *folder) sentences() {
	text := string(f.out)
	for _, end := range sentenceEnd.FindAllStringIndex(text, -1) {
		before := text[max(0, end[0]-9):end[0]]
		if text[end[0]] == '.' && end[1]-end[0] == 2 && abbreviation.MatchString(before) {
			continue
		}
		f.out[end[1]-1] = '\n'
	}
}
