package privacy

import "strings"

// shape tells, from one pass over the bytes of a text, which of the slow
// expressions can match at all. Each mark is a necessary condition of the
// expression that it stands for, never a sufficient one: with all of them set
// the result is the same (shape_test.go), only later.
type shape struct {
	digits   int  // in all
	chain    int  // most digits in a row, blanks and signs of a number between them
	file     bool // six digits side by side behind a letter
	country  bool // two letters, two digits: an IBAN
	passport bool // two digits, two letters
	broken   bool // five signs that a scanner may have made of digits, three of them digits, behind a capital
	scanned  bool // a number with letters in it
	corsican bool // 2A, 2B
	slash    bool // digits on both sides of a slash
	town     bool // a postal code, then a capital
	street   bool // a number, then a word for a street
	box      bool // a number behind a word for a box or a floor
	mixed    bool // a digit behind a letter
	web      bool // :// or www.
	mail     bool // @, (at), arobase
	spoken   bool // at, a word by itself
	document bool // the word passeport
}

// Classes of bytes.
const (
	plainByte  = iota
	digitByte  // 0-9
	letterByte // of the letters that a scanner makes of digits
	blankByte  // a sign that stands between digits
	cueByte    // begins or ends a word that matters
)

var byteClasses = func() (classes [256]uint8) { //nolint:gochecknoglobals // a constant table
	for _, c := range []byte("0123456789") {
		classes[c] = digitByte
	}
	for _, c := range []byte("OoIl|SBZ") {
		classes[c] = letterByte
	}
	for _, c := range []byte(" \t._()/-\xc2\xa0\xe2\x80\xaf") {
		classes[c] = blankByte
	}
	for _, c := range []byte("@:wWpPaAL]") {
		classes[c] = cueByte
	}
	return classes
}()

// shapeOf makes the pass.
func shapeOf(text string) (s shape) {
	var chain, scanned chainCount
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch byteClasses[c] {
		case plainByte:
			chain.end()
			scanned.end()
			for i+1 < len(text) && byteClasses[text[i+1]] == plainByte {
				i++
			}
		case digitByte:
			s.digits++
			s.chain = max(s.chain, chain.digit())
			scanned.digit()
			s.number(text, i)
		case letterByte:
			if c != '|' {
				chain.end()
			} else {
				chain.gap()
			}
			s.scannedLetter(text, i, &scanned)
			s.street = s.street || oneOrNought(c) && streetAt(text, i)
		case blankByte:
			chain.gap()
			scanned.gap()
			if c == ')' {
				s.cue(text, i)
			}
		default:
			chain.end()
			scanned.end()
			s.cue(text, i)
		}
		s.scanned = s.scanned || scanned.digits >= 6 && scanned.letters > 0
	}
	return s
}

// chainCount counts the digits of a number that is written with gaps.
type chainCount struct{ digits, letters, gaps int }

// scannedLetter counts a letter that may stand for a digit: one of a word does
// not.
func (s *shape) scannedLetter(text string, i int, chain *chainCount) {
	inWord := i > 0 && chain.digits+chain.letters == 0 && isLetter(text[i-1])
	if inWord || i+1 < len(text) && isLetter(text[i+1]) && byteClasses[text[i+1]] != letterByte {
		chain.end()
		return
	}
	chain.letters, chain.gaps = chain.letters+1, 0
}

// behindLetter reports whether a text ends with a letter, or one and a hyphen.
func behindLetter(text string) bool {
	n := len(text)
	return n > 0 && isLetter(text[n-1]) || n > 1 && (text[n-1] == '-' || text[n-1] == '_') && isLetter(text[n-2])
}

// looseCountry reports whether a text may hold an IBAN of looseIBAN: a country,
// and two digits or what a scanner makes of them. Texts are full of "de ".
func looseCountry(text string) bool {
	begun, whole := false, false
	for i := 0; i+4 <= len(text); i++ {
		if !isLetter(text[i]) || i > 0 && isLetter(text[i-1]) || ibanLength(text[i:i+2]) == 0 {
			continue
		}
		rest := text[i+2:]
		begun = begun || isDigit(rest[0]) || strings.IndexByte("OIlSB .-", rest[0]) >= 0
		if strings.IndexByte(" .-", rest[0]) >= 0 {
			rest = rest[1:]
		}
		whole = whole || len(rest) >= 2 && looseDigit(rest[0]) && looseDigit(rest[1])
	}
	return begun && whole
}

