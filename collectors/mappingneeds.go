package collectors

import (
	"math"
	"slices"
	"strings"
	"sync"
)

// saysEnough reports whether the name of a column of the file says what sets a column of
// the format apart from the others about the same thing. A word in common is not enough:
// « rupture de droits » is no consent given to the Défenseur des droits.
func saysEnough(f *fileColumn, c column) bool {
	var said []string
	for _, way := range f.ways {
		said = append(append(said, strings.Fields(fold(way))...), strings.Fields(expand(way))...)
	}
	says := func(words []string) bool {
		return len(words) == 0 || slices.ContainsFunc(words, func(word string) bool {
			return slices.ContainsFunc(said, func(other string) bool { return alike(other, word) })
		})
	}
	return says(rareWords()[c.id]) && says(neededWords(c.id))
}

// tellsFact reports whether a column tells more than whose case it is, and where.
func (c column) tellsFact() bool {
	switch c.kind {
	case kindReference, kindAssociation, kindNumber, kindIdentity, kindDepartment:
		return false
	}
	return true
}

// rareWords gives, of each name of a column of the format, the words that fewest other
// columns have in theirs.
var rareWords = sync.OnceValue(func() map[columnID][]string {
	columnsWith, rare := map[string]int{}, map[columnID][]string{}
	for _, c := range columns() {
		var words []string
		for _, name := range slices.Concat([]string{c.name}, c.also) {
			words = append(words, strings.Fields(headerKey(name))...)
		}
		slices.Sort(words)
		for _, word := range slices.Compact(words) {
			columnsWith[word]++
		}
	}
	for _, c := range columns() {
		if c.id >= colCertificate && c.id < columnCount { // of six alike, the rank alone would be rare
			continue
		}
		for _, name := range slices.Concat([]string{c.name}, c.also) {
			words, _ := apartFromDate(strings.Fields(headerKey(name)), []string{""})
			fewest := math.MaxInt
			for _, word := range words {
				fewest = min(fewest, columnsWith[word])
			}
			for _, word := range words {
				if columnsWith[word] == fewest {
					rare[c.id] = append(rare[c.id], word)
				}
			}
		}
	}
	return rare
})

// neededWords gives words of which the name must have one besides, where a rare word
// alone may be about something else: « saisine DDD » is no consent.
func neededWords(id columnID) []string {
	switch {
	case id >= colCertificate && id < columnCount:
		switch (id - colCertificate) % certificateStride {
		case 2:
			return []string{"mention", "droit", "droits", "travail"}
		case 3:
			return []string{"disposition", "delivree", "remise"}
		case 4:
			return []string{"rang"}
		}
		return []string{"api", "attestation", "prolongation"}
	case id >= colConsentStatistics && id <= colConsentWithdrawn, id == colConsentConstraint:
		return []string{"consentement", "accepte", "accord"}
	case id == colDocket:
		return []string{"numero", "affaire"}
	case id == colPANAppointment:
		return []string{"pan", "accueil"}
	case id == colSubstitutionAppointment:
		return []string{"substitution"}
	case id == colConfirmation:
		return []string{"confirmation", "attestation", "accuse"}
	case id == colCCCAnswer, id == colPANAnswer:
		return []string{"reponse"}
	}
	return nil
}

// countsSomething reports whether the name of a column says that it holds a count, a time
// or an age, and so no department.
func countsSomething(f *fileColumn) bool {
	return slices.ContainsFunc(f.ways, func(way string) bool {
		return slices.ContainsFunc(strings.Fields(fold(way)), func(word string) bool {
			switch word {
			case "nb", "nbre", "nombre", "jours", "mois", "semaines", "duree", "delai", "delais", "age", "total", "attente", "retard", "rang", "anciennete":
				return true
			}
			return false
		})
	})
}

// asksDepartment reports whether a question asks for the department of the application,
// and not for that of a birth or of somebody else.
func asksDepartment(f *fileColumn) bool {
	return slices.ContainsFunc(f.ways, func(way string) bool {
		words := strings.Fields(fold(way))
		return slices.Contains(words, "departement") && asked(way) != nil && !slices.ContainsFunc(words, func(word string) bool {
			return strings.HasPrefix(word, "naissance") || strings.HasPrefix(word, "ne") && len(word) <= 3 || strings.HasPrefix(word, "origine") ||
				slices.Contains([]string{"association", "structure", "permanence", "avocat", "avocate", "employeur", "travaillez", "bureau"}, word)
		})
	})
}
