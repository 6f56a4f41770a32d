package notice

import (
	"slices"
	"strings"

	"vigie/internal/lazyregexp"
)

// Shingles gives the set of the 3-word shingles of the administration's
// message within a text, masked, as sorted hashes (FNV-1a, 64 bits). Two
// messages that differ by names, numbers, dates, addresses and places alone
// have the same set. A message of fewer than three words is one shingle; an
// empty one has none.
func Shingles(text string) []uint64 {
	parts, _ := original(text)
	words := maskedWords(newMessage(text, parts...))
	if len(words) == 0 {
		return nil
	}
	set := make([]uint64, 0, len(words))
	for i := range max(1, len(words)-2) {
		set = append(set, hashWords(words[i:min(i+3, len(words))]))
	}
	slices.Sort(set)
	return slices.Compact(set)
}

func hashWords(words []string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for _, word := range words {
		for i := range len(word) {
			h = (h ^ uint64(word[i])) * prime
		}
		h = (h ^ ' ') * prime
	}
	return h
}

// mask stands for what differs from person to person.
const mask = "#"

var (
	maskable = lazyregexp.New(`[a-z0-9._%+'-]+ ?@ ?[a-z0-9.-]+\.[a-z]{2,}|https?://[^\s]+|\bwww\.[^\s]+|⟦[^⟧]*⟧|\b(?:n ?° ?)?[a-z]{0,4}\d[\d a-z./:-]*\d\b|\d+`)
	wordly   = lazyregexp.New(`[a-z]+|#`)
	placed   = lazyregexp.New(`\b(?:prefecture|sous-prefecture|prefete?|sous-prefete?|departement|tribunal administratif|ville) ((?:de la |de l'|du |des |de |d')([a-z]+(?:-[a-z]+)*(?:-de-[a-z]+)?))`)
)

// differing are the words, beside numbers, by which the same letter differs from
// person to person and from one service to the next: a civility, the street and the
// town of an address, the town that goes before a date, where the person lives.
var differing = []*lazyregexp.Regexp{
	lazyregexp.New(`(\bchere? (?:monsieur|madame|mademoiselle)\b|\b(?:monsieur|madame|mademoiselle|mme|mlle|mr)\b)`),
	lazyregexp.New(`(\b\d{1,4}(?: ?(?:bis|ter|quater))?,? (?:rue|avenue|av\.|boulevard|bd|place|allees?|impasse|chemin|route|quai|cours|square|residence)\b[^\n,;.]{0,60})`),
	lazyregexp.New(`(?m)(?:^|, )(\d{5} (?:[a-z'-]+ ?){1,4}(?:cedex(?: \d+)?)?)$`),
	lazyregexp.New(`(?m)^((?:[a-z'-]+ ){0,3}[a-z'-]+), (?:le )?\d{1,2}(?:er)?[ /.-]`),
	lazyregexp.New(`(?m)^(?:bonjour|bonsoir) ((?:[a-z'-]+ ?){1,3}),`),
	lazyregexp.New(`\bfait a ((?:[a-z'-]+ ){0,3}[a-z'-]+?)(?:,| le\b|\n)`),
	lazyregexp.New(`\b(?:resid|habit|demeur|domicili|demenag|install)[a-z]* (?:desormais |actuellement |maintenant )?(?:a|au|aux|en|dans l[ea]) ([a-z]+(?:-[a-z]+)*)`),
}

// maskedWords gives the words of a message with a mark in the place of
// numbers, dates, addresses, names of persons and places.
func maskedWords(m *message) []string {
	text := m.text
	named := m.masked()
	var out strings.Builder
	done := 0
	for _, p := range named {
		if p.start >= done {
			out.WriteString(text[done:p.start])
			out.WriteString(" # ")
		}
		done = max(done, p.end) // what overlaps is one mark
	}
	out.WriteString(text[done:])
	words := wordly.FindAllString(strings.ReplaceAll(out.String(), "prefete", "prefet"), -1)
	return slices.CompactFunc(words, func(a, b string) bool { return a == mask && b == mask })
}

// masked gives the parts of the folded text that a mark replaces, in order.
func (m *message) masked() []place {
	var all []place
	for _, match := range maskable.FindAllStringIndex(m.text, -1) {
		all = append(all, place{match[0], match[1]})
	}
	for _, match := range m.words.anyDate.all(m.text) {
		all = append(all, place{match[0], match[1]})
	}
	for _, match := range placed.FindAllStringSubmatchIndex(m.text, -1) {
		if name := m.text[match[4]:match[5]]; name != "votre" && name != "mon" && name != "son" && name != "police" {
			all = append(all, place{match[2], match[3]})
		}
	}
	for _, where := range differing {
		for _, match := range where.FindAllStringSubmatchIndex(m.text, -1) {
			all = append(all, place{match[2], match[3]})
		}
	}
	all = append(all, m.persons()...)
	slices.SortFunc(all, func(a, b place) int { return a.start - b.start })
	return all
}

// persons finds names in the source, wherever they stand, and gives their
// places in the folded text.
func (m *message) persons() []place {
	var all []place
	for _, part := range m.parts {
		for _, line := range splitLines(m.source, part.start, part.end) {
			text := m.source[line.start:line.end]
			for _, shape := range []*lazyregexp.Regexp{addressed, firstThenUpper, upperThenFirst, twoPlain} {
				for _, match := range shape.FindAllStringSubmatchIndex(text, 8) {
					whole := text[match[2]:match[len(match)-1]]
					folded := lower(whole)
					if shape != addressed && (institution.MatchString(folded) || !givenNames[firstWord(folded)] && shape == twoPlain) || shape == addressed && office.MatchString(folded) {
						continue
					}
					if p, ok := m.placeOf(line.start+match[2], line.start+match[len(match)-1]); ok {
						all = append(all, p)
					}
				}
			}
		}
	}
	return all
}

// addressed is a name behind a civility.
var addressed = lazyregexp.New(`((?:\bM\.|\bMr\.?|\bMme\.?|\bMlle\.?|Monsieur|Madame|MONSIEUR|MADAME|MME) (?:(?:\p{Lu}[\pL'’-]+|\p{Lu}\.)(?: |$|,)?){1,4})`)

// office is a person named by an office: « Monsieur le Préfet ».
var office = lazyregexp.New(`\b(?:prefete?|directeur|directrice|ministre|chef(?:fe)?|secretaire|president|presidente|juge|procureur)\b`)

// placeOf finds the folded text that came from a part of the source.
func (m *message) placeOf(start, end int) (place, bool) {
	first, found := slices.BinarySearch(m.folded.at, start)
	if !found && first >= len(m.folded.at) {
		return place{}, false
	}
	last, _ := slices.BinarySearch(m.folded.at, end)
	return place{first, last}, last > first
}

// jaccard is the share of common members of two sorted sets, as a fraction.
func jaccard(a, b []uint64) (common, union int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			common, i, j = common+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return common, len(a) + len(b) - common
}

// alike reports whether two sets are at least 0.7 alike (Jaccard), in whole
// numbers.
func alike(a, b []uint64) bool {
	if short, long := min(len(a), len(b)), max(len(a), len(b)); short*10 < long*7 {
		return false
	}
	common, union := jaccard(a, b)
	return union > 0 && common*10 >= union*7
}
