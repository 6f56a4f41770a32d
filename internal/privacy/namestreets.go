package privacy

import (
	"slices"
	"strings"

	"vigie/internal/lazyregexp"
)

// Streets without a number ("demeurant quai de la Loire"), residences and
// housing estates: found at a word for one, for their texts may hold no digit.

const (
	streetJoins = `(?:(?i:(?:de )?la|des?|du|les?)[ \x{A0}]|(?i:de )?(?i:[dl])['’])*`
	streetDay   = `(?:⟦date de naissance⟧|\d{1,2}(?:er)? \p{L}{3,9}(?: \d{4})?)` // du 8 mai 1945, taken for a birth
	streetMore  = `(?:[ -]` + streetJoins + `\p{Lu}[\p{L}'’-]+)*`
)

var (
	streetNamed    = lazyregexp.New(`^\.?[ \x{A0}]` + streetJoins + `(?:` + streetDay + `|\p{Lu}[\p{L}'’-]+)` + streetMore)
	streetLow      = lazyregexp.New(`^\.?[ \x{A0}]` + streetJoins + `(?:` + streetDay + `|[\p{L}'’-]{3,})` + streetMore)
	addressFollows = lazyregexp.New(`^[ ,()–-]{1,4}(?:⟦adresse⟧|\d{5}\b)`)
)

// sureStreets are the words that hardly name anything but a street.
var sureStreets = []string{"rue", "avenue", "boulevard", "bd", "bld", "blvd", "impasse", "allee", "allees", "chemin", "quai", "chaussee", "venelle", "ruelle", "square", "sq"} //nolint:gochecknoglobals // a constant table

// lodging are the beginnings of the words behind which somebody's street stands.
var lodging = []string{"habit", "demeur", "domicil", "resid", "loge", "heberg", "vit", "vivent", "adresse", "dort", "chez"} //nolint:gochecknoglobals // a constant table

// noStreet are words that follow a word for a street and name none.
var noStreet = []string{"avec", "chez", "depuis", "pour", "dans", "sans", "mais", "est", "qui", "que", "sur", "par", "puis", "car", "ou", "où", "et", "en", "son", "sa", "ses"} //nolint:gochecknoglobals // a constant table

// streets marks the streets of a text, with what stands around them of the building.
func (f *finder) streets(text string) {
	for i := range f.words {
		if f.words[i].sense&senseStreet != 0 && !f.words[i].inMark {
			f.street(text, i)
		}
	}
}

func (f *finder) street(text string, i int) {
	w := &f.words[i]
	end := f.streetEnd(text, i)
	if end == 0 {
		return
	}
	end += restLength(text[end:])
	end += len(addressTown.FindString(text[end:]))
	start := w.start - headLength(text[:w.start])
	for start < w.start && strings.HasPrefix(text[start:], MarkAddress) { // it is out already
		start += len(MarkAddress)
	}
	for at := range f.words {
		if o := &f.words[at]; o.start >= start && o.start < end {
			o.inMark = true
		}
	}
	f.places = append(f.places, [2]int{start, end})
}

// streetEnd gives where the street at i ends, 0 when it is none.
func (f *finder) streetEnd(text string, i int) int {
	w := &f.words[i]
	sure := slices.Contains(sureStreets, w.fold)
	lodged := f.lodged(i)
	behind := text[w.end:]
	if named := len(streetNamed.FindString(behind)); named > 0 && !f.plain {
		end := w.end + named
		if sure || lodged || addressFollows.MatchString(text[end:]) || restLength(text[end:]) > 0 {
			return end
		}
		return 0
	}
	if !sure || !lodged {
		return 0
	}
	low := streetLow.FindString(behind)
	words := strings.Fields(strings.ToLower(low))
	if len(words) == 0 || slices.Contains(noStreet, words[0]) || slices.Contains(noStreet, words[len(words)-1]) {
		return 0
	}
	return w.end + len(low)
}

// lodged reports whether one of the four words before i, in its sentence, says
// that somebody lives there.
func (f *finder) lodged(i int) bool {
	for n := i - 1; n >= 0 && n >= i-4 && !f.words[n+1].opens; n-- {
		for _, start := range lodging {
			if strings.HasPrefix(f.words[n].fold, start) {
				return true
			}
		}
	}
	return false
}
