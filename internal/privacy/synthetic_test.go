package privacy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A text of the synthetic set, with what stands in it. Every person, number and
// address is made up.
type specimen struct {
	text     string
	entities []entity
	others   []string // words that name nobody
}

type entity struct{ kind, text string }

// maker makes specimens from templates: {nom}, {prenom}, ... are filled in.
type maker struct {
	random    *rand.Rand
	templates []string
	listed    [2][]string // first names, family names of the list
}

func newMaker(seed uint64, templates []string) *maker {
	m := &maker{random: rand.New(rand.NewPCG(seed, 7)), templates: templates}
	for word, s := range readNames() {
		if len(word) < 3 || s&(senseKnown|senseTitle|senseRole|senseParticle) != 0 {
			continue
		}
		if s&senseFirst != 0 {
			m.listed[0] = append(m.listed[0], word)
		}
		if s&senseFamily != 0 {
			m.listed[1] = append(m.listed[1], word)
		}
	}
	slices.Sort(m.listed[0])
	slices.Sort(m.listed[1])
	return m
}

func (m *maker) pick(from ...string) string { return from[m.random.IntN(len(from))] }

func (m *maker) digits(n int) string {
	var out strings.Builder
	for range n {
		out.WriteByte(byte('0' + m.random.IntN(10)))
	}
	return out.String()
}

// spaced puts separators into digits, by groups, as people write them.
func (m *maker) spaced(digits string, groups ...int) string {
	separator := m.pick("", "", " ", " ", ".", "-", "  ", "\u00a0")
	var parts []string
	for _, size := range groups {
		parts = append(parts, digits[:size])
		digits = digits[size:]
	}
	if digits != "" {
		parts = append(parts, digits)
	}
	return strings.Join(parts, separator)
}

// name gives a name: three in four of the list, the others invented from
// syllables, so that no list knows them; some are double.
func (m *maker) name(family bool) string {
	at := 0
	if family {
		at = 1
	}
	word := m.listed[at][m.random.IntN(len(m.listed[at]))]
	if m.random.IntN(4) == 0 {
		word = ""
		for range 2 + m.random.IntN(2) {
			word += m.pick("ka", "lo", "mbi", "ndé", "sou", "ri", "za", "tchi", "ouba", "fé", "gna", "dji", "ku", "mara", "ly", "vé", "nko", "bri", "sta", "wen", "xu", "yor")
		}
	}
	if m.random.IntN(12) == 0 {
		word += m.pick("-", " ", " ben ", " de ") + m.listed[at][m.random.IntN(len(m.listed[at]))]
	}
	title := func(s string) string {
		var out strings.Builder
		start := true
		for _, r := range s {
			if start {
				r = unicode.ToUpper(r)
			}
			out.WriteRune(r)
			start = r == ' ' || r == '-'
		}
		return strings.NewReplacer(" Ben ", " ben ", " De ", " de ").Replace(out.String())
	}
	if family && m.random.IntN(2) == 0 {
		return strings.ToUpper(word)
	}
	return title(word)
}

