package privacy

import (
	"strings"
	"sync"
)

// namesAfter is how many words a name has at most.
const namesAfter = 5

// redactNames takes out the words that name persons: after a title, a label, a
// salutation, a kinship or a presentation, in a signature, those of the list of
// first and family names, words with a capital that French does not know, and
// those that stand beside such a word or are written like it elsewhere in the
// text. It takes too much rather than too little: a place that it does not know
// goes too.
func redactNames(text string, known *Known, counts Counts) string {
	f := finders.Get().(*finder)
	defer f.release()
	f.read(text)
	f.plain, f.loud = withoutCapitals(f.words)
	f.streets(text)
	f.known(known)
	f.contexts()
	f.signature()
	f.lists()
	f.compounds()
	if !f.any() && len(f.places) == 0 { // most texts
		return text
	}
	f.neighbours()
	f.echoes()
	f.neighbours()
	return f.replace(text, counts)
}

// finders are used again: their words are most of what a text costs in memory.
var finders = sync.Pool{New: func() any { return &finder{} }}

// mostWords is how many words a finder keeps room for.
const mostWords = 4096

// release gives a finder back, with nothing of the text.
func (f *finder) release() {
	if cap(f.words) > mostWords {
		return
	}
	clear(f.words)
	clear(f.folds)
	f.words, f.places = f.words[:0], f.places[:0]
	finders.Put(f)
}

// finder marks the words of one text that name persons.
type finder struct {
	words  []token
	folds  []byte   // of the words, one behind the other
	places [][2]int // streets
	plain  bool     // capitals say nothing: the text has none, or nothing else
	loud   bool     // it has nothing else
}

// any reports whether a word names a person.
func (f *finder) any() bool {
	for i := range f.words {
		if f.words[i].name {
			return true
		}
	}
	return false
}

// withoutCapitals reports whether capitals tell nothing in a text, and whether it
// is for it has nothing else.
func withoutCapitals(words []token) (plain, loud bool) {
	small, capital, upper := 0, 0, 0
	for _, w := range words {
		switch {
		case w.inMark || w.letters < 3:
		case w.upper:
			upper++
		case w.capital:
			capital++
		default:
			small++
		}
	}
	loud = small == 0 && capital*4 <= upper
	return loud || capital == 0 && upper*4 <= small, loud
}

// unknown reports whether a word is none of French and nothing that we know.
func (w *token) unknown() bool { return w.sense == 0 && w.letters >= 2 }

// listed reports whether a word is a name of the list and nothing else.
func (w *token) listed() bool {
	return w.sense&senseName != 0 && w.sense&(senseWord|senseKnown|senseRole|senseParticle|senseTitle) == 0
}

// possible reports whether a word can be a name where a name is awaited.
func (f *finder) possible(i int) bool {
	w := &f.words[i]
	switch {
	case w.inMark || w.letters == 0 || w.sense&(senseRole|senseTitle|senseKnown) != 0 && w.sense&senseName == 0:
		return false
	case w.sense&senseName != 0 && w.sense&senseKnown == 0 && (w.capital || f.plain || w.listed()):
		return true
	case w.unknown():
		return true
	case w.capital && !f.plain && !w.opens && w.sense&(senseKnown|senseRole|senseTitle|senseClose) == 0:
		return true
	}
	return false
}

// take marks the name that begins at i, if one does: up to five words on one
// line, particles between them included.
func (f *finder) take(i int, sameLine bool) bool {
	taken, last := false, i
	for n := 0; i < len(f.words) && n < namesAfter; n++ {
		w := &f.words[i]
		if w.inMark || n > 0 && w.breaks || sameLine && n == 0 && w.newLine {
			break
		}
		switch {
		case f.possible(i):
			w.name, taken = true, true
			for ; last < i; last++ {
				f.words[last].name = f.words[last].name || f.words[last].sense&senseParticle != 0
			}
			last = i + 1
		case w.sense&senseParticle == 0 || w.sense&senseLink != 0 && n == 0 && !w.capital:
			return taken
		}
		i++
	}
	return taken
}

