package probes

import (
	"slices"
	"strings"

	"vigie/internal/lazyregexp"
)

// infoThreeCs are three words that begin with C, with small ones between.
const infoThreeCs = `c[a-z]+` + infoSmallWords + `c[a-z]+` + infoSmallWords + `c[a-z]+`

const infoSmallWords = `[ '-](?:(?:des?|du|d|et|la|les?|l|a|aux?|en|pour)[ '-])*`

var (
	// infoCCCMeant finds what the initials CCC are told to stand for; "contact" in it
	// tells the contact centre.
	infoCCCMeant = lazyregexp.New(`\bccc,? ?(?:\(|= ?|ou )(?:le |la |l'|une? )?` + infoThreeCs + `|\b` + infoThreeCs + ` ?(?:\(ccc\)|, (?:ou|dite?s?) ccc\b)`)

	// infoOfCCC marks that the initials are the contact centre's, infoNotOfCCC that they
	// are something else's.
	infoOfCCC    = lazyregexp.New(`\busagers?\b|\bformulaires?\b|\bteleservices?\b|\bdemarches?\b|\btitres?\b|\bdifficultes?\b|\bproblemes? techniques?\b|\bassistance\b`)
	infoNotOfCCC = lazyregexp.New(`\bcultur\w+|\bcertifiee?s? conformes?\b|\bsporti\w+|\bloisirs?\b`)

	// infoShortNumber is a number of four digits such as 34 00, infoCounted what
	// follows a count.
	infoShortNumber = lazyregexp.New(`\b3\d[ .]?\d\d\b`)
	infoCounted     = lazyregexp.New(`^ ?(?:€|euros?|demandes?|appels?|usagers?|personnes?|dossiers?|agents?|messages?|courriels?|fois|par\b)|^[ .\-/]?\d`)
	infoDialled     = lazyregexp.New(`(?:\bau|\ble|:|\(|\bnumero|\btel\.?|\btelephone|\bappele[rz]|\bcompose[rz]) ?$`)
)

// infoCCCNames gives the places where the contact centre is named. Its initials
// alone are those of other things too (a "centre communal culturel", a "copie
// certifiée conforme"): they count on a page that names the centre in full, or where
// something of it is near, and not where the page gives them another meaning.
func infoCCCNames(text infoText) [][]int {
	named := infoCCCNamed.FindAllStringIndex(text.text, infoNamings)
	bare := func(at []int) bool { return text.text[at[0]:at[1]] == "ccc" }
	if !slices.ContainsFunc(named, bare) {
		return named
	}
	full := slices.ContainsFunc(named, func(at []int) bool { return !bare(at) })
	other := slices.ContainsFunc(infoCCCMeant.FindAllString(text.text, infoNamings), func(meant string) bool { return !strings.Contains(meant, "contact") })
	return slices.DeleteFunc(named, func(at []int) bool {
		return bare(at) && (other || !full && !infoNearCCC(text, at))
	})
}

// infoNearCCC reports whether something of the contact centre stands near its
// initials, and nothing of another in their sentence.
func infoNearCCC(text infoText, at []int) bool {
	const around = 150 // bytes
	near := text.text[max(0, at[0]-around):min(len(text.text), at[1]+around)]
	from, to := text.sentence(at[0], at[1])
	return (infoOfCCC.MatchString(near) || infoForeigners.MatchString(near) || infoCCC.MatchString(near)) && !infoNotOfCCC.MatchString(text.text[from:to])
}

// infoNamedWithin reports whether one of the places lies between two others.
func infoNamedWithin(named [][]int, from, to int) bool {
	return slices.ContainsFunc(named, func(at []int) bool { return at[0] >= from && at[1] <= to })
}

// infoShortNumberOf finds a number of four digits that is given for a name: after
// it, or in the same sentence before it.
func infoShortNumberOf(text string, named []int) (from, to int, ok bool) {
	const before, after = 60, 120 // bytes between the name and its number
	start, end := max(0, named[0]-before), min(len(text), named[1]+after)
	for _, found := range infoShortNumber.FindAllStringIndex(text[start:end], infoNamings) {
		from, to = start+found[0], start+found[1]
		between := ""
		switch {
		case from >= named[1]:
			between = text[named[1]:from]
		case to <= named[0]:
			between = text[to:named[0]]
		}
		lines := strings.Count(between, "\n")
		if lines <= 1 && (from >= named[1] || lines == 0 && !strings.Contains(between, ". ")) && !infoOtherService.MatchString(between) &&
			infoDialled.MatchString(text[start:from]) && !infoCounted.MatchString(text[to:]) {
			return from, to, true
		}
	}
	return 0, 0, false
}