func (m *maker) fill(kind string) string {
	switch kind {
	case "nom":
		return m.name(true)
	case "prenom":
		return m.name(false)
	case "agdref":
		return m.spaced(m.pick("75", "93", "69", "991")+m.digits(7+m.random.IntN(2)), 2, 2, 2)
	case "anef":
		return m.spaced(m.pick("75", "93", "69", "13")+m.digits(17), 4, 5, 5)
	case "passeport":
		return m.pick(m.digits(2)+"AB"+m.digits(5), "A"+m.digits(7), "BC"+m.digits(7), m.digits(2)+"FV"+m.digits(5))
	case "nir":
		body := m.pick("1", "2") + m.digits(2) + fmt.Sprintf("%02d", 1+m.random.IntN(12)) + "99" + m.digits(6)
		var n int64
		fmt.Sscan(body, &n)
		return m.spaced(body+fmt.Sprintf("%02d", 97-n%97), 1, 2, 2, 2, 3, 3)
	case "iban":
		return m.iban()
	case "tel":
		return m.pick(m.spaced("0"+m.pick("6", "7", "1", "9")+m.digits(8), 2, 2, 2, 2), "+33 "+m.spaced("6"+m.digits(8), 1, 2, 2, 2), "0033"+"7"+m.digits(8), "+221 77 "+m.spaced(m.digits(7), 3, 2))
	case "mail":
		user := strings.ToLower(plainLetters(m.name(false))) + m.pick(".", "_", "", "-") + strings.ToLower(plainLetters(m.name(true))) + m.pick("", "", m.digits(2))
		return strings.ReplaceAll(user, " ", "") + m.pick("@", "@", "@", "@", " @ ", "(at)", "(arobase)") + m.pick("gmail.com", "exemple.invalid", "yahoo.fr", "hotmail.fr", "outlook.com")
	case "adresse":
		return m.pick("12", "4 bis", "147", "3", "25ter") + m.pick(" ", ", ") + m.pick("rue", "avenue", "boulevard", "allée", "place", "bd", "av.", "chemin") + " " +
			m.pick("de la République", "des Lilas", "Jean Jaurès", "du Général Leclerc", "Victor Hugo", "de Verdun", "des Écoles") + m.pick(" ", ", ") + m.pick("93200 Saint-Denis", "75018 Paris", "69003 LYON", "13001 Marseille", "59000 Lille")
	}
	panic("no such kind " + kind)
}

func (m *maker) iban() string {
	bban := "3000" + m.digits(19)
	compact := []byte("FR00" + bban)
	check := 98 - ibanRest(compact)
	return m.spaced(fmt.Sprintf("FR%02d%s", check, bban), 4, 4, 4, 4, 4, 4)
}

func plainLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || r > 0x7f {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// noise is what happens to a text on its way: to entity and words alike.
type noise func(string) string

func (m *maker) noise() noise {
	switch m.random.IntN(10) {
	case 0:
		return strings.ToUpper
	case 1:
		return strings.ToLower
	case 2, 3:
		return func(s string) string { // no accents
			return strings.Map(func(r rune) rune {
				if unicode.Is(unicode.Mn, r) {
					return -1
				}
				return r
			}, norm.NFD.String(s))
		}
	case 4:
		return func(s string) string { return strings.ReplaceAll(s, " ", "  ") }
	case 5:
		return m.scan
	}
	return func(s string) string { return s }
}

// scan makes errors of a scanner: about one sign in fifty.
func (m *maker) scan(s string) string {
	var out strings.Builder
	for _, r := range s {
		if m.random.IntN(25) == 0 {
			switch r {
			case '0':
				r = 'O'
			case '1':
				r = 'l'
			case '5':
				r = 'S'
			case 'l':
				r = '1'
			case 'o':
				r = '0'
			case 'm':
				out.WriteByte('r')
				r = 'n'
			}
		}
		out.WriteRune(r)
	}
	return out.String()
}

// make gives one specimen.
func (m *maker) make() specimen {
	template := m.templates[m.random.IntN(len(m.templates))]
	change := m.noise()
	var s specimen
	var out strings.Builder
	known := map[string]string{}
	for template != "" {
		before, rest, found := strings.Cut(template, "{")
		plain := change(before)
		out.WriteString(plain)
		s.others = append(s.others, lettersOf(plain)...)
		if !found {
			break
		}
		kind, after, _ := strings.Cut(rest, "}")
		value, again := known[kind]
		if !again {
			value = m.fill(strings.TrimRight(kind, "0123456789"))
			known[kind] = value
		}
		value = change(value)
		out.WriteString(value)
		s.entities = append(s.entities, entity{strings.TrimRight(kind, "0123456789"), value})
		template = after
	}
	s.text = out.String()
	return s
}

func lettersOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) })
}