func looseDigit(c byte) bool { return isDigit(c) || strings.IndexByte("OoIiLlSsBb", c) >= 0 }

// widestGap is how many bytes stand between two digits of a number at most: four
// signs of up to three bytes each.
const widestGap = 12

func (c *chainCount) end() { *c = chainCount{} }

func (c *chainCount) digit() int {
	c.digits, c.gaps = c.digits+1, 0
	return c.digits
}

func (c *chainCount) gap() {
	if c.gaps++; c.gaps > widestGap {
		c.end()
	}
}

// cue looks at what a byte may begin or end.
func (s *shape) cue(text string, i int) {
	switch text[i] {
	case '@':
		s.mail = true
	case ':':
		s.web = s.web || strings.HasPrefix(text[i:], "://")
	case 'w', 'W':
		s.web = s.web || hasFold(text[i:], "www.")
	case 'L':
		s.street = s.street || streetAt(text, i)
	case 'p', 'P':
		s.document = s.document || hasFold(text[i:], "passeport")
	case 'a', 'A':
		s.mail = s.mail || hasFold(text[i:], "arobase")
		s.spoken = s.spoken || i > 0 && text[i-1] == ' ' && hasFold(text[i:], "at ")
	case ')', ']':
		s.mail = s.mail || i > 1 && (hasFold(text[i-2:i], "at") || hasFold(text[i-2:i], "(a"))
	}
}

// number looks at what stands around a digit.
func (s *shape) number(text string, i int) {
	first := i == 0 || !isDigit(text[i-1])
	next := text[i+1:]
	if first {
		s.box = s.box || aBox(text[:i])
		s.mixed = s.mixed || i > 0 && isLetter(text[i-1])
		s.country = s.country || i > 1 && isLetter(text[i-1]) && isLetter(text[i-2]) && next != "" && isDigit(next[0])
		s.file = s.file || behindLetter(text[:i]) && digitsAhead(text[i:]) >= 6
	}
	s.broken = s.broken || aBrokenRun(text, i)
	if next == "" {
		return
	}
	s.slash = s.slash || next[0] == '/' && len(next) > 1 && isDigit(next[1])
	s.corsican = s.corsican || text[i] == '2' && upper(next[0]) <= 'B' && upper(next[0]) >= 'A'
	s.passport = s.passport || len(next) > 2 && isLetter(next[0]) && isLetter(next[1]) && isDigit(next[2])
	if isDigit(next[0]) {
		return
	}
	s.street = s.street || aStreet(next)
	s.town = s.town || i >= 3 && aTown(text[i-3:i], next)
}

func digitsAhead(text string) int {
	n := 0
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}

// aBrokenRun reports whether five signs with this digit in them can be the end
// of a passport's number.
func aBrokenRun(text string, i int) bool {
	for start := max(0, i-4); start <= i && start+5 <= len(text); start++ {
		if behindCapital(text[:start]) && brokenDigits(text[start:start+5]) >= 3 {
			return true
		}
	}
	return false
}

// brokenDigits counts the digits among signs that a scanner may have made of
// digits: fewer than none where there is another.
func brokenDigits(signs string) (digits int) {
	for _, c := range []byte(signs) {
		switch {
		case isDigit(c):
			digits++
		case strings.IndexByte("OoIlSB", c) < 0:
			return -1
		}
	}
	return digits
}

func behindCapital(text string) bool {
	n := len(text)
	if n > 0 && (text[n-1] == ' ' || text[n-1] == '.' || text[n-1] == '-') {
		n--
	}
	return n > 0 && text[n-1] >= 'A' && text[n-1] <= 'Z'
}

func isLetter(c byte) bool { return upper(c) >= 'A' && upper(c) <= 'Z' }

