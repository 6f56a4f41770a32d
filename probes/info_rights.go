package probes

import (
	"slices"
	"strings"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

const infoAPI = `(?:(?:attestations?|autorisations?) (?:provisoires? |dematerialisees? |numeriques? )*(?:de |d'une )?prolongation(?: (?:de l'|d'|de )instruction)?|prolongation d'instruction|(?:extension|prolongation) certificates?|certificates? of (?:extension|prolongation)|attestation provisoire d'instruction|\bapi\b|\badp\b)`

var (
	infoCertificate = lazyregexp.New(`\b` + infoAPI)
	infoAboutStay   = lazyregexp.New(`\battestations?\b|\bsejour\b|\brecepisses?\b|\binstruction\b|\banef\b`)

	infoRenewed = lazyregexp.New(`\b(?:renouvel\w+|renew(?:ing|al)?(?: of)?|proroger|prorogation|prolonger|prolongation) (?:d'office |automatiquement )?(?:de |d'|du |la |l'|le |les |votre |vos |cette |leur |mon |une |son |des |the |your |an? |this )*` + infoAPI +
		`|` + infoAPI + `[^.\n]{0,80}\b(?:renouvel(?:e|ee|er|ees|able|ables|lement|ez)|prorogee?|(?:est|sera|etre|pas) (?:prolongee|reconduite)|reconduite (?:sans|d'office|automatiquement|par|sur)|(?:sa|son) (?:prolongation|prorogation))\b|` + infoAPI + `[^.\n]{0,80}\brenew(?:ed|able|al)\b|\bnouvelle (?:attestation|api|adp)\b`)
	infoAsked = lazyregexp.New(`\b(?:demand\w+|utilis\w+|d'elle-meme|send|request|apply|write|renew|sollicit\w+|adress\w+|envoy\w+|ecri\w+|transmet\w+|se fait|s'effectue|via|connect\w+|depos\w+|contact\w+|signal\w+|preven\w+|rempli\w+|cliqu\w+|deliv\w+|mise? a (?:votre )?disposition)\b|\bautomatique|\bd'office\b|\bsans (?:aucune )?(?:demarche|demande|intervention)\b`)

	// infoNotRenewed finds a certificate that was not renewed, infoPermitRenewed the
	// renewal of the permit itself: neither says how the certificate is renewed.
	infoNotRenewed    = lazyregexp.New(`\bnon[ -]renouvel\w+|\bn(?:e |')[^.;\n]{0,25}\bpas (?:ete |encore ete )?(?:renouvel\w+|prolongee)`)
	infoPermitRenewed = lazyregexp.New(`\brenouvel\w+ (?:de |du |d'un |votre |son |le |un )*(?:titres?|cartes?) de sejour\b`)

	infoEqual = lazyregexp.New(`\bequiva\w*|\bl'une? vaut l'autre\b|\bsame (?:value|effects?|rights|force)\b|\bidentiques?\b|\bmemes? (?:valeur|portee|effets?|droits|conditions)\b|\bau meme titre\b|\bvau(?:t|dra|lent) (?:pas )?(?:un )?recepisse\b|\b(?:effets?|valeur|portee) d(?:'un|e|u) recepisse\b|\bval(?:ant|oir) recepisse\b|\bvau(?:t|dra|lent) [^.;]{0,60}\bcomme (?:le |un )?recepisse\b|\btient lieu\b|\bremplace\b|\bassimil\w*|\bfait office\b`)
	// infoReplaced says that one document comes instead of another, not what it is worth.
	infoReplaced = lazyregexp.New(`\bremplacee?s? par\b`)
	infoDenied   = lazyregexp.New(`\b(?:does|do|is|are|has|have) not\b|n't\b|\bn(?:e |')(?:a |est |sont |ont )?(?:[a-z]+ )?(?:pas|aucun\w*|jamais)\b`)
	infoProves   = lazyregexp.New(`\b(?:justifi\w*|prouv\w*|attest\w* (?:de|que)|preuve)\b[^.;]{0,60}\b(?:regularite|sejour regulier|situation reguliere|droit au sejour)|\bvau(?:t|dra|lent) autorisations? (?:provisoires? )?de sejour\b`)
	infoNoProof  = lazyregexp.New(`\bn(?:e |')[^.;]{0,50}\b(?:pas|aucun\w*|jamais|aucunement)\b[^.;]{0,60}(?:\bregularite d[ue]|\bsejour regulier|\bsituation reguliere|\b(?:preuve|justificatif)s? (?:de |du )?(?:droit au )?sejour|\b(?:droit|autorisation) (?:au|de) sejour)|\bn(?:e vous |')autorise pas (?:le sejour|a sejourner)`)
	// infoSaidAgain marks a sentence that goes on about what the last one named.
	infoSaidAgain = lazyregexp.New(`^(?:[a-z]+, )?(?:l'une? vaut|elle|celle-ci|it|this (?:certificate|document)|both documents|ce document|[cl]es deux documents|vous (?:conserv|gard|benefici)\w+)\b|\bcette (?:attestation|api|adp)\b`)
	infoNotAlone  = lazyregexp.New(`\bdepot\b|\bdeposee?\b|\bseule?s?\b|\bsans (?:le|la|votre|son|document|titre)\b|\bvoyag\w*|\bfrontiere|\bperimee?|\bexpiree?`)
)

// infoCertificates gives the places where the certificate (attestation de
// prolongation d'instruction) is named, not a programming interface or the
// extension of a visa.
func infoCertificates(text infoText) [][]int {
	return slices.DeleteFunc(infoCertificate.FindAllStringIndex(text.text, infoNamings), func(at []int) bool {
		word, written := text.text[at[0]:at[1]], text.span(at[0], at[1]).of(text.original)
		from, to := text.sentence(at[0], at[1])
		if len(word) == 3 {
			return written != strings.ToUpper(written) || !infoAboutStay.MatchString(infoNear(text.text, from, to))
		}
		return strings.HasPrefix(text.text[at[1]:], " de visa") || strings.HasPrefix(text.text[at[1]:], " du visa")
	})
}

// leading marks an item obsolete when its passage sends to a part of the ANEF's
// site that is no longer in use.
func (p Page) leading(item InfoItem, links []infoLink) InfoItem {
	for _, l := range links {
		if l.at.start >= item.Start && l.at.end <= item.End && l.part.Obsolete && l.part.Sure() {
			item.State = observatory.Obsolete
		}
	}
	return item
}

// infoNextSentence gives the bounds of the sentence after a place, -1 at the end.
func infoNextSentence(text infoText, from int) (int, int) {
	for from < len(text.text) && (text.text[from] == ' ' || text.text[from] == '\n') {
		from++
	}
	if from == len(text.text) {
		return -1, -1
	}
	start, end := text.sentence(from, from)
	return max(start, from), max(end, from+1)
}

// infoWays reads by what means something is asked for in a passage.
func infoWays(text infoText, links []infoLink, from, to int) []string {
	passage := text.text[from:to]
	var ways []string
	add := func(found bool, name string) {
		if found && !slices.Contains(ways, name) {
			ways = append(ways, name)
		}
	}
	add(infoByItself.MatchString(passage), "automatique")
	add(infoByForm.MatchString(passage), "formulaire")
	add(infoByPhone.MatchString(passage), "téléphone")
	add(infoByMail.MatchString(passage), "courriel")
	add(infoByWeb.MatchString(passage) || infoANEF.MatchString(passage) || infoOwnSpace.MatchString(passage) || strings.Contains(passage, "demarches simplifiees"), "en ligne")
	add(infoPostal.MatchString(passage), "courrier")
	add(infoAtCounter.MatchString(passage) || strings.Contains(passage, "guichet") || strings.Contains(passage, "accueil physique"), "sur place")
	for _, way := range infoLinkWays(links, text.span(from, to)) {
		add(true, way)
	}
	return ways
}

// infoLinkWays gives the means that the links of a passage lead to.
func infoLinkWays(links []infoLink, at infoSpan) []string {
	var ways []string
	for _, l := range links {
		if l.at.start < at.start || l.at.end > at.end {
			continue
		}
		switch l.address.Scheme {
		case "mailto":
			ways = append(ways, "courriel")
		case "tel":
			ways = append(ways, "téléphone")
		case "https", "http":
			ways = append(ways, "en ligne")
		}
	}
	return slices.Compact(ways)
}

// infoByItself tells what comes without being asked for.
var infoByItself = lazyregexp.New(`\bautomatique|\bd'elle-meme\b|\bd'office\b|\bsans (?:aucune )?(?:demarche|demande|intervention)\b`)

// infoOwnSpace is the account of a user on the ANEF.
var infoOwnSpace = lazyregexp.New(`\b(?:votre|son|leur) (?:compte|espace)\b|« ?mes (?:demandes|demarches|notifications|documents|dossiers)\b`)

var infoPostal = lazyregexp.New(`\bcourrier\b|\bvoie postale\b|\bpapier\b`)

// infoCertificateEquivalence finds what a page says the certificate is worth.
// Present: as much as a récépissé. Wrong: no proof of stay, against R. 431-15-1.
// That it proves stay, alone, or that it is no récépissé, leaves the item in
// doubt.
func infoCertificateEquivalence(reference *catalogue.Catalogue, page Page, text infoText) InfoItem {
	fact, held := reference.NationalFact("certificate.proves_stay")
	held = held && fact.Sure()
	var equal, doubt, wrong *infoSpan
	for _, found := range infoCertificates(text) {
		from, to := text.sentence(found[0], found[1])
		own := text.text[from:to] // a denial counts here alone: "ce document" may be the confirmation of the deposit
		to = infoSaidOn(text, to)
		sentence := text.text[from:to]
		at := text.span(from, to)
		replaced := infoReplaced.MatchString(sentence) && strings.Contains(sentence, "recepisse")
		compared := strings.Contains(sentence, "recepisse") && infoEqual.MatchString(infoReplaced.ReplaceAllString(sentence, ""))
		switch {
		case infoNoProof.MatchString(own) && !infoNotAlone.MatchString(own) && held:
			wrong = infoEarliest(wrong, text.span(from, from+len(own)))
		case compared && !infoDenied.MatchString(sentence):
			equal = infoEarliest(equal, at)
		case compared || replaced || infoProves.MatchString(sentence) || infoNoProof.MatchString(sentence):
			doubt = infoEarliest(doubt, at)
		}
	}
	switch {
	case wrong != nil:
		item := page.item(ItemCertificateEquivalence, wrong, "ne prouve pas le séjour")
		item.State = observatory.Wrong
		return item
	case equal != nil:
		return page.item(ItemCertificateEquivalence, equal, "vaut récépissé")
	case doubt != nil:
		return page.doubt(ItemCertificateEquivalence, *doubt)
	}
	return page.item(ItemCertificateEquivalence, nil)
}

// infoSaidOn gives the end of the sentences, two at most, that go on about what
// the one that ends at a place named.
func infoSaidOn(text infoText, to int) int {
	for range 2 {
		next, end := infoNextSentence(text, to)
		if next < 0 || next-to > 3 || !infoSaidAgain.MatchString(text.text[next:end]) {
			break
		}
		to = end
	}
	return to
}

func infoEarliest(kept *infoSpan, at infoSpan) *infoSpan {
	if kept != nil {
		return kept
	}
	return &at
}

var (
	infoSubstitution = lazyregexp.New(`\b(?:(?:solutions?|demarches?|procedures?|modalites?|voies?) (?:de depot )?alternatives?\b|(?:solutions?|procedures?|modalites?|dispositifs?|voies?|accueil|depot|demande) (?:dites? |alternatives? )?(?:de |d'|par |« ?|")*substitution|substitution)\b`)
	infoNumeric      = lazyregexp.New(`\bnumerique|\binternet\b|\ben ligne\b|\bteleservice|\bteleprocedure|\bdemateriali|\banef\b|\btechnique`)
	infoNoSubstitute = lazyregexp.New(`\b(?:aucune?|pas de|pas d'une|ni de|plus de) (?:solution|procedure|modalite|voie|dispositif)s? de substitution\b|\bsubstitution\b[^.;]{0,30}\bn'(?:existe|est) (?:pas|plus)(?: prevue?| proposee?| possible)?`)
	infoCondition    = lazyregexp.New(`\bne fonctionn\w+ (?:pas|plus)\b|\bimpossib\w*|\bconstat\w*|\bdysfonctionnement|\bdefaillan\w*|\bdiligences\b|\bblocages?\b|\bapres (?:avoir )?(?:contact|saisi|echec)\w*|\bdifficultes? (?:persist|technique)`)
	infoPhysical     = lazyregexp.New(`\baccueil physique\b|\bguichet\b|\bsur place\b|\brendez[ -]?vous\b|\bconvo\w+`)
)

// infoSubstitutionOf finds the substitution procedure, with its conditions and
// means as values; a mere heading counts where nothing below says more. Wrong: said
// not to exist, against R. 431-2.
func infoSubstitutionOf(reference *catalogue.Catalogue, page Page, text infoText, links []infoLink) InfoItem {
	fact, held := reference.NationalFact("substitution.exists")
	var heading *InfoItem
	for _, found := range infoSubstitution.FindAllStringIndex(text.text, infoNamings) {
		from, to := text.sentence(found[0], found[1])
		if !infoIsSubstitution(text, found, from, to) {
			continue
		}
		at := text.span(from, to)
		if held && fact.Sure() && (infoNoSubstitute.MatchString(text.text[from:to]) || infoNoneOfIt(text, to)) {
			item := page.item(ItemSubstitution, &at, "dite inexistante")
			item.State = observatory.Wrong
			return item
		}
		for range 2 {
			next, end := infoNextSentence(text, to)
			if next < 0 || next-to > 3 || !infoCondition.MatchString(text.text[next:end]) && !infoPhysical.MatchString(text.text[next:end]) {
				break
			}
			to = end
		}
		at = text.span(from, to)
		values := infoSubstitutionValues(text.text[from:to])
		item := page.leading(page.item(ItemSubstitution, &at, values...), links)
		if !slices.Equal(values, []string{infoMerelyNamed}) {
			return item
		}
		if heading == nil {
			heading = &item
		}
	}
	if heading != nil {
		return *heading
	}
	if at := infoUnnamedSubstitute(text); at != nil {
		if passage := infoFold(at.of(page.Text)).text; infoLegalForm.MatchString(passage) {
			return page.item(ItemSubstitution, at, infoSubstitutionValues(passage)...)
		}
		return page.doubt(ItemSubstitution, *at)
	}
	return page.item(ItemSubstitution, nil)
}

// infoOffersNone is a sentence about something named just before that is not to be had.
var infoOffersNone = lazyregexp.New(`^[^?.:\n]{0,80}\bn'en (?:propos|prevo|dispos|offr|assur)\w* (?:pas|aucune?)\b`)

// infoNoneOfIt reports whether the sentence after a place says that there is none of
// what was named before it.
func infoNoneOfIt(text infoText, to int) bool {
	next, end := infoNextSentence(text, to)
	return next >= 0 && next-to <= 3 && infoOffersNone.MatchString(text.text[next:end])
}

// infoMerelyNamed is the value of a substitution of which no condition or means stands
// beside its name.
const infoMerelyNamed = "nommée"

// infoIsSubstitution reports whether what is found is that of a foreigners' procedure.
func infoIsSubstitution(text infoText, found []int, from, to int) bool {
	near := infoNear(text.text, from, to)
	if found[1]-found[0] > len("substitution") { // a solution of substitution: enough that the page is about foreigners
		near = text.text
	}
	return (infoForeigners.MatchString(near) || strings.Contains(near, "431-2") || infoOnline.MatchString(text.text[from:to]) || len(infoCertificates(text)) > 0) &&
		infoInsteadOfOnline(text, found, from, to)
}

// infoPut finds what is substituted for something: a worker, not a procedure.
var infoPut = lazyregexp.New(`^ (?:d'une?|du|de la|de l'|des|au|a la) ?(?:[a-z]+)`)

// infoInsteadOfOnline reports whether what is found is put in the place of the
// online way: it is called a substitution, of that if of anything, or an alternative
// to it in the same sentence or in the one under such a heading.
func infoInsteadOfOnline(text infoText, found []int, from, to int) bool {
	word := text.text[found[0]:found[1]]
	if word == "substitution" {
		of := infoPut.FindString(text.text[found[1]:])
		return of == "" || infoNumeric.MatchString(of)
	}
	if strings.Contains(word, "substitution") || infoNumeric.MatchString(text.text[from:to]) {
		return true
	}
	const short = 60 // bytes of a heading
	next, end := infoNextSentence(text, to)
	return to-from <= short && to < len(text.text) && text.text[to] == '\n' && next >= 0 && infoNumeric.MatchString(text.text[next:end])
}

var (
	infoFailed  = lazyregexp.New(`\bne fonctionn\w+ (?:pas|plus)\b|\bne p\w+ (?:pas )?etre (?:resolu\w*|debloqu\w+|regle\w*)|\bn'(?:avez|a|ont) (?:pas )?pu\b|\bne (?:parven|pouv|peuv|arriv)\w+ (?:toujours )?pas\b|\bn'arriv\w+ (?:toujours )?pas\b|\bimpossib\w*|\bechecs?\b|\bechoue\w*|\bdysfonctionnement|\bdefaillan\w*`)
	infoOffline = lazyregexp.New(`\b(?:enregistr|depos)\w+ (?:directement )?(?:en|a la) (?:sous-)?prefecture\b|\bdepots? (?:physiques?|derogatoires?|papiers?)\b|\ben personne\b|\ben presentiel\b|\bguichets?\b|\baccueil physique\b|\bvoie postale\b|\b(?:format|version|dossier) papier\b`)
	// infoLegalForm is the form that the law gives the substitution (R. 431-2).
	infoLegalForm = lazyregexp.New(`\baccueil physique\b[^.;]{0,60}\b(?:enregistr|depo)\w+`)
	infoFiled     = lazyregexp.New(`\benregistr\w+|\bdepos\w+|\bdepots?\b`)
)

// infoUnnamedSubstitute finds a sentence by which a demand that fails online can
// be made otherwise, without the word substitution: it may be the procedure.
func infoUnnamedSubstitute(text infoText) *infoSpan {
	for _, s := range infoSentences(text) {
		sentence := text.text[s[0]:s[1]]
		if infoFailed.MatchString(sentence) && infoOffline.MatchString(sentence) && infoFiled.MatchString(sentence) &&
			infoForeigners.MatchString(infoNear(text.text, s[0], s[1])) {
			at := text.span(s[0], s[1])
			return &at
		}
	}
	return nil
}

func infoSubstitutionValues(passage string) []string {
	var values []string
	if infoCondition.MatchString(passage) {
		values = append(values, "conditions")
	}
	if infoPhysical.MatchString(passage) {
		values = append(values, "accueil physique")
	}
	if infoPostal.MatchString(passage) {
		values = append(values, "courrier")
	}
	if infoByMail.MatchString(passage) {
		values = append(values, "courriel")
	}
	if len(values) == 0 {
		values = append(values, infoMerelyNamed)
	}
	return values
}
