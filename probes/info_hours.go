package probes

import (
	"strings"

	"vigie/internal/lazyregexp"
)

// infoHourNames are the hours at which something opens or closes, in words; longer
// names first.
var infoHourNames = strings.NewReplacer("dix-sept", "17", "dix-huit", "18", "dix-neuf", "19", "sept", "7", "huit", "8", "neuf", "9", "dix", "10",
	"onze", "11", "douze", "12", "treize", "13", "quatorze", "14", "quinze", "15", "seize", "16", "vingt", "20")

var infoMinuteNames = strings.NewReplacer("quarante-cinq", "45", "et quart", "15", "quinze", "15", "et demie", "30", "et demi", "30", "trente", "30")

const infoHourName = `(?:dix-)?(?:sept|huit|neuf)|dix|onze|douze|treize|quatorze|quinze|seize|vingt`

// infoHourOnce finds two hours of which the second alone is called so: "de 9 à 12h".
// Smaller numbers are left out: "de 2 à 3 heures d'attente".
var (
	infoHourInWords = lazyregexp.New(`\b(` + infoHourName + `) ?(?:heures?|h)\b(?: (trente|quinze|quarante-cinq|et demie?|et quart))?`)
	infoHourOnce    = lazyregexp.New(`\b(de|entre) (` + infoHourName + `|0?[6-9]|1\d) (a|et) (` + infoHourName + `|0?[6-9]|1\d|2[0-3]) ?(heures?\b|h\b|h\d)`)
	infoFromNoon    = lazyregexp.New(`\b(de|entre) midi(?: (et demie?|trente))? (a|et)\b`)
)

// infoHoursInDigits writes the hours that a passage tells in words as figures:
// "de neuf heures trente à midi" is "de 9h30 à midi", "de neuf à douze heures" is "de 9h à 12h".
func infoHoursInDigits(passage string) string {
	passage = infoHoursInFrench(passage)
	passage = infoHourOnce.ReplaceAllString(passage, "${1} ${2}h ${3} ${4} ${5}")
	if !strings.Contains(passage, "heure") && !strings.Contains(passage, "midi") {
		return passage
	}
	passage = infoHourInWords.ReplaceAllStringFunc(passage, func(told string) string {
		part := infoHourInWords.FindStringSubmatch(told)
		return infoHourNames.Replace(part[1]) + "h" + infoMinuteNames.Replace(part[2])
	})
	return infoFromNoon.ReplaceAllStringFunc(passage, func(told string) string {
		part := infoFromNoon.FindStringSubmatch(told)
		return part[1] + " 12h" + infoMinuteNames.Replace(part[2]) + " " + part[3]
	})
}
