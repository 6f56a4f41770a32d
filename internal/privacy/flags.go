package privacy

import (
	"regexp"
	"strings"
	"unicode"
)

// Flag is a mention that a person must look at before a text is kept: it may
// reveal an offence or a state of health (law 78-17, article 46; GDPR, article
// 9). It is not taken out by the program: it may be what the text is about.
type Flag struct {
	Kind       string // expulsion, détention, condamnation, santé
	Start, End int    // bytes of the text
}

const (
	flagRemoval    = "éloignement"
	flagDetention  = "détention"
	flagConviction = "condamnation"
	flagHealth     = "santé"
)

// flagPatterns read the text with or without accents.
var flagPatterns = []struct { //nolint:gochecknoglobals // compiled expressions
	kind    string
	pattern *regexp.Regexp
}{
	{flagRemoval, regexp.MustCompile(`(?i)(?:^|\PL)(o\.?q\.?t\.?f\.?|i\.?r\.?t\.?f\.?|obligation de quitter|interdiction de retour|expuls\pL+|reconduite? [aà] la fronti[eè]re|[eé]loign(?:ement|[eé]e?s?))`)},
	{flagDetention, regexp.MustCompile(`(?i)(?:^|\PL)(d[eé]tention|d[eé]tenue?s?|incarc[eé]r\pL+|prison\pL*|maison d.arr[eê]t|garde [aà] vue|[eé]crou\pL*|r[eé]tention|centre p[eé]nitentiaire|assign(?:[eé]e?|ation) [aà] r[eé]sidence|bracelet [eé]lectronique)`)},
	{flagConviction, regexp.MustCompile(`(?i)(?:^|\PL)(condamn\pL+|casier judiciaire|tribunal correctionnel|cour d.assises|infraction\pL*|d[eé]lit\pL*|sursis|mise? en examen|contr[oô]le judiciaire|trafic de stup\pL*)`)},
	{flagHealth, regexp.MustCompile(`(?i)(?:^|\PL)(diagnosti\pL+|cancer\pL*|tumeur\pL*|vih|sida|s[eé]ropositi\pL+|h[eé]patite\pL*|tuberculose|diab[eè]t\pL+|schizophr\pL+|d[eé]pressi\pL+|bipolaire|stress post.traumatique|psychiatri\pL+|psychose|suicid\pL+|[eé]pileps\pL+|dialys\pL+|greff[eé]\pL*|avc|infarctus|dr[eé]panocytose|enceinte|grossesse|handicap\pL*|chimioth[eé]rapie|maladie\pL*|hospitalis\pL+)`)},
}

// flagStarts are the first three letters, small and without accents, of the
// words with which a mention begins; a letter and a full stop stand for an
// acronym. Most texts hold none, and an expression costs a hundred times as much.
var flagStarts = func() map[[3]byte]uint8 { //nolint:gochecknoglobals // a constant table
	starts := map[[3]byte]uint8{}
	for i, words := range [...]string{
		"oqt o.q oq. o.q irt i.r ir. obl int exp rec elo",
		"det inc pri mai gar ecr ret cen ass bra",
		"con cas tri cou inf del sur mis tra",
		"dia can tum vih sid ser hep tub sch dep bip str psy sui epi avc dre enc gro han chi mal hos inf gre",
	} {
		for word := range strings.FieldsSeq(words) {
			starts[[3]byte([]byte(word))] |= 1 << i
		}
	}
	return starts
}()

// Flags finds the mentions of a text that a person must look at, kind by kind.
func Flags(text string) []Flag {
	var flags []Flag
	possible := flagKinds(text)
	for i, f := range flagPatterns {
		if possible&(1<<i) == 0 {
			continue
		}
		for _, place := range f.pattern.FindAllStringSubmatchIndex(text, -1) {
			flags = append(flags, Flag{f.kind, place[2], place[3]})
		}
	}
	return flags
}

// flagKinds gives the kinds, as bits, of which the text may hold a mention.
func flagKinds(text string) (kinds uint8) {
	inWord := false
	for i, r := range text {
		letter := unicode.IsLetter(r)
		if letter && !inWord {
			kinds |= flagStarts[wordStart(text[i:])]
		}
		inWord = letter
	}
	return kinds
}

// wordStart folds the first three signs of a word.
func wordStart(text string) (start [3]byte) {
	n := 0
	for _, r := range text {
		if r == '.' {
			start[n] = '.'
			n++
		}
		if unicode.IsLetter(r) {
			n += copy(start[n:], foldLetter(r))
		}
		if n == len(start) || r != '.' && !unicode.IsLetter(r) {
			break
		}
	}
	return start
}
