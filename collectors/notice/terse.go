package notice

import "vigie/internal/lazyregexp"

// terse are the ends that agents put in a few words, where no file is named:
// "j'archive", "annulé suite à votre appel", "fin de traitement". A sentence
// that denies, asks or looks ahead ends nothing.
var terse = compileAll(
	`^(?:-+ )?(?:(?:donc|bref|du coup|en attendant),? )?(?:fin|stop|termine|terminee|annulee?|clos|close|cloture|cloturee?|fermee?|classee?|archivee?|rejet|rejetee?|refus|supp?rimee?)(?: (?:de|du) (?:traitement|dossier|l'instruction|la demande|(?:la )?procedure))? ?[.!)]*$`,
	`^(?:annulee?|clos|close|cloturee?|classee?|archivee?|fermee?|rejetee?|supp?rimee?) (?:(?:faite? )?suite a|car|pour|a la suite|a votre|apres|en raison|faute|motif|ce jour|le \d)`,
	`\b(?:je |j'|nous |on )(?:la |le |l')?(?:dois |devons |doit |suis (?:donc )?(?:oblige|obligee|contraint|contrainte) d[e'] ?|n'ai (?:donc )?(?:eu )?d'autre choix que d[e'] ?|ne peux qu[e'] ?)?(?:la |le |l')?(?:rejette|rejetons|archive|archivons|archiver|annule|annulons|annuler|cloture|cloturons|cloturer|clos|clore|classe|classons|classer|ferme|fermons|fermer|arrete tout|stoppe|stopper|termine|terminer)(?: (?:la|le|votre|cette|ce|celle[ -]ci|celui[ -]ci|tout|ici|l'instruction|l'autre))*(?: (?:demande|dossier|procedure|demarche|renouvellement|instruction))?(?: en l'etat)? ?(?:[.,;!:(]|$| (?:car|et|en|pour|faute|a refaire|comme))`,
	`\b(?:on|nous|j'|je) (?:s'|nous |m')?(?:arrete|arretons|reste|restons|en reste|en restons)(?: donc)? la\b`,
	`\b{FILE}(?: [a-z0-9°'/-]+){0,3} (?:est |a ete )?(?:rendue?|retournee?|renvoyee?) (?:a l'usager|au demandeur|a la demandeuse|a l'expediteur|a l'interesse)`,
	`\b(?:celle|celui|cell|celles)[ -]ci (?:est |a ete )?(?:supp?rimee?|close?|clos|clot\w*|fermee?|annulee?|archivee?|rejetee?|classee?)`,
	`\b(?:{FILE}|renouvellement|duplicata)(?: [a-z0-9°'/-]+){0,2} (?:non (?:traitee?|accordee?|instruite?|examinee?|enregistree?|recevable)|supp?rimee?|stoppee?|radiee?)\b`,
	`\b(?:a|est|ont) (?:quitte|sortie? (?:de|du)) (?:la file|la liste|le circuit|circuit|file)\b|\bsortie? (?:du|de la) (?:circuit|file)`,
	`\breputee? n'avoir (?:pas|jamais) ete\b`,
	`\b(?:on|je|nous) ne (?:va |vais |allons )?(?:pas )?(?:la |le |l')?(?:re-?)?(?:instruire|traite|traiter|instruit|examine|examiner|etudie|etudier)(?: pas)?\b ?(?:[.,;!]|$)`,
	`^suite (?:defavorable|negative)\b|\b(?:pas|hors d'etat|ni) (?:\w+ ){0,3}(?:de )?(?:reserver|donner) une suite (?:favorable|utile|positive)\b|\b(?:cliqu|appuy)\w+ sur "? ?(?:abandonner|annuler|supprimer|retirer) (?:ma|la|cette|sa) (?:{FILE})`,
	`\b(?:je|nous|on) ne (?:vous )?(?:renouvelle|renouvelons|delivre|delivrons|accorde|accordons|donne|donnons) (?:donc )?pas (?:votre|la|le|cette|ce|suite)\b`, `\bne (?:peut|peux|pouvons|puis|saurait) (?:donc )?(?:pas )?(?:vous )?(?:l'|etre )?(?:accordee?|accorder|delivree?|delivrer|octroyer|octroyee?)\b|\b(?:pas|impossible) (?:donc )?(?:possible )?de (?:vous )?(?:l'|la |le )(?:accorder|delivrer|octroyer)\b|\b(?:titre|carte|sejour|renouvellement|certificat)\b[^\n]{0,30} n'est (?:donc )?pas (?:accordee?|delivree?|renouvelee?)\b`,
	`^(?:l'usager |vous |dossier )?(?:ne rempli\w+|ne repond\w+|ne satisfai\w+) pas (?:toutes )?(?:les|aux) (?:conditions|criteres)\b`,
	`^(?:dossier|demande) (?:incompl\w+|irrecevable|non (?:conforme|recevable|complete?)) ?[.!]*$`,
	`^(?:{FILE})(?: [a-z0-9°'/-]+){0,2} (?:est )?(?:ko|nok)\b|^(?:ko|nok) ?(?:[:,=-] ?)?(?:{FILE})\b`,
	`\bil y a lieu de (?:clore|classer|cloturer|rejeter|fermer)\b`,
	`^(?:irrecevable|non recevable|refusee?|rejetee?) ?[:=,(-]`,
	`(?:^|[,;.] ?)(?:donc )?c'est (?:donc |du coup )?(?:ferme|clos|cloture|classe|annule|rejete) ?(?:[.,;!)]|$)`,
)

// terseEnds finds such ends.
func (m *message) terseEnds() []finding {
	var all []finding
	for _, f := range m.search(terse, generic|remedyTalk) {
		s := m.sentences[f.line]
		before, line := m.text[s.start:f.start], m.line(f.line)
		if decree.MatchString(m.text) || s.role&conditional != 0 || m.negates(before) && !selfNegated.MatchString(m.text[f.start:f.end]) || governs.MatchString(line) || modal.MatchString(before) || anyIn(m.words.notFile, line) || requestOnly.MatchString(line) {
			continue
		}
		all = append(all, f)
	}
	return all
}

// requestOnly: what ended is a request of the service, and the file goes on.
var requestOnly = lazyregexp.New(serviceRequest)

// serviceRequest is what the service asks of the person.
const serviceRequest = `\b(?:demandes?|invitation) (?:de|d') ?(?:complement|piece|document|justificatif|information|precision)\w*`
