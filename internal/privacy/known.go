package privacy

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Known is what the case's own columns say of a person, read once for all texts
// of the case.
type Known struct {
	cells string   // as a person reads them, each with CellEnd behind it
	words []string // folded
}

// CellEnd parts the cells that NewKnown reads. It also ends a mark that a cell
// leaves open.
const CellEnd = "⟧"

// NewKnown reads the cells of the columns, each with CellEnd behind it.
func NewKnown(cells string) *Known {
	if disguised(cells) {
		cells = plainOf(cells).text
	}
	f := finders.Get().(*finder)
	defer f.release()
	f.read(cells)
	k := &Known{cells: cells, words: make([]string, 0, len(f.words))}
	for i := range f.words {
		if word := &f.words[i]; len(word.fold) >= 2 && word.sense&senseParticle == 0 {
			k.words = append(k.words, word.fold)
		}
	}
	return k
}

// isCode reports whether a known value, or a text, can be or hold a number or an
// address: it has a digit or an "@".
func isCode(text string) bool {
	for i := range len(text) {
		if isDigit(text[i]) || text[i] == '@' {
			return true
		}
	}
	return false
}

// redactCodes takes out the known numbers and addresses, whatever their case,
// and leaves the marks already there alone; words are for redactNames.
func (k *Known) redactCodes(text string, counts Counts) string {
	if !isCode(text) {
		return text
	}
	small := strings.ToLower(text)
	for value := range strings.SplitSeq(k.cells, CellEnd) {
		value = strings.TrimSpace(value)
		if !isCode(value) || utf8.RuneCountInString(value) < 2 || !strings.Contains(small, strings.ToLower(value)) {
			continue
		}
		pattern := regexp.MustCompile(`(?i)` + regexp.QuoteMeta(value))
		var out strings.Builder
		done := 0
		for _, place := range append(markPattern.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
			out.WriteString(replaceWord(text[done:place[0]], pattern, counts))
			out.WriteString(text[place[0]:place[1]])
			done = place[1]
		}
		text = out.String()
		small = strings.ToLower(text)
	}
	return text
}

func replaceWord(text string, pattern *regexp.Regexp, counts Counts) string {
	var out strings.Builder
	done := 0
	for _, place := range pattern.FindAllStringIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:place[0]])
		after, _ := utf8.DecodeRuneInString(text[place[1]:])
		if isWord(before) || isWord(after) {
			continue
		}
		out.WriteString(text[done:place[0]])
		out.WriteString(MarkName)
		counts[MarkName]++
		done = place[1]
	}
	out.WriteString(text[done:])
	return out.String()
}

// known marks the words of the case's own columns, or within one letter of one.
func (f *finder) known(k *Known) {
	for _, name := range k.words {
		for i := range f.words {
			w := &f.words[i]
			if w.fold == name || len(name) >= 5 && w.sense&senseWord == 0 && oneLetterOff(w.fold, name) {
				w.name = true
			}
		}
	}
}
