package privacy

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plain is a text as a person reads it: what is pasted from pages, scans and
// keyboards of other languages has signs that nobody sees, accents apart from
// their letters, ligatures, and digits, letters, blanks and hyphens that only look
// like those that the expressions and the lists know.
type plain struct {
	text  string
	whole string // the text as it was written
	from  []int  // where each byte of text stands in it, and the end
}

// disguised reports whether a text is not plain. Most are, and every text is
// looked at: ASCII is passed over eight signs at once, an accent of French by its
// first byte.
func disguised(text string) bool {
	for i := 0; i < len(text); {
		if len(text)-i >= 8 {
			eight := text[i : i+8]
			beyond := (uint64(eight[0]) | uint64(eight[1])<<8 | uint64(eight[2])<<16 | uint64(eight[3])<<24 |
				uint64(eight[4])<<32 | uint64(eight[5])<<40 | uint64(eight[6])<<48 | uint64(eight[7])<<56) & 0x8080808080808080
			if beyond == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(beyond) / 8
		}
		if c := text[i]; c >= 0xc2 && c != 0xc3 && disguisedAt(text, i) {
			return true
		}
		i++
	}
	return false
}

func disguisedAt(text string, i int) bool {
	r, size := utf8.DecodeRuneInString(text[i:])
	if size == 1 { // no sign at all
		return false
	}
	_, changed := plainSign(r, text[:i])
	return changed
}

// plainOf makes a text plain.
func plainOf(text string) plain {
	out, from := make([]byte, 0, len(text)), make([]int, 0, len(text)+1)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		sign, changed := text[i:i+size], false
		if size > 1 {
			if other, is := plainSign(r, string(out[max(0, len(out)-2):])); is {
				sign, changed = other, true
			}
		}
		if changed && unicode.Is(unicode.Mn, r) {
			out, from = accented(out, from, r)
		}
		for range len(sign) {
			from = append(from, i)
		}
		out = append(out, sign...)
		i += size
	}
	return plain{string(out), text, append(from, len(text))}
}

// accented puts an accent on the last letter, when there is one sign for both.
func accented(out []byte, from []int, accent rune) ([]byte, []int) {
	r, size := utf8.DecodeLastRune(out)
	both := norm.NFC.String(string(r) + string(accent))
	if utf8.RuneCountInString(both) != 1 {
		return out, from
	}
	at := from[len(out)-size]
	out, from = append(out[:len(out)-size], both...), from[:len(from)-size]
	for range len(both) {
		from = append(from, at)
	}
	return out, from
}

// plainSign gives what a sign stands for, when it is not itself: nothing for one
// that nobody sees, and for an accent.
func plainSign(r rune, before string) (sign string, changed bool) {
	switch r {
	case '⟦', '⟧', '’', '‘', '“', '”', '…', '€', 'œ', 'Œ': // of French and of our marks: no table has to be looked into
		return "", false
	case '‐', '‑':
		return "-", true
	case '‒', '–', '−':
		return "-", behindDigit(before)
	}
	switch {
	case unicode.IsLetter(r):
		if letter := string(r); r > unicode.MaxLatin1 && !norm.NFKC.IsNormalString(letter) {
			return strings.Map(withoutMarks, norm.NFKC.String(letter)), true
		}
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return "", true
	case unicode.Is(unicode.Nd, r):
		return string('0' + digitValue(r)), r >= utf8.RuneSelf
	case unicode.Is(unicode.Zs, r):
		return " ", r != ' ' && r != '\u00a0' && r != '\u202f'
	case r >= '！' && r <= '～', r >= '﹐' && r <= '﹫':
		sign = norm.NFKC.String(string(r))
		return sign, sign != string(r) // two of them are not assigned
	}
	return "", false
}

func withoutMarks(r rune) rune {
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

// digitValue gives the value of a digit of any script: each has its ten in order.
func digitValue(r rune) rune {
	for _, of := range unicode.Nd.R16 {
		if r <= rune(of.Hi) {
			return (r - rune(of.Lo)) % 10
		}
	}
	for _, of := range unicode.Nd.R32 {
		if r <= rune(of.Hi) {
			return (r - rune(of.Lo)) % 10
		}
	}
	return 0
}

// behindDigit reports whether a text ends with a digit, or one and a space: a
// dash there stands for a hyphen, elsewhere it parts words.
func behindDigit(before string) bool {
	before = strings.TrimSuffix(before, " ")
	return before != "" && isDigit(before[len(before)-1])
}

// original takes out of the text as it was written what gave place to marks in the
// plain one, and leaves the rest to the letter. What is left is looked for from the
// start: wherever it is found it says the same, and nothing that was taken out.
func (p plain) original(redacted string) string {
	var out strings.Builder
	at, done := 0, 0
	for _, mark := range append(markPattern.FindAllStringIndex(redacted, -1), []int{len(redacted), len(redacted)}) {
		left := redacted[done:mark[0]]
		found := strings.Index(p.text[at:], left)
		if last := mark[0] == len(redacted); last && strings.HasSuffix(p.text[at:], left) {
			found = len(p.text) - len(left) - at
		} else if last {
			found = -1
		}
		if found < 0 { // it is no redaction of this text: what is redacted stands
			return redacted
		}
		start, end := at+found, at+found+len(left)
		if start > 0 {
			start = p.from[start]
		}
		out.WriteString(p.whole[start:p.from[end]])
		at, done = end, mark[1]
		if name := redacted[mark[0]:mark[1]]; strings.HasPrefix(p.text[at:], name) { // it stood there already
			at += len(name)
			out.WriteString(p.whole[p.from[end]:p.from[at]])
		} else {
			out.WriteString(name)
		}
	}
	return out.String()
}
