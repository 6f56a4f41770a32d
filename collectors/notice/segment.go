package notice

import (
	"slices"
	"strings"

	"vigie/internal/lazyregexp"
)

// segment is one message within a text that forwards or answers others.
type segment struct {
	place

	from      string // what stands after "De :", or who wrote
	forwarded bool   // the message is announced as forwarded
	attached  bool   // the text of an attachment
	quoted    bool   // under "le ... a écrit", as one answers
}

var (
	forwardLine = lazyregexp.New(`(?i)^[\s>*]*(?:[-_=]{2,}\s*(?:forwarded message|original message|original appointment|messages? (?:transf[ée]r[ée]e?s?|d'origine|d’origine|initial|original|r[ée]exp[ée]di[ée])|mail (?:original|transf[ée]r[ée])|courriel (?:original|transf[ée]r[ée]))|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|begin forwarded message|message transf[ée]r[ée]\s*:?\s*$)`)
	headerFrom  = lazyregexp.New(`(?i)^[\s>*|]*(?:de|from|exp[ée]diteur|[ée]metteur)\s*\*?\s*:\s*\*?\s*(.*)$`)
	headerOther = lazyregexp.New(`(?i)^[\s>*|]*(?:[àa]|to|pour|cc|envoy[ée]e?(?: le)?|sent|date|objet|subject|destinataire|importance|r[ée]pondre [àa]|reply-to|pi[èe]ces? jointes?|attachments?)\s*\*?\s*:`)
	wroteLine   = lazyregexp.New(`(?i)^[\s>]*(?:le|on)\s.{4,160}(?:(?:a|avez) [ée]crit|wrote)\s*:?\s*$`)
	wroteBegin  = lazyregexp.New(`(?i)^[\s>]*(?:le|on)\s(?:lun|mar|mer|jeu|ven|sam|dim|\d|mon|tue|wed|thu|fri|sat|sun).{4,120}$`)
	wroteRest   = lazyregexp.New(`(?i)(?:(?:a|avez) [ée]crit|wrote)\s*:\s*$`)
)

// AttachmentMark begins the line before the text of an attachment.
const AttachmentMark = "--- pièce jointe"

// segments cuts a text where another message begins.
func segments(text string) []segment {
	all := []segment{{place: place{0, len(text)}}}
	lines := rawLines(text)
	for i := 0; i < len(lines); i++ {
		line := text[lines[i].start:lines[i].end]
		forwarded := forwardLine.MatchString(line)
		attached := strings.HasPrefix(line, AttachmentMark)
		found, from, last, quoted := forwarded || attached, "", i, false
		head, n := header(text, lines[i:])
		switch {
		case n > 0:
			found, from, last = true, head, i+n-1
		case forwarded:
			if head, n := header(text, skipBlank(text, lines[i+1:])); n > 0 {
				from, last = head, i+n+len(lines[i+1:])-len(skipBlank(text, lines[i+1:]))
			}
		case wroteLine.MatchString(line):
			found, from, quoted = true, line, true
		case i+1 < len(lines) && wroteBegin.MatchString(line) && wroteRest.MatchString(text[lines[i+1].start:lines[i+1].end]):
			found, from, last, quoted = true, line+text[lines[i+1].start:lines[i+1].end], i+1, true
		}
		if !found {
			continue
		}
		all[len(all)-1].end = lines[i].start
		all = append(all, segment{place: place{min(lines[last].end+1, len(text)), len(text)}, from: from, forwarded: forwarded, attached: attached, quoted: quoted})
		i = last
	}
	return all
}

// rawLines gives the lines of a text without their ends.
func rawLines(text string) []place {
	var lines []place
	for start := 0; start < len(text); {
		end := len(text)
		if n := strings.IndexByte(text[start:], '\n'); n >= 0 {
			end = start + n
		}
		lines = append(lines, place{start, end})
		start = end + 1
	}
	return lines
}

func skipBlank(text string, lines []place) []place {
	for len(lines) > 0 && strings.Trim(text[lines[0].start:lines[0].end], " \t\r>") == "" {
		lines = lines[1:]
	}
	return lines
}

