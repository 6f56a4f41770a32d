package probes

import (
	"strings"

	"vigie/internal/lazyregexp"
)

var (
	// infoWeakPAN finds names that a PAN may have and that much else has too.
	infoWeakPAN = lazyregexp.New(`\b(?:espaces?|accueils?) numeriques?\b|\be-accueil\b|\bdigital (?:help|welcome|reception|access|support|assistance) (?:points?|desks?|cent(?:re|er)s?)\b`)
	// infoHelps is what is done at a PAN, and infoOwnWeak what tells that a name is of
	// an account, or of a place for all.
	infoHelps   = lazyregexp.New(`\baccueille\w*|\baccompagn\w+|\baid(?:e|es|ent|er|ez|ons)\b|\brecoi\w+|\bconseillers?\b|\bassist\w+|\bhelp\w*|\bwelcome\w*`)
	infoOwnWeak = lazyregexp.New(`\b(?:votre|vos|son|leur|mon|your) $`)

	// infoNone stands before what there is not, infoIsNot after it.
	infoNone  = lazyregexp.New(`(?:\baucun|\b(?:pas|plus) (?:[a-z]+ )?d(?:e|'un)|\bno) $`)
	infoIsNot = lazyregexp.New(`^[^.,;:\n]{0,40}\bn'existe (?:pas|plus)\b`)

	// infoNumbered goes on from initials that are a reference, "PAN-01".
	infoNumbered = lazyregexp.New(`^-\d`)

	// infoAbroad is a foreign licence or a stay abroad, which says nothing of foreigners.
	infoAbroad = lazyregexp.New(`\b(?:permis|vehicules?)(?: de conduire)? etrangers?\b|\b(?:obten|delivr|pass|immatricul|achet|acqui|etabli|resid|sejourn|viv|vit|ne)[a-z]* a l'etranger\b`)
)

// infoNotNamed reports whether a name at a place is that of a PAN that there is
// not, or no name at all.
func infoNotNamed(plain string, from, to int) bool {
	const before = 40 // bytes
	return infoNone.MatchString(plain[max(0, from-before):from]) || infoIsNot.MatchString(plain[to:]) || infoNumbered.MatchString(plain[to:])
}

// infoDeniedPAN gives the places where a PAN of the ANEF is named as one that there
// is not: nothing more that the page says is of it.
func infoDeniedPAN(text infoText) []infoSpan {
	var denied []infoSpan
	for _, found := range infoPAN.FindAllStringIndex(text.text, 4*infoNamings) {
		from, to := text.sentence(found[0], found[1])
		around := infoAboutForeigners(infoNear(text.text, from, to))
		if infoNotNamed(text.text, found[0], found[1]) && !infoNumbered.MatchString(text.text[found[1]:]) &&
			infoForeigners.MatchString(around) && !infoIdentity.MatchString(around) {
			denied = append(denied, text.span(found[0], found[1]))
		}
	}
	return denied
}

// infoHeadsIdentity reports whether a name stands alone as a heading over a line
// about driving licences or identity papers alone: it is the ANTS's.
func infoHeadsIdentity(text infoText, from, to, sentenceFrom, sentenceTo int) bool {
	const more = 10 // bytes of a heading beside the name
	next, end := infoNextSentence(text, sentenceTo)
	return sentenceTo-sentenceFrom-(to-from) <= more && next >= 0 && next-sentenceTo <= 3 && text.text[next-1] == '\n' &&
		infoIdentity.MatchString(text.text[next:end]) && !infoForeigners.MatchString(text.text[next:end])
}

// infoWeaklyNamed gives the places of the weaker names, where a sentence says that
// foreigners are helped there.
func infoWeaklyNamed(text infoText) []infoSpan {
	var named []infoSpan
	sure := false
	for _, found := range infoWeakPAN.FindAllStringIndex(text.text, infoNamings) {
		from, to := text.sentence(found[0], found[1])
		if infoOwnWeak.MatchString(text.text[from:found[0]]) || infoNotNamed(text.text, found[0], found[1]) {
			continue
		}
		named = append(named, text.span(found[0], found[1]))
		sentence := text.text[from:found[0]] + strings.Repeat("_", found[1]-found[0]) + text.text[found[1]:to]
		sure = sure || infoHelps.MatchString(sentence) && infoForeigners.MatchString(sentence) && !infoOtherHelp.MatchString(text.text[from:found[0]]+text.text[found[1]:to]) && !infoIdentity.MatchString(sentence)
	}
	if !sure {
		return nil
	}
	return named
}
