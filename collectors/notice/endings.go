package notice

import (
	"strings"

	"vigie/internal/lazyregexp"
)

// weakEndings finds, where no phrase speaks of an end, sentences in which the
// file and an end meet: "votre dépôt n'ira pas plus loin". What will be, would
// be or can be is no end; nor is what the person asked and is now done, unless
// that was to give up.
func (m *message) weakEndings() []finding {
	var all []finding
	for line := range m.sentences {
		if m.sentences[line].role&(boilerplate|generic|conditional|remedyTalk) != 0 {
			continue
		}
		if strings.HasSuffix(m.line(line), "?") || requestEnded.MatchString(m.line(line)) || ofSilence.MatchString(m.line(line)) {
			continue
		}
		s := m.says(line)
		limit := len(m.text)
		if m.sentences[line].role&advice != 0 {
			limit = m.sentences[line].advice
		}
		if p, ok := m.endIn(&s, line, limit); ok {
			all = append(all, finding{p, line})
		} else if p, ok := s.together([]concept{isDone}, 0, limit, false); ok && m.gaveUp(line) {
			all = append(all, finding{p, line})
		}
	}
	return all
}

// ofSilence: what the law draws from silence.
var ofSilence = lazyregexp.New(`\b(?:decision|rejet|refus) (?:implicite|tacite)`)

// requestEnded: a request of the service has ended, and the file goes on.
var requestEnded = lazyregexp.New(serviceRequest + `(?: [a-z0-9'/]+){0,6} (?:est|a ete|sont|ont ete) (?:[a-z]+ment )?"? ?(?:clot|clos|ferm|annul|supprim)[a-z]*\b[^\n]{0,40}(?:agent|plus rien|par le systeme|plus besoin|car|mais|repondu|ne deposez|suit|sans effet)`)

// staysOpen reports whether a message says that this file goes on, or sends it
// back to be completed by a day: only what names an end outright ends it then.
func (m *message) staysOpen() bool {
	for line := range m.sentences {
		if m.sentences[line].role&(boilerplate|generic|conditional|remedyTalk) != 0 {
			continue
		}
		if text := m.line(line); onItsWay.MatchString(text) || toBeCompleted.MatchString(text) && timed.MatchString(text) {
			return true
		}
	}
	return false
}

var (
	// onItsWay says so of the file that the message is about, not of another.
	onItsWay = lazyregexp.New(`^(?:elle|il|celle-ci|celui-ci|votre (?:demande|dossier)) (?:suit son cours|(?:est|reste|demeure)(?: toujours| bien| desormais| encore)? (?:en cours d'|ouvert|a l'(?:etude|instruction)))`)

	toBeCompleted = lazyregexp.New(`\b(?:afin|pour) que vous (?:le |la |l'|les |y )?(?:complet|ajout|joigni|corrigi|rempl)`)
)

// anEnd are the concepts of which one must be said of the file: it is ended,
// it is put out of the way, it is not (then denied) dealt with.
var anEnd = setOf(isEnded, isPutOut, isTreated, isBarred)

// endIn finds the first end that a sentence says of the file.
func (m *message) endIn(s *said, line, limit int) (place, bool) {
	if !s.mask.meets(anEnd) || governs.MatchString(m.line(line)) || handedOn.MatchString(m.line(line)) {
		return place{}, false
	}
	for i := range s.hits {
		h := &s.hits[i]
		if !anEnd.has(setOf(h.concept)) || h.start >= limit || !m.hasCome(h) {
			continue
		}
		if p, ok := m.saidOfFile(s, i, limit, line); ok {
			return p, true
		}
	}
	return place{}, false
}

// nearby is how far around a verb, in bytes, what changes its sense stands.
const nearby = 300

// nearest gives the end of what stands before a verb.
func nearest(before string) string { return before[max(0, len(before)-nearby):] }

// soon gives the beginning of what stands behind a byte.
func (m *message) soon(offset int) string {
	after := m.after(offset)
	return after[:min(len(after), nearby)]
}

