package privacy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/lazyregexp"
)

// Marks that stand for what was taken out of a text.
const (
	MarkURL       = "⟦adresse web⟧"
	MarkMail      = "⟦courriel⟧"
	MarkIBAN      = "⟦IBAN⟧"
	MarkNIR       = "⟦numéro de sécurité sociale⟧"
	MarkPhone     = "⟦téléphone⟧"
	MarkForeigner = "⟦numéro étranger⟧"
	MarkNumber    = "⟦numéro⟧"
	MarkPassport  = "⟦passeport⟧"
	MarkBirth     = "⟦date de naissance⟧"
	MarkName      = "⟦nom⟧"
)

// Counts is how many of each mark a redaction put in.
type Counts map[string]int

// bornBefore: a full date of an earlier year in a note about an application
// is taken for a date of birth.
const bornBefore = "2006"

var (
	urlPattern      = lazyregexp.New(`(?i)(?:https?://|www\.)[^\s<>"⟦⟧]+`)
	tokenPattern    = lazyregexp.New(`[?#@=]|[A-Za-z0-9_-]{16,}`)
	ibanPattern     = lazyregexp.New(`(?i)\b[a-z]{2}\d{2}(?:[ \x{A0}\x{202F}-]?[a-z0-9]){11,30}`)
	corsicanPattern = lazyregexp.New(`(?i)\b[12][ .]?\d{2}[ .]?\d{2}[ .]?2[ab][ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?\b`)
	slashPhone      = lazyregexp.New(`\b0[1-9](?:/\d{2}){4}\b`)
	birthPattern    = lazyregexp.New(`(?i)(?:(?:^|[^\p{L}])(?:n(?:é|ée|és|ées|ee)|ddn|naiss)(?:[^\p{L}\d\n][^\d\n⟧]{0,23})?|naissance[^\d\n⟧]{0,24})$`) // not in a mark of our own
	foreignPattern  = lazyregexp.New(`(?i)(?:étranger|etranger|agdref|anef|usager)[^\d\n]{0,16}$`)
	passportPattern = lazyregexp.New(`\b\d{2}[A-Z]{2}\d{5}\b`)
	passportWord    = lazyregexp.New(`(?i)(passeport\s*(?:n°|nº|no|num[ée]ro)?\s*:?\s*)([a-z0-9]*\d[a-z0-9]*)`)
	filePattern     = lazyregexp.New(`\b[A-Za-z]{1,5}[-_]?\d{6,}\b`)
	markPattern     = lazyregexp.New(`⟦[^⟦⟧]*⟧`)
)

// Redact takes out of a free text what names a person: numbers and addresses
// (e-mails, telephones, foreigner numbers, application numbers, NIR, IBAN,
// passports, other long numbers, dates of birth, streets, web addresses with
// tokens), the known words (names from the case's own columns), and names by
// their place, by lists and by their capitals. Each gives place to a mark such
// as ⟦téléphone⟧. What it misses is measured in docs/scrubber.md: no text leaves
// Vigie without a person having read it.
func Redact(text string, known ...string) (string, Counts) {
	return NewKnown(strings.Join(known, CellEnd)).Redact(text)
}

// Redact is Redact with the known words.
func (k *Known) Redact(text string) (string, Counts) {
	counts := Counts{}
	if disguised(text) {
		p := plainOf(text)
		text = p.original(k.redact(p.text, counts))
	}
	return k.redact(text, counts), counts // of a disguised text too: what nobody sees may stand between two words
}

func (k *Known) redact(text string, counts Counts) string {
	text = redactSpoken(text, counts)
	if saysThousand(text) { // a year in words: there may be no digit
		text = redactBirths(text, counts)
	}
	text = redactNumbers(text, shapeOf, counts)
	without := redactNames(k.redactCodes(text, counts), k, counts)
	if without != text { // a number may have run into a name: "654BBB 543 4 BB2f"
		without = redactNumbers(without, shapeOf, counts)
	}
	return without
}

// redactNumbers takes out numbers and addresses until nothing changes: each
// turn takes out digits, "@" or "://".
func redactNumbers(text string, look func(string) shape, counts Counts) string {
	for {
		s := look(text)
		if s.digits == 0 && !s.mail && !s.spoken && !s.web { // most texts
			return text
		}
		before := text
		text = redactAddresses(text, s, counts)
		text = redactLoose(text, s, counts)
		text = redactPatterns(text, s, counts)
		if text != before {
			s = look(text)
		}
		if text = redactNoise(text, s, counts); text == before {
			return text
		}
	}
}

