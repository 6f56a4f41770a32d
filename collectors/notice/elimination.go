package notice

import (
	"slices"

	"vigie/internal/lazyregexp"
	"vigie/internal/observatory"
)

// eliminated finds what shows that a file is over in a message that says so
// nowhere: it gives a cause about this file, and tells the person to begin
// again, to go elsewhere, to expect nothing more or how to appeal; a cause that
// no open file has needs no more where it weighs plainly. A message that asks
// for something, that keeps the file open or that acknowledges ends nothing.
func (m *message) eliminated(requests, received []finding) []finding {
	shown := m.startsAgain()
	if len(received) > 0 || m.awaits(requests, len(shown) > 0) {
		return nil
	}
	if found := m.tersely(shown); len(found) > 0 {
		return found
	}
	if stillOpen.MatchString(m.text) {
		return nil
	}
	if len(shown) == 0 && len(m.search(m.words.refusal, boilerplate)) == 0 {
		shown = m.search(m.words.remedy, boilerplate)
	}
	by, total := m.weighEvidence(evidenceTable, ends{weak: shown[:min(1, len(shown))]})
	reason := weightiest(total, enough)
	if len(shown) == 0 && (total[reason] < plainly || !final[reason]) || reason == "" || !m.speaksOfFile() {
		return nil
	}
	for _, g := range by[reason] {
		if m.sentences[g.line].role&(boilerplate|remedyTalk|generic|conditional) == 0 {
			return append(shown, g.finding)[:1]
		}
	}
	return nil
}

// briefly is how long, in bytes, a message is in which an agent says the reason
// and leaves the rest to the screen on which it stands.
const briefly = 330

// tersely finds the reason that such a message gives: of a file that goes on, few
// words give a time, ask or promise something.
func (m *message) tersely(shown []finding) []finding {
	if len(m.text) > briefly || goesOnBrief.MatchString(m.text) || requestEnded.MatchString(m.text) {
		return nil
	}
	by, total := m.weighEvidence(evidenceTable, ends{weak: shown[:min(1, len(shown))]})
	reason, found := weightiest(total, enough), []ground(nil)
	if found = by[reason]; reason == "" {
		if best := choose(m.findGrounds(ends{weak: shown[:min(1, len(shown))]})); best != nil && (!best.cause.bare || len(shown) > 0) {
			reason, found = best.cause.reason, []ground{*best}
		}
	}
	if reason == "" || len(shown) == 0 && !final[reason] && !finalBrief[reason] || reason != observatory.ReasonDuplicate && stillOpen.MatchString(m.text) || total[reason] < plainly && dueSoon.MatchString(m.text) && !untimely.MatchString(m.text) {
		return nil
	}
	for _, g := range found {
		if m.sentences[g.line].role&(boilerplate|remedyTalk|generic|conditional) == 0 {
			return append(shown, g.finding)[:1]
		}
	}
	return nil
}

// finalBrief are those that nobody gives so briefly of a file that goes on.
var finalBrief = map[observatory.NoticeReason]bool{
	observatory.ReasonPreviousTitle: true,
	observatory.ReasonOtherGround:   true,
	observatory.ReasonNoAnswer:      true,
	observatory.ReasonInadmissible:  true,
}

// goesOnBrief are words of a brief message about a file that goes on, or about
// something else.
var goesOnBrief = lazyregexp.New(`\?|\b(?:(?:piece|document|fichier)s? en double|les demandes|les dossiers|toute (?:nouvelle )?demande|sera|seront|pourra|pourrez|recevrez|merci d[e']|veuillez|bonne (?:nouvelle|reception)|pensez|rappel|relance|maintenance|indisponible|sms|mot de passe|compte|code|connexion|rendez-vous|rdv|convoque\w*|attestation de prolongation|est disponible|sont disponibles|a ete (?:transfere|transmis|enregistre|prolonge)\w*|dernier|derniere|avant le|d'ici|sous \d+|jours pour|en attente|en cours de (?:traitement|validite)|bientot)\b`)

// untimely: the person applied too early or too late.
var untimely = lazyregexp.New(`\btrop (?:tot|tard)|\bhors delai|\bprematur|\btardi`)

// dueSoon: the title that the person has comes to its end.
var dueSoon = lazyregexp.New(`\b(?:arrive a echeance|expire(?:ra)? (?:le|dans))\b`)

// final are the reasons that nobody gives of a file that goes on.
var final = map[observatory.NoticeReason]bool{
	observatory.ReasonNotCompetent:   true,
	observatory.ReasonDuplicate:      true,
	observatory.ReasonWithdrawn:      true,
	observatory.ReasonWrongProcedure: true,
}

// startsAgain finds where the person is told to begin again, to go elsewhere
// or to expect nothing more.
func (m *message) startsAgain() []finding {
	var all []finding
	for line := range m.sentences {
		if m.sentences[line].role&(boilerplate|generic|remedyTalk) != 0 || governs.MatchString(m.line(line)) || asksWhether.MatchString(m.line(line)) {
			continue
		}
		match := anew.FindStringIndex(m.line(line))
		if match == nil {
			if match = telegraph.FindStringIndex(m.line(line)); goesWell.MatchString(m.line(line)) {
				match = nil
			}
		}
		if match != nil && !m.negates(m.before(m.sentences[line].start+match[0])) {
			start := m.sentences[line].start
			all = append(all, finding{place{start + match[0], start + match[1]}, line})
		}
	}
	return all
}

