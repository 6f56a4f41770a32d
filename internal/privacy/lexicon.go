package privacy

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed lexicon/noms.txt
var nameList string

//go:embed lexicon/sens.txt
var senseList string

//go:embed lexicon/mots.txt.gz
var wordList []byte

// sense is what a word can be, as bits.
type sense uint16

const (
	senseFirst    sense = 1 << iota // a first name of the list
	senseFamily                     // a family name of the list
	senseWord                       // a word of French
	senseTitle                      // monsieur, Me
	senseHail                       // bonjour, cher
	senseKin                        // mari, usager: a name may follow
	sensePresent                    // s'appelle, née: a name follows
	senseLink                       // avec, chez: a name may follow
	senseLabel                      // nom, prénom, de: with a colon a name follows
	senseClose                      // cordialement: a signature follows
	senseRole                       // préfet: no name
	senseParticle                   // de, ben, van
	senseKnown                      // an acronym, place, brand or day: no person
	sensePlace                      // a place: a person behind a title
	senseMostly                     // a name that the dictionary has too, for what nobody writes about
	senseStreet                     // rue, cité: an address may follow
)

const senseName = senseFirst | senseFamily

// lexicon gives the senses of folded words, by their FNV-1a: 350,000 texts would
// take six times as much. The words lie in one open table, for a look-up is the
// most that a word costs: mostly one line of memory.
type lexicon struct {
	hashes [lexiconSize]uint64 // 0: free
	senses [lexiconSize]sense
}

// lexiconSize leaves a third of the table free.
const lexiconSize = 1 << 19

// theLexicon is read at its first use: an import without free text needs none.
var theLexicon = sync.OnceValue(readLexicon) //nolint:gochecknoglobals // a constant, computed once

func readLexicon() *lexicon {
	l := &lexicon{}
	named := readNames()
	unpacked, err := gzip.NewReader(bytes.NewReader(wordList))
	if err != nil {
		panic(fmt.Sprintf("privacy: the embedded word list: %v", err)) // the program is built wrong
	}
	lines := bufio.NewScanner(unpacked)
	for lines.Scan() {
		l.add(lines.Bytes(), senseWord)
	}
	for word, kind := range named {
		l.add([]byte(word), kind)
		if kind&senseMostly != 0 {
			l.senses[l.slot(hash64([]byte(word)))] &^= senseWord
		}
	}
	return l
}

// readNames gives the words of the lists of names and of senses.
func readNames() map[string]sense {
	named := make(map[string]sense, 32_000)
	for line := range strings.Lines(nameList) {
		word, kind, found := strings.Cut(strings.TrimSpace(line), " ")
		if !found || word == "#" {
			continue
		}
		if strings.Contains(kind, "p") {
			named[word] |= senseFirst
		}
		if strings.Contains(kind, "n") {
			named[word] |= senseFamily
		}
	}
	for line := range strings.Lines(senseList) {
		kind, words, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found || strings.HasPrefix(kind, "#") {
			continue
		}
		for word := range strings.FieldsSeq(words) {
			named[word] |= senseOf(kind)
		}
	}
	return named
}

func senseOf(kind string) sense {
	switch kind {
	case "titre":
		return senseTitle
	case "salut":
		return senseHail
	case "proche":
		return senseKin
	case "presente":
		return sensePresent
	case "lien":
		return senseLink
	case "etiquette":
		return senseLabel
	case "fin":
		return senseClose
	case "role":
		return senseRole
	case "particule":
		return senseParticle
	case "lieu":
		return senseKnown | sensePlace
	case "mot":
		return senseWord
	case "nom":
		return senseMostly
	case "voie":
		return senseStreet | senseWord
	}
	return senseKnown
}

// of gives the senses of a folded word.
func (l *lexicon) of(folded []byte) sense { return l.senses[l.slot(hash64(folded))] }

func (l *lexicon) add(folded []byte, kind sense) {
	h := hash64(folded)
	at := l.slot(h)
	l.hashes[at], l.senses[at] = h, l.senses[at]|kind
}

// slot is where a hash stands, or would.
func (l *lexicon) slot(h uint64) uint64 {
	at := (h ^ h>>32) % lexiconSize
	for l.hashes[at] != 0 && l.hashes[at] != h {
		at = (at + 1) % lexiconSize
	}
	return at
}

func hash64(value []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range value {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

// foldLetter gives the small letters without accent of a letter.
func foldLetter(r rune) string {
	if r < foldEnd {
		return foldTable()[r]
	}
	return foldSlow(r)
}

const foldEnd = 0x250 // of Latin Extended-B

// foldTable holds the letters of ASCII, Latin-1 and Latin Extended.
var foldTable = sync.OnceValue(func() *[foldEnd]string { //nolint:gochecknoglobals // a constant, computed once
	var table [foldEnd]string
	for r := range table {
		table[r] = foldSlow(rune(r))
	}
	return &table
})

func foldSlow(r rune) string {
	switch unicode.ToLower(r) {
	case 'œ':
		return "oe"
	case 'æ':
		return "ae"
	case 'ß':
		return "ss"
	case 'ı':
		return "i"
	case 'ſ': // (?i) takes it for an s
		return "s"
	case 'ł':
		return "l"
	case 'đ':
		return "d"
	case 'ø':
		return "o"
	case 'ə':
		return "e"
	}
	var out strings.Builder
	for _, part := range norm.NFD.String(string(unicode.ToLower(r))) {
		if !unicode.Is(unicode.Mn, part) {
			out.WriteRune(part)
		}
	}
	return out.String()
}
