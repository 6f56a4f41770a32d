package probes

import (
	"slices"
	"strings"

	"vigie/internal/lazyregexp"
)

// infoPageLine is one line of a page that is not blank.
type infoPageLine struct {
	start, end int    // in the folded text
	text       string // folded
	procedures []infoNamedAt
	trigger    bool // sends procedures online
	item       bool // looks like an item of a list
}

type infoNamedAt struct {
	label      string
	start, end int // in the folded text
}

// infoFindOnline finds the procedures that a page lists as done online:
// those of a sentence that sends them to the ANEF or another online service,
// or those of a list that such a sentence introduces or closes. The quote goes
// from the first to the last of the sentence and its list.
func infoFindOnline(text infoText) (*infoSpan, []string) {
	lines := infoLines(text)
	anefSeen := infoANEF.MatchString(text.text)
	for i := range lines {
		lines[i].trigger = infoSendsOnline(lines[i].text, anefSeen)
	}
	var from, to int
	var found []infoNamedAt
	for i, l := range lines {
		if !l.trigger {
			continue
		}
		a, b, procedures := infoLinked(text, lines, i)
		if len(procedures) == 0 {
			continue
		}
		if found == nil {
			from, to, found = a, b, procedures
			continue
		}
		const together = 400 // bytes; further apart, the first is quoted and the names of both are kept
		if a-to <= together {
			from, to = min(from, a), max(to, b)
		}
		found = append(found, procedures...)
	}
	if found == nil {
		return nil, nil
	}
	var labels []string
	for _, p := range found {
		if !slices.Contains(labels, p.label) {
			labels = append(labels, p.label)
		}
	}
	at := text.span(from, to)
	return &at, labels
}

// infoFormItself finds the procedure of a page that is itself the online form: one
// of Démarches simplifiées, whose first line names it.
func infoFormItself(page Page, text infoText) (*infoSpan, []string) {
	lines := infoLines(text)
	if len(lines) == 0 || !strings.HasPrefix(page.Canonical, "https://demarche.numerique.gouv.fr/commencer/") {
		return nil, nil
	}
	title := lines[0]
	if infoCounter.MatchString(title.text) || !infoApplication.MatchString(title.text) || len(title.procedures) == 0 {
		return nil, nil
	}
	var labels []string
	for _, p := range title.procedures {
		if !slices.Contains(labels, p.label) {
			labels = append(labels, p.label)
		}
	}
	at := text.span(title.start, title.end)
	return &at, labels
}

func infoLines(text infoText) []infoPageLine {
	var lines []infoPageLine
	for start := 0; start < len(text.text); {
		end := len(text.text)
		if i := strings.IndexByte(text.text[start:], '\n'); i >= 0 {
			end = start + i
		}
		if plain := text.text[start:end]; strings.TrimSpace(plain) != "" {
			l := infoPageLine{start: start, end: end, text: plain}
			for _, p := range infoProcedures {
				for _, at := range p.pattern.FindAllStringIndex(plain, -1) {
					l.procedures = append(l.procedures, infoNamedAt{p.label, start + at[0], start + at[1]})
				}
			}
			l.procedures = slices.DeleteFunc(l.procedures, func(p infoNamedAt) bool {
				return infoExcepted(plain, p.start-start) ||
					p.label == "renouvellement" && (infoOfReceipt.MatchString(plain[p.end-start:]) || infoTerm.MatchString(plain[:p.start-start])) ||
					p.label == "salarié" && infoWorker.MatchString(plain[:p.start-start])
			})
			slices.SortStableFunc(l.procedures, func(a, b infoNamedAt) int { return a.start - b.start })
			const short = 160 // bytes: a longer line is prose
			l.item = infoBullet.MatchString(plain) || len(plain) <= short && len(l.procedures) > 0 && !infoProse.MatchString(plain) && !infoCases.MatchString(plain)
			lines = append(lines, l)
		}
		start = end + 1
	}
	return lines
}

