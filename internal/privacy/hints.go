package privacy

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// purposeHint is the purpose of the keys under which features of persons are
// hashed: an association's own, so that nothing is compared across them.
const purposeHint = "indice/v1/"

// Hints gives the features of a person, from the digits of the foreigner number
// (none: empty) and the identity, from which probable duplicates are proposed.
// It holds no clear data, and a feature that the identity lacks is left out.
func (p *Pseudonyms) Hints(number []byte, who Identity) []observatory.Hint {
	hints := make([]observatory.Hint, 0, 8)
	add := func(kind observatory.HintKind, value string) {
		if value != "" {
			hints = append(hints, observatory.Hint{Kind: kind, Value: p.compute(p.hint, append([]byte(kind+"\x00"), value...))})
		}
	}
	family, first := nameWords(who.FamilyName), nameWords(who.FirstName)
	names := slices.Concat(family, first)
	slices.Sort(names)
	add(observatory.HintNames, strings.Join(slices.Compact(names), " "))
	add(observatory.HintSound, sound(family))
	if len(first) > 0 {
		add(observatory.HintFirst, sound(first[:1]))
	}
	if tellingBirth(who.Birth) {
		day, month, year := who.Birth.Time().Day(), int(who.Birth.Time().Month()), who.Birth.Time().Year()
		add(observatory.HintBirth, who.Birth.String())
		add(observatory.HintBirthSwap, fmt.Sprintf("%04d %02d %02d", year, min(day, month), max(day, month)))
	}
	if who.Birth.Known() {
		add(observatory.HintBirthYear, fmt.Sprint(who.Birth.Time().Year()))
	}
	add(observatory.HintMail, NormalMail(who.Mail))
	add(observatory.HintPhone, NormalPhone(who.Phone))
	add(observatory.HintNumber, string(bytes.TrimLeft(number, "0")))
	return hints
}

// sound writes how the words of a name sound to a French ear, roughly: what
// officers and relatives spell in several ways becomes one. It is a short list
// of rules in the manner of Soundex (Russell, US patent 1,261,167, 1918), for
// names written from Arabic, Bambara, Turkish or Portuguese as well: signs that
// sound alike are one, doubled letters and silent ends go.
func sound(words []string) string {
	var out strings.Builder
	for _, word := range words {
		var folded strings.Builder
		for _, r := range word {
			folded.WriteString(strings.ToUpper(foldLetter(r)))
		}
		heard := soundsAlike.Replace(folded.String())
		for len(heard) > 3 && strings.ContainsRune("EHSTXZ", rune(heard[len(heard)-1])) {
			heard = heard[:len(heard)-1]
		}
		last := byte(0)
		for i := range len(heard) {
			if c := heard[i]; c != last && (c != 'H' || i == 0) {
				out.WriteByte(c)
				last = c
			}
		}
	}
	return out.String()
}

var soundsAlike = strings.NewReplacer( //nolint:gochecknoglobals // a constant table
	"OULD", "ULD", "OU", "U", "OO", "U", "W", "U", "EAU", "O", "AU", "O", "AI", "E", "EI", "E", "Y", "I", "PH", "F", "CK", "K", "KH", "K",
	"QU", "K", "Q", "K", "GH", "G", "GU", "G", "CH", "S", "SH", "S", "DJ", "J", "DI", "DI", "TH", "T", "DH", "D", "Z", "S", "CE", "SE", "CI", "SI", "C", "K", "'", "",
)
