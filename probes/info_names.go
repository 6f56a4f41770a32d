package probes

import (
	"slices"
	"strings"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// Names of the ANEF, of the point d’accueil numérique (PAN) and of the centre
// de contact citoyens (CCC), on a folded text. portals.md B.6 lists the forms.
var (
	infoANEF = lazyregexp.New(`\ba\.?n\.?e\.?f\b|\badministration[ \n]+numerique[ \n]+(?:(?:des|pour[ \n]+les|pour|de l'?|d')[ \n]*)?etrangers?(?:[ \n]+(?:en|de)[ \n]+france)?|` +
		`\badministration (?:(?:des|pour les|pour|de l'?) )?etrangers en france\b|\badministration-(?:des-)?etrangers-en-france\b`)

	// infoANEFSite names the ANEF by the title of its site, where no other name stands.
	infoANEFSite = lazyregexp.New(`\b(?:site|portail|plateforme|teleservice) (?:internet |officiel )*["«“]? ?etrangers en france\b`)

	infoPAN = lazyregexp.New(`\bp\.?a\.?n\b|\bpane\b|\b(?:points?|espaces?)[ \n-]+(?:d' ?)?(?:accueil|acceuil|acueil|accompagnement|acces|aide|appui|information)s?[ \n-]+(?:du |au )?numeriques?\b|\bpoints?[ \n-]+numeriques?\b|\be-? ?meraude\b`)

	infoBarePoint = lazyregexp.New(`^points?[ \n-]+numeriques?$`)

	// infoForeigners and identity tell the PAN of the ANEF from that of the ANTS
	// (driving licences, identity papers), which has the same name.
	infoForeigners = lazyregexp.New(`\ba\.?n\.?e\.?f\b|etrang|titres? de sejour|droit au sejour|ressortissant|e-? ?meraude|administration numerique|naturalisation|nationalite francaise|\bresidence permits?\b|\bforeign (?:nationals?|citizens?)\b`)
	infoIdentity   = lazyregexp.New(`\bants\b|france titres|permis de conduire|cartes? grises?|immatriculation|cartes? (?:nationales? )?d'identite|\bcni\b|titres securises|\bsiv\b|passeports?(?: biometriques?| et |[.,;)]|$)`)

	// infoRunBy names the ANTS as the one that runs the CCC of the ANEF, which says
	// nothing of driving licences or identity papers.
	infoRunBy = lazyregexp.New(`\b(?:ccc|centres? (?:de )?contacts?)\b[^.;\n]{0,90}\b(?:ants|titres securises)\b(?: ?\(ants\))?`)

	infoCCC = lazyregexp.New(`(?:(?:\+|\b00) ?33[ .]?(?:\(0\))?|\b0)[ .\-/]*8[ .\-/]*0[ .\-/]*6[ .\-/]*0[ .\-/]*0[ .\-/]*1[ .\-/]*6[ .\-/]*2[ .\-/]*0\b`)

	infoCCCNamed = lazyregexp.New(`\bccc\b|\bcontact cent(?:re|er)s?\b|\bcentres? (?:de )?contacts?\b(?: (?:des |aux |pour les )?(?:citoyens?|usagers?)\b| de l'anef\b)?`)
	infoPhone    = lazyregexp.New(`(?:(?:\+|\b00) ?33[ .]?(?:\(0\))?|\b0)(?:[ .\-]*\d){9}\b`)
	// infoOtherService marks that a number is perhaps another service's.
	infoOtherService = lazyregexp.New(`prefecture|\bpan\b|\bpoints? d'|standard|\bants\b|mairie|association|bureau|guichet|service-public|\bou\b.*\bou\b`)
)

// infoCCCPhone is the number of the CCC, free of charge (order of 1 August 2023 as
// published by the prefectures of Alpes-de-Haute-Provence and Yonne).
const infoCCCPhone = "0806001620"

func infoFindANEF(text infoText) *infoSpan {
	found := infoANEF.FindStringIndex(text.text)
	if found == nil {
		found = infoANEFSite.FindStringIndex(text.text)
	}
	if found == nil {
		return nil
	}
	at := text.span(found[0], found[1])
	return &at
}

// infoCCCPhoneOf finds the number of the CCC. Wrong: the page gives the CCC
// another number, and nowhere the right one.
func infoCCCPhoneOf(reference *catalogue.Catalogue, page Page, text infoText) InfoItem {
	if found := infoCCC.FindStringIndex(text.text); found != nil {
		at := text.span(found[0], found[1])
		return page.item(ItemCCCPhone, &at, infoCCCPhone)
	}
	fact, held := reference.NationalFact("ccc.phone")
	if !held || !fact.Sure() {
		return page.item(ItemCCCPhone, nil)
	}
	for _, l := range page.Links {
		if number, ok := strings.CutPrefix(l.Address, "tel:"); ok && infoNumber(number) == fact.Value {
			return page.item(ItemCCCPhone, &infoSpan{l.Start, l.End}, fact.Value)
		}
	}
	var short *infoSpan
	for _, named := range infoCCCNames(text) {
		from, to, ok := infoNumberOf(text.text, named)
		if !ok {
			if from, to, ok = infoShortNumberOf(text.text, named); ok && short == nil {
				at := text.span(from, to)
				short = &at
			}
			continue
		}
		number := infoNumber(text.text[from:to])
		if number == fact.Value {
			continue
		}
		at := text.span(from, to)
		item := page.item(ItemCCCPhone, &at, number)
		item.State = observatory.Wrong
		return item
	}
	if short != nil { // it may lead to the CCC, which another service runs
		return page.doubt(ItemCCCPhone, *short)
	}
	return page.item(ItemCCCPhone, nil)
}

// infoNumberOf finds the telephone number given for a name: after it with no
// other service between, or in brackets before it, "0 800 … (CCC)".
func infoNumberOf(text string, named []int) (from, to int, ok bool) {
	const reach = 120 // bytes between the name and its number
	after := text[named[1]:min(len(text), named[1]+reach)]
	if infoIdentity.MatchString(infoNear(text, named[0], named[1])) && !infoForeigners.MatchString(infoNear(text, named[0], named[1])) {
		return 0, 0, false // the centre of the ANTS
	}
	if found := infoPhone.FindStringIndex(after); found != nil {
		between := after[:found[0]]
		return named[1] + found[0], named[1] + found[1], !infoOtherService.MatchString(between) && strings.Count(between, "\n") <= 1
	}
	start := max(0, named[0]-60)
	before := text[start:named[0]]
	found := infoPhone.FindStringIndex(before)
	if found == nil || !infoOpens.MatchString(before[found[1]:]) {
		return 0, 0, false
	}
	return start + found[0], start + found[1], true
}

var infoOpens = lazyregexp.New(`^ ?(?:\(|(?:pour|afin de) (?:joindre|contacter|appeler) )(?:le |du |votre )?$`)

// infoNumber gives the ten digits of a telephone number.
func infoNumber(text string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, strings.Replace(text, "(0)", "", 1))
	if international := strings.TrimPrefix(digits, "00"); strings.HasPrefix(text, "+") || international != digits {
		return "0" + strings.TrimPrefix(international, "33")
	}
	return digits
}

