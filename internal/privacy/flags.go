package privacy

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/lazyregexp"
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
	pattern *lazyregexp.Regexp
}{
	{flagRemoval, lazyregexp.New(`(?i)(?:^|\PL)(o\.?q\.?t\.?f\.?|i\.?r\.?t\.?f\.?|obligation de quitter|interdiction de retour|expuls\pL+|reconduite? [aà] la fronti[eè]re|[eé]loign(?:ement|[eé]e?s?))`)},
	{flagDetention, lazyregexp.New(`(?i)(?:^|\PL)(d[eé]tention|d[eé]tenue?s?|incarc[eé]r\pL+|prison\pL*|maison d.arr[eê]t|garde [aà] vue|[eé]crou\pL*|r[eé]tention|centre p[eé]nitentiaire|assign(?:[eé]e?|ation) [aà] r[eé]sidence|bracelet [eé]lectronique|interpell\pL+)`)},
	{flagDetention, lazyregexp.New(`(?i)(?:^|\PL)(cra)(?:\PL|$)`)}, // centre de rétention administrative, not "crainte"
	{flagConviction, lazyregexp.New(`(?i)(?:^|\PL)(condamn\pL+|casier judiciaire|tribunal correctionnel|cour d.assises|infraction\pL*|d[eé]lit\pL*|sursis|mise? en examen|contr[oô]le judiciaire|trafic de stup\pL*|ordonnance de protection|victimes? de (?:la )?traite|violences? (?:conjugales?|intrafamiliales?))`)},
	{flagHealth, lazyregexp.New(`(?i)(?:^|\PL)(diagnosti\pL+|cancer\pL*|tumeur\pL*|vih|sida|s[eé]ropositi\pL+|h[eé]patite\pL*|tuberculose|diab[eè]t\pL+|schizophr\pL+|d[eé]pressi\pL+|bipola[ir]\pL*|autis\pL+|trisomi\pL+|alzheimer|parkinson\pL*|scl[eé]rose\pL*|leuc[eé]mi\pL+|lymphome\pL*|mucoviscidose|asthm\pL+|insuffisance (?:r[eé]nale|cardiaque|respiratoire)|toxicoman\pL+|addict\pL+|alcooli\pL+|ivg|stress post.traumatique|psychiatri\pL+|psychose|suicid\pL+|[eé]pileps\pL+|dialys\pL+|greff[eé]\pL*|avc|infarctus|dr[eé]panocytose|enceinte|grossesse|handicap\pL*|chimioth[eé]rapie|maladie\pL*|hospitalis\pL+)`)},
}

// flagStem is how a mention of a kind begins: small letters without accents, with
// a full stop in an acronym; a blank at the end stands for the end of the word.
type flagStem struct {
	text string
	kind uint8 // a bit
}

// flagStems are the stems by their first letter. Most texts hold none, and an
// expression costs a hundred times as much.
var flagStems = func() (stems [128][]flagStem) { //nolint:gochecknoglobals // a constant table
	for i, words := range [...]string{
		"oqt o.q oq. irt i.r ir. obligation_ interdiction_ expuls reconduit eloign",
		"deten incarc prison maison_ garde_ ecrou retention centre_ assign bracelet_ interpell",
		"cra_",
		"condamn casier_ tribunal_ cour_ infraction delit sursis mis_ mise_ controle_ trafic_ ordonnance_ violence victime",
		"diagnosti cancer tumeur vih sida seropositi hepatite tuberculose diabet schizophr depressi bipola autis trisomi alzheimer parkinson sclerose leucemi lymphome mucoviscidose asthm insuffisance_ toxicoman addict alcooli ivg stress_ psychiatri psychose suicid epileps " +
			"dialys greff avc infarctus drepanocytose enceinte grossesse handicap chimiotherapie maladie hospitalis",
	} {
		for word := range strings.FieldsSeq(words) {
			stems[word[0]] = append(stems[word[0]], flagStem{strings.ReplaceAll(word, "_", " "), 1 << i})
		}
	}
	return stems
}()

// flagBegins are the first three signs of the stems, the second and the third as
// bits: few words begin so.
var flagBegins = func() (begins [128][2]uint32) { //nolint:gochecknoglobals // a constant table
	for first, stems := range flagStems {
		for _, stem := range stems {
			begins[first][0] |= 1 << (stem.text[1] % 32)
			begins[first][1] |= 1 << (stem.text[2] % 32)
		}
	}
	return begins
}()

// Flags finds the mentions of a text that a person must look at, kind by kind;
// last those of a disguised text that only its plain form shows.
func Flags(text string) []Flag {
	flags := flagsOf(text)
	if !disguised(text) {
		return flags
	}
	p := plainOf(text)
	for _, f := range flagsOf(p.text) {
		f.Start, f.End = p.from[f.Start], p.from[f.End]
		if !slices.ContainsFunc(flags, func(o Flag) bool { return o.Kind == f.Kind && o.Start == f.Start }) {
			flags = append(flags, f)
		}
	}
	return flags
}

func flagsOf(text string) []Flag {
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
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		letter := unicode.IsLetter(r)
		if letter && !inWord {
			kinds |= wordKinds(text[i:])
		}
		inWord = letter
		i += size
	}
	return kinds
}

// longestStem is more than the letters of any stem.
const longestStem = 20

// wordKinds gives the kinds of which a mention may begin at a word.
func wordKinds(text string) (kinds uint8) {
	var buffer [longestStem]byte
	begin := foldWord(text, buffer[:0:3])
	if len(begin) < 3 || begin[0] >= 0x80 {
		return 0
	}
	if known := flagBegins[begin[0]]; known[0]&(1<<(begin[1]%32)) == 0 || known[1]&(1<<(begin[2]%32)) == 0 {
		return 0
	}
	word := string(foldWord(text, buffer[:0]))
	for _, stem := range flagStems[word[0]] {
		if whole, ends := strings.CutSuffix(stem.text, " "); ends && wordIs(word, whole) || !ends && strings.HasPrefix(word, stem.text) {
			kinds |= stem.kind
		}
	}
	return kinds
}

// foldWord folds a word, and what full stops join to it, as far as there is room.
func foldWord(text string, folded []byte) []byte {
	for i := 0; i < len(text) && len(folded) < cap(folded); {
		if c := text[i] | 0x20; c >= 'a' && c <= 'z' {
			folded = append(folded, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r != '.' && !unicode.IsLetter(r) {
			break
		}
		fold := "."
		if r != '.' {
			fold = foldLetter(r)
		}
		folded = append(folded, fold[:min(len(fold), cap(folded)-len(folded))]...)
		i += size
	}
	return folded
}

// wordIs reports whether a folded word, and what full stops join to it, begins
// with a whole word.
func wordIs(folded, word string) bool {
	return strings.HasPrefix(folded, word) && (len(folded) == len(word) || folded[len(word)] == '.')
}