// governs begins what makes of a sentence a warning.
var governs = lazyregexp.New(`\b(?:si|sinon|faute de quoi|a defaut|avant que|pour eviter|afin d'eviter|en cas|toute demande|tout dossier|tant qu[e'])\b`)

// handedOn says that what left one place is dealt with at another.
var handedOn = lazyregexp.New(`\bva (?:l'|la |le )?(?:etre |en )?(?:etudi|examin|trait|instrui|repr)[a-z]+|\b(?:part|passe|entre)(?: [a-z]+)? (?:a|en) (?:l')?(?:instruction|etude|fabrication)`)

// hasCome reports whether what ends has ended: it is not denied, where it must
// be it is, and it is neither to come nor only possible or named.
func (m *message) hasCome(h *hit) bool {
	before, word := nearest(m.before(h.start)), m.text[h.start:h.end]
	denied := m.negates(before) || h.concept == isTreated && (cannot.MatchString(before) || declines.MatchString(before) || opens.MatchString(before) && closes.MatchString(m.soon(h.end)))
	switch {
	case prejudges.MatchString(before) || onlyNamed.MatchString(before) || toCome.MatchString(word) && h.concept != isTreated || pluperfect.MatchString(before) || asks.MatchString(before) || strings.HasSuffix(before, "demande de ") || (strings.HasSuffix(before, "decision de ") || anEndItself.MatchString(word)) && undone.MatchString(m.soon(h.end)) || ofAnEnd.MatchString(before):
		return false
	case h.concept == isTreated:
		return denied && !youDo.MatchString(before) && (!strings.HasSuffix(before, " a ") || declines.MatchString(before)) && !notYet.MatchString(before) && !notYet.MatchString(m.soon(h.end))
	case denied:
		return denial.MatchString(word)
	}
	before = relative.ReplaceAllString(musts.ReplaceAllString(before, "doit "), "")
	if at := goesOn.FindAllStringIndex(before, -1); len(at) > 0 {
		before = before[at[len(at)-1][0]:]
	}
	if toDo.MatchString(word) && !denial.MatchString(word) && !m.words.willed.MatchString(before) {
		return false
	}
	return denial.MatchString(word) || !modal.MatchString(before)
}

var (
	// questioned: what is asked about has not happened.
	questioned = lazyregexp.New(`^ ?\?`)

	// severalOfYours: files of the person, of which an end in the plural is said.
	severalOfYours = lazyregexp.New(`\b(?:vos|ces|les deux|deux|trois) (?:[a-z]+ ){1,3}$|\b(?:sont|reste\w*) (?:[a-z]+ )?$`)
)

// prejudges: an acknowledgement says that it does not tell what comes.
var prejudges = lazyregexp.New(`\bprejug\w+[^\n]{0,120}$`)

