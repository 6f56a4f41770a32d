package letters

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vigie/internal/observatory"

	"vigie/collectors/letters/pdftext"
	"vigie/internal/lazyregexp"
)

// DocumentKind is a kind of document of a file.
type DocumentKind string

// The kinds of document.
const (
	DocumentCertificate DocumentKind = "certificate"            // attestation de prolongation d'instruction (API)
	DocumentDeposit     DocumentKind = "deposit_confirmation"   // proves no right to stay
	DocumentFavourable  DocumentKind = "favourable_certificate" // attestation de décision favorable
	DocumentReceipt     DocumentKind = "receipt"                // récépissé
	DocumentDecision    DocumentKind = "decision"               // refusal, closure, arrêté
	DocumentUnknown     DocumentKind = "unknown"
)

// What a document says.
const (
	FactStart  = "start"         // first day of validity
	FactEnd    = "end"           // last day of validity
	FactIssued = "issued"        // made on
	FactFiled  = "filed"         // application filed on
	FactRights = "rights"        // yes or no: does it say that the person may work
	FactRank   = "rank"          // first or renewal
	FactNoStay = "no_stay_proof" // says of itself that it proves no right to stay
)

// DocumentFact is one thing that a document says, and where.
type DocumentFact struct {
	What  string `json:"what"`
	Value string `json:"value"` // a date as YYYY-MM-DD, or yes, no, first, renewal
	Page  int    `json:"page"`  // from 1
	Line  int    `json:"line"`  // of the page, from 1, empty lines counted
	Text  string `json:"text"`  // the line; personal data, for the screen alone
}

// Document is what was read of a PDF.
type Document struct {
	Kind  DocumentKind   `json:"kind"`
	Pages int            `json:"pages"`
	Scan  bool           `json:"scan"` // an image without text: a person reads it
	Facts []DocumentFact `json:"facts"`
}

// ReadDocument reads the dates, the kind and the mention of rights of a PDF.
func ReadDocument(raw []byte) (Document, error) {
	pages, err := pdftext.Pages(raw)
	if err != nil {
		return Document{}, err
	}
	return documentOf(pages), nil
}

// documentOf reads the lines of each page.
func documentOf(pages [][]string) Document {
	d := Document{Kind: DocumentUnknown, Pages: len(pages), Facts: []DocumentFact{}}
	d.Scan = strings.TrimSpace(joinPages(pages)) == ""
	d.Kind = documentKind(foldLine(joinPages(pages)))
	for p, lines := range pages {
		for l := range lines {
			d.line(lines, p, l)
		}
	}
	return d
}

var kindWords = []struct {
	kind DocumentKind
	says *lazyregexp.Regexp
}{
	{DocumentFavourable, lazyregexp.New(`attestation de decision favorable`)},
	{DocumentDecision, lazyregexp.New(`\barrete (?:portant|n°|prefectoral)|\bdecision (?:de|portant) (?:refus|cloture|rejet|classement)|refus (?:de|d'un) (?:titre de )?sejour|classement sans suite|obligation de quitter`)},
	{DocumentCertificate, lazyregexp.New(`(?:attestation|prolongation) (?:provisoire |de prolongation )?(?:de |d')(?:prolongation )?(?:de |d')?(?:l')?instruction|attestation de prolongation|prolongation d[e'] ?(?:l')?instruction`)},
	{DocumentReceipt, lazyregexp.New(`recepisse de (?:demande|renouvellement)`)},
	{DocumentDeposit, lazyregexp.New(`(?:attestation|confirmation|accuse)[a-z' ]{0,40} (?:de|du) (?:depot|pre-?demande|reception|l'enregistrement|votre demande)`)},
}

// documentKind takes the kind whose words come first: a certificate can name
// the deposit, and a deposit confirmation the certificate that may follow.
func documentKind(text string) DocumentKind {
	kind, first := DocumentUnknown, len(text)+1
	for _, k := range kindWords {
		if at := k.says.FindStringIndex(text); at != nil && at[0] < first {
			kind, first = k.kind, at[0]
		}
	}
	return kind
}

const dayWords = `(\d{1,2}(?:er)? ?(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre) ?\d{4}|\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}|\d{4}-\d{2}-\d{2})`

