package privacy

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Known is what the case's own columns say of a person, read once for all texts
// of the case.
type Known struct {
	codes []knownCode
	words []string // folded
}

// knownCode is a value with a digit or an "@": a number, an address.
type knownCode struct{ value, small string }

// NewKnown reads the cells of the columns.
func NewKnown(values ...string) *Known {
	k := &Known{}
	words := make([]token, 0, 8)
	for _, value := range values {
		if disguised(value) {
			value = plainOf(value).text
		}
		if code := strings.TrimSpace(value); hasCode(code) && utf8.RuneCountInString(code) >= 2 {
			k.codes = append(k.codes, knownCode{code, strings.ToLower(code)})
		}
		words = tokens(value, theLexicon(), words[:0])
		for i := range words {
			if word := &words[i]; len(word.fold) >= 2 && word.sense&senseParticle == 0 {
				k.words = append(k.words, word.fold)
			}
		}
	}
	return k
}

func hasCode(text string) bool { return strings.ContainsAny(text, "0123456789@") }

// redactCodes takes out the known numbers and addresses, whatever their case,
// and leaves the marks already there alone; words are for redactNames.
func (k *Known) redactCodes(text string, counts Counts) string {
	if len(k.codes) == 0 || !hasCode(text) {
		return text
	}
	small := strings.ToLower(text)
	for _, code := range k.codes {
		if !strings.Contains(small, code.small) {
			continue
		}
		pattern := regexp.MustCompile(`(?i)` + regexp.QuoteMeta(code.value))
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
