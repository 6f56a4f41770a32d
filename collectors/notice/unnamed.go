package notice

import (
	"strings"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// unlisted is the cause of a message that gives a ground of which no rule
// knows the kind.
var unlisted = &cause{reason: observatory.ReasonOtherGround, rank: 11}

var (
	labelOfReason = lazyregexp.New(`^[- *]*(?:motifs?|raisons?|causes?|justification|motivation)(?: [a-z' ]{0,40})? ?[:=] ?`)
	voidReason    = lazyregexp.New(`^(?:autres?|non |voir|aucun|neant|sans|inconnu|motif|cf|code|n ?°|nc\b|[^a-z]*$)`)
	concludes     = lazyregexp.New(`(?i)\b(?:donc|en cons[ée]quence|par cons[ée]quent|d[èe]s lors|de ce fait|par suite|c['’]est pourquoi|dans ces conditions|pour cette raison|pour ce motif)\b`)
	onlyOpens     = lazyregexp.New(`\b(?:bonjour|madame|monsieur|objet|reference|cordialement)\b|\bvous avez (?:depose|sollicite|demande|presente|formule|saisi|introduit|effectue)\b|\b(?:a ete|avons|ai) (?:bien )?(?:examine|etudie|traite|instruit|recu|enregistre)\w*|^votre (?:demande|dossier)\b[^\n]{0,60}$|\b(?:pas (?:ete )?(?:possible|en mesure)|ne (?:peu[tx]|puis|pouvons)) [^\n]{0,30}\bsuite\b|\bdecision (?:defavorable|negative|de rejet|de refus) (?:a ete|est)`)
)

// unnamed finds a ground that no table names: what a label announces ("motif :
// ..."), or the sentence from which the end of the file is concluded ("je
// classe donc").
func (m *message) unnamed(e ends) *ground {
	for line := range m.sentences {
		if m.sentences[line].role&(boilerplate|remedyTalk|advice) != 0 {
			continue
		}
		text, start := m.line(line), m.sentences[line].start
		label := labelOfReason.FindString(text)
		if rest := text[len(label):]; label != "" && len(strings.Fields(rest)) > 1 && !voidReason.MatchString(rest) {
			return &ground{finding{place{start + len(label), start + len(text)}, line}, unlisted, enough}
		}
	}
	for line := range e.lines() {
		if before := line - 1; before >= 0 && m.concluded(line) && m.tells(before) {
			return &ground{finding{m.sentences[before].place, before}, unlisted, enough}
		}
	}
	return nil
}

// concluded reports whether a sentence draws a conclusion, in its own words:
// the folded text has dropped them.
func (m *message) concluded(line int) bool {
	p := m.span(m.sentences[line].start, m.sentences[line].end)
	return concludes.MatchString(m.source[p.start:p.end])
}

// tells reports whether a sentence says something of this person.
func (m *message) tells(line int) bool {
	text := m.line(line)
	return m.sentences[line].role&(boilerplate|remedyTalk|advice|generic|conditional) == 0 && len(strings.Fields(text)) > 5 && !letterhead.MatchString(text) && !onlyOpens.MatchString(text)
}