func redactPatterns(text string, s shape, counts Counts) string {
	fixed := func(mark string) func(string, string) string {
		return func(string, string) string { return mark }
	}
	if s.web {
		text = replace(text, urlPattern, counts, redactURL)
	}
	if s.mail {
		text = redactMails(text, counts)
	}
	if s.country {
		text = redactIBAN(text, counts)
	}
	if s.corsican && s.digits >= 10 {
		text = replace(text, corsicanPattern, counts, fixed(MarkNIR))
	}
	if s.slash && s.digits >= 10 {
		text = replace(text, slashPhone, counts, fixed(MarkPhone))
	}
	if s.passport {
		text = replace(text, passportPattern, counts, fixed(MarkPassport))
	}
	if s.document {
		text = redactPassportWord(text, counts)
	}
	if s.file {
		text = replace(text, filePattern, counts, fixed(MarkNumber))
	}
	if s.mixed {
		text = redactMixed(text, counts)
	}
	text = redactBirths(redactDates(text, counts), counts)
	if s.chain >= shortestNumber {
		text = redactRuns(text, counts)
	}
	if s.chain >= shortestDocument { // what is no other number
		text = redactDocuments(text, counts)
	}
	return text
}

// redactURL leaves the address of a page, and takes one that may hold a token.
func redactURL(match, _ string) string {
	if _, path, found := strings.Cut(strings.TrimPrefix(match, "https://"), "/"); found && tokenPattern.MatchString(path) || strings.ContainsAny(match, "?@#") {
		return MarkURL
	}
	return match
}

// replace puts what decide gives in the place of each match; decide also sees
// the text before the match, and gives the match itself to leave it.
func replace(text string, pattern *lazyregexp.Regexp, counts Counts, decide func(match, before string) string) string {
	places := pattern.FindAllStringIndex(text, -1)
	if places == nil {
		return text
	}
	var out strings.Builder
	done := 0
	for _, place := range places {
		match := text[place[0]:place[1]]
		out.WriteString(text[done:place[0]])
		with := decide(match, text[:place[0]])
		out.WriteString(with)
		if with != match {
			counts[with]++
		}
		done = place[1]
	}
	out.WriteString(text[done:])
	return out.String()
}

// mailSigns are the signs of the user's part of a mail address beside letters
// and digits, and those of a name of its host.
const mailSigns, hostSigns = "._%+'-", "-"

// redactMails takes out mail addresses, looked for from their "@".
func redactMails(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	for at := 0; at < len(text); at++ {
		size := atLength(text[at:])
		if size == 0 {
			continue
		}
		start, end := mailStart(text[done:at])+done, mailEnd(text, at+size)
		if start == at || end == 0 {
			continue
		}
		out.WriteString(text[done:start])
		out.WriteString(MarkMail)
		counts[MarkMail]++
		done, at = end, end-1
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// atLength gives the length of the "@" that a text begins with, 0 for none.
func atLength(text string) int {
	switch {
	case text[0] == '@':
		return 1
	case text[0] == '(' && hasFold(text, "(at)"), text[0] == '[' && hasFold(text, "[at]"):
		return len("(at)")
	}
	return 0
}

// mailStart gives where the user's part at the end of a text begins: the end of
// the text for none.
func mailStart(text string) int {
	user := strings.TrimSuffix(text, " ")
	start := len(strings.TrimRightFunc(user, func(r rune) bool { return mailRune(r, mailSigns) }))
	if start == len(user) {
		return len(text)
	}
	return start
}

// mailEnd gives the end of the host that begins at i: names with full stops
// between them; 0 when there are not two.
func mailEnd(text string, i int) (end int) {
	i += len(text[i:]) - len(strings.TrimPrefix(text[i:], " "))
	for names := 0; ; names++ {
		name := len(text[i:]) - len(strings.TrimLeftFunc(text[i:], func(r rune) bool { return mailRune(r, hostSigns) }))
		if name == 0 {
			return end
		}
		i += name
		if names > 0 {
			end = i
		}
		if i == len(text) || text[i] != '.' {
			return end
		}
		i++
	}
}

// mailRune reports whether a rune is a letter, a digit or one of the signs.
func mailRune(r rune, signs string) bool {
	if r < utf8.RuneSelf {
		return isLetter(byte(r)) || isDigit(byte(r)) || strings.IndexByte(signs, byte(r)) >= 0
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || r == '\u0345' // (?i) takes it for an iota
}

func redactPassportWord(text string, counts Counts) string {
	return passportWord.ReplaceAllStringFunc(text, func(match string) string {
		parts := passportWord.FindStringSubmatch(match)
		if len(parts[2]) < 6 {
			return match
		}
		counts[MarkPassport]++
		return parts[1] + MarkPassport
	})
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// tail gives the last n bytes of a text, cut at a rune.
func tail(text string, n int) string {
	if len(text) <= n {
		return text
	}
	cut := len(text) - n
	for cut < len(text) && !utf8.RuneStart(text[cut]) {
		cut++
	}
	return text[cut:]
}