// infoFindPAN gives the places where the PAN of the ANEF is named, and those where
// a point numérique is named that may be another service's.
func infoFindPAN(text infoText) (named, doubtful []infoSpan) {
	whole := infoRunBy.ReplaceAllString(text.text, "")
	named = infoWeaklyNamed(text)
	spoken := infoANEF.MatchString(text.text) || strings.Contains(text.text, "meraude")
	for _, found := range infoPAN.FindAllStringIndex(text.text, 4*infoNamings) {
		at := text.span(found[0], found[1])
		word := text.text[found[0]:found[1]]
		if strings.HasPrefix(word, "p") && len(word) <= 5 && at.of(text.original) != strings.ToUpper(at.of(text.original)) {
			continue // a pan of something
		}
		from, to := text.sentence(found[0], found[1])
		sentence, around := infoAboutForeigners(text.text[from:to]), infoAboutForeigners(infoNear(text.text, from, to))
		switch {
		case infoNotNamed(text.text, found[0], found[1]), infoHeadsIdentity(text, found[0], found[1], from, to):
		case infoForeigners.MatchString(sentence):
			named = append(named, at)
		case infoIdentity.MatchString(sentence): // the ANTS's
		case infoBarePoint.MatchString(word) && !spoken && !infoIdentity.MatchString(around): // before the ANEF, and where it is not named, that of the ANTS had this name
			doubtful = append(doubtful, at)
		case infoForeigners.MatchString(around) && !infoIdentity.MatchString(around):
			named = append(named, at)
		case infoIdentity.MatchString(around) && !infoForeigners.MatchString(around):
		case spoken && !infoIdentity.MatchString(whole): // the page speaks of the ANEF alone
			named = append(named, at)
		default:
			doubtful = append(doubtful, at)
		}
	}
	slices.SortFunc(named, func(a, b infoSpan) int { return a.start - b.start })
	return named, doubtful
}

// infoAboutForeigners leaves out of a passage what reads as speaking of foreigners
// or of the ANTS and does not.
func infoAboutForeigners(passage string) string {
	return infoAbroad.ReplaceAllString(infoRunBy.ReplaceAllString(passage, ""), "")
}

// infoNear gives the sentence with what stands around it.
func infoNear(text string, from, to int) string {
	const around = 400
	return text[max(0, from-around):min(len(text), to+around)]
}
