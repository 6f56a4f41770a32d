package notice

import (
	"regexp"
	"slices"

	"vigie/internal/observatory"
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
		said := anyIn(m.words.missing, line)
		if carried = said || carried && m.item(i); !carried || anyIn(m.words.generically, line) && !stillMissing.MatchString(line) {
			continue
		}
		for _, match := range m.words.document.all(line) {
			if titled.MatchString(line[match[0]:]) {
				continue
			}
			start := m.sentences[i].start
			all = append(all, finding{place{start + match[0], start + match[1]}, i})
		}
	}
	return all
}

var (
	titled       = regexp.MustCompile(`^passeports? talent`)
	stillMissing = regexp.MustCompile(`\bmanqu\w+|\bpas (?:ete )?(?:fourni|joint|produi|transmis)`)
	itemMark     = regexp.MustCompile(`^(?:[-*]|\(?\d{1,2}[.)°]|[a-z]\)|o )`)
)

// item reports whether a line is one of a list.
func (m *message) item(i int) bool {
	return i > 0 && (itemMark.MatchString(m.line(i)) || m.text[m.sentences[i-1].end-1] == ':' || m.sentences[i].end-m.sentences[i].start < shortLine)
}

// earlierRequest finds the mention of an earlier request for documents.
func (m *message) earlierRequest(kind observatory.NoticeKind) []finding {
	patterns := m.words.earlier
	if kind == observatory.NoticeDocumentRequest { // the request itself is none
		patterns = slices.Concat(patterns[1:2], patterns[3:5])
	}
	return slices.DeleteFunc(m.search(patterns, boilerplate|generic|remedyTalk), func(f finding) bool {
		line := m.line(f.line)
		return anyIn(m.words.earlierNot, line) || m.sentences[f.line].role&conditional != 0 && willBe.MatchString(line)
	})
}

var willBe = regexp.MustCompile(`\b(?:sera|seront|serait|pourra|pourront|pourrait|pourrez|serez|procederons|procedera)\b`)

// legalBasis finds the text of law on which the decision rests: not the one
// under which the person applied, not those of the remedies, not the notices
// on personal data. A code named without an article is no basis.
func (m *message) legalBasis() []finding {
	var all []finding
	for i := range m.words.article {
		for _, match := range m.words.article[i].all(m.text) {
			line := m.at(match[0])
			if m.citable(match, line) && (anyIn(m.words.code, m.line(line)) || numbered.MatchString(m.text[match[0]:match[1]]) || anyIn(m.words.otherLaw, m.line(line))) {
				all = append(all, finding{place{match[0], match[1]}, line})
			}
		}
	}
	for i := range m.words.otherLaw {
		for _, match := range m.words.otherLaw[i].all(m.text) {
			line := m.at(match[0])
			if m.citable(match, line) && !delegated.MatchString(m.after(match[1])) {
				all = append(all, finding{place{match[0], match[1]}, line})
			}
		}
	}
	return all
}

var (
	numbered  = regexp.MustCompile(`\b[lrd] ?\.? ?\*? ?\d{3}`)
	delegated = regexp.MustCompile(`^[^\n]{0,60}delegation`)
	applied   = regexp.MustCompile(`\b(?:en application|par application|conformement|en vertu|au regard|sur la base|aux termes|prevue?s? (?:par|a|au|aux)|exigee?s? par|fixee?s? (?:par|a)|vu\b|selon|dispose|prescri\w+|mentionnee?s? (?:a|au|aux)|enumeree?s? (?:a|au)|listee?s? (?:a|au)|visee?s? (?:a|au)|resulte|au sens|prevoi\w+|sur le fondement)[^\n]{0,70}$`)
)

func (m *message) citable(match []int, line int) bool {
	if m.sentences[line].role&(boilerplate|remedyTalk) != 0 {
		return false
	}
	before := m.before(match[0])
	founded := anyIn(m.words.ofApplication, before)
	if applied.MatchString(before) {
		return !founded || !onGround.MatchString(before)
	}
	return !founded
}