var (
	fromTo    = lazyregexp.New(`\b(?:du|valable du|valide du|periode du|a compter du) ?:? ?` + dayWords + ` (?:inclus )?(?:au|jusqu'au) ?:? ?` + dayWords)
	startWord = lazyregexp.New(`\b(?:a compter du|a partir du|valable (?:des|du|depuis) ?(?:le )?|debut de validite|date de debut|valide du|prend effet le) ?:? ?` + dayWords)
	endWord   = lazyregexp.New(`\b(?:jusqu'au|expire (?:le|au)|fin de validite|date de fin|date d'expiration|valable jusqu'au|valide jusqu'au|expirant le|au plus tard le) ?:? ?` + dayWords)
	issueWord = lazyregexp.New(`\b(?:fait (?:a [a-z -]{2,40},? ?)?le|delivree? le|emise? le|editee? le|etablie? le|date d'(?:edition|emission|etablissement)|date de delivrance|[a-z-]{3,30}, le) ?:? ?` + dayWords)
	filedWord = lazyregexp.New(`\b(?:deposee? (?:en ligne )?le|date de (?:depot|la demande|votre demande)|demande (?:en ligne )?du|enregistree? le|a depose le|presentee? le|recue? le) ?:? ?` + dayWords)
	worksNot  = lazyregexp.New(`n'autorise pas[^.]{0,40} (?:a )?(?:travailler|exercer|son titulaire)|ne (?:permet|confere|donne)[^.]{0,40}(?:travail|droit a l'exercice)|sans autorisation de travail|n'ouvre pas droit au travail`)
	works     = lazyregexp.New(`\bautoris\w+[^.]{0,60} (?:travailler|a travailler|exercer|l'exercice)|\bautorisation de travail|\bdroit au travail|\bdroit de travailler|\bexercer une activite|\bpermet[^.]{0,40} (?:de travailler|d'exercer)|\bautorise (?:son|sa) titulaire`)
	noStay    = lazyregexp.New(`ne (?:constitue|vaut|justifie|permet)[^.]{0,60}(?:sejour|regularite|titre)|n'(?:est|ouvre|autorise)[^.]{0,60}(?:sejour)|ne justifie pas de la regularite`)
	renewal   = lazyregexp.New(`\brenouvellement (?:de|du|d'un) (?:votre |son )?(?:titre|carte)`)
	firstOne  = lazyregexp.New(`\bpremiere (?:demande|delivrance)`)
)

// line reads one line, with the next where a sentence goes over the end.
func (d *Document) line(lines []string, page, line int) {
	text := foldLine(lines[line])
	both := text
	if line+1 < len(lines) && lines[line+1] != "" {
		both += " " + foldLine(lines[line+1])
	}
	add := func(what, value string) {
		for _, f := range d.Facts {
			if f.What == what && f.Value == value {
				return
			}
		}
		d.Facts = append(d.Facts, DocumentFact{What: what, Value: value, Page: page + 1, Line: line + 1, Text: lines[line]})
	}
	find := func(what string, words *lazyregexp.Regexp) {
		if m := words.FindStringSubmatchIndex(both); m != nil && m[0] < len(text) {
			if day, ok := parseDay(both[m[2]:m[3]]); ok {
				add(what, day)
			}
		}
	}
	if m := fromTo.FindStringSubmatchIndex(both); m != nil && m[0] < len(text) {
		from, okFrom := parseDay(both[m[2]:m[3]])
		to, okTo := parseDay(both[m[4]:m[5]])
		if okFrom && okTo {
			add(FactStart, from)
			add(FactEnd, to)
		}
	} else {
		find(FactStart, startWord)
		find(FactEnd, endWord)
	}
	find(FactIssued, issueWord)
	find(FactFiled, filedWord)
	starts := func(words *lazyregexp.Regexp) bool {
		m := words.FindStringIndex(both)
		return m != nil && m[0] < len(text)
	}
	switch {
	case starts(worksNot):
		add(FactRights, "no")
	case starts(works):
		add(FactRights, "yes")
	}
	if starts(noStay) {
		add(FactNoStay, "yes")
	}
	if starts(renewal) {
		add(FactRank, "renewal")
	} else if starts(firstOne) {
		add(FactRank, "first")
	}
}

// foldLine gives a line in lower case without accents, one space between words.
func foldLine(line string) string {
	var out strings.Builder
	for _, r := range norm.NFKD.String(line) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’' || r == '‘':
			out.WriteByte('\'')
		case r == '–' || r == '—' || r == '‑':
			out.WriteByte('-')
		default:
			out.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

var frenchMonths = []string{"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"}

// parseDay gives a folded French date as YYYY-MM-DD.
func parseDay(text string) (string, bool) {
	for i, name := range frenchMonths {
		if before, after, found := strings.Cut(text, name); found {
			text = before + "/" + strconv.Itoa(i+1) + "/" + after
			break
		}
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if len(parts) != 3 {
		return "", false
	}
	if len(parts[0]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	day, _ := strconv.Atoi(parts[0])
	month, _ := strconv.Atoi(parts[1])
	year, _ := strconv.Atoi(parts[2])
	date, err := observatory.ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
	if err != nil || year < 1990 || year > 2100 {
		return "", false
	}
	return date.String(), true
}
