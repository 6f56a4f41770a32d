package probes

import (
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/lazyregexp"
)

// Keys of the items that the letter asks for beside those of InfoKeys.
const (
	ItemOnlineSince       = "online_since"       // since when procedures are on the ANEF
	ItemCCCFirst          = "ccc_first"          // the CCC is to be asked before the PAN or the prefecture
	ItemSupport           = "equipment_support"  // help for those without equipment, internet or ease
	ItemCertificateMonths = "certificate_months" // how long the certificate holds
)

// InfoKeys are the items of the first slice, those of a line of JSON.
func InfoKeys() []string {
	return []string{
		ItemANEFNamed, ItemANEFLink, ItemPANNamed, ItemPANAddress, ItemPANHours, ItemPANBooking, ItemPANAudience, ItemCCCPhone, ItemCCCForm,
		ItemCertificateRenewal, ItemCertificateEquivalence, ItemSubstitution, ItemLastUpdated, ItemOnlineProcedures, ItemBookingLink,
	}
}

var (
	infoSince = lazyregexp.New(`\b(?:depuis|a (?:compter|partir) d[ue]|des) (?:le )?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?(?:(?:le )?(\d{1,2})(?:er)? ?(?:/ ?(\d{1,2}) ?/ ?(\d{4})|(` + infoMonthNames + `) (\d{4}))|(` + infoMonthNames + `) (\d{4}))`)

	infoFirstly = lazyregexp.New(`\b(?:d'abord|en premier(?: lieu)?|dans un premier temps|premierement|au prealable|prealablement|prioritairement|en priorite|avant (?:toute|tout|de|d'))`)

	// infoLacking are those who cannot do it online alone, infoHelping what is
	// offered to them.
	infoLacking = lazyregexp.New(`\b(?:pas|sans|aucun\w*|absence|ni|depourvu\w*|manque)\b[^.;\n]{0,60}\b(?:acces (?:a )?(?:l')?internet|internet|connexion|equipements?|materiel|ordinateurs?|outils? (?:informatiques?|numeriques?)|scanner|smartphone|imprimante)\b|` +
		`\beloignee?s? du numerique|\b(?:pas|peu|mal) a l'aise\b|\bne (?:maitris\w+|savent|savez|sait) pas\b[^.;\n]{0,60}|\bfracture numerique|\b(?:pas|non)[ -]equipee?s?\b|\bpas en mesure d[^.;\n]{0,60}|\bdifficultes? (?:avec|face|dans|pour|a (?:utiliser|realiser|effectuer|deposer|accomplir))[^.;\n]{0,60}(?:numeri|informatique|en ligne|internet|demateriali|ordinateur|teleservice|demarche)|\billectronisme`)
	infoHelping = lazyregexp.New(`\b(?:accompagn\w+|aid(?:e|er|ent|es|ee|ees)|assist\w+|conseillers? numeriques?|mediat\w+|mettre? a (?:votre )?disposition|mis(?:e|es)? a (?:votre |la )?disposition|libre[ -]service|bornes?|france services?|maisons? france|points? d'(?:accueil|accompagnement|acces)|\bpan\b|espaces? numeriques?|accueilli\w*|recoi\w+|dispositifs?|solution)\b`)
)

const infoMonthNames = `janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre`

// infoMore looks for the items beside those of the first slice.
func infoMore(page Page, text infoText) []InfoItem {
	since, date := infoFindSince(text)
	support, means := infoFindSupport(text)
	months, monthsAt := infoCertificateMonths(text)
	var held *infoSpan
	if months != "" {
		held = &monthsAt
	}
	return []InfoItem{
		page.item(ItemOnlineSince, since, date), page.item(ItemCCCFirst, infoFindFirst(text), "CCC d’abord"),
		page.item(ItemSupport, support, means...), page.item(ItemCertificateMonths, held, months),
	}
}

// infoFindSince finds the day or month since which a sentence says that a
// procedure is done online: "depuis le 13 septembre 2022".
func infoFindSince(text infoText) (*infoSpan, string) {
	for _, found := range infoSince.FindAllStringSubmatchIndex(text.text, infoNamings) {
		from, to := text.sentence(found[0], found[1])
		sentence := text.text[from:to]
		if !infoOnline.MatchString(sentence) || !infoForeigners.MatchString(infoNear(text.text, from, to)) ||
			infoElsewhere.MatchString(sentence) && !infoANEF.MatchString(sentence) {
			continue
		}
		part := func(i int) string {
			if found[2*i] < 0 {
				return ""
			}
			return text.text[found[2*i]:found[2*i+1]]
		}
		at := text.span(from, to)
		if month := part(6); month != "" {
			number, _ := strconv.Atoi(infoMonth(month))
			return &at, part(7) + "-" + twoDigits(number)
		}
		day, month, year := part(1), part(2), part(3)
		if month == "" {
			month, year = infoMonth(part(4)), part(5)
		}
		if date, ok := infoCivilDate(year, month, day); ok {
			return &at, date.String()
		}
	}
	return nil, ""
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// infoFindFirst finds a sentence that sends to the CCC before anything else.
func infoFindFirst(text infoText) *infoSpan {
	named := infoCCCNames(text)
	for _, found := range infoFirstly.FindAllStringIndex(text.text, infoNamings) {
		from, to := text.sentence(found[0], found[1])
		if infoNamedWithin(named, from, to) || infoCCC.MatchString(text.text[from:to]) {
			at := text.span(from, to)
			return &at
		}
	}
	return nil
}

// infoFindSupport finds where a page says that those who lack equipment, access or
// ease are helped, and how: in the sentence that names them or the next two.
func infoFindSupport(text infoText) (*infoSpan, []string) {
	for _, found := range infoLacking.FindAllStringIndex(text.text, infoNamings) {
		from, to := text.sentence(found[0], found[1])
		if !infoForeigners.MatchString(infoNear(text.text, from, to)) {
			continue
		}
		for range 3 {
			if passage := text.text[from:to]; infoHelping.MatchString(passage) {
				at := text.span(from, to)
				return &at, infoReasons(passage)
			}
			next, end := infoNextSentence(text, to)
			if next < 0 || next-to > 3 {
				break
			}
			to = end
		}
	}
	return nil, nil
}

// section gives the heading under which an item's quote stands: the nearest one
// of the HTML before it, or in a stored text the nearest short line above that
// looks like one.
func (p Page) section(item InfoItem) string {
	if item.Quote == "" {
		return ""
	}
	if p.Extractor != "" {
		i := sort.Search(len(p.Headings), func(i int) bool { return p.Headings[i].Start > item.Start })
		if i == 0 {
			return ""
		}
		return p.Text[p.Headings[i-1].Start:p.Headings[i-1].End]
	}
	above := p.Text[:strings.LastIndexByte(p.Text[:item.Start], '\n')+1]
	for range 60 { // lines
		above = strings.TrimRight(above, "\n")
		i := strings.LastIndexByte(above, '\n')
		if line := strings.TrimSpace(above[i+1:]); infoHeading(line) {
			return line
		}
		if i < 0 {
			return ""
		}
		above = above[:i+1]
	}
	return ""
}

// infoHeading reports whether a line of a stored text looks like a heading.
func infoHeading(line string) bool {
	const short = 100 // characters
	first, _ := utf8.DecodeRuneInString(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	return utf8.RuneCountInString(line) <= short && (unicode.IsUpper(first) || unicode.IsDigit(first)) &&
		(unicode.IsLetter(last) || last == '?' || last == ')' || last == ':') && !infoUpdated.MatchString(infoFold(line).text)
}