// onGround: the application rests on an article, not the decision.
var onGround = regexp.MustCompile(`\b(?:deposee?|presentee?|formulee?|sollicitee?|introduite?|demande|titre|carte)[^\n]{0,60}\b(?:sur le fondement|au titre|en application|prevue? (?:a|par|au))[^\n]{0,30}$`)

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

var fromNotice = regexp.MustCompile(`\b(?:a compter|notification|reception|suivant|decision|delai)\b`)

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
			if next := g.line + 1; next < len(m.sentences) && m.sentences[next].role&(advice|boilerplate|remedyTalk|conditional|generic) == 0 {
				lines[next] = true
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

var (
	particular = map[observatory.NoticeReason]*regexp.Regexp{
		observatory.ReasonIdentityMismatch: regexp.MustCompile(`\b(?:noms?|prenoms?|patronyme|(?:date|lieu|annee) de naissance|nationalite|sexe|numero (?:d'etranger|etranger|agdref|de passeport|de visa)|filiation|orthographe du)\b`),
		observatory.ReasonPreviousTitle:    regexp.MustCompile(`\b(?:precedente?|ancienne?|dernier|derniere|anterieure?|votre) (?:titre|carte|recepisse)|\b(?:titre|carte) (?:de sejour )?(?:precedente?|anterieure?|n°)`),
		observatory.ReasonNotCompetent:     regexp.MustCompile(`\b(?:prefecture|sous-prefecture|departement|prefet|prefete) (?:de |du |des |d'|de la |de l')[a-z]`),
		observatory.ReasonOtherGround:      regexp.MustCompile(`\bobligation de quitter|\boqtf\b|\binterdiction de (?:retour|territoire)|\btitulaire d'|\bvie commune|\bdivorc\w+|\bdeces|\bdeced\w+|\bnationalite francaise|\bressources|\bdetachement|\bsans visa|\babsence de visa|\brendez-vous|\bcontrat|\binscri\w+|\btaxe|\btimbre|\btitre[^\n]{0,40}valid\w*`),
		observatory.ReasonWrongProcedure:   regexp.MustCompile(`"[^"\n]{4,60}"|\b(?:premiere demande|renouvellement|duplicata|changement de (?:statut|situation|adresse)|demarches?[- ]simplifiees?|demarche numerique|admission exceptionnelle|regroupement familial|naturalisation|visiteur|etudiant|salariee?|vie privee|conjoint|parent d'enfant|passeport talent|talent|titre de voyage|dcem|guichet|voie postale|certificat de residence|algerien\w*|visa)`),
	}
	reference = regexp.MustCompile(`\b(?:n ?[°o] ?|numero |ref(?:erence)?\.? ?:? ?)?[a-z]{0,4}-?\d[\d -]{5,}\d\b`)
	ownNumber = regexp.MustCompile(`\b(?:votre|la presente|cette|ce) (?:[a-z' ]{0,60})?(?:n ?[°o]? ?|numero |reference |ref\.? ?:? ?)$`)
)

func (m *message) factsOf(line int, reason observatory.NoticeReason) []finding {
	text, start := m.line(line), m.sentences[line].start
	var found []finding
	add := func(match []int) { found = append(found, finding{place{start + match[0], start + match[1]}, line}) }
	for _, match := range m.words.anyDate.all(text) {
		own := &m.words.ownDate
		if reason == observatory.ReasonDuplicate { // the other application's date counts
			own = &m.words.ownFiling
		}
		if !own.MatchString(text[:match[0]]) {
			add(match)
		}
	}
	if reason != observatory.ReasonWrongProcedure {
		for _, match := range m.words.document.all(text) {
			if !titled.MatchString(text[match[0]:]) {
				add(match)
			}
		}
	}
	if own := particular[reason]; own != nil {
		for _, match := range own.FindAllStringIndex(text, -1) {
			add(match)
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