var (
	// infoOfReceipt goes on from a renewal: that of a récépissé is named by the récépissé.
	infoOfReceipt = lazyregexp.New(`^ (?:de |d'un |du |des |votre |mon |son |vos )+(?:recepisse|attestation)`)
	// infoTerm stands before a renewal that is spoken of for its date alone.
	infoTerm = lazyregexp.New(`\b(?:delais?|dates?|periodes?) (?:de |du |d'un |pour le |pour un )$`)
	// infoWorker stands before a worker, who is no permit.
	infoWorker = lazyregexp.New(`\b(?:votre|vos|futurs?|future|le|un|du|au|chaque) $`)
	// infoProse is a short line that says something, and lists nothing.
	infoProse = lazyregexp.New(`\b(?:vous|votre|est|sont|ne|permet\w*|peut|peuvent|doit|doivent|devez|pouvez)\b.*[.!] *$`)

	infoExcept    = lazyregexp.New(`(?:\bautres? que\b|\ben remplacement d|\bau lieu d|\ba la place d|\bsauf\b|\bhormis\b|\bhors\b|\bexceptee?s?\b|\ba l'exception\b|\ben dehors d)[^;:.]*$`)
	infoExceptEnd = lazyregexp.New(`\)|, (?:se|doi|sont|peu)`)
)

// infoExcepted reports whether what stands at a place is named as an exception:
// "sauf les titres portant la mention salarié".
func infoExcepted(line string, at int) bool {
	before := line[max(0, at-150):at]
	found := infoExcept.FindString(before)
	return found != "" && !infoExceptEnd.MatchString(found)
}

// infoSendsOnline reports whether a line, or a sentence of it, sends procedures to
// an online service.
func infoSendsOnline(plain string, anefSeen bool) bool {
	if anefSeen && infoListed.MatchString(plain) && !infoOutside(plain) && !infoCounter.MatchString(plain) {
		return true
	}
	for sentence := range strings.SplitSeq(plain, ". ") {
		if !infoOnline.MatchString(sentence) || !infoToDo.MatchString(sentence) && !infoAnswered.MatchString(sentence) && !infoRowOnline.MatchString(sentence) || infoOutside(sentence) || infoTrouble.MatchString(sentence) || infoRenewed.MatchString(sentence) {
			continue
		}
		elsewhere := infoOnCondition.ReplaceAllString(infoCounterLink.ReplaceAllString(sentence, "$1"), "")
		if !infoOnline.MatchString(infoOfDeposit.ReplaceAllString(elsewhere, "")) {
			continue
		}
		if infoElsewhere.MatchString(sentence) && !infoANEF.MatchString(sentence) {
			continue
		}
		return true
	}
	return false
}

// infoOnCondition is a clause of a condition: "si votre demande est faite en ligne,
// vous recevez" sends nobody online.
var infoOnCondition = lazyregexp.New(`(?:^|[ :])(?:si |s'ils? |lorsque |lorsqu'|quand |des lors que |selon que |selon qu'|une fois |apres )[^,.;:]*,`)

// infoCounterLink is a link about what is done at a counter: "les démarches à
// effectuer au service du séjour : cliquez ici".
var infoCounterLink = lazyregexp.New(`(\bau (?:guichet|service (?:du|des|de la))\b[^.;\n]*)\bcliqu\w+`)

// infoOfDeposit is the paper that tells of an online application, not where to make one.
var infoOfDeposit = lazyregexp.New(`\b(?:attestations?|confirmations?|preuves?|accuses?)\b[^.,;\n]{0,80}\b(?:en ligne|anef)\b`)

// infoGoesOn begins a sentence that goes on with what the one before it listed.
var infoGoesOn = lazyregexp.New(`^(?:il s'agit|c'est obligatoire (?:pour|des)|ce sont|cela concerne|sont (?:ainsi |egalement |aussi )?concerne|elle concerne|il faut (?:egalement |aussi )?ajouter|notamment)\b`)

// infoOutside reports whether a sentence says that something is not done
// online.
func infoOutside(sentence string) bool {
	return infoRefused.MatchString(sentence) && !infoNeedless.MatchString(sentence)
}

// infoLinked gives the procedures that the trigger lines[i] speaks of, and the
// bounds of trigger and procedures: those of its own sentence, of the list
// after it, or else of the list before it.
func infoLinked(text infoText, lines []infoPageLine, i int) (int, int, []infoNamedAt) {
	trigger := lines[i]
	own, from, to := infoOwn(text, trigger)
	if infoBullet.MatchString(trigger.text) && len(own) > 0 && !infoSubheading(trigger) { // an item speaks for itself alone
		return trigger.start, trigger.end, own
	}
	after := infoListAfter(lines, i)
	if len(after) > 0 {
		end := after[len(after)-1]
		return trigger.start, end.end, append(own, infoGather(after)...)
	}
	if before := infoListBefore(lines, i); len(before) > 0 {
		return before[0].start, trigger.end, append(infoGather(before), own...)
	}
	if len(own) == 0 {
		return infoUnderHeading(text, lines, i)
	}
	return from, to, own
}

