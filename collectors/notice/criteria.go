package notice

import (
	"slices"
	"strings"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// answer is what a criterion is found to be, and what shows it.
type answer struct {
	is    observatory.Tri
	shown []finding
}

func met(shown ...finding) answer { return answer{observatory.Yes, shown} }

func holds(shown []finding) answer {
	if len(shown) == 0 {
		return answer{is: observatory.No}
	}
	return met(shown...)
}

// missingDocuments finds the documents that the message names as missing,
// unusable or to be given.
func (m *message) missingDocuments() []finding {
	var all []finding
	carried := false // a list of documents goes on
	for i := range m.sentences {
		line, r := m.line(i), m.sentences[i].role
		if r&(boilerplate|remedyTalk) != 0 {
			continue
		}
		if arrived.MatchString(line) {
			carried = false
			continue
		}
		said := anyIn(m.words.missing, line) || m.saysMissing(i) || i+1 < len(m.sentences) && takesUp.MatchString(m.line(i+1))
		if carried = said || carried && m.item(i); !carried || anyIn(m.words.generically, line) && !stillMissing.MatchString(line) {
			continue
		}
		all = append(all, m.documentsOf(i)...)
	}
	return all
}

var (
	stillMissing = lazyregexp.New(`\bmanqu\w+|\bpas (?:ete )?(?:fourni|joint|produi|transmis)`)
	takesUp      = compile(`^[^\n]{0,40}\b(?:ne (?:la|le|les) (?:re)?trouv\w+|n'en (?:re)?(?:trouv|voi)\w+|n'en (?:avez|a|ayant) (?:pas |jamais )?(?:produit|fourni|transmis|joint|presente|depose)|(?:ce|cette|ces|ledit|ladite) (?:piece|document|justificatif|attestation|certificat|acte)s?[^\n]{0,40}(?:{NOR}(?: [a-z'-]+){0,3} {GIVEN}|{BROKEN})|(?:celui|celle|ceux|celles)-ci[^\n]{0,40}(?:{NOR}(?: [a-z'-]+){0,3} {GIVEN}|{BROKEN}))`)
	arrived      = lazyregexp.New(`\b(?:complements?|pieces?|documents?|justificatifs?) (?:recu|accepte|valide)e?s? ?:`)
	itemMark     = lazyregexp.New(`^(?:[-*]|\(?\d{1,2}[.)°]|[a-z]\)|o )`)
)

// saysMissing reports whether a sentence says a paper and a lack together.
func (m *message) saysMissing(line int) bool {
	s := m.says(line)
	for _, rule := range lacks {
		if _, ok := s.together(rule.all, rule.within, len(m.text), false); ok {
			return true
		}
	}
	return false
}

var lacks = []evidence{
	{within: 14, all: []concept{aPaper, isLacking}},
	{within: 8, all: []concept{aPaper, isNot, isGiven}},
	{within: 12, all: []concept{aPaper, isAsked}},
	{within: 16, all: []concept{isClaim, aPaper}},
}

// documents finds the documents that the message names, once.
func (m *message) documents() []finding {
	if m.documented {
		return m.papers
	}
	m.documented = true
	m.papers = slices.DeleteFunc(m.matches(&m.words.document, 0), func(f finding) bool { return undocumented.MatchString(m.text[f.start:]) })
	return m.papers
}

func (m *message) documentsOf(line int) []finding {
	all := m.documents()
	first, _ := slices.BinarySearchFunc(all, line, func(f finding, line int) int { return f.line - line })
	last := first
	for last < len(all) && all[last].line == line {
		last++
	}
	return all[first:last]
}

// item reports whether a line is one of a list.
func (m *message) item(i int) bool {
	return i > 0 && (itemMark.MatchString(m.line(i)) || m.text[m.sentences[i-1].end-1] == ':' || m.sentences[i].end-m.sentences[i].start < shortLine)
}

// earlierRequest finds the mention of an earlier request for documents.
func (m *message) earlierRequest(kind observatory.NoticeKind) []finding {
	patterns := m.words.earlier
	if kind == observatory.NoticeDocumentRequest { // the request itself is none
		patterns = slices.Concat(patterns[1:2], patterns[3:5], m.words.earlierStill)
	}
	return slices.DeleteFunc(m.search(patterns, boilerplate|generic|remedyTalk), func(f finding) bool {
		line := m.line(f.line)
		return anyIn(m.words.earlierNot, line) || m.sentences[f.line].role&conditional != 0 && willBe.MatchString(line)
	})
}

var willBe = lazyregexp.New(`\b(?:sera|seront|serait|pourra|pourront|pourrait|pourrez|serez|procederons|procedera)\b`)

// legalBasis finds the text of law on which the decision rests: not the one
// under which the person applied, not those of the remedies, not the notices
// on personal data. A code named without an article is no basis.
func (m *message) legalBasis() []finding {
	var all []finding
	for _, f := range m.search(m.words.article, boilerplate|remedyTalk) {
		if m.citable(f) && (anyIn(m.words.code, m.line(f.line)) || numbered.MatchString(m.text[f.start:f.end]) || anyIn(m.words.otherLaw, m.line(f.line))) {
			all = append(all, f)
		}
	}
	for _, f := range m.search(m.words.otherLaw, boilerplate|remedyTalk) {
		if m.citable(f) && !delegated.MatchString(m.after(f.end)) && !m.isOwnAct(f) {
			all = append(all, f)
		}
	}
	return all
}

var (
	numbered  = lazyregexp.New(`\b[lrd] ?\.? ?\*? ?\d{3}`)
	ownAct    = lazyregexp.New(`^[^\n]{0,10}(?:portant refus|,? (?:le prefet|la prefete|je|j'|nous) [^\n]{0,30}(?:refus|rejet|decid|oblig))`)
	delegated = lazyregexp.New(`^[^\n]{0,60}delegation`)
	applied   = lazyregexp.New(`\b(?:en application|par application|conformement|en vertu|au regard|sur la base|aux termes|prevue?s? (?:par|a|au|aux)|exigee?s? par|fixee?s? (?:par|a)|vu\b|selon|dispose|prescri\w+|mentionnee?s? (?:a|au|aux)|enumeree?s? (?:a|au)|listee?s? (?:a|au)|visee?s? (?:a|au)|resulte|au sens|prevoi\w+|sur le fondement)[^\n]{0,70}$`)
)

// isOwnAct: the decree by which the prefect decides is no basis of the decision.
func (m *message) isOwnAct(f finding) bool {
	return strings.HasPrefix(m.text[f.start:f.end], "arrete") && ownAct.MatchString(m.after(f.end))
}

func (m *message) citable(f finding) bool {
	before := m.before(f.start)
	if naturalised.MatchString(before) {
		return false
	}
	founded := anyIn(m.words.ofApplication, before)
	if decided, filed := lastMatch(decides, before), lastMatch(filedUnder, before); decided > filed {
		founded = false
	}
	if applied.MatchString(before) {
		return !founded || !onGround.MatchString(before)
	}
	return !founded
}

// decides ends the file; filedUnder says how the person applied. What comes
// last is what the text of law is cited for.
var (
	decides     = lazyregexp.New(`\b(?:cloturee?s?|close?|clos|classee?s?|class|rejet\w*|refus\w*|irrecevab\w*|mis fin|annul\w*|n'est pas recevable|ne peut etre)\b`)
	filedUnder  = lazyregexp.New(`\b(?:deposee?|presentee?|formulee?|sollicitee?|introduite?|fondee?|prevue?)\b`)
	naturalised = lazyregexp.New(`\b(?:nationalite francaise|naturalis\w+|devenue? francaise?|francaise? par)\b[^\n]{0,30}$`)
)

func lastMatch(of *lazyregexp.Regexp, text string) int {
	if all := of.FindAllStringIndex(text, -1); len(all) > 0 {
		return all[len(all)-1][0]
	}
	return -1
}

// onGround: the application rests on an article, not the decision.
var onGround = lazyregexp.New(`\b(?:deposee?|presentee?|formulee?|sollicitee?|introduite?|demande|titre|carte)[^\n]{0,60}\b(?:sur le fondement|au titre|en application|prevue? (?:a|par|au))[^\n]{0,30}$`)

// remedy finds a remedy with its time limit (R. 421-5 CJA).
func (m *message) remedy() answer {
	var named []finding
	for _, f := range m.search(m.words.remedy, boilerplate) {
		line := m.line(f.line)
		if anyIn(m.words.noRemedy, line) {
			continue
		}
		named = append(named, f)
		if limit := m.timeLimit(f.line); limit != nil {
			return met(f, *limit)
		}
	}
	if elsewhere := m.search(m.words.elsewhereRemedy, 0); len(elsewhere) > 0 {
		return answer{observatory.Unknown, elsewhere}
	}
	return answer{observatory.No, named}
}

var fromNotice = lazyregexp.New(`\b(?:a compter|notification|reception|suivant|decision|delai)\b`)

// timeLimit finds a time limit in the line of a remedy, or beside it where the
// line goes on about the remedy.
func (m *message) timeLimit(line int) *finding {
	for _, i := range []int{line, line + 1, line - 1, line + 2} {
		if i < 0 || i >= len(m.sentences) {
			continue
		}
		text := m.line(i)
		if i != line && m.sentences[i].role&remedyTalk == 0 && !fromNotice.MatchString(text) {
			continue
		}
		if match := firstOf(m.words.limit, text); match != nil {
			start := m.sentences[i].start
			return &finding{place{start + match[0], start + match[1]}, i}
		}
	}
	return nil
}

// facts finds what the message says of this file and of no other: in the
// sentences that give the reason, a document, a date that is not that of the
// application, a datum that does not agree, a place.
func (m *message) facts(best *ground, all []ground, missing []finding) []finding {
	if best == nil {
		return nil
	}
	lines := map[int]bool{}
	for _, g := range all {
		if g.cause.reason == best.cause.reason && g.score >= min(3, best.score) {
			lines[g.line] = true
			for next := g.line + 1; next < len(m.sentences) && m.listed(next); next++ {
				lines[next] = true
			}
			for _, beside := range m.besides(g) {
				lines[beside] = true
			}
		}
	}
	var found []finding
	if best.cause.reason == observatory.ReasonIncomplete || best.cause.reason == observatory.ReasonNoAnswer {
		found = append(found, missing...)
	}
	for i := range m.sentences {
		if lines[i] {
			found = append(found, m.factsOf(i, best.cause.reason)...)
		}
	}
	return found
}

// factsOfSuccess finds the dates of what was granted, in the sentences that
// say so.
func (m *message) factsOfSuccess(shown []finding) []finding {
	var all []finding
	for _, f := range shown {
		text, start := m.line(f.line), m.sentences[f.line].start
		for _, match := range m.words.anyDate.all(text) {
			if !m.words.ofApplicationDate(text[:match[0]], observatory.ReasonFavourable) {
				all = append(all, finding{place{start + match[0], start + match[1]}, f.line})
			}
		}
	}
	return all
}

// besides gives the sentences beside a cause that go on about it: the next,
// and the one before where a date there can be the ground.
func (m *message) besides(g ground) []int {
	var all []int
	not := boilerplate | remedyTalk | conditional | generic
	if g.cause.reason != observatory.ReasonNotCompetent { // where to go instead is the ground itself
		not |= advice
	}
	if next := g.line + 1; next < len(m.sentences) && m.sentences[next].role&not == 0 {
		all = append(all, next)
	}
	if far := g.before(); far > 0 { // what comes before says why
		for before := max(0, g.line-far); before < g.line; before++ {
			if m.sentences[before].role&(not|advice) == 0 && !letterhead.MatchString(m.line(before)) {
				all = append(all, before)
			}
		}
		return all
	}
	switch before := g.line - 1; g.cause.reason {
	case observatory.ReasonPreviousTitle, observatory.ReasonNoAnswer, observatory.ReasonInadmissible, observatory.ReasonDuplicate, observatory.ReasonWithdrawn:
		if before >= 0 && m.sentences[before].role&(not|advice) == 0 && !letterhead.MatchString(m.line(before)) {
			all = append(all, before)
		}
	}
	return all
}

// before gives how many sentences before a cause may say why it holds.
func (g *ground) before() int {
	switch g.cause.reason {
	case observatory.ReasonInadmissible:
		return 3
	case observatory.ReasonOtherGround, observatory.ReasonWrongProcedure:
		return 2
	}
	return 0
}

// letterhead is a line that is no sentence: a place and its date, a reference.
var letterhead = lazyregexp.New(`^(?:[a-z' -]{2,40}, )?(?:le |fait (?:a [a-z -]+,? )?le |date : ?)?\d{1,2}[^a-z]|^(?:objet|ref|reference|n/ref|v/ref|a l'attention)`)

var (
	particular = map[observatory.NoticeReason]*lazyregexp.Regexp{
		observatory.ReasonIdentityMismatch: lazyregexp.New(`\b(?:noms?|prenoms?|patronyme|(?:date|lieu|annee|ville|pays) de naissance|nationalite|sexe|nee? (?:en|le|a)|numero (?:d'etranger|etranger|agdref|de passeport|de visa)|filiation|orthographe du)\b`),
		observatory.ReasonPreviousTitle:    lazyregexp.New(`\b(?:titres?|cartes?|recepisses?|certificats? de residence)\b`),
		observatory.ReasonNotCompetent:     lazyregexp.New(`\b[a-z-]{3,} ?\(\d[\dab]\d?\)|\b(?:prefecture|sous-prefecture|departement|prefet|prefete) (?:de |du |des |d'|de la |de l')[a-z]|\b(?:ofii|ofpra|cnaps|caf|cpam|dreets|mairie|consulat|ambassade|tribunal|centre d'expertise|france travail)\b`),
		observatory.ReasonDuplicate:        lazyregexp.New(`\b(?:prefecture|sous-prefecture|prefet|prefete) (?:de |du |des |d'|de la |de l')[a-z]`),
		observatory.ReasonWrongProcedure:   lazyregexp.New(`\bde nationalite [a-z]{5,}`),
		observatory.ReasonOtherGround:      lazyregexp.New(`\d (?:€|euros?|eur)\b|\b(?:societe|entreprise|universite|ecole|lycee|association) [a-z]{4,}|\b(?:en|depuis) (?:19|20)\d{2}\b|\bobligation de quitter|\binterdiction (?:judiciaire|administrative|du territoire)|\brefus de (?:titre|sejour)|\bautorisation de travail|\bconjointe?\b|\bnationalite\b|\bcondamn\w+|\boqtf\b|\binterdiction de (?:retour|territoire)|\btitulaire d'|\bvie commune|\bdivorc\w+|\bdeces|\bdeced\w+|\bnationalite francaise|\bressources|\bdetachement|\bsans visa|\babsence de visa|\brendez-vous|\bcontrat|\binscri\w+|\btaxe|\btimbre|\betat de sante|\bnaturalis\w+|\bdevenue? francaise?|\btitre[^\n]{0,40}val[ia][db]\w*`),
	}
	reference = lazyregexp.New(`\b(?:n ?[°o] ?|numero |ref(?:erence)?\.? ?:? ?)?[a-z]{0,4}-?\d[\d -]{5,}\d\b`)
	ownPlace  = lazyregexp.New(`^[a-z-]+ (?:de |du |des |d')(?:votre|mon|ma|notre|nos|vos|son|la votre|residence|domicile|lieu|rattachement|depot)`)
	ownNumber = lazyregexp.New(`\b(?:votre|la presente|cette|ce) (?:[a-z' ]{0,60})?(?:n ?[°o]? ?|numero |reference |ref\.? ?:? ?)$`)
)

// bareDate is a date that stands at the head of a line.
var bareDate = lazyregexp.New(`^(?:[a-z'-]+(?: [a-z'-]+){0,3}, )?(?:le |fait le |date : ?)?$`)

// ownApplication: "votre demande de titre du", in one clause.
var ownApplication = compile(`\b(?:votre|la presente|cette|presente|sa) (?:presente |nouvelle |seconde |deuxieme )?{FILE}[^\n]{0,80} (?:du|le|en date du|depuis le) ?$`)

// ofLaw: the date of a text of law is no fact.
var ofLaw = lazyregexp.New(`\b(?:loi|decret|accord|arrete|ordonnance|directive|convention|circulaire)\b[^\n,;]{0,50} du $`)

// ofRefusal: the date of a decision against the person is one.
var ofRefusal = lazyregexp.New(`\b(?:refus|oblig|interdi|expuls|eloign)\w*[^\n]{0,60}\b(?:arrete|ordonnance)\b`)

// otherFile: the date of an application that is not this one counts.
var otherFile = lazyregexp.New(`\b(?:asile|celle|celui|(?:autre|premiere|precedente|anterieure) (?:demande|dossier)|(?:demande|dossier) (?:precedente?|anterieure?))\b[^\n]{0,60}$`)

// endedOn: the day on which the service ended the file.
var endedOn = lazyregexp.New(`\b(?:clos|close|clotur\w+|fermee?|classee?) (?:par (?:la|le|votre|notre|nos) [a-z]+ )?(?:depuis |en date du |ce jour,? )?(?:le )?$`)

// givingUp: the day on which the person took the application back.
var givingUp = lazyregexp.New(`\b(?:annul|retir|abandonn|supprim|renonc|desist)\w*`)

var clause = lazyregexp.New(`[:;,(]|\b(?:est|a|ont|etait|avez|aviez|ayant|avait|n'\w+|car|mais|alors que)\b`)

// ofApplicationDate reports whether what stands before a date makes it that of
// the application itself.
func (w *words) ofApplicationDate(before string, reason observatory.NoticeReason) bool {
	last := before
	if ends := clause.FindAllStringIndex(before, -1); len(ends) > 0 {
		last = before[ends[len(ends)-1][1]:]
	}
	if otherFile.MatchString(last) || reason == observatory.ReasonWithdrawn && givingUp.MatchString(last) {
		return false
	}
	if endedOn.MatchString(last) || ofLaw.MatchString(before) && !ofRefusal.MatchString(before) || ownApplication.MatchString(last) || bareDate.MatchString(before) {
		return true
	}
	// the date of the other application, or of the withdrawal, counts
	return reason != observatory.ReasonDuplicate && reason != observatory.ReasonWithdrawn && w.ownDate.MatchString(before)
}

func (m *message) factsOf(line int, reason observatory.NoticeReason) []finding {
	text, start := m.line(line), m.sentences[line].start
	var found []finding
	add := func(match []int) { found = append(found, finding{place{start + match[0], start + match[1]}, line}) }
	for _, match := range m.words.anyDate.all(text) {
		if !m.words.ofApplicationDate(text[:match[0]], reason) {
			add(match)
		}
	}
	found = append(found, m.documentsOf(line)...)
	for _, h := range m.says(line).hits {
		if h.concept == aPlace && (reason == observatory.ReasonNotCompetent || m.says(line).mask.has(setOf(livesThere))) {
			add([]int{h.start - start, h.end - start})
		}
	}
	if own := particular[reason]; own != nil {
		for _, match := range own.FindAllStringIndex(text, -1) {
			if !ownPlace.MatchString(text[match[0]:]) {
				add(match)
			}
		}
	}
	if reason == observatory.ReasonDuplicate || reason == observatory.ReasonOtherGround {
		for _, match := range reference.FindAllStringIndex(text, -1) {
			if !ownNumber.MatchString(text[:match[0]]) && !m.words.anyDate.in(text[match[0]:match[1]]) {
				add(match)
			}
		}
	}
	return found
}
