package notice

import (
	"vigie/internal/lazyregexp"
)

// disputed reports whether the message, or who passed it on, says that the
// documents had been sent.
func (m *message) disputed(rest []*message) bool {
	if len(m.search(m.words.claimedSent[:3], boilerplate|generic|advice|conditional|remedyTalk)) > 0 {
		return true
	}
	for line := range m.sentences {
		if m.sentences[line].role&(boilerplate|generic|conditional|remedyTalk) == 0 && m.says(line).mask.has(setOf(isClaim)) {
			return true
		}
	}
	for _, r := range rest {
		if len(r.search(r.words.claimedSent, boilerplate)) > 0 {
			return true
		}
	}
	return false
}

// asIncomplete says that documents were wanting, whatever was answered.
var asIncomplete = lazyregexp.New(`\bincompl|\b(?:pieces?|documents?|justificatifs?|elements?) manqu|\bmanqu\w+ (?:de|les|des) (?:pieces?|documents?|justificatifs?|elements?)`)

// category names no ground of this file: conditions that are not met, a ground
// that is called "other".
var category = lazyregexp.New(`\b(?:conditions?|criteres?|exigences?|eligib\w*|ineligib\w*|autres?)\b`)

// foundUnfit reports whether all that is wrong with the file is a document that
// the person did send and that the service could not use.
func (m *message) foundUnfit() bool {
	found := false
	for line := range m.sentences {
		if m.sentences[line].role&(boilerplate|generic|conditional|remedyTalk) != 0 {
			continue
		}
		s := m.says(line)
		if neverCame.MatchString(onePage.ReplaceAllString(m.line(line), "")) {
			return false
		}
		unfit := s.mask.has(setOf(isUnfit)) || line+1 < len(m.sentences) && m.says(line+1).mask.has(setOf(isUnfit))
		found = found || restIsFine.MatchString(m.line(line)) || (unfit && s.mask.has(setOf(isSent)) || faulty.MatchString(m.line(line)) && !calledIncomplete.MatchString(m.text)) && len(m.documentsOf(line)) > 0
	}
	return found
}

// nothingCame reports whether the message says outright that no answer came.
func (m *message) nothingCame() bool {
	for line := range m.sentences {
		s := m.says(line)
		if m.sentences[line].role&(boilerplate|generic|conditional|remedyTalk) == 0 && (s.mask.has(setOf(isSilence)) || s.mask.has(setOf(isNothing, isGiven))) {
			return true
		}
	}
	return false
}

var calledIncomplete = lazyregexp.New(`\bincompl|\bnon complet|\bpas complet`)

// restIsFine says that nothing else is wrong with the file.
var restIsFine = lazyregexp.New(`\b(?:le reste|tout le reste|les autres (?:pieces|documents))\b[^\n]{0,40}\b(?:bon|bons|bonnes|ok|y est|y sont|complet|conformes?|aucune observation|en ordre|rien a redire)\b|\bla seule (?:chose|piece|raison|difficulte)\b`)

// faulty says of a document that it is there and cannot be used.
var faulty = lazyregexp.New(`\b(?:justificatif|document|facture|quittance|attestation|certificat|acte)\w*[^\n]{0,40} date(?:nt)? de plus d|\b(?:fourni|transmis|joint|depose|envoye|produit)\w* (?:date|datent|remonte)\w* d|\b(?:document|piece|justificatif) non (?:accepte|valable|recevable|exploitable)e?\b|\b(?:fournie?s?|transmise?s?|jointe?s?|envoyee?s?|deposee?s?|produite?s?|versee?s?|televersee?s?)(?: [a-z']+){0,2} (?:n'est pas (?:sur|conforme|valable|au bon|le bon)|ne (?:comporte|respecte|correspond|porte)|(?:est|sont) (?:refuse|perime|illisible|non |trop ))|\b(?:vous (?:l'|les )?avez bien (?:envoye|transmis|fourni|joint|depose)\w*)[^\n]{0,40}\bmais\b|\b(?:inexploitable|inutilisable|floue?s?|corrompue?s?|protegee?s? (?:par|avec)|(?:impossible|impossibles) a (?:ouvrir|lire|dechiffrer)|ne s'ouvr\w+|(?:pas|non) (?:assermente|agree|lisible|exploitable|recevable comme)|illisible\w*|(?:refus|rejet|bloqu|invalid)ee?s? par (?:le |l'|notre |la )(?:logiciel|systeme|controle|automate|module|outil|application|verification|machine|appareil)|\bdat\w+ d[eu'] ?[^\n]{0,20}\d{4}[^\n]{0,30}(?:moins de|trois|six|3|6) )`)

// onePage: what is wanting, of a document that is there.
var onePage = lazyregexp.New(`\baucune (?:valeur|force)\b|\b(?:pages?|recto|verso)(?: (?:n ?°|no|numero)? ?\d+(?: (?:et|a) \d+)?)? (?:est |sont )?(?:manquante?s?|absente?s?)`)

// neverCame says of a document that it is not there at all.
var neverCame = lazyregexp.New(`\b(?:manqu\w+|fai(?:t|saient|sait) defaut|font defaut|absence d|absente?s?|aucune?|n'y (?:est|sont|figur)\w*|\b(?:dossier|demande|envoi|depot)\b[^\n]{0,40} ne (?:contien|contenai|comport|compren)\w+|ne figur\w+ (?:pas|ni) (?:dans|au)|pas (?:ete )?(?:fourni|joint|transmis|produi|depos|envoy|vers)\w*|a la place)\b`)
