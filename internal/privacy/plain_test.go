package privacy

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The numbers in these texts are made up.
func TestRedactSeesThroughDisguises(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"long s in a word", "paſſeport n° A1234567 expiré", "paſſeport n° ⟦passeport⟧ expiré"},
		{"long s in the word for a box", "poſte, cſ 12345", "poſte, ⟦adresse⟧"},
		{"full-width digits", "au ０６ １２ ３４ ５６ ７８, le soir", "au ⟦téléphone⟧, le soir"},
		{"some full-width digits", "n° 99１２345678", "n° ⟦numéro étranger⟧"},
		{"full-width letters", "Ｐａｓｓｅｐｏｒｔ ｎ° Ａ１２３４５６７", "⟦nom⟧ ｎ° ⟦passeport⟧"},
		{"full-width signs", "jean．dupont＠exemple．invalid", "⟦courriel⟧"},
		{"Arabic digits", "tél ٠٦١٢٣٤٥٦٧٨", "tél ⟦téléphone⟧"},
		{"Persian digits", "tél ۰۶ ۱۲ ۳۴ ۵۶ ۷۸", "tél ⟦téléphone⟧"},
		{"mathematical digits", "𝟎𝟔𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "⟦téléphone⟧"},
		{"keycaps", "0️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "⟦téléphone⟧"},
		{"digits struck out", "0\u03366\u03361\u03362\u03363\u03364\u03365\u03366\u03367\u03368\u0336", "⟦téléphone⟧"},
		{"soft hyphens in a number", "991\u00ad234\u00ad5678", "⟦numéro étranger⟧"},
		{"a zero-width space in a number", "06 12\u200b34 56 78", "⟦téléphone⟧"},
		{"a zero-width joiner in a number", "75000000\u200d00000000003", "⟦numéro⟧"},
		{"a byte order mark in a number", "99123\ufeff45678", "⟦numéro étranger⟧"},
		{"marks of direction around and in a number", "tel \u202a+33 6 12\u200e 34 56 78\u202c", "tel \u202a⟦téléphone⟧"},
		{"a soft hyphen in a keyword", "passe\u00adport A1234567", "passe\u00adport ⟦passeport⟧"},
		{"a zero-width space in a keyword", "12 ave\u200bnue des Lilas", "⟦adresse⟧"},
		{"a soft hyphen in a mail", "jean.dupont@exem\u00adple.invalid", "⟦courriel⟧"},
		{"a soft hyphen in a name", "Mme Kalo\u00admbivé est venue", "Mme ⟦nom⟧ est venue"},
		{"a ligature in a name", "Mme Zaﬁrindou est venue", "Mme ⟦nom⟧ est venue"},
		{"accents apart in a keyword", "ne\u0301e le 12/05/2010 a\u0300 Dakar", "ne\u0301e le ⟦date de naissance⟧ a\u0300 Dakar"},
		{"accents apart in a street", "12 alle\u0301e des Lilas", "⟦adresse⟧"},
		{"accents apart in a month", "ne\u0301 le 3 fe\u0301vrier 2008", "ne\u0301 le ⟦date de naissance⟧"},
		{"raised letters", "né le 1ᵉʳ mai 2008", "né le ⟦date de naissance⟧"},
		{"thin spaces", "06\u200912\u200934\u200956\u200978", "⟦téléphone⟧"},
		{"figure spaces", "1\u200785\u200705\u200778\u2007006\u2007084\u200791", "⟦numéro de sécurité sociale⟧"},
		{"ideographic spaces", "06\u300012\u300034\u300056\u300078", "⟦téléphone⟧"},
		{"no-break hyphens", "06‑12‑34‑56‑78", "⟦téléphone⟧"},
		{"figure dashes", "06‒12‒34‒56‒78", "⟦téléphone⟧"},
		{"dashes", "06–12–34–56–78 et 06 – 12 – 34 – 56 – 78", "⟦téléphone⟧ et ⟦téléphone⟧"},
		{"two numbers", "０６ 12 34 56 78 et 99１２345678, merci", "⟦téléphone⟧ et ⟦numéro étranger⟧, merci"},

		{"what names nobody stays to the letter", "le de\u0301po\u0302t, ﬁn de\u00adpuis\u200b, du １２/03/2026 – clos\u2009; ‑ œuvre, 15 m²", "le de\u0301po\u0302t, ﬁn de\u00adpuis\u200b, du １２/03/2026 – clos\u2009; ‑ œuvre, 15 m²"},
		{"and so beside a number", "le de\u0301po\u0302t\u200b, ﬁn : ０６ 12 34 56 78, ｏｕｉ", "le de\u0301po\u0302t\u200b, ﬁn : ⟦téléphone⟧, ｏｕｉ"},
		{"a dash parts words", "clos – Dakar", "clos – Dakar"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, counts := Redact(tt.in)
			if got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			want := Counts{}
			for _, mark := range markPattern.FindAllString(tt.want, -1) {
				want[mark]++
			}
			if !maps.Equal(counts, want) {
				t.Errorf("counts %v, want %v", counts, want)
			}
		})
	}
}

func TestMarksStayBesideADisguise(t *testing.T) {
	got, counts := Redact("⟦nom⟧ ０６ 12 34 56 78 ⟦nom⟧")
	if got != "⟦nom⟧ ⟦téléphone⟧ ⟦nom⟧" || !maps.Equal(counts, Counts{MarkPhone: 1}) {
		t.Errorf("%q, %v", got, counts)
	}
}

