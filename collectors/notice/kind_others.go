package notice

import (
	"slices"
	"strings"

	"vigie/internal/lazyregexp"
)

// notOurs reports whether what ends belongs to asylum at OFPRA or to another
// service.
func (m *message) notOurs(e ends) ([]finding, bool) {
	asylum, elsewhere := m.search(m.words.asylum, boilerplate|remedyTalk), m.search(m.words.elsewhere, boilerplate|remedyTalk)
	elsewhere = slices.DeleteFunc(elsewhere, func(f finding) bool { // "dossier : attestation CAF"
		if aside.MatchString(m.before(f.start)) {
			return true
		}
		return slices.ContainsFunc(m.documentsOf(f.line), func(d finding) bool { return d.start < f.end && f.start < d.end })
	})
	asylum = slices.DeleteFunc(asylum, func(f finding) bool { return sentThere.MatchString(m.before(f.start)) })
	ours := titleWord.MatchString(m.text)
	if len(asylum) > 0 && !ours || len(elsewhere) > 0 && !ours {
		return append(asylum, elsewhere...)[:1], true
	}
	if author := slices.Concat(m.search(m.words.author, boilerplate|remedyTalk), m.search(courtOwn, boilerplate)); len(author) > 0 {
		return author[:1], true
	}
	for _, f := range e.real {
		for _, line := range []int{f.line, f.line - 1} {
			if line < 0 {
				continue
			}
			if text := m.line(line); anyIn(m.words.otherAct, text) && !ourTitle.MatchString(text) {
				return []finding{f}, true
			}
		}
	}
	if len(asylum) == 0 {
		return nil, false
	}
	for _, f := range e.real {
		if line := m.line(f.line); asylumAct.MatchString(line) && !titleWord.MatchString(theCode.ReplaceAllString(line, "")) {
			return asylum[:1], true
		}
	}
	return nil, false
}

// anEndItself and ofAnEnd are ends that were themselves undone: "la clôture de votre
// dossier a été annulée".
var (
	anEndItself = lazyregexp.New(`^(?:cloture|classement|fermeture|rejet)\b`)
	ofAnEnd     = lazyregexp.New(`\b(?:la|cette) (?:decision de )?(?:cloture|fermeture)(?: [a-z']+){0,5} (?:est|a ete) $`)
)

// sentThere: the person is told who deals with it, who did not write.
var sentThere = lazyregexp.New(`\b(?:c'est|aupres de|adress\w+ a|relev\w+ de|competence de|rapproch\w+ de|ressort de|sais\w+) (?:a |de |l'|le |la )*$`)

// courtOwn is what a court itself writes of the instruction before it.
var courtOwn = compileAll(`\btribunal administratif (?:de |d')?[a-z' -]{0,40} (?:vous|a l'honneur de vous) (?:informe|communique|notifie|fait)|\bordonnance (?:portant |de )(?:la )?cloture|\bcloture (?:de l'|d')instruction (?:ecrite )?[^\n]{0,60}\b(?:requete|audience|rapporteur|tribunal|memoire)`)

// survey asks what the person thinks of the service, or tells of what goes on.
var survey = compileAll(`\bnewsletter\b|\blettre d'information\b|\bordre du jour ?:|\bvous recevez ce (?:courriel|mail|message|bulletin) (?:car|parce que) vous etes (?:inscrite?|abonnee?)`, `\b(?:questionnaire|enquete) (?:de satisfaction|en ligne|usagers?)|\bdonnez[- ]nous votre avis|\bvotre avis (?:nous interesse|compte)|\b(?:participer|participez|repondre|repondez) a (?:notre|cette|une) (?:courte |breve )?enquete`)

// aside is what stands in brackets.
var aside = lazyregexp.New(`\([^)\n]*$`)

// theCode is the code of foreigners, that of asylum too.
var theCode = lazyregexp.New(`\bceseda\b|\bdu sejour des etrangers et du droit d'asile`)

var ourTitle = lazyregexp.New(`\b(?:titres?|cartes?) (?:de sejour|de resident|de voyage|pluriannuelle)|\brecepisse|\brenouvellement`)

// fromCCC finds that the contact centre wrote the message, by words that show it
// or two that hint at it: a sentence that only sends the person there does not.
func (m *message) fromCCC() []finding {
	const not = boilerplate | advice | conditional | remedyTalk
	sure, hints := m.eachOf(m.words.ccc, not), m.eachOf(m.words.cccHint, not)
	if len(sure) > 0 || len(hints) > 1 {
		return append(sure, hints...)
	}
	return nil
}

// onlySentToCCC reports whether the message names the contact centre, and only to
// send the person there.
func (m *message) onlySentToCCC() bool {
	named := false
	for line := range m.sentences {
		if theCCC.MatchString(m.line(line)) {
			if m.sentences[line].role&advice == 0 {
				return false
			}
			named = true
		}
	}
	return named
}

var theCCC = lazyregexp.New(`\bcentre de contact|\bccc\b|\b0 ?806 ?001 ?620`)

// eachOf finds the first place of each of the patterns.
func (m *message) eachOf(patterns []pattern, not role) []finding {
	var all []finding
	for i := range patterns {
		if found := m.search(patterns[i:i+1], not); len(found) > 0 {
			all = append(all, found[0])
		}
	}
	return all
}

// onlyRefusal reports whether what looks like a closure is the refusal of a
// title, which is a decision on the merits.
func (m *message) onlyRefusal(e ends) bool {
	if len(m.refusals()) == 0 {
		return false
	}
	for _, f := range e.real {
		if anyIn(m.words.closed, m.text[f.start:f.end]) {
			return false
		}
	}
	return decree.MatchString(m.text)
}

// refusals finds where a title is refused: not where an order is only the law
// that a sentence cites.
func (m *message) refusals() []finding {
	return slices.DeleteFunc(m.search(m.words.refusal, boilerplate|conditional), func(f finding) bool {
		before := m.before(f.start)
		return cited.MatchString(before) && strings.HasPrefix(m.text[f.start:f.end], "arrete") || earlierAct.MatchString(before)
	})
}

// earlierAct: the refusal is another one, before this message.
var earlierAct = lazyregexp.New(`\b(?:par|selon|suivant|depuis|apres|malgre|il ne s'agit pas d'un|n'est pas un|ne constitue pas un) ?(?:le |la |l'|un |une |votre |notre )?(?:precedent |premier )?$`)

var cited = lazyregexp.New(`\b(?:articles? [^\n]{0,90}(?:de l'|et (?:de )?l'|du )|entree en vigueur [^\n]{0,60}|(?:en application|en vertu|au sens) de (?:l')?)$`)

var decree = lazyregexp.New(`\b(?:arrete|article 1(?:er)?\b|decide ?:|refus (?:de|d'un) (?:titre de )?sejour|(?:oqtf|obligation de quitter)[^\n]{0,60}(?:assortie?|prononcee?|delai|notifiee?))`)