// contexts marks the names that the words before them announce.
func (f *finder) contexts() {
	for i := range f.words {
		w := &f.words[i]
		next := i + 1
		if next >= len(f.words) || w.inMark {
			continue
		}
		after := &f.words[next]
		switch {
		case w.sense&senseTitle != 0 && !after.newLine && (w.fold != "m" && w.fold != "me" && w.fold != "pr" || w.capital || f.plain):
			f.takeSurname(next, w.fold != "pr")
			if !f.take(next, true) && after.sense&senseLink != 0 && next+1 < len(f.words) && f.words[next+1].capital && !f.plain {
				f.take(next+1, true) // Mme de La Tour
			}
		case w.colon && (w.fold == "objet" || w.fold == "subject" || w.fold == "sujet"): // mostly of words
			f.takeSure(next)
		case w.sense&senseLabel != 0 && w.colon:
			f.take(next, true)
		case w.sense&senseLabel != 0 && strings.HasPrefix(w.fold, "nom") && after.sense&senseParticle != 0 && i+2 < len(f.words) && f.words[i+2].colon && i+3 < len(f.words):
			f.take(i+3, true) // nom de famille :
		case w.sense&(senseHail|sensePresent) != 0 && !after.breaks:
			if w.sense&senseHail != 0 && after.capital && !after.upper && (i+2 == len(f.words) || f.words[i+2].breaks) {
				f.takeSurname(next, true) // slt Val,
			}
			f.take(next, true)
		case w.sense&(senseKin|senseLink) != 0 && !after.breaks:
			f.takeSure(next)
		case w.fold == "suis" && !after.breaks:
			f.takeSure(next)
		case w.fold == "c" && f.plain && !after.breaks: // slt c moussa
			after.name = after.name || after.listed() || after.unknown() && after.letters >= 4
		}
	}
}

// takeSurname marks what is no name elsewhere, but is one behind a title: a place
// ("Mme Paris"), a word in capitals in a text without others ("mme SAVANE").
func (f *finder) takeSurname(i int, places bool) {
	w := &f.words[i]
	if w.breaks || w.inMark || w.letters < 2 {
		return
	}
	place := places && w.sense&sensePlace != 0 && (w.capital || w.sense&senseName != 0)
	cried := f.plain && !f.loud && w.upper && w.sense&^(senseWord|senseName) == 0
	w.name = w.name || place || cried
}

// takeSure takes a name where one may or may not stand: its first word must be
// of the list, or unknown with a capital.
func (f *finder) takeSure(i int) {
	w := &f.words[i]
	if w.listed() || w.unknown() && (w.capital || f.plain && w.letters >= 4) || w.sense&senseName != 0 && w.capital && !f.plain && w.sense&senseKnown == 0 {
		f.take(i, true)
	}
}

// signature marks the names on the three lines that follow a closing formula,
// and those of a short last line.
func (f *finder) signature() {
	for i := range f.words {
		if f.words[i].sense&senseClose == 0 {
			continue
		}
		lines, start := 0, i+1
		for start < len(f.words) && lines < 3 {
			if !f.words[start].newLine && !f.words[start].breaks {
				start++
				continue
			}
			end := start + 1
			for end < len(f.words) && !f.words[end].newLine {
				end++
			}
			if end-start <= namesAfter {
				f.take(start, false)
			}
			lines++
			start = end
		}
	}
}

// lists marks the words that are names by themselves.
func (f *finder) lists() {
	for i := range f.words {
		w := &f.words[i]
		if w.name || w.inMark || !w.unknown() && w.sense&senseName == 0 { // most words
			continue
		}
		twice := f.beside(i, func(o *token) bool {
			return o.sense&senseName != 0 && (o.capital || o.listed()) || o.unknown() && o.capital
		})
		switch {
		case w.opens && w.capital && w.sense&senseFirst != 0 && w.sense&(senseKnown|senseRole|senseTitle|senseParticle|senseKin) == 0 && f.acts(i):
			w.name = true
		case w.listed():
			w.name = w.letters >= 4 || w.letters >= 3 && (w.capital || twice) || w.capital && twice
		case w.unknown():
			w.name = w.capital && (!f.plain || twice) && (!w.upper || w.letters >= 4 || twice) || f.plain && w.letters >= 5
		case w.sense&senseName != 0 && w.sense&(senseKnown|senseRole|senseTitle|senseParticle) == 0 && w.capital && !f.plain:
			w.name = !w.opens || twice
		}
	}
}