// header reads the block of "De : … Objet : …" lines with which mail programs
// begin a quoted message: who wrote it, and how many lines the block has.
func header(text string, lines []place) (from string, n int) {
	if len(lines) == 0 {
		return "", 0
	}
	first := headerFrom.FindStringSubmatch(strings.TrimRight(text[lines[0].start:lines[0].end], "\r"))
	if first == nil {
		return "", 0
	}
	others := 0
	n = 1
	for n < min(len(lines), 12) {
		line := text[lines[n].start:lines[n].end]
		if headerOther.MatchString(line) {
			others++
		} else if strings.Trim(line, " \t\r>*") == "" || others == 0 && n > 1 || !continued(text, lines, n) {
			break
		}
		n++
	}
	if others == 0 {
		return "", 0
	}
	return first[1], n
}

// continued reports whether a line goes on with a header that the next line
// shows not to be over.
func continued(text string, lines []place, n int) bool {
	return n+1 < len(lines) && headerOther.MatchString(text[lines[n+1].start:lines[n+1].end])
}

var (
	officialFrom = lazyregexp.New(`(?i)gouv\.fr|pr[ée]f(?:ecture|et|-)|anef|minist[èe]re|int[ée]rieur|ne[-_ .]?pas[-_ .]?r[ée]pondre|no-?reply|contact citoyens|ants\b|bureau d|service d|ofpra|ofii`)
	privateFrom  = lazyregexp.New(`(?i)@(?:gmail|yahoo|hotmail|outlook|live|orange|wanadoo|free|sfr|laposte|icloud|proton|protonmail|gmx|aol|bbox|msn)\b|\.(?:asso|example)\b|@exemple|avocat|cimade|association`)
	officialText = lazyregexp.New(`(?i)\b(?:votre|vos) (?:demande|dossier|d[ée]marche|titre|proc[ée]dure|message|sollicitation|espace|rendez-vous|situation)|\bnous (?:vous informons|avons le regret|vous invitons|vous prions)|j['’]ai (?:le regret|l['’]honneur)|\bpr[ée]fecture d`)
	privateText  = lazyregexp.New(`(?i)\b(?:ma|mon|mes) (?:demande|dossier|titre|d[ée]marche|mari|femme|employeur|contrat|carte|avocate?|attestation|renouvellement|cas)\b|je (?:vous|te) (?:transf[èe]re|transmets|fais suivre|contacte|sollicite)|c['’]est quoi|je (?:ne )?comprends? pas|merci d['’]avance|j['’]ai (?:reçu|déposé|envoyé) (?:ce|un|une|tout|mon|ma)|\bpour (?:info|suite à donner|votre information)\b|\bqu['’]en penses|voici (?:le|ce que)|ci-dessous le (?:mail|message)`)
)

// original picks, among the messages of a text, the one that the
// administration wrote, with the attachments. The rest is what others said of
// it.
func original(text string) (chosen, rest []place) {
	all := segments(text)
	best, high := -1, 0
	for i, s := range all {
		if s.attached || strings.TrimSpace(text[s.start:s.end]) == "" {
			continue
		}
		if score := s.score(text, i > 0 && all[i-1].forwarded) + answersItself(text, all, i); best < 0 || score > high {
			best, high = i, score
		}
	}
	attachments := slices.ContainsFunc(all, func(s segment) bool { return s.attached })
	for i, s := range all {
		switch {
		case s.end <= s.start:
		case s.attached, i == best && (high > -2 || !attachments):
			chosen = append(chosen, s.place)
		default:
			rest = append(rest, s.place)
		}
	}
	return chosen, rest
}

// ownAnswer is what the newest message of an exchange is worth beside an earlier
// one of the same service that it quotes.
const ownAnswer = 9

// answersItself weighs that the first of several messages tells the person, as the
// service does, what became of the file: what it quotes came before it.
func answersItself(text string, all []segment, i int) int {
	if i > 0 || len(all) == 1 || !all[1].quoted || !officialFrom.MatchString(all[1].from) {
		return 0
	}
	body := text[all[0].start:all[0].end]
	if privateText.MatchString(body) || !tellsOfYours.MatchString(body) {
		return 0
	}
	return ownAnswer
}

var tellsOfYours = lazyregexp.New(`(?i)\bvotre (?:demande|dossier|d[ée]marche)\b[^.\n]{0,60} (?:est|a [ée]t[ée]|reste|demeure) `)

// score weighs the signs that the administration wrote a message.
func (s segment) score(text string, announced bool) int {
	body := text[s.start:s.end]
	score := min(3, len(officialText.FindAllStringIndex(body, 4))) - 2*min(3, len(privateText.FindAllStringIndex(body, 4)))
	switch {
	case officialFrom.MatchString(s.from):
		score += 6
	case privateFrom.MatchString(s.from):
		score -= 6
	}
	if s.forwarded || announced {
		score++
	}
	return score
}