// digitValue rests on this of Unicode: the digits of a script stand together, in
// order.
func TestDigitsOfEveryScript(t *testing.T) {
	for r := rune(utf8.RuneSelf); r <= unicode.MaxRune; r++ {
		if !unicode.IsDigit(r) {
			continue
		}
		value := digitValue(r)
		if plain := norm.NFKC.String(string(r)); plain[0] < utf8.RuneSelf && plain != string('0'+value) {
			t.Errorf("%U: %d, want %s", r, value, plain)
		}
		if before := digitValue(r - 1); unicode.IsDigit(r-1) && (before+1)%10 != value || !unicode.IsDigit(r-1) && value != 0 || !unicode.IsDigit(r+1) && value != 9 {
			t.Errorf("%U: %d behind %d", r, value, before)
		}
	}
}

func TestKnownWordsSeeThroughDisguises(t *testing.T) {
	for _, text := range []string{"vu petit\u00adjean hier", "vu petitje\u200ban hier", "vu ｐetitjean hier", "vu petitﬁls hier", "vu AB-１2 hier", "vu AB-12 hier"} {
		if got, _ := Redact(text, "PETIT\u00adJEAN", "petitfils", "AB-1２"); got != "vu ⟦nom⟧ hier" {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestFlagsSeeThroughDisguises(t *testing.T) {
	tests := []struct{ text, want string }{
		{"en de\u0301tention", "de\u0301tention"},
		{"une O\u200bQTF hier", "O\u200bQTF"},
		{"une ＯＱＴＦ", "ＯＱＴＦ"},
		{"un inﬁrme, inﬂation, inﬁltré ; diagnoſtic", "diagnoſtic"},
		{"aſſignation à réſidence", "aſſignation à réſidence"},
		{"hospi\u00adtalisé", "hospi\u00adtalisé"},
		{"vu\u200bOQTF", "OQTF"}, // a blank without width parts words as well
	}
	for _, tt := range tests {
		flags := Flags(tt.text)
		if len(flags) != 1 || tt.text[flags[0].Start:flags[0].End] != tt.want {
			t.Errorf("%q: %v, want %q", tt.text, flags, tt.want)
		}
	}
}

// disguises are ways of writing a text that a person reads as the same.
func disguises() map[string]func(string) string {
	between := func(mark string) func(string) string {
		return func(text string) string {
			var out strings.Builder
			n := 0
			for _, r := range text {
				out.WriteRune(r)
				if n++; n%3 == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
					out.WriteString(mark)
				}
			}
			return out.String()
		}
	}
	mapped := func(change func(rune) rune) func(string) string {
		return func(text string) string { return strings.Map(change, text) }
	}
	return map[string]func(string) string{
		"accents apart": norm.NFD.String,
		"full width": mapped(func(r rune) rune {
			if r > ' ' && r <= '~' {
				return r + 0xfee0
			}
			return r
		}),
		"Arabic digits": mapped(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r - '0' + '٠'
			}
			return r
		}),
		"ligatures":         strings.NewReplacer("ffi", "ﬃ", "fi", "ﬁ", "fl", "ﬂ", "ff", "ﬀ").Replace,
		"long s":            strings.NewReplacer("s", "ſ").Replace,
		"soft hyphens":      between("\u00ad"),
		"zero-width spaces": between("\u200b"),
		"joiners":           between("\u2060"),
		"struck out":        between("\u0336"),
	}
}

// TestDisguisesHideNothing holds what is found of a disguised text against what
// is found of the plain one.
func TestDisguisesHideNothing(t *testing.T) {
	unraced(t)
	for name, disguise := range disguises() {
		m := newMaker(31, slices.Concat(developmentTemplates(), heldTemplates()))
		for range 300 {
			one := m.make()
			one.text = norm.NFC.String(one.text)
			plain, _ := Redact(one.text)
			hidden := disguise(one.text)
			got, _ := Redact(hidden)
			left := plainOf(got).text
			for _, e := range one.entities {
				e.text = norm.NFC.String(e.text)
				if missed(e, left) && !missed(e, plain) {
					t.Errorf("%s: %q is left of\n%q\n%q", name, e.text, hidden, got)
				}
			}
		}
	}
}

func missed(e entity, left string) bool {
	s := score{total: map[string]int{}, missed: map[string]int{}, lost: map[string]int{}}
	s.count(e, markPattern.ReplaceAllString(left, " "))
	return len(s.missed) > 0
}

// TestDisguisesChangeNothing: what is left of a disguised text is, to the letter,
// what is left of the plain one, disguised.
func TestDisguisesChangeNothing(t *testing.T) {
	for name, disguise := range disguises() {
		m := newMaker(32, slices.Concat(developmentTemplates(), heldTemplates()))
		for range 100 {
			text := norm.NFC.String(m.make().text)
			p := plainOf(disguise(text))
			if p.text != text {
				t.Fatalf("%s: %q, want %q", name, p.text, text)
			}
			want, _ := Redact(text)
			if got := plainOf(p.original(want)).text; got != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		}
	}
}

func FuzzPlain(f *testing.F) {
	for _, text := range []string{"０６ 12 34 56 78", "paſſeport A1234567", "ne\u0301e 12/05/2010", "\u0301a\u00ad⟦no\u00adm⟧", "ﬁ\u0301 ㎏ ﷺ", "a\xff\u200b\xc2", "1 – 2 –3", "𝟎\u0336⟦⟦ ０６12345678⟧"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := plainOf(text)
		if got := p.original(p.text); got != text {
			t.Errorf("%q: nothing was taken out, and %q is left", text, got)
		}
		if utf8.ValidString(text) && disguised(p.text) {
			t.Errorf("%q: %q is not plain", text, p.text)
		}
		if !disguised(text) && p.text != text {
			t.Errorf("%q is plain, and changed to %q", text, p.text)
		}
	})
}
