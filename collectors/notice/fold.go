package notice

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"vigie/internal/lazyregexp"
)

// folded is a text reduced to what rules read: lower-case letters without
// accents, digits, plain signs, one space between words, one line a sentence.
// Byte i comes from the bytes at[i] to to[i] of the source.
type folded struct {
	text   string
	at, to []int
}

// span gives the part of the source from which bytes i to j came.
func (f *folded) span(i, j int) place {
	if j <= i {
		return place{}
	}
	return place{f.at[i], f.to[j-1]}
}

// filler is an adverb that tells nothing: rules read on as if it were not there.
var filler = lazyregexp.New(`\b(?:donc|ainsi|malheureusement|desormais|effectivement|par consequent|en consequence|de ce fait|par suite|definitivement|administrativement|dument|alors|ce jour)\b,? ?`)

// withoutFillers drops fillers, but not "alors que" and "ainsi que".
func withoutFillers(f folded) folded {
	kept := &folder{}
	done := 0
	for _, match := range filler.FindAllStringIndex(f.text, -1) {
		if rest := f.text[match[1]:]; strings.HasPrefix(rest, "que ") || strings.HasPrefix(rest, "qu'") {
			continue
		}
		if before := f.text[:match[0]]; strings.HasSuffix(before, "a ") && strings.HasPrefix(f.text[match[0]:], "ce jour") {
			continue
		}
		kept.copy(f, done, match[0])
		done = match[1]
	}
	if done == 0 {
		return f
	}
	kept.copy(f, done, len(f.text))
	return folded{text: string(kept.out), at: kept.at, to: kept.to}
}

// folder writes a folded text.
type folder struct {
	out    []byte
	at, to []int
}

func (f *folder) put(s string, at, to int) {
	for i := range len(s) {
		f.out = append(f.out, s[i])
		f.at, f.to = append(f.at, at), append(f.to, to)
	}
}

func (f *folder) drop() {
	n := len(f.out) - 1
	f.out, f.at, f.to = f.out[:n], f.at[:n], f.to[:n]
}

func (f *folder) last() byte {
	if len(f.out) == 0 {
		return '\n'
	}
	return f.out[len(f.out)-1]
}

// space puts one blank, none at the beginning of a line or after another.
func (f *folder) space(at int) {
	if c := f.last(); c != ' ' && c != '\n' {
		f.put(" ", at, at)
	}
}

// line ends a line; a blank before its end goes.
func (f *folder) line(at int) {
	if f.last() == ' ' {
		f.drop()
	}
	if f.last() != '\n' {
		f.put("\n", at, at)
	}
}

// unknownRune stands for a letter that was lost (U+FFFD): it matches any.
const unknownRune = '\x7f'

// runeAt decodes the sign at i, undoing what files commonly suffer: UTF-8 read
// as Windows-1252 ("Ã©") and HTML entities left in a text.
func runeAt(s string, i int) (r rune, size int) {
	r, size = utf8.DecodeRuneInString(s[i:])
	switch r {
	case 'Ã', 'Â', 'â', 'Å':
		if fixed, n := mojibake(s[i:]); n > 0 {
			return fixed, n
		}
	case '&':
		if end := strings.IndexByte(s[i:min(len(s), i+10)], ';'); end > 1 {
			if plain := html.UnescapeString(s[i : i+end+1]); utf8.RuneCountInString(plain) == 1 {
				fixed, _ := utf8.DecodeRuneInString(plain)
				return fixed, end + 1
			}
		}
	}
	return r, size
}

// mojibake gives the sign of which s begins with the bytes, each read as
// Windows-1252; n is 0 when it does not.
func mojibake(s string) (r rune, n int) {
	var raw []byte
	encoder := charmap.Windows1252
	for i, c := range s {
		b, ok := encoder.EncodeRune(c)
		if !ok && c >= 0x80 && c < 0xa0 {
			b, ok = byte(c), true
		}
		if !ok || b < 0x80 {
			return 0, 0
		}
		raw = append(raw, b)
		if utf8.FullRune(raw) {
			if r, size := utf8.DecodeRune(raw); r != utf8.RuneError && size == len(raw) {
				return r, i + utf8.RuneLen(c)
			}
			return 0, 0
		}
	}
	return 0, 0
}

// plain gives the folded form of one sign, empty for what is dropped.
func plain(r rune) string {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		if r == '`' {
			return "'"
		}
		return string(r)
	case r == utf8.RuneError:
		return string(unknownRune)
	}
	switch r {
	case '’', '‘', '´', 'ʼ', '′', '‛':
		return "'"
	case '«', '»', '“', '”', '„':
		return `"`
	case '–', '—', '‑', '‐', '−', '―':
		return "-"
	case '•', '·', '▪', '◦', '●', '■', '‣', '➢', '→', '✓', '☐', '□', '\uf0b7':
		return "*"
	case 'œ', 'Œ':
		return "oe"
	case 'æ', 'Æ':
		return "ae"
	case '…':
		return "..."
	case '№':
		return "n°"
	case 'º':
		return "°"
	case '°', '€':
		return string(r)
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\ufeff', '\u2060':
		return ""
	}
	if unicode.IsSpace(r) {
		return " "
	}
	var out strings.Builder
	for _, part := range norm.NFKD.String(string(r)) {
		if !unicode.Is(unicode.Mn, part) {
			out.WriteRune(unicode.ToLower(part))
		}
	}
	return out.String()
}
