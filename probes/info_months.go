package probes

import "vigie/internal/lazyregexp"

var (
	infoMonths     = lazyregexp.New(`\b(?:valable|valide|validite|duree|delivree|renouvelee)\b[^.;\n]{0,60}?\b(\d{1,2}|un|deux|trois|quatre|cinq|six|neuf|douze) mois\b`)
	infoRange      = lazyregexp.New(` (?:ou|a|et) $`) // "trois ou six mois" is no one length
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
