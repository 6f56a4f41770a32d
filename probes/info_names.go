package probes

import (
	"regexp"
	"strings"
)

// Names of the ANEF, of the point d’accueil numérique (PAN) and of the centre
// de contact citoyens (CCC), on a folded text. portals.md B.6 lists the forms.
var (
	infoANEF = regexp.MustCompile(`\ba\.?n\.?e\.?f\b|\badministration numerique (?:(?:des|pour les|pour|de l'?|d') ?)?etrangers?(?: en france)?|` +
		`\badministration (?:des|pour les) etrangers en france\b|\badministration-(?:des-)?etrangers-en-france\b`)

	infoPAN = regexp.MustCompile(`\bp\.?a\.?n\b|\bpoints?[ -]d'(?:accueil|accompagnement|acces|aide|appui)[ -]numeriques?\b|\bpoints?[ -]numeriques?\b|\be-? ?meraude\b`)

	// infoForeigners and identity tell the PAN of the ANEF from that of the ANTS
	// (driving licences, identity papers), which has the same name.
	infoForeigners = regexp.MustCompile(`\ba\.?n\.?e\.?f\b|etrang|titres? de sejour|droit au sejour|ressortissant|e-? ?meraude|administration numerique`)
	infoIdentity   = regexp.MustCompile(`\bants\b|france titres|permis de conduire|cartes? grises?|immatriculation|cartes? (?:nationales? )?d'identite|\bcni\b|titres securises|\bsiv\b|passeports?(?: biometriques?| et |[.,;)]|$)`)

	infoCCC = regexp.MustCompile(`(?:\+ ?33[ .]?(?:\(0\))?|\b0)[ .\-/]*8[ .\-/]*0[ .\-/]*6[ .\-/]*0[ .\-/]*0[ .\-/]*1[ .\-/]*6[ .\-/]*2[ .\-/]*0\b`)
)

// infoCCCPhone is the number of the CCC, free of charge (order of 1 August 2023 as
// published by the prefectures of Alpes-de-Haute-Provence and Yonne).
const infoCCCPhone = "0806001620"

func infoFindANEF(text infoText) *infoSpan {
	found := infoANEF.FindStringIndex(text.text)
	if found == nil {
		return nil
	}
	at := text.span(found[0], found[1])
	return &at
}

func infoFindCCC(text infoText) *infoSpan {
	found := infoCCC.FindStringIndex(text.text)
	if found == nil {
		return nil
	}
	at := text.span(found[0], found[1])
	return &at
}

// infoFindPAN gives the places where the PAN of the ANEF is named, and those where
// a point numérique is named that may be another service's.
func infoFindPAN(text infoText) (named, doubtful []infoSpan) {
	for _, found := range infoPAN.FindAllStringIndex(text.text, -1) {
		at := text.span(found[0], found[1])
		word := text.text[found[0]:found[1]]
		if strings.HasPrefix(word, "p") && len(word) <= 5 && at.of(text.original) != strings.ToUpper(at.of(text.original)) {
			continue // a pan of something
		}
		from, to := text.sentence(found[0], found[1])
		sentence, around := text.text[from:to], infoNear(text.text, from, to)
		switch {
		case infoForeigners.MatchString(sentence):
			named = append(named, at)
		case infoIdentity.MatchString(sentence): // the ANTS's
		case infoForeigners.MatchString(around) && !infoIdentity.MatchString(around):
			named = append(named, at)
		case infoIdentity.MatchString(around) && !infoForeigners.MatchString(around):
		default:
			doubtful = append(doubtful, at)
		}
	}
	return named, doubtful
}

// infoNear gives the sentence with what stands around it.
func infoNear(text string, from, to int) string {
	const around = 400
	return text[max(0, from-around):min(len(text), to+around)]
}