// awaits reports whether something is asked of the person for this file: with
// a time to answer, or plainly.
func (m *message) awaits(requests []finding, anewSaid bool) bool {
	if anewSaid { // what is wanting is then said of the file that was
		requests = nil
	}
	for _, f := range append(slices.Clone(requests), m.toComplete()...) {
		if text := m.line(f.line); !anew.MatchString(text) && !elsewhereGo.MatchString(text) {
			return true
		}
	}
	for line := range m.sentences {
		if m.sentences[line].role&(boilerplate|remedyTalk) == 0 && timed.MatchString(m.line(line)) {
			return true
		}
	}
	return false
}

// speaksOfFile reports whether the message speaks of the application of this
// person.
func (m *message) speaksOfFile() bool {
	for line := range m.sentences {
		if m.sentences[line].role&(boilerplate|remedyTalk|generic) == 0 && ofYours.MatchString(m.line(line)) {
			return true
		}
	}
	return false
}

// asksWhether puts a question to the person.
var asksWhether = lazyregexp.New(`\b(?:pouvez|pourriez)[- ]vous\b`)

var (
	anew = lazyregexp.New(`\b(?:(?:une?|d'une|d'un|votre|tout|prochaine?) (?:nouve(?:lle|au|l)|autre|second|seconde|prochaine?) (?:demande|dossier|depot|saisie|demarche|envoi|requete|procedure)|(?:saisir|deposer|faire|presenter|creer|formuler) une autre|a (?:refaire|recommencer|representer|redeposer|deposer a nouveau)|redemand(?:er|ez)|recre(?:er|ez)|(?:re)?(?:depos|present|introdui|formul|soumett|saisi)\w* (?:[a-z' ]{0,20} )?(?:a nouveau|de nouveau|ailleurs)|(?:refaire|refaites|recommenc\w+)(?: (?:la |le |une? |votre |cette |toute la |l')(?:nouvelle )?(?:demande|dossier|demarche|depot|procedure|saisie)| ?[.,;!:]| ?$| (?:au|avec|en|dans|sur|depuis|sous|par|a)\b)|redepos\w+|reprendre (?:la|votre) (?:demarche|procedure) (?:au debut|depuis)|repartir de (?:zero|rien)|adressez-vous (?:a|au|aux)|(?:vous )?adresser (?:desormais )?(?:a la prefecture|au service|a votre)|(?:voyez|voir) (?:cela )?avec|tournez-vous vers|rapprochez-vous d|saisir la prefecture|rien (?:de plus )?(?:ne (?:sera|pourra)|a attendre)|n'attendez (?:plus|pas|rien)|ni (?:recepisse|attestation)|aucune? (?:attestation|recepisse|suite|convocation) ne|ne donnera lieu|ne vous (?:sera|seront) (?:remis|delivre)|(?:vous (?:est|sont)|en) (?:retour|retourne\w*|rendu\w*|restitue\w*))`)

	// telegraph is a sentence of two words: what became of the file, in whatever
	// word, when it is none of those of a file that goes on.
	telegraph = lazyregexp.New(`^(?:votre |la |le )?(?:demande|dossier) [a-z]{3,}(?:e|ee|u|ue|i|ie|is|ise|ert|erte) ?\.?$`)

	elsewhereGo = lazyregexp.New(`\b(?:adress\w+-vous|rapproch\w+-vous|tourn\w+-vous|aupres (?:de|du)|a la prefecture|autre service|autre rubrique|en ligne|sur internet)\b`)

	// stillOpen says that the file goes on.
	stillOpen = lazyregexp.New(`\b(?:(?:reste|demeure|est|sont|etant|toujours|encore)(?: [a-z]+)? (?:en cours|ouverte?|en attente|a l'etude|a l'instruction|suspendue?|active?|en suspens|valable)|suit son cours|se poursuit|sera (?:examine|etudie|traite|instruit|repris|poursuivi)\w*|reprendra|dans l'attente|en attendant|rien n'est (?:[a-z]+)|n'est ni|change seulement|aucune demarche|n'avez pas a |reste(?:nt)? competen|des reception|a reception|n'(?:est pas|a pas ete) (?:refusee?|supprimee?|rejetee?|fermee?|close?|cloturee?|annulee?)|pas de panique|repasse|rouvert\w*|reouvert\w*|va etre|(?:a|est|avons|sera) (?:ete )?transfer[a-z]+|(?:en|qui) poursuit|reprend|en cours (?:de|d'))`)

	// goesWell are the words of a file that goes on.
	goesWell = lazyregexp.New(`^(?:votre |la |le )?(?:demande|dossier) (?:[a-z]*incompl|complet|recu|enregistr|valid|accept|accord|transmi|depos|ouvert|rouvert|pris|suivi|trait|sign|modifi|numeris|cree|termine|favorable|envoy|affect|attribu|confi|instrui|prolong|titre|carte)`)

	// timed gives a time to do something.
	timed = lazyregexp.New(`\b(?:avant le \d|d'ici (?:le|au) ?\d|jusqu'au \d|sous \d+ jours|sous (?:un|deux|trois|quinze|huit|dix|trente)|dans (?:un|le) delai de \d+ jours|vous (?:avez|disposez) (?:de |d'un )?[^\n]{0,24}(?:jours|mois|semaines?)|(?:dans|sous) les \d+ jours)`)

	ofYours = lazyregexp.New(`^(?:demande|dossier) [a-z]+ ?\.?$|\btout (?:est|sera) a (?:refaire|recommencer)|\bvous (?:auriez du|avez (?:utilise|choisi|rempli|selectionne) (?:le|la|l'|"))|\b(?:votre|vos|cette|la presente|ce|sa|son|la) (?:[a-z]+ )?(?:demande|dossier|depot|demarche|procedure|requete|envoi|saisie|renouvellement|duplicata)|\bvous (?:avez|aviez|nous avez|m'avez) (?:[a-z]+ )?(?:depose|demande|sollicite|saisi|envoye|transmis)`)
)