// compounds marks two first names joined by a hyphen: each may be a word of French
// ("jean-pierre", "marie-claire"), both together are a name.
func (f *finder) compounds() {
	first := func(w *token) bool {
		return w.sense&senseFirst != 0 && w.sense&(senseKnown|senseRole|senseTitle) == 0 && w.letters >= 3
	}
	for i := 1; i < len(f.words); i++ {
		before, w := &f.words[i-1], &f.words[i]
		if w.hyphened && !w.inMark && !before.inMark && first(before) && first(w) {
			before.name, w.name = true, true
		}
	}
}

// beside reports whether a word next to i, on its line, is such.
func (f *finder) beside(i int, such func(*token) bool) bool {
	if i > 0 && !f.words[i].breaks && !f.words[i-1].inMark && such(&f.words[i-1]) {
		return true
	}
	return i+1 < len(f.words) && !f.words[i+1].breaks && !f.words[i+1].inMark && such(&f.words[i+1])
}

// neighbours marks what belongs to a name beside it: further names, short ones,
// particles between two.
func (f *finder) neighbours() {
	for changed := true; changed; {
		changed = false
		for i := range f.words {
			w := &f.words[i]
			if w.name || w.inMark || !f.beside(i, func(o *token) bool { return o.name }) {
				continue
			}
			joins := w.sense&senseName != 0 && w.sense&(senseKnown|senseRole|senseTitle) == 0 && (w.capital || w.sense&senseWord == 0) ||
				w.unknown() && (w.capital || f.plain) ||
				w.capital && !f.plain && !w.opens && w.sense&(senseKnown|senseRole|senseTitle|senseLabel|senseClose|senseHail) == 0
			borders := w.sense&senseParticle != 0 && w.capital && !w.upper && !f.plain && (!w.opens || w.sense&senseWord == 0 && w.letters > 2) // El Hadj, Anh Đào Lê, Ould Salem
			town := i > 0 && f.words[i-1].name && !w.breaks && w.sense&sensePlace != 0 && w.capital && !w.upper && !f.plain                     // Leïla Ferrand
			link := w.sense&senseParticle != 0 || w.sense&senseKnown != 0 && w.capital && !w.upper && !f.plain                                  // Thi Mai Anh
			between := link && i > 0 && i+1 < len(f.words) && f.words[i-1].name && f.words[i+1].name && !w.breaks && !f.words[i+1].breaks
			if joins || borders || between || town {
				w.name, changed = true, true
			}
		}
	}
}

// echoes marks words written like a name that was found, or within one letter.
func (f *finder) echoes() {
	found := map[string]bool{}
	var long []string
	for i := range f.words {
		w := &f.words[i]
		if !w.name || w.letters < 3 || found[w.fold] {
			continue
		}
		found[w.fold] = true
		if w.letters >= 5 {
			long = append(long, w.fold)
		}
	}
	if len(found) == 0 {
		return
	}
	for i := range f.words {
		w := &f.words[i]
		if w.name || w.inMark || w.sense&(senseKnown|senseRole|senseTitle) != 0 {
			continue
		}
		if found[w.fold] && (w.sense&senseWord == 0 || w.capital && !f.plain) {
			w.name = true
			continue
		}
		if w.sense&senseWord != 0 || w.letters < 5 {
			continue
		}
		for _, name := range long {
			if oneLetterOff(w.fold, name) {
				w.name = true
				break
			}
		}
	}
}

// oneLetterOff reports whether two words differ by one letter at most, put in,
// left out, changed, or by "rn" read as "m".
func oneLetterOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:] || strings.ReplaceAll(b, "rn", "m") == a
}

// replace puts a mark in the place of each run of names.
func (f *finder) replace(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	places := f.places
	for i := 0; i < len(f.words); i++ {
		if len(places) > 0 && f.words[i].start >= places[0][0] {
			out.WriteString(text[done:max(done, places[0][0])])
			out.WriteString(MarkAddress)
			counts[MarkAddress]++
			done, places = max(done, places[0][1]), places[1:]
		}
		if !f.words[i].name || f.words[i].inMark {
			continue
		}
		first := i
		for i+1 < len(f.words) && f.words[i+1].name && !f.words[i+1].breaks {
			i++
		}
		out.WriteString(text[done:f.words[first].start])
		out.WriteString(MarkName)
		counts[MarkName]++
		done = f.words[i].end
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}
