package privacy

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
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

const monthNames = `(?:janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre)`

var (
	urlPattern      = regexp.MustCompile(`(?i)(?:https?://|www\.)[^\s<>"⟦⟧]+`)
	tokenPattern    = regexp.MustCompile(`[?#@=]|[A-Za-z0-9_-]{16,}`)
	mailPattern     = regexp.MustCompile(`(?i)[\p{L}\p{N}._%+'-]+ ?(?:@|\(at\)|\[at\]) ?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)
	ibanPattern     = regexp.MustCompile(`(?i)\b[a-z]{2}\d{2}(?:[ \x{A0}\x{202F}-]?[a-z0-9]){11,30}`)
	corsicanPattern = regexp.MustCompile(`(?i)\b[12][ .]?\d{2}[ .]?\d{2}[ .]?2[ab][ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?\b`)
	slashPhone      = regexp.MustCompile(`\b0[1-9](?:/\d{2}){4}\b`)
	datePattern     = regexp.MustCompile(`(?i)\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{1,2}(?:er)? +` + monthNames + ` +\d{4}`)
	birthPattern    = regexp.MustCompile(`(?i)(?:(?:^|[^\p{L}])(?:n(?:é|ée|és|ées|ee)|ddn|naiss)(?:[^\p{L}\d\n][^\d\n]{0,23})?|naissance[^\d\n]{0,24})$`)
	runPattern      = regexp.MustCompile(`\+?\d(?:[ \t\x{A0}\x{202F}._()-]{0,3}\d)+`)
	foreignPattern  = regexp.MustCompile(`(?i)(?:étranger|etranger|agdref|anef|usager)[^\d\n]{0,16}$`)
	passportPattern = regexp.MustCompile(`\b\d{2}[A-Z]{2}\d{5}\b`)
	passportWord    = regexp.MustCompile(`(?i)(passeport\s*(?:n°|nº|no|num[ée]ro)?\s*:?\s*)([a-z0-9]*\d[a-z0-9]*)`)
	filePattern     = regexp.MustCompile(`\b[A-Za-z]{1,5}[-_]?\d{6,}\b`)
	markPattern     = regexp.MustCompile(`⟦[^⟦⟧]*⟧`)
	yearPattern     = regexp.MustCompile(`\d{4}`)
)

// Redact takes out of a free text what names a person by a number or an
// address: e-mails, telephones, foreigner numbers, NIR (checksum), IBAN
// (mod 97), passports, other long numbers, dates of birth, web addresses with
// tokens, and the known words (names from the case's own columns). Each gives
// place to a mark such as ⟦téléphone⟧. Other names are not recognised: no text
// leaves Vigie without a person having read it.
func Redact(text string, known ...string) (string, Counts) {
	counts := Counts{}
	if strings.ContainsAny(text, "0123456789@") || strings.Contains(text, "://") || containsFold(text, "www.") || containsFold(text, "at)") || containsFold(text, "at]") {
		for {
			before := text
			text = redactPatterns(text, counts)
			if text == before {
				break // each turn takes out digits, "@" or "://": it ends
			}
		}
	}
	return redactKnown(text, known, counts), counts
}

func redactPatterns(text string, counts Counts) string {
	fixed := func(mark string) func(string, string) string {
		return func(string, string) string { return mark }
	}
	text = replace(text, urlPattern, counts, func(match, _ string) string {
		if _, path, found := strings.Cut(strings.TrimPrefix(match, "https://"), "/"); found && tokenPattern.MatchString(path) || strings.ContainsAny(match, "?@#") {
			return MarkURL
		}
		return match
	})
	text = replace(text, mailPattern, counts, fixed(MarkMail))
	text = redactIBAN(text, counts)
	text = replace(text, corsicanPattern, counts, fixed(MarkNIR))
	text = replace(text, slashPhone, counts, fixed(MarkPhone))
	text = replace(text, passportPattern, counts, fixed(MarkPassport))
	text = redactPassportWord(text, counts)
	text = replace(text, filePattern, counts, fixed(MarkNumber))
	text = replace(text, datePattern, counts, redactDate)
	return redactRuns(text, counts)
}

// replace puts what decide gives in the place of each match; decide also sees
// the text before the match, and gives the match itself to leave it.
func replace(text string, pattern *regexp.Regexp, counts Counts, decide func(match, before string) string) string {
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

func redactDate(match, before string) string {
	if birthPattern.MatchString(tail(before, 48)) {
		return MarkBirth
	}
	if year := yearPattern.FindString(match); year != "" && year < bornBefore && year >= "1900" {
		return MarkBirth
	}
	return match
}

// redactRuns looks at runs of digits with the separators of French writing
// between them, dates left aside.
func redactRuns(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	for _, segment := range withoutDates(text) {
		for _, place := range runPattern.FindAllStringIndex(text[segment[0]:segment[1]], -1) {
			run := trimRun(text, segment[0]+place[0], segment[0]+place[1])
			mark := classify(text[run[0]:run[1]], text[:run[0]])
			if mark == "" {
				continue
			}
			out.WriteString(text[done:run[0]])
			out.WriteString(mark)
			counts[mark]++
			done = run[1]
		}
	}
	out.WriteString(text[done:])
	return out.String()
}

// withoutDates gives the parts of a text between the dates that stand alone:
// no digit touches them, not even across a separator.
func withoutDates(text string) [][2]int {
	var parts [][2]int
	start := 0
	for _, date := range datePattern.FindAllStringIndex(text, -1) {
		if date[0] >= start && !touches(text[:date[0]], true) && !touches(text[date[1]:], false) {
			parts = append(parts, [2]int{start, date[0]})
			start = date[1]
		}
	}
	return append(parts, [2]int{start, len(text)})
}

// touches reports whether a digit stands at the near end of a text, directly
// or behind one of / . -
func touches(text string, atEnd bool) bool {
	for i := range min(2, len(text)) {
		c := text[i]
		if atEnd {
			c = text[len(text)-1-i]
		}
		switch {
		case isDigit(c):
			return true
		case c != '/' && c != '.' && c != '-':
			return false
		}
	}
	return false
}

// trimRun keeps separators at the edges of a run in the text.
func trimRun(text string, start, end int) [2]int {
	for start < end && !isDigit(text[start]) && text[start] != '+' {
		start++
	}
	for end > start && !isDigit(text[end-1]) {
		end--
	}
	return [2]int{start, end}
}

// classify gives the mark for a run of digits, empty when it names nobody.
func classify(run, before string) string {
	digits := onlyDigits(run)
	foreign := foreignPattern.MatchString(tail(before, 40))
	switch {
	case len(digits) < 9:
		return ""
	case foreign && len(digits) <= 10:
		return MarkForeigner
	case isPhone(run, digits):
		return MarkPhone
	case len(digits) == 15 && validNIR(digits), len(digits) == 13 && digits[0] <= '2' && digits[0] > '0':
		return MarkNIR
	case len(digits) <= 10:
		return MarkForeigner
	}
	return MarkNumber
}

func isPhone(run, digits string) bool {
	switch {
	case len(digits) == 10 && digits[0] == '0' && digits[1] != '0':
		return true
	case strings.HasPrefix(run, "+"):
		return len(digits) <= 15
	case strings.HasPrefix(digits, "0033"):
		return len(digits) == 13 || len(digits) == 14
	}
	return strings.HasPrefix(digits, "33") && (len(digits) == 11 || len(digits) == 12)
}

// validNIR checks the key of a French social-security number: 97 less the
// first thirteen digits modulo 97.
func validNIR(digits string) bool {
	key := int(digits[13]-'0')*10 + int(digits[14]-'0')
	return key == 97-modulo97(digits[:13])
}

func modulo97(digits string) int {
	rest := 0
	for _, c := range []byte(digits) {
		rest = (rest*10 + int(c-'0')) % 97
	}
	return rest
}

// ibanLength gives the length of an IBAN of a country (ISO 13616 registry), 0
// when unknown.
func ibanLength(country string) int {
	switch strings.ToUpper(country) {
	case "FR", "MC", "IT", "SM":
		return 27
	case "BE":
		return 16
	case "NL":
		return 18
	case "LU":
		return 20
	case "CH", "LI":
		return 21
	case "DE", "GB", "IE", "BG":
		return 22
	case "ES", "SE", "RO", "TN":
		return 24
	case "PT":
		return 25
	case "PL", "MA", "SN", "ML", "CI", "BJ", "BF", "TG":
		return 28
	case "LT", "AT":
		return 20
	case "TR":
		return 26
	}
	return 0
}

func redactIBAN(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	for _, place := range ibanPattern.FindAllStringIndex(text, -1) {
		end := ibanEnd(text, place[0], place[1])
		if end == 0 {
			continue
		}
		out.WriteString(text[done:place[0]])
		out.WriteString(MarkIBAN)
		counts[MarkIBAN]++
		done = end
	}
	out.WriteString(text[done:])
	return out.String()
}

// ibanEnd gives the end of the IBAN that begins at start, 0 when its length or
// its checksum (ISO 7064 mod 97-10) is wrong.
func ibanEnd(text string, start, limit int) int {
	want := ibanLength(text[start : start+2])
	var compact []byte
	for i := start; i < limit && want > 0; i++ {
		if c := upper(text[i]); isDigit(c) || c >= 'A' && c <= 'Z' {
			compact = append(compact, c)
		}
		if len(compact) == want {
			if ibanRest(compact) == 1 {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

func ibanRest(compact []byte) int {
	rest := 0
	for _, c := range append(append([]byte{}, compact[4:]...), compact[:4]...) {
		if isDigit(c) {
			rest = (rest*10 + int(c-'0')) % 97
			continue
		}
		rest = (rest*100 + int(c-'A') + 10) % 97
	}
	return rest
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

// redactKnown takes out whole words that the case's own columns name, whatever
// their case, and leaves the marks already there alone.
func redactKnown(text string, known []string, counts Counts) string {
	for _, word := range known {
		word = strings.TrimSpace(word)
		if utf8.RuneCountInString(word) < 2 {
			continue
		}
		pattern := regexp.MustCompile(`(?i)` + regexp.QuoteMeta(word))
		var out strings.Builder
		done := 0
		for _, place := range append(markPattern.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
			out.WriteString(replaceWord(text[done:place[0]], pattern, counts))
			out.WriteString(text[place[0]:place[1]])
			done = place[1]
		}
		text = out.String()
	}
	return text
}

func replaceWord(text string, pattern *regexp.Regexp, counts Counts) string {
	var out strings.Builder
	done := 0
	for _, place := range pattern.FindAllStringIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:place[0]])
		after, _ := utf8.DecodeRuneInString(text[place[1]:])
		if isWord(before) || isWord(after) {
			continue
		}
		out.WriteString(text[done:place[0]])
		out.WriteString(MarkName)
		counts[MarkName]++
		done = place[1]
	}
	out.WriteString(text[done:])
	return out.String()
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func upper(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

func onlyDigits(s string) string {
	var out strings.Builder
	for i := range len(s) {
		if isDigit(s[i]) {
			out.WriteByte(s[i])
		}
	}
	return out.String()
}

func containsFold(text, part string) bool {
	return strings.Contains(strings.ToLower(text), part)
}

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
