package notice

import (
	"slices"
	"strings"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// finding is a part of the folded text that shows something.
type finding struct {
	place

	line int
}

// ends tells what a message says of the end of a file.
type ends struct {
	real      []finding // the file is closed, rejected, not registered
	announced []finding // it will be, whatever the person does
	threat    []finding // it will be if the person does nothing
	weak      []finding // a file and an end meet, and no phrase says more
	unable    int       // how many of real only say that the file cannot be examined
}

var (
	past      = lazyregexp.New(`\b(?:a|ont|est|sont|etait|ete|ai|avons|avez|aviez|avait|viens|vient d'etre|fait l'objet d'(?:une?|un)|decision d[e']|se trouve)(?: (?:donc|ainsi|desormais|automatiquement|definitivement|malheureusement|alors|bien|par consequent|en consequence|de ce fait|ete|une|de|administrativement|immediatement|prononce|procede a|la|sa|cette|d'office|comme|considere|consideree|egalement|des lors|maintenant)){0,4} $`)
	whenever  = lazyregexp.New(`\b(?:si\b|lorsqu[e']|quand\b|dans le cas ou\b|des qu[e']|en cas\b|tant qu[e'])[^\n:;]{0,80}$`)
	infinite  = lazyregexp.New(`^(?:cloturer|clore|classer|rejeter|mettre|annuler|supprimer|retourner|renvoyer|fermer|archiver|invalider|refuser)\b`)
	implicit  = lazyregexp.New(`^[a-z]* ?implicite|^\w* (?:implicite|tacite)`)
	implied   = lazyregexp.New(`\b(?:implicite|tacite)[a-z]* (?:de )?$`)
	titleWord = lazyregexp.New(`\btitres? de sejour|\bdroit au sejour|\b(?:bureau|service|admission) (?:du|au|des) (?:sejour|etrangers)|\bceseda\b|\bimmigration\b|\bcartes? de (?:sejour|resident)|\banef\b|\bprefecture|\brecepisse|\bnaturalisation|\btitre de voyage|\bdcem\b|\bdocument de circulation|\bcertificat de residence|\badministration numerique|\bvisa|\bdroit au sejour|\bduplicata|\bprolongation d'instruction`)
	asylumAct = lazyregexp.New(`\b(?:demande|dossier)s? d'asile|\bdemande de (?:reexamen|protection)|\bofpra\b|\boffice\b|\bconditions materielles`)
	answering = lazyregexp.New(`\b(?:reviendra|reviendrons|repondra|repondrons|sera (?:traitee?|prise? en charge|apportee?|adressee?|etudiee?)|vous sera|recevrez|dans les meilleurs delais|prise? en charge par|sous \d+ (?:jours|heures))`)
	maybe     = lazyregexp.New(`\b(?:pourra\b|pourr(?:ez|ont)|pourrait|pourraient|seriez|serez|eventuel\w*|le cas echeant|peut vous etre|peuvent vous etre|amenee?s? a|toute demande|si des|si un)\b`)
)

// endings finds what the message says of the end of the file.
func (m *message) endings() ends {
	var e ends
	for _, f := range m.search(m.words.closed, boilerplate) {
		m.ending(&e, f, true)
	}
	if !m.staysOpen() {
		for _, f := range m.search(m.words.weak, boilerplate) {
			m.ending(&e, f, false)
		}
		if len(e.real)+len(e.announced) == 0 && (len(e.threat) == 0 || outOfWay.MatchString(m.text)) {
			if e.weak = m.weakEndings(); len(e.weak) == 0 {
				e.weak = m.terseEnds()
			}
		}
	}
	slices.SortStableFunc(e.real, func(a, b finding) int { return a.start - b.start })
	return e
}

func (m *message) ending(e *ends, found finding, strong bool) {
	line := found.line
	s := m.sentences[line]
	before, word, after := m.text[max(s.start, found.start-sight):found.start], m.text[found.start:found.end], m.text[found.end:min(s.end, found.end+sight)]
	switch {
	case m.negates(before) && !selfNegated.MatchString(word):
		return
	case s.role&generic != 0 && !aboutThis.MatchString(thatTime.ReplaceAllString(before, "")), ofRequest.MatchString(before):
		return
	case implicit.MatchString(after) || implied.MatchString(before) || !strong && s.role&remedyTalk != 0:
		return
	case opens.MatchString(nearest(before)) && closes.MatchString(after): // "je ne clôture pas"
		return
	case strings.HasPrefix(word, "ne ") && strings.HasPrefix(after, " qu'"): // "ne sera instruite qu'après"
		return
	case !strong && pieceOf.MatchString(nearest(before)): // a piece of the file is refused
		return
	case !wholeFile.MatchString(word) && !m.aboutFile(before, after, strong || suite.MatchString(word)) && !m.takenUp(before, line):
		return
	}
	before = musts.ReplaceAllString(before, "doit ")
	happened := past.MatchString(before) && !strings.HasSuffix(before, " a la ") && !ledTo.MatchString(before) // "procéder à la clôture"
	switch {
	case reputed.MatchString(before) && strings.HasPrefix(word, "rejet"): // the law says so of silence
	case onlyNamed.MatchString(before) && (word == "cloture" || word == "cloturer" || strings.HasPrefix(word, "ferm")): // "recours contre la clôture"
	case questioned.MatchString(after): // "clôture ?"
	case word == "clotures" && !happened && !severalOfYours.MatchString(before): // "une réunion sur les clôtures"
	case asks.MatchString(before): // "pourquoi mon dossier a-t-il été clos ?"
	case (strings.HasSuffix(before, "decision de ") || anEndItself.MatchString(word)) && undone.MatchString(after), ofAnEnd.MatchString(nearest(before)):
	case reopened.MatchString(after) || reopened.MatchString(before): // ended by mistake, open again
	case strings.HasSuffix(before, "\" j'"): // a button, or the person's own words
	case wordItself.MatchString(before):
	case pluperfect.MatchString(before): // another file, before this one
	case whenever.MatchString(before):
		if m.words.threat.MatchString(before) {
			e.threat = append(e.threat, found)
		}
	case happened:
		e.add(found, word)
	case infinite.MatchString(word) && (!m.words.willed.MatchString(before) || askedOfYou.MatchString(before)):
	case m.words.threat.MatchString(before):
		if anotherOne.MatchString(before) || s.role&conditional != 0 || line > 0 && m.sentences[line-1].role&conditional != 0 {
			e.threat = append(e.threat, found)
		} else {
			e.announced = append(e.announced, found)
		}
	case s.role&conditional != 0:
		e.threat = append(e.threat, found)
	default:
		e.add(found, word)
	}
}

// anotherOne is an application that the person might file besides.
var anotherOne = lazyregexp.New(`\b(?:seconde|deuxieme|autre|nouvelle) (?:demande|demarche)[^\n]{0,50}$`)

// outOfWay says outright that an application was taken out of the way.
var outOfWay = lazyregexp.New(`\b(?:retiree?|sortie?|enlevee?) d(?:u|e la) (?:circuit|file|liste)\b`)

// ledTo: what someone will be led to do has not happened.
var ledTo = lazyregexp.New(`\b(?:sera[a-z]*|serons|risque[a-z]*|pourra[a-z]*) [^\n]{0,20}\b(?:amenee?s?|conduite?s?|contrainte?s?|obligee?s?) (?:a|de) $`)

var (
	onlyNamed  = lazyregexp.New(`\b(?:contre|contest\w+|reclamation|objet de|connaitre la raison de|sans se faire|comment|pourquoi) (?:la |une |le |d'une |de (?:la )?|cette )?(?:decision de |notification de )?$`)
	reopened   = lazyregexp.New(`\b(?:a ete|est|avons|ai|a) (?:de nouveau |a nouveau )?(?:rouvert|reouvert|reactiv|retabli)\w*`)
	wordItself = lazyregexp.New(`\b(?:mot|terme|mention) ["(]? ?$|\b(?:reste|est|apparait|figure|demeure)(?: [a-z]+)? (?:marquee?|affichee?|indiquee?|notee?) (?:comme )?"? ?$`)
	reputed    = lazyregexp.New(`\breputee?s? $`)
	undone     = lazyregexp.New(`^(?: [a-z']+){0,4} (?:(?:est|a ete) (?:retiree|rapportee|annulee)|(?:est|etait) une (?:erreur|meprise))`)
	askedOfYou = lazyregexp.New(`\b(?:merci d[e']|veuillez|priere d[e']|bien vouloir) ?(?:nous |me |le |la |les |l')*$`)
	asks       = lazyregexp.New(`-t-(?:il|elle|on) (?:ete )?$`)
	pluperfect = lazyregexp.New(`\bqui (?:avait|avaient) (?:deja )?(?:ete )?$`)
)

func (e *ends) add(found finding, word string) {
	e.real = append(e.real, found)
	if unable.MatchString(word) {
		e.unable++
	}
}

// negates reports whether what stands before a word denies it: a denial does
// not reach over "et" or "mais".
func (m *message) negates(before string) bool {
	match := m.words.negation.FindStringIndex(before)
	if match == nil {
		return false
	}
	denied := before[match[0]:]
	if at := notWord.FindAllStringIndex(denied, -1); len(at) > 0 {
		denied = denied[at[len(at)-1][1]:]
	}
	return !strings.Contains(denied, " et ") && !strings.Contains(denied, " mais ")
}

// pieceOf is a piece of the file, as the subject of what follows.
var pieceOf = lazyregexp.New(`\b(?:pages?|pieces?|documents?|fichiers?|photos?|justificatifs?|copies?|scans?) (?:["a-z0-9]+ ){0,4}(?:de |du |au |a )(?:votre |la |le |cette |ce )?(?:dossier|demande)[^,;:\n]{0,40}$`)

// suite: what gets no answer is the file, named or not.
var suite = lazyregexp.New(`\b(?:donner (?:une )?suite|poursuivre l'[a-z]+)$`)

var notWord = lazyregexp.New(`\b(?:pas|plus|jamais|aucunement|aucune?|sans|ni|non)\b`)

// unable is said of a file that ends, and of one that waits to be completed.
var unable = lazyregexp.New(`^(?:ne (?:peu|pour|puis|saur|sera)|n'a(?:i|vons)? (?:pas )?pu|n'est pas|pas |impossib|hors d'etat)`)

// again: the person is told to apply anew, so that the file is over.
var again = lazyregexp.New(`\b(?:nouvelle|nouveau|redepos\w+|refair\w+|refaite|recommenc\w+|a nouveau|ulterieurement|renouveler|reiter\w+|une demande complete|un dossier complet|la bonne|le bon|la refaire|le refaire)\b`)

// toComplete finds where the person is told to complete this very file.
func (m *message) toComplete() []finding {
	return slices.DeleteFunc(m.search(m.words.complete, boilerplate|generic), func(f finding) bool { return again.MatchString(m.line(f.line)) })
}

var (
	// thatTime is a moment and no file; ofRequest, a request of the service.
	thatTime    = lazyregexp.New(`\b(?:cette (?:date|periode|echeance|annee)|ce (?:matin|jour|soir|delai|message|mois|courriel|mail)) ?`)
	ofRequest   = lazyregexp.New(serviceRequest + `(?: [a-z0-9'/]+){0,6} (?:est |a ete |sont |ont ete )?(?:[a-z]+ment )?"? ?$`)
	selfNegated = lazyregexp.New(`^(?:n'|ne |non|pas |sans |aucune )`)
	aboutThis   = lazyregexp.New(`\b(?:votre|vos|la presente|cette|ce) (?:[^s\n:]|s[^e\n:])[^\n:]{0,70}$`) // not "en ce sens"
)

// aboutFile reports whether what ends is a file: not a ticket, an account, an
// appointment or a counter.
func (m *message) aboutFile(before, after string, strong bool) bool {
	file, other := lastOf(m.words.file, before), lastSubject(m.words.notFile, before)
	if object.MatchString(after) || strong && strings.TrimSpace(before) == "" && headline.MatchString(after) {
		return true
	}
	if subject := ownSubject.FindStringSubmatch(nearest(before)); subject != nil && !likeFile.MatchString(subject[1]) {
		return false
	}
	switch {
	case other >= 0 && other >= file && len(before)-other < 70:
		return false
	case file >= 0:
		return true
	}
	near := after[:min(len(after), 70)]
	if at := anotherClause.FindStringIndex(near); at != nil {
		near = near[:at[0]]
	}
	file, other = firstIn(m.words.file, near), firstIn(m.words.notFile, near)
	if other >= 0 && (file < 0 || other < file) {
		return false
	}
	return file >= 0 || strong
}

// headline: a message begins with what became of the file.
var headline = lazyregexp.New(`^ ?[-:=,(]`)

// ownSubject is the subject of a passive clause that another goes before, and
// likeFile the words by which a file goes.
var (
	ownSubject = lazyregexp.New(`(?: mais| et|,|;) (?:le |la |les |l'|votre |vos |un |une )([a-z]+) (?:est|sont|a ete|ont ete|n'est pas|n'a pas ete|n'ont pas ete|n'a pas pu etre) $`)
	likeFile   = lazyregexp.New(`^(?:demande|dossier|procedure|demarche|instruction|examen|etude|affaire|requete|depot|enregistrement|traitement|second|deuxieme|autre|premier|dernier|saisi|present|votre|envoi|renouvellement|duplicata)`)
)

// anotherClause begins a clause with a subject of its own.
var anotherClause = lazyregexp.New(`[,;] (?:nous|je|j'|on|vous|il|elle)\b`)

// lastSubject is lastOf for what is not only mentioned beside a file: "déposée
// auprès de nos services".
func lastSubject(patterns []pattern, text string) int {
	last := -1
	for i := range patterns {
		for _, match := range patterns[i].all(text) {
			if !mentioned.MatchString(text[:match[0]]) {
				last = max(last, match[1])
			}
		}
	}
	return last
}

var mentioned = lazyregexp.New(`\b(?:aupres de|dans|par|sur|avec|via|chez|aupres d|de (?:nos|mes|notre)|par l|aux?) ?(?:le|la|les|l'|nos|notre|mes|un|une|ce|cette|votre)? ?$`)

// takenUp reports whether a sentence begins with a pronoun for the file that
// the sentence before it names.
func (m *message) takenUp(before string, line int) bool {
	if !pronoun.MatchString(before) {
		return false
	}
	for back := line - 1; back >= max(0, line-2); back-- {
		named := m.before(m.sentences[back].end) // of a line without end, what is in sight
		file, other := lastOf(m.words.file, named), lastSubject(m.words.notFile, named)
		if file >= 0 || other >= 0 {
			return file > other
		}
	}
	return false
}

var pronoun = lazyregexp.New(`^[^\n]{0,60}\b(?:elle|il|celle-ci|celui-ci|cette derniere|ce dernier)\b|\b(?:le|la|l'|les|y) ?$|\b(?:l'|les )(?:ai|as|a|avons|ont|avait|avions) (?:[a-z]+ ){0,2}$`)

// wholeFile: the word that ends names the file itself.
var wholeFile = compile(`^(?:{FILE}|je|nous|on|etat|statut|refus d'enregistre\w*)\b`)

// object: what ends is a file, named right behind the verb.
var object = compile(`^\w* (?:l'autre|celui[- ]ci|celle[- ]ci|la (?:seconde|votre)|le (?:second|votre))\b|^\w* (?:de )?(?:votre|la presente|le present|cette|ce|la|le|l'instruction de votre|l'examen de votre) (?:presente )?{FILE}\b`)

func lastOf(patterns []pattern, text string) int {
	last := -1
	for i := range patterns {
		for _, match := range patterns[i].all(text) {
			last = max(last, match[1])
		}
	}
	return last
}

func firstIn(patterns []pattern, text string) int {
	if match := firstOf(patterns, text); match != nil {
		return match[0]
	}
	return -1
}

// search finds the patterns in sentences that have none of the roles.
func (m *message) search(patterns []pattern, not role) []finding {
	var all []finding
	for i := range patterns {
		all = append(all, m.matches(&patterns[i], not)...)
	}
	return all
}

// kind says what the message does, and what shows it.
func (m *message) kind(e *ends) (observatory.NoticeKind, []finding) {
	if shown := m.ofOthers(e); shown != nil {
		return observatory.NoticeOther, shown
	}
	if shown := m.fromCCC(); shown != nil {
		received := m.search(m.words.received, boilerplate)
		if len(received) > 0 && answering.MatchString(m.text) && len(m.search(m.words.cccAnswer, boilerplate|conditional)) == 0 {
			return observatory.NoticeAcknowledgement, received[:1]
		}
		return observatory.NoticeCCCAnswer, shown[:1]
	}
	favourable, summons := m.favourable(), m.summons()
	switch {
	case len(favourable) > 0 && len(e.real) > 0 && (m.endedWell(*e, favourable) || !m.adverseCause(*e)), len(favourable) > 0 && len(e.real) == 0 && len(summons) == 0:
		return observatory.NoticeFavourableEnd, favourable[:1]
	case len(e.real) == e.unable && len(e.real) > 0 && len(m.toComplete()) > 0:
		return observatory.NoticeDocumentRequest, m.toComplete()[:1]
	case len(e.real) > 0 && !m.onlyRefusal(*e):
		return observatory.NoticeClosure, e.real[:1]
	}
	if refused := m.refusals(); len(refused) > 0 && len(e.threat) == 0 {
		return observatory.NoticeOther, refused[:1]
	}
	return m.process(e, summons)
}

// ofOthers finds what makes a message one of no application of ours, whatever else
// it says.
func (m *message) ofOthers(e *ends) []finding {
	if asked := m.search(survey, 0); len(asked) > 0 && asked[0].line < 4 && (asked[0].line < 2 || m.fromCCC() == nil) {
		return asked[:1]
	}
	shown, _ := m.notOurs(*e)
	return shown
}

// process tells apart the messages that end nothing.
func (m *message) process(e *ends, summons []finding) (observatory.NoticeKind, []finding) {
	received := m.search(m.words.received, boilerplate|conditional)
	requests := m.requests(received)
	if len(summons)+len(e.announced)+len(e.threat)+len(e.weak) == 0 {
		if e.weak = m.eliminated(requests, received); len(e.weak) > 0 {
			return observatory.NoticeClosure, e.weak[:1]
		}
	}
	switch {
	case len(summons) > 0:
		return observatory.NoticeAppointment, summons[:1]
	case len(e.announced) > 0 && len(requests) == 0 && len(e.threat) == 0:
		return observatory.NoticeClosure, e.announced[:1]
	case len(e.weak) > 0 && (len(requests) == 0 || again.MatchString(m.text) || len(m.toComplete()) == 0):
		return observatory.NoticeClosure, e.weak[:1]
	case len(requests) > 0:
		return observatory.NoticeDocumentRequest, requests[:1]
	case len(received) > 0:
		return observatory.NoticeAcknowledgement, received[:1]
	case len(e.threat) > 0:
		return observatory.NoticeDocumentRequest, e.threat[:1]
	}
	return observatory.NoticeOther, nil
}

// requests finds where the person is asked for something: not where that is
// only possible, nor where the service says what it received.
func (m *message) requests(received []finding) []finding {
	got, may := map[int]bool{}, map[int]bool{}
	for _, r := range received {
		got[r.line] = true
	}
	complete := len(m.toComplete()) > 0
	return slices.DeleteFunc(m.search(m.words.request, boilerplate|generic), func(f finding) bool {
		if ifAsked.MatchString(m.line(f.line)) || requestEnded.MatchString(m.line(f.line)) {
			return true
		}
		is, known := may[f.line]
		if !known {
			is = maybe.MatchString(m.line(f.line))
			may[f.line] = is
		}
		return is || got[f.line] && !complete || notNeeded.MatchString(m.before(f.start)) || m.forbids(f) || strings.Contains(m.text[f.start:f.end], "est pas ")
	})
}

// ifAsked: what to do if something were asked one day.
var ifAsked = lazyregexp.New(`^(?:si (?:des|une|un|d'autres) (?:pieces?|documents?|complements?|elements?)|s'il (?:y )?manque|s'il en manque|si l'un)`)

// forbids reports whether the person is asked not to do something: "n'envoyez
// rien", "merci de ne pas transmettre", but not "n'envoyez que".
func (m *message) forbids(f finding) bool {
	return (notTo.MatchString(m.before(f.start)) || notDoing.MatchString(m.text[f.start:f.end])) && !butOnly.MatchString(m.after(f.end))
}

var (
	notTo    = lazyregexp.New(`(?:^|[^a-z' ] ?|\b(?:et|mais|surtout|donc|alors) )(?:ne |n')(?:(?:la|le|les|nous|me|lui|leur|y|en) |l'|m')*$`)
	notDoing = lazyregexp.New(`\bd[e'] ?ne (?:surtout )?(?:pas|plus|rien|jamais)\b`)
	butOnly  = lazyregexp.New(`^ (?:[a-z]+ )?qu[e']`)
)

// notNeeded denies what follows: "aucune pièce n'est nécessaire".
var notNeeded = lazyregexp.New(`\b(?:aucune?|rien) [^\n]{0,40}\bn(?:e |')$`)

// summons finds where the person is given a day at a counter.
func (m *message) summons() []finding {
	var all []finding
	for _, f := range m.search(m.words.summons, boilerplate|conditional) {
		if anyIn(m.words.dated, m.text) || m.words.anyDate.in(m.line(f.line)) {
			all = append(all, f)
		}
	}
	return all
}
