package collectors

import (
	"slices"
	"sync"
)

// mostExamples is how many values of a column a person is shown.
const mostExamples = 3

// examples gives values of a column for a person to know it by, each masked as a
// finding masks it. Words of the format's lists, which name nobody, stand as they are
// where nearly all cells are such words: « Pan » among names is a name.
func (f *fileColumn) examples() []string {
	listed := func(v string) bool { return everyWord()[fold(v)] }
	words := len(f.values) > 1 && share(f.values, listed) >= 80
	var shown []string
	for _, value := range f.values {
		example := value
		if !words || !listed(value) {
			example = mask([]byte(value))
		}
		if !slices.Contains(shown, example) {
			shown = append(shown, example)
		}
		if len(shown) == mostExamples {
			break
		}
	}
	return shown
}

// everyWord holds the words of all lists of the format, folded.
var everyWord = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, c := range columns() {
		if c.kind == kindWord || c.kind == kindYesNo {
			for word := range c.words().index() {
				words[word] = true
			}
		}
	}
	return words
})
