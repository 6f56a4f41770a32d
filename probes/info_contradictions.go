package probes

import (
	"cmp"
	"maps"
	"regexp"
	"slices"

	"vigie/internal/observatory"
)

// AuditedPage is a page with what the audit found on it.
type AuditedPage struct {
	Page  Page
	Items []InfoItem
}

// InfoSaid is what one page says of a national rule, in its own words.
type InfoSaid struct {
	Department, File, Address string
	Value                     string // normalised
	Quote                     string // Page.Text[Start:End]
}

// InfoContradiction is a national rule of which the sites of two departments or
// more say different things.
type InfoContradiction struct {
	Fact string     // id of the catalogue's national fact
	Said []InfoSaid // by value, department and file
}

// InfoContradictions finds what pages of different departments say differently of
// one national rule: the number of the CCC, what the certificate proves and how
// long it holds at most, whether there is a substitution procedure. A page whose
// department is not known takes no part. What a page does not say contradicts
// nothing.
func InfoContradictions(pages []AuditedPage) []InfoContradiction {
	said := map[string][]InfoSaid{}
	for _, p := range pages {
		if p.Page.Department == "" {
			continue
		}
		for fact, one := range infoStatements(p) {
			said[fact] = append(said[fact], one)
		}
	}
	var list []InfoContradiction
	for _, fact := range slices.Sorted(maps.Keys(said)) {
		all := said[fact]
		slices.SortStableFunc(all, func(a, b InfoSaid) int {
			return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Department, b.Department), cmp.Compare(a.File, b.File))
		})
		if infoDiffer(all) {
			list = append(list, InfoContradiction{Fact: fact, Said: all})
		}
	}
	return list
}

// infoDiffer reports whether two departments say different things.
func infoDiffer(said []InfoSaid) bool {
	return slices.ContainsFunc(said, func(a InfoSaid) bool {
		return slices.ContainsFunc(said, func(b InfoSaid) bool { return a.Value != b.Value && a.Department != b.Department })
	})
}

// infoStatements gives what a page says of national rules, by fact.
func infoStatements(p AuditedPage) map[string]InfoSaid {
	said := map[string]InfoSaid{}
	say := func(fact, value, quote string) {
		said[fact] = InfoSaid{Department: p.Page.Department, File: p.Page.File, Address: p.Page.Address, Value: value, Quote: quote}
	}
	yes := map[observatory.FactState]string{observatory.Present: "oui", observatory.Obsolete: "oui", observatory.Wrong: "non"}
	for _, item := range p.Items {
		value := yes[item.State]
		switch {
		case value == "":
		case item.Key == ItemCCCPhone:
			say("ccc.phone", item.Value(), item.Quote)
		case item.Key == ItemCertificateEquivalence:
			say("certificate.proves_stay", value, item.Quote)
		case item.Key == ItemSubstitution:
			say("substitution.exists", value, item.Quote)
		}
	}
	if months, at := infoCertificateMonths(infoFold(p.Page.Text)); months != "" {
		say("certificate.maximum_months", months, at.of(p.Page.Text))
	}
	return said
}

var (
	infoMonths     = regexp.MustCompile(`\b(?:valable|valide|validite|duree|delivree|renouvelee)\b[^.;\n]{0,60}?\b(\d{1,2}|un|deux|trois|quatre|cinq|six|neuf|douze) mois\b`)
	infoRange      = regexp.MustCompile(` (?:ou|a|et) $`) // "trois ou six mois" is no one length
	infoMonthWords = map[string]string{"un": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "neuf": "9", "douze": "12"}
)

// infoCertificateMonths finds how long a page says that the certificate holds, in
// months, and the sentence that says it.
func infoCertificateMonths(text infoText) (string, infoSpan) {
	for _, found := range infoCertificates(text) {
		from, to := text.sentence(found[0], found[1])
		sentence := text.text[from:to]
		match := infoMonths.FindStringSubmatchIndex(sentence)
		if match == nil || infoRange.MatchString(sentence[:match[2]]) {
			continue
		}
		months := sentence[match[2]:match[3]]
		if word, ok := infoMonthWords[months]; ok {
			months = word
		}
		return months, text.span(from, to)
	}
	return "", infoSpan{}
}
