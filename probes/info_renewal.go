package probes

import (
	"slices"

	"vigie/internal/lazyregexp"
)

// infoCertificateRenewal finds the passage that says how the certificate is
// renewed. A renewal that is named without a way leaves the item in doubt.
func infoCertificateRenewal(page Page, text infoText, links []infoLink) InfoItem {
	var doubt *infoSpan
	if len(infoCertificates(text)) == 0 {
		return page.item(ItemCertificateRenewal, nil)
	}
	for _, found := range slices.Concat(infoRenewed.FindAllStringIndex(text.text, infoNamings), infoRenewedAgain(text), infoRenewedUnder(text)) {
		from, to := text.sentence(found[0], found[1])
		lost := infoNotRenewed.MatchString(text.text[from:to]) && !infoByItself.MatchString(text.text[from:to]) && !infoIfNot.MatchString(text.text[from:to])
		for range 3 { // the sentence and two more, as long as they follow at once
			if lost {
				break
			}
			if ways := infoWays(text, links, from, to); len(ways) > 0 && infoAsked.MatchString(text.text[from:to]) {
				at := text.span(from, to)
				return page.leading(page.item(ItemCertificateRenewal, &at, ways...), links)
			}
			next, end := infoNextSentence(text, to)
			if next < 0 || next-to > 3 || infoPermitRenewed.MatchString(text.text[next:end]) {
				break
			}
			to = end
		}
		if doubt == nil {
			a, b := text.sentence(found[0], found[1])
			at := text.span(a, b)
			doubt = &at
		}
	}
	if at, ways := infoAtItsEnd(text, links); at != nil {
		return page.leading(page.item(ItemCertificateRenewal, at, ways...), links)
	}
	if doubt != nil {
		return page.doubt(ItemCertificateRenewal, *doubt)
	}
	return page.item(ItemCertificateRenewal, nil)
}

// infoIfNot begins a sentence that says what to do where it is not renewed.
var infoIfNot = lazyregexp.New(`^si (?:elle|celle-ci|votre|l'|la|cette) ?[^.,;\n]{0,80}\bn(?:e |')[^,;.\n]{0,80},`)

var (
	infoGoesOnAbout = lazyregexp.New(`^(?:(?:si |lorsqu')?(?:il|elle)|celui-ci|celle-ci|ce document|cette attestation|sa duree|sa validite|son renouvellement)\b`)
	infoRenewal     = lazyregexp.New(`\bson renouvellement\b|\b(?:est|sera|etre) (?:[a-z]+ )?(?:renouvelee?|renouvelable|prorogee?|prolongee?)\b`)
)

// infoRenewedAgain gives the renewals told of the certificate by a pronoun: in the
// sentences, four at most, that go on about it without a break.
func infoRenewedAgain(text infoText) [][]int {
	var renewals [][]int
	for _, named := range infoCertificates(text) {
		_, to := text.sentence(named[0], named[1])
		for range 4 {
			next, end := infoNextSentence(text, to)
			if next < 0 || next-to > 3 || !infoGoesOnAbout.MatchString(text.text[next:end]) {
				break
			}
			if at := infoRenewal.FindStringIndex(text.text[next:end]); at != nil {
				renewals = append(renewals, []int{next + at[0], next + at[1]})
			}
			to = end
		}
	}
	return renewals
}

var (
	infoRenewHer  = lazyregexp.New(`\brenew it\b|\bits renewal\b|\bla (?:faire )?(?:renouveler|prolonger|proroger)\b`)
	infoOneMore   = lazyregexp.New(`(?:\b(?:demand|obten|sollicit)\w+ (?:alors )?la (?:suivante|prochaine|nouvelle)\b)|(?:\b(?:demand|obten|sollicit)\w+-en|\ben (?:demander|obtenir|solliciter|avoir)) une (?:nouvelle|autre)\b`)
	infoOtherHers = lazyregexp.New(`\bcartes?\b|\bautorisations? (?:de travail|provisoires? de sejour)\b`)
)

// infoRenewedUnder gives the renewals that a heading or a question tells of the
// certificate by a pronoun: "La renouveler", "en demander une autre".
func infoRenewedUnder(text infoText) [][]int {
	const short = 80 // bytes of a heading
	renewals := slices.DeleteFunc(infoRenewHer.FindAllStringIndex(text.text, infoNamings), func(at []int) bool {
		from, to := text.sentence(at[0], at[1])
		return to-from > short
	})
	renewals = append(renewals, infoOneMore.FindAllStringIndex(text.text, infoNamings)...)
	certificates := infoCertificates(text)
	return slices.DeleteFunc(renewals, func(at []int) bool { return !infoMeantByHer(text, certificates, at[0]) })
}

// infoMeantByHer reports whether a feminine pronoun at a place stands for the
// certificate: nothing else of its gender was named since.
func infoMeantByHer(text infoText, certificates [][]int, at int) bool {
	named := -1
	for _, c := range certificates {
		if c[1] <= at {
			named = c[1]
		}
	}
	return named >= 0 && !infoOtherHers.MatchString(text.text[named:at])
}

var (
	infoEnds   = lazyregexp.New(`^[^.;:?\n]{0,20}\b(?:expir(?:e|ent|era)\b|a expire\b|est expiree?\b|est (?:arrivee?|parvenue?) (?:a|en) |arrive (?:bientot )?(?:a|en) |prend(?:ra)? fin|se termine|n'est plus valable)`)
	infoShe    = lazyregexp.New(`\b(?:si|lorsque|lorsqu'|quand) ?(?:elle|celle-ci|(?:la|cette) derniere)\b`)
	infoEndOf  = lazyregexp.New(`\b(?:expiration|echeance|terme|fin(?: de (?:la )?validite)?) (?:de |d'|du |la |l'|le |votre |mon |cette )*$`)
	infoOthers = lazyregexp.New(`\b(?:titres?|cartes?|visas?|recepisses?)\b`)
)

// infoAtItsEnd finds what is to be done when the certificate ends, without the word
// renewal: "Votre attestation expire ? Écrivez à ...", in the sentence or the next.
func infoAtItsEnd(text infoText, links []infoLink) (*infoSpan, []string) {
	const before = 40 // bytes
	certificates := infoCertificates(text)
	hers := slices.DeleteFunc(infoShe.FindAllStringIndex(text.text, infoNamings), func(at []int) bool { return !infoMeantByHer(text, certificates, at[0]) })
	for _, named := range append(certificates, hers...) {
		end := infoEnds.FindString(text.text[named[1]:])
		if (end == "" || infoOthers.MatchString(end)) && !infoEndOf.MatchString(text.text[max(0, named[0]-before):named[0]]) {
			continue
		}
		from, to := text.sentence(named[0], named[1])
		for range 2 {
			if ways := infoWays(text, links, from, to); len(ways) > 0 && infoAsked.MatchString(text.text[from:to]) {
				at := text.span(from, to)
				return &at, ways
			}
			next, stop := infoNextSentence(text, to)
			if next < 0 || next-to > 3 || infoPermitRenewed.MatchString(text.text[next:stop]) {
				break
			}
			to = stop
		}
	}
	return nil, nil
}
