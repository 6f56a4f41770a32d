package probes

import (
	"slices"
	"strings"

	"vigie/internal/lazyregexp"
)

var (
	// infoAnswered is a heading or an answer that says where, without a verb.
	infoAnswered = lazyregexp.New(`^ *(?:uniquement |exclusivement )?(?:en ligne,? ?)?sur (?:le (?:site|portail|teleservice) (?:internet )?(?:de )?)?l'(?:anef|administration numerique)[^.;:]{0,40}[.:]?$`)

	// infoRowOnline is the row of a table that says where a thing is done: "Étudiant ANEF".
	infoRowOnline = lazyregexp.New(`^[^.;:?!]{3,80} (?:: )?(?:sur |via )?(?:l')?(?:anef|en ligne|teleservice)$`)

	// infoPronoun is a procedure told again: "les parents le demandent sur l'ANEF".
	infoPronoun = lazyregexp.New(`\bl(?:e|a|es) (?:demand|sollicit|depos|renouvel)\w+|^(?:il|elle|celui-ci|celle-ci)s? (?:se (?:demand|fai|depos)|s'effectu|s'obtien|doi)\w*`)
)

// infoOwn gives the procedures of the sentences of a line that send online, not of
// the others, and the bounds of these sentences.
func infoOwn(text infoText, l infoPageLine) (own []infoNamedAt, from, to int) {
	for _, p := range l.procedures {
		a, b, told := infoToldOnline(text, l, p, len(own) > 0)
		if !told {
			continue
		}
		if len(own) == 0 {
			from = a
		}
		own, to = append(own, p), max(to, b)
	}
	passing := func(p infoNamedAt) bool { // "votre demande de renouvellement" in passing is no list
		general := p.label == "renouvellement" || p.label == "première demande" || p.label == infoAnyPermit
		return general && !infoDuty(text, p.start, p.end)
	}
	if !slices.ContainsFunc(own, func(p infoNamedAt) bool { return !passing(p) }) {
		return nil, 0, 0
	}
	return own, from, to
}

// infoToldOnline reports whether the sentence of a procedure sends it online, or the
// next one does that answers it ("Vous êtes étudiant ? ...") or goes on about it by a
// pronoun, or it goes on from one that does. The bounds hold both sentences.
func infoToldOnline(text infoText, l infoPageLine, p infoNamedAt, listed bool) (from, to int, told bool) {
	from, to = text.sentence(p.start, p.end)
	sentence := text.text[from:to]
	if infoSendsOnline(sentence, false) {
		return from, to, true
	}
	if next, end := infoNextSentence(text, to); next >= 0 && end <= l.end {
		asked := text.text[to-1] == '?' && !infoTrouble.MatchString(sentence)
		if (asked || infoPronoun.MatchString(text.text[next:end])) && infoSendsOnline(strings.TrimSuffix(text.text[next:end], "."), false) {
			return from, end, true
		}
	}
	if !infoGoesOn.MatchString(sentence) {
		return from, to, false
	}
	if from-2 > l.start && !listed {
		before, end := text.sentence(from-2, from-2)
		return before, to, infoSendsOnline(strings.TrimSuffix(text.text[before:end], "."), false)
	}
	return from, to, listed
}