var (
	// denial begins an end that is itself said by a denial: "pas conservée".
	denial = lazyregexp.New(`^(?:pas|plus|non|sans|aucune|n|restera)\b`)

	// toCome is a verb in the future or the conditional.
	toCome = lazyregexp.New(`\b[a-z]+er(?:a|ai|ons|ont|ait|aient)\b`)

	// toDo is an infinitive: what is wanted, unless someone decided it.
	toDo = lazyregexp.New(`(?:[^i]er|ir|dre|ore)$`)

	// notYet: what is not done for the time being, or not before something.
	notYet = lazyregexp.New(`\b(?:encore|pour l'instant|pour le moment|a ce stade|tant que|avant|d'ici|provisoire\w*|jusqu'a|sans (?:elle|lui|eux|cela|ce|cette|ces|votre|vos)|qu'(?:a|apres|une fois|en|avec|au)\b)`)

	// musts says, with "pouvoir" or a denial, that there is no other way.
	musts = lazyregexp.New(`\bne (?:peu[tx]|peuvent|pouvons|puis|saurait)[ ,]{1,2}(?:[a-z ]{1,20}, )?qu[e']|\bd'autre choix que d[e']|\bd'autre (?:issue|solution|possibilite) que d[e']`)

	// modal puts off, or makes only possible, what stands behind in its clause.
	modal = lazyregexp.New(`\b(?:sera|seront|serons|serai|serait|seraient|pourra|pourrait|pourront|pourrez|pouvez|devra|devrait|devrez|peut|peuvent|risque\w*|susceptibles?|passera|basculera)\b[^;:\n]*$`)

	// cannot denies without a second word, as letters do.
	cannot = lazyregexp.New(`\b(?:ne (?:peu[tx]|peuvent|pouvons|puis|pouvoir|saurait|sauraient)|n'(?:a|ai|avons|ont) pu)(?: [a-z']+){0,4} $`)

	// declines says that the service will not do what follows.
	declines = lazyregexp.New(`\b(?:renonc|refus|cess|declin|s'abst)(?:e|ons|ent|ant|er|ent|ient|iennent)? (?:a |de |d')(?:se |s'|en |la |le |l')?$`)

	// opens and closes are the two words of a denial around a verb.
	opens  = lazyregexp.New(`\b(?:ne |n')(?:nous |m'en |nous en |l'|la |le |les |y )?$`)
	closes = lazyregexp.New(`^ (?:pas|plus|jamais|point|aucunement)\b`)

	// youDo: what the person does not do.
	youDo = lazyregexp.New(`\bvous (?:ne |n')(?:[a-z']+ ){0,5}$`)

	// goesOn begins a clause with a verb of its own.
	goesOn = lazyregexp.New(`(?: et|,) (?:est|a|ont|sont|se trouve|vous est|nous|je|j'|on) `)

	// relative is a relative clause between commas, of which the modality is
	// its own.
	relative = lazyregexp.New(`, (?:qui|que|qu'|dont|lequel|laquelle)[^,;:\n]{0,160}, `)
)

// saidOfFile reports whether the end at hit i is that of the file: an idea of
// the file stands near, is its subject or its object, or is taken up by a
// pronoun.
func (m *message) saidOfFile(s *said, i, limit, line int) (place, bool) {
	h := &s.hits[i]
	if start := m.sentences[line].start; h.end-start < ofRuling && ruling.MatchString(m.text[start:h.end]) && h.concept != isTreated {
		return h.place, true
	}
	before := m.before(h.start)
	near := nearest(before)
	if pieceOf.MatchString(near) || !m.aboutFile(before, m.after(h.end), true) {
		return place{}, false
	}
	if h.concept == isEnded {
		if p, ok := s.around(i, []concept{thisFile}, 8, limit, false); ok && !toCome.MatchString(m.text[p.start:p.end]) && !anotherClause.MatchString(m.text[p.start:p.end]) {
			return p, true
		}
	}
	if h.concept == isTreated && noSuite.MatchString(m.text[h.start:h.end]+m.soon(h.end)) && !byYou.MatchString(near) {
		return h.place, true
	}
	if h.concept == isEnded && ownFile.MatchString(m.text[h.start:h.end]) {
		return h.place, true
	}
	if end := m.objectOf(s, i); end > 0 {
		return place{h.start, end}, true
	}
	passively := passive.MatchString(near)
	named := (passively || itself.MatchString(near) || goesBack.MatchString(m.text[h.start:h.end])) && !s.paperBefore(i) && lastOf(m.words.file, before) >= 0
	if named || (passively || asObject.MatchString(near)) && m.takenUp(before, line) {
		return h.place, true
	}
	return place{}, false
}

// ofRuling is how long, in bytes, such a line may be up to its last word.
const ofRuling = 120

// ruling is a line that says what became of the file: "statut : rejet".
var ruling = lazyregexp.New(`^[-* ]*(?:nouve(?:au|l) )?(?:decision|statut|etat|suite|resultat|issue|traitement|conclusion)(?: [a-z' ]{0,30})? ?[:|=>]+ ?[" ]*(?:dossier |demande )?[a-z]+$`)