// hasFold reports whether a text begins with a word of small letters, whatever
// its case.
func hasFold(text, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i := range len(word) {
		if c := text[i]; c != word[i] && (c < 'A' || c > 'Z' || c+'a'-'A' != word[i]) {
			return false
		}
	}
	return true
}

// aBox reports whether the text before a number can name a box or a floor.
func aBox(before string) bool {
	const farthest = 20
	before = tail(before, farthest)
	for i := range len(before) {
		for _, word := range boxStarts[before[i]|0x20] {
			if hasFold(before[i:], word) {
				return true
			}
		}
	}
	return false
}

// boxStarts are the words that name a box or a floor, or the ends of them, by the
// first letter.
var boxStarts = func() (starts [256][]string) { //nolint:gochecknoglobals // a constant table
	for _, word := range []string{"bp", "b.p", "cs", "app", "porte", "tage", "esc", "postale", "digicode", "interphone"} {
		starts[word[0]] = append(starts[word[0]], word)
	}
	return starts
}()

// aTown reports whether a postal code ends here: the three bytes before its
// last digit, and what follows.
func aTown(before, next string) bool {
	for _, c := range []byte(before) {
		if !isDigit(c) && upper(c) != 'A' && upper(c) != 'B' {
			return false
		}
	}
	rest := trimBlanks(next)
	return len(rest) < len(next) && rest != "" && (rest[0] >= 'A' && rest[0] <= 'Z' || rest[0] >= 0x80)
}

// trimBlanks takes off the blanks and commas at the start.
func trimBlanks(text string) string {
	for {
		switch {
		case text != "" && (text[0] == ' ' || text[0] == '\t' || text[0] == ','):
			text = text[1:]
		case strings.HasPrefix(text, "\u00a0"):
			text = text[len("\u00a0"):]
		default:
			return text
		}
	}
}

// streetStarts are the first letters of the words of streetWords, by the first
// of them.
var streetStarts = func() (starts [128][]string) { //nolint:gochecknoglobals // a constant table
	for _, word := range []string{
		"rue", "r.", "bou", "pla", "p1a", "all", "a1", "al1", "ave", "av", "bd", "blvd", "bvd", "pl.", "che", "chm", "imp", "rou", "rte",
		"qua", "cou", "sq", "rés", "res", "cit", "lot", "pas", "vil", "ham", "fau", "fbg", "sen", "esp", "mail", "mont", "bât", "bat", "foy", "imm", "tou",
		"ch.", "chauss", "venelle", "parvis", "promenade", "traverse", "domaine", "rond-", "galerie",
	} {
		starts[word[0]] = append(starts[word[0]], word)
	}
	return starts
}()

// aStreet reports whether a word for a street can follow a number, a "bis" or a
// letter between them.
func aStreet(next string) bool {
	rest := trimBlanks(next)
	if rest == "" || !isLetter(rest[0]) {
		return false
	}
	if startsStreet(rest) {
		return true
	}
	for _, between := range [...]string{"bis", "ter", "quater", "a", "b", "c", "d"} {
		if hasFold(rest, between) && startsStreet(trimBlanks(rest[len(between):])) {
			return true
		}
	}
	return oneOrNought(rest[0]) && aStreet(rest[1:]) // 1l rue
}

// oneOrNought reports whether a letter is read as a digit before a street, as
// addressPattern does: of either case.
func oneOrNought(c byte) bool { return c == 'l' || c == 'L' || c == 'O' || c == 'o' }

// streetAt reports whether the letter at i can be the number of a street.
func streetAt(text string, i int) bool {
	return (i == 0 || !isLetter(text[i-1])) && aStreet(text[i+1:])
}

func startsStreet(text string) bool {
	if text == "" || text[0] >= 0x80 {
		return false
	}
	c := text[0]
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	for _, start := range streetStarts[c] {
		if hasFold(text, start) || strings.HasPrefix(start, "rés") && hasFold(text, "rÉs") || strings.HasPrefix(start, "bât") && hasFold(text, "bÂt") {
			return true
		}
	}
	return false
}
