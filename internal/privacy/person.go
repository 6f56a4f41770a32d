package privacy

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vigie/internal/observatory"
)

// Identity is what a file tells of a person, as it stands there. It is never
// written anywhere but into the vault.
type Identity struct {
	Number     string           `json:"number,omitempty"` // digits of the foreigner number
	FamilyName string           `json:"family_name,omitempty"`
	FirstName  string           `json:"first_name,omitempty"`
	Birth      observatory.Date `json:"birth,omitzero"`
	Mail       string           `json:"mail,omitempty"`
	Phone      string           `json:"phone,omitempty"`
	Reference  string           `json:"reference,omitempty"` // of the case, in the association
}

// Weakest gives the pseudonyms of a person without a foreigner number, from the
// strongest combination that the identity allows, and what it was made from;
// zero IDs and StrengthCase when it allows none. The order of the names does not
// count, nor do accents, case and hyphens.
func (p *Pseudonyms) Weakest(who Identity) (own, instance observatory.ID, strength observatory.Strength) {
	key, strength := who.combination(p.room[:0])
	if strength == observatory.StrengthCase {
		return observatory.NoID, observatory.NoID, strength
	}
	p.room = key
	own, instance = p.Person(key)
	return own, instance, strength
}

// combination writes what stands for the number that a person lacks. A zero
// byte comes first: no number begins so.
func (who Identity) combination(room []byte) ([]byte, observatory.Strength) {
	family, first := nameWords(who.FamilyName), nameWords(who.FirstName)
	add := func(kind string, parts ...string) []byte {
		room = append(append(room, 0), kind...)
		for _, part := range parts {
			room = append(append(room, 0), part...)
		}
		return room
	}
	if len(family) == 0 || len(first) == 0 {
		return nil, observatory.StrengthCase
	}
	names := append(slices.Clone(family), first[0])
	slices.Sort(names)
	whole := strings.Join(slices.Compact(names), " ")
	mail, phone := NormalMail(who.Mail), NormalPhone(who.Phone)
	switch {
	case tellingBirth(who.Birth):
		return add("nb", whole, who.Birth.String()), observatory.StrengthNamesBirth
	case mail != "":
		return add("nm", whole, mail), observatory.StrengthNameMail
	case phone != "":
		return add("np", whole, phone), observatory.StrengthNamePhone
	}
	return nil, observatory.StrengthCase
}

// tellingBirth reports whether a date of birth tells persons apart: 1 January
// and 31 December are what registers write for a day that is not known.
func tellingBirth(d observatory.Date) bool {
	if !d.Known() {
		return false
	}
	t := d.Time()
	return (t.Month() != time.January || t.Day() != 1) && (t.Month() != time.December || t.Day() != 31)
}

// nameWords gives the words of a name: capitals, no accents, letters only.
func nameWords(name string) []string {
	var out strings.Builder
	for _, r := range norm.NFD.String(name) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		case r == 'œ' || r == 'Œ':
			out.WriteString("OE")
		case r == 'ß':
			out.WriteString("SS")
		case unicode.IsLetter(r):
			out.WriteRune(unicode.ToUpper(r))
		default:
			out.WriteByte(' ')
		}
	}
	return strings.Fields(out.String())
}

// NormalMail gives the form of a mail address that two writings share, empty
// for what is none.
func NormalMail(mail string) string {
	mail = strings.ToLower(strings.TrimSpace(mail))
	name, host, found := strings.Cut(mail, "@")
	if !found || name == "" || !strings.Contains(host, ".") {
		return ""
	}
	return mail
}

// NormalPhone gives the digits of a telephone with its country, France when
// none is told; empty for what is none.
func NormalPhone(phone string) string {
	digits := onlyDigits(phone)
	switch {
	case strings.HasPrefix(strings.TrimSpace(phone), "+"):
	case strings.HasPrefix(digits, "00"):
		digits = digits[2:]
	case len(digits) == 10 && digits[0] == '0':
		digits = "33" + digits[1:]
	default:
		return ""
	}
	if strings.HasPrefix(digits, "330") { // +33 (0)6
		digits = "33" + digits[3:]
	}
	if len(digits) < 9 || len(digits) > 15 {
		return ""
	}
	return digits
}