// infoDuty reports whether the sentence around text[start:end] says that
// something must be done, not that it can be followed.
func infoDuty(text infoText, start, end int) bool {
	from, to := text.sentence(start, end)
	return infoMust.MatchString(text.text[from:to])
}

// infoUnderHeading gives the procedures of the nearest short line above a trigger
// that says what must be done online without naming it: "Vous devez faire votre
// demande en ligne" under the heading "Titre de voyage".
func infoUnderHeading(text infoText, lines []infoPageLine, i int) (int, int, []infoNamedAt) {
	for _, found := range infoOnline.FindAllStringIndex(lines[i].text, -1) {
		from, to := text.sentence(lines[i].start+found[0], lines[i].start+found[1])
		sentence := text.text[from:to]
		if !infoSendsOnline(sentence, false) || !infoMust.MatchString(sentence) || !infoApplication.MatchString(sentence) {
			continue
		}
		const above = 15 // lines
		for j := i - 1; j >= max(0, i-above); j-- {
			const heading = 120 // bytes
			if len(lines[j].text) <= heading && !infoBullet.MatchString(lines[j].text) && !infoProse.MatchString(lines[j].text) && len(lines[j].procedures) > 0 {
				return from, to, lines[j].procedures
			}
		}
	}
	return 0, 0, nil
}

const (
	infoIntroLines = 3 // lines of prose allowed between a trigger and its list
	infoListLines  = 120
	infoGapLines   = 3 // items in a row that name no procedure, within a list
)

// infoListAfter gives the list that a trigger introduces: it begins within a few
// lines and names at least two procedures.
func infoListAfter(lines []infoPageLine, i int) []infoPageLine {
	start := i + 1
	if infoPapers.MatchString(lines[i].text) {
		return nil
	}
	for start < len(lines) && start <= i+infoIntroLines && !lines[start].item {
		l := lines[start]
		if l.trigger || infoOutside(l.text) || infoCounter.MatchString(l.text) || infoPapers.MatchString(l.text) || infoCases.MatchString(l.text) {
			return nil // the list is that of a nearer sentence, or of what is done elsewhere
		}
		start++
	}
	end := start
	bulleted := start < len(lines) && infoBullet.MatchString(lines[start].text)
	for gap := 0; end < min(len(lines), start+infoListLines) && gap <= infoGapLines; end++ {
		l := lines[end]
		if bulleted && !infoBullet.MatchString(l.text) && !infoSubheading(l) {
			break
		}
		if !l.item && !infoSubheading(l) || infoCounter.MatchString(l.text) || infoOutside(l.text) && (!l.item || infoSubheading(l)) {
			break
		}
		gap++
		if len(lines[end].procedures) > 0 {
			gap = 0
		}
	}
	return infoTrimmed(lines[min(start, len(lines)):end])
}

// infoListBefore gives the list that a trigger closes: "Celles-ci doivent être
// demandées en ligne".
func infoListBefore(lines []infoPageLine, i int) []infoPageLine {
	end, start := i, i
	for gap := 0; start > max(0, end-infoListLines) && gap <= infoGapLines; start-- {
		l := lines[start-1]
		if !l.item && !infoSubheading(l) || l.trigger || infoCounter.MatchString(l.text) {
			break
		}
		gap++
		if len(l.procedures) > 0 {
			gap = 0
		}
	}
	return infoTrimmed(lines[start:end])
}

// infoSubheading reports whether a line opens a part of a list: short, ending with
// a colon.
func infoSubheading(l infoPageLine) bool {
	const short = 120
	return len(l.text) <= short && strings.HasSuffix(strings.TrimSpace(l.text), ":")
}

// infoTrimmed drops the lines at both ends that name no procedure, and the whole
// when fewer than two procedures are left.
func infoTrimmed(lines []infoPageLine) []infoPageLine {
	for len(lines) > 0 && len(lines[0].procedures) == 0 {
		lines = lines[1:]
	}
	for len(lines) > 0 && len(lines[len(lines)-1].procedures) == 0 {
		lines = lines[:len(lines)-1]
	}
	if len(infoGather(lines)) < 2 {
		return nil
	}
	return lines
}

func infoGather(lines []infoPageLine) []infoNamedAt {
	var all []infoNamedAt
	for _, l := range lines {
		all = append(all, l.procedures...)
	}
	return all
}