// passive is the auxiliary right before a participle of which the subject
// stands before; the decision not to, too.
var passive = lazyregexp.New(`\b(?:est|sont|ete|etre|fut|etant|n est|trouve|reste|demeure|decide de ne pas|decide de|sera|sera pas|seront pas)(?: (?:pas|plus|jamais|donc|ainsi|bien|en consequence|vous|a|immediatement|aussitot|rendu))* $|\bl'objet d'une? $|\bqu'etre (?:declaree? )?$`)

// noSuite is what is not done with the file, named or not; byYou, with a
// request of the service.
var (
	noSuite = lazyregexp.New(`^(?:suite|poursuivre) ?(?:[.,;:]|$)`)
	byYou   = lazyregexp.New(`\bvous (?:n'|ne |y )[^\n]*$`)
)

// ownFile: the words of the end name the file.
var ownFile = lazyregexp.New(`\b(?:dossier|demande)$`)

// goesBack are the verbs of which what leaves is the subject.
var goesBack = lazyregexp.New(`^(?:repart|revient|tombe$|sort$|prosper|abouti|progress|avanc|continu|disparai)`)

// itself is a pronoun, right before the verb, for what the sentence names.
var itself = lazyregexp.New(`\b(?:je|nous|on) (?:le |la |l')$|\b(?:je|nous|on) l'(?:ai|avons|a) (?:[a-z]+ ){0,2}$`)

// asObject is a pronoun for the file before a verb of which it is the object.
var asObject = lazyregexp.New(`\b(?:l'|le |la |les |y )(?:ai |avons |a |ont |est )?(?:[a-z]+ ){0,2}$|\bs(?:on|a) $`)

// objectOf gives where the file ends that stands right behind hit i, 0 where
// none does, or a document before it.
func (m *message) objectOf(s *said, i int) int {
	for k := i + 1; k < len(s.hits) && s.hits[k].first-s.hits[i].last <= 4; k++ {
		switch next := &s.hits[k]; {
		case next.start < s.hits[i].end:
		case next.concept == aPaper || next.concept == aTitle:
			return 0
		case next.concept == thisFile:
			if from.MatchString(m.text[s.hits[i].end:next.start]) && !noun.MatchString(m.text[s.hits[i].start:s.hits[i].end]) {
				return 0
			}
			return next.end
		}
	}
	return 0
}

// from parts what is taken out of the file from the file, unless a noun of
// action stands before: "retiré de votre dossier", "retrait de votre dossier".
var (
	from = lazyregexp.New(`^ (?:de|du|dans|sur|avec|pour|a|au)\b|[,;:]|\b(?:et|mais|ou|car)\b`)
	noun = lazyregexp.New(`^(?:retour|retrait|renvoi|mise|sortie|exclusion|instruction|examen|etude|suite|statue|occup|radiation|[a-z]+ment$|[a-z]+tion$|[a-z]*rejet$)`)
)

// manyHits is how far back in a sentence a file is looked for.
const manyHits = 80

// paperBefore reports whether a document is named before the file and before
// hit i: what is not kept is then a piece of the file.
func (s *said) paperBefore(i int) bool {
	paper := -1
	for k := max(0, i-manyHits); k < i; k++ {
		switch s.hits[k].concept {
		case aPaper:
			paper = s.hits[k].last
		case thisFile, aFile:
			return paper >= 0 && s.hits[k].first-paper <= 4
		}
	}
	return false
}

// gaveUp reports whether the person gave up, in this sentence or the one
// before.
func (m *message) gaveUp(line int) bool {
	for _, i := range []int{line, line - 1} {
		if i < 0 {
			continue
		}
		s := m.says(i)
		if _, ok := s.together([]concept{youSay, givesUp}, 14, len(m.text), true); ok {
			return true
		}
	}
	return false
}
