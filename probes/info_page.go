package probes

import (
	"bytes"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	unicode16 "golang.org/x/text/encoding/unicode"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// Page is one page of a prefecture's site, as it was stored.
type Page struct {
	File       string           // base name of its file
	Address    string           // as the file tells it
	Canonical  string           // the one address under which the page is counted
	Department string           // code, empty when it cannot be told
	Text       string           // UTF-8: all that follows the first line, to the letter, or what was taken out of the HTML
	Links      []PageLink       // in order; a stored text keeps none
	Headings   []PageLink       // in order, without address
	Hash       observatory.Hash // of the whole file
	Extractor  string           // version of the rules that made Text, empty for a stored text
	Cut        bool             // the end of the text is missing, or may be
}

// PageLink is a link of an HTML page.
type PageLink struct {
	Start, End int    // bytes in Page.Text of what is clicked
	Address    string // where it leads, made absolute
}

// Bounds, in characters, within which a stored text was cut by the collection
// that stored it: it kept about 2,000 characters of each page, address
// included, which left texts of 1,880 to 1,940.
const (
	infoCutFrom = 1850
	infoCutTo   = 2050
)

// infoWide reports whether a text is in UTF-16 with its mark ("Unicode" in Windows).
func infoWide(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff"))
}

// infoDecodeText gives a stored text in UTF-8, without its mark, and with line
// feeds where it has returns alone.
func infoDecodeText(raw []byte) (string, error) {
	text, err := infoDecodeLetters(raw)
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	return text, err
}

func infoDecodeLetters(raw []byte) (string, error) {
	if infoWide(raw) {
		text, err := unicode16.UTF16(unicode16.LittleEndian, unicode16.UseBOM).NewDecoder().Bytes(raw)
		return string(text), err
	}
	text := string(bytes.TrimPrefix(raw, []byte("\ufeff")))
	if utf8.ValidString(text) {
		return text, nil
	}
	return charmap.Windows1252.NewDecoder().String(text)
}

// infoCut reports whether the end of a text is missing or may be: its length is
// that at which the collection cut, it ends with an ellipsis, or its last line
// stops inside a sentence: it is a long one, or ends with a word such as "le". A doubt counts as cut, so that
// "absent" is never said of a page that was not read whole.
func infoCut(text string) bool {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n == 0 || n >= infoCutFrom && n <= infoCutTo {
		return true
	}
	for _, mark := range []string{"…", "...", "[…]", "[...]", "(…)", "(...)"} {
		if strings.HasSuffix(text, mark) {
			return true
		}
	}
	last := text[strings.LastIndexByte(text, '\n')+1:]
	end, _ := utf8.DecodeLastRuneInString(last)
	const longLine = 60 // a shorter one may be a title or an item of a list
	if infoUnended.MatchString(infoFold(last).text) {
		return true
	}
	if infoUnclosed(last) || infoListUnended(text, last) || infoQuestionUnended(text, last) || infoSpeaks.MatchString(infoFold(last).text) {
		return true
	}
	return utf8.RuneCountInString(last) > longLine && (unicode.IsLetter(end) || end == ',' || end == '-')
}

// infoSpeaks finds a line that begins as a sentence does and has no end.
var infoSpeaks = lazyregexp.New(`^ *(?:(?:il|elle|ils|elles) [a-z']|merci de [a-z]|vous (?:dev|pouv|pourr|ser[eo]|avez a )[a-z]*)[^.!?:;)»"]*[a-z0-9]$`)

// infoUnclosed reports whether a line opens a bracket and stops before it is closed.
func infoUnclosed(line string) bool {
	return strings.LastIndexByte(line, '(') > strings.LastIndexByte(line, ')')
}

// infoListUnended reports whether a list whose items end with a semicolon stops at
// an item that ends with nothing.
func infoListUnended(text, last string) bool {
	before := strings.TrimSpace(text[:len(text)-len(last)])
	end, _ := utf8.DecodeLastRuneInString(last)
	return infoBullet.MatchString(last) && strings.HasSuffix(before, ";") && unicode.IsLetter(end)
}

var infoAsks = lazyregexp.New(`(?m)^ *(?:comment|puis-je|que|quels?|quelles?|quand|qui|pourquoi|est-ce|dois-je|a qui|ou)\b[^?\n]{3,}\?? *$`)

// infoQuestionUnended reports whether the last line begins as a question and has no
// mark, in a text whose other questions have theirs.
func infoQuestionUnended(text, last string) bool {
	asked := infoAsks.FindAllString(infoFold(text).text, -1)
	if len(asked) < 2 || !infoAsks.MatchString(infoFold(last).text) || strings.HasSuffix(last, "?") {
		return false
	}
	for _, question := range asked[:len(asked)-1] {
		if !strings.HasSuffix(strings.TrimSpace(question), "?") {
			return false
		}
	}
	return true
}

// infoUnended finds a line that more must follow: it ends with a word that leads
// to another, or announces a list.
var infoUnended = lazyregexp.New(`(?:^|[ '])(?:l[ae]s?|un|une|des?|du|aux?|a|et|ou|en|sur|sous|par|pour|avec|sans|dans|chez|vers|entre|que|qui|dont|si|est|sont|peu[tx]|peuvent|pouvez|doi[ts]|doivent|devez|votre|vos|cette|ces?|leurs?|ses?|sa|son|l'|d')$|:$`)

var (
	infoFilePrefix = lazyregexp.New(`^(\d{2,3}|2[abAB])[_-]`)
	infoSpipPrint  = lazyregexp.New(`(^|&)page=article_print(&|$)`)
	infoTracking   = lazyregexp.New(`^(utm_.*|no_prefetch|fbclid|gclid|pk_.*|mtm_.*)$`)
)

// infoCanonical gives one address to the variants of a page: scheme, www,
// index.php, print view, tracking parameters, final slash, and the two names
// of Démarches simplifiées.
func infoCanonical(address *url.URL) string {
	canonical := url.URL{Scheme: "https", Host: strings.ToLower(address.Hostname())}
	canonical.Host = strings.TrimPrefix(canonical.Host, "www.")
	if canonical.Host == "demarches-simplifiees.fr" {
		canonical.Host = "demarche.numerique.gouv.fr"
	}
	canonical.Path = address.Path
	for _, prefix := range []string{"/index.php", "/layout/set/print", "/index.php"} {
		if rest, found := strings.CutPrefix(canonical.Path, prefix); found && (rest == "" || rest[0] == '/') {
			canonical.Path = rest
		}
	}
	canonical.Path = strings.TrimRight(canonical.Path, "/")
	query := address.Query()
	for name := range query {
		if infoTracking.MatchString(name) {
			query.Del(name)
		}
	}
	if infoSpipPrint.MatchString(address.RawQuery) {
		query.Set("page", "article")
	}
	canonical.RawQuery = query.Encode()
	if strings.HasPrefix(address.Fragment, "/") { // a page of a one-page application, such as the ANEF's
		canonical.Fragment = address.Fragment
	}
	return canonical.String()
}

func infoDepartment(reference *catalogue.Catalogue, address *url.URL, file, text string) string {
	if code, ok := reference.DepartmentOfHost(address.Hostname()); ok {
		return code
	}
	if found := infoFilePrefix.FindStringSubmatch(file); found != nil {
		if d, ok := reference.Department(found[1]); ok {
			return d.Code
		}
	}
	return infoDepartmentNamed(reference, text)
}

// infoDepartmentNamed finds the one department whose prefecture the text names;
// none when it names several.
func infoDepartmentNamed(reference *catalogue.Catalogue, text string) string {
	plain := infoFold(text).text
	found := ""
	for _, d := range reference.Departments() {
		of := infoFold(reference.DepartmentOf(d.Code)).text
		name := infoFold(d.Name).text
		if !infoMentions(plain, "prefecture "+of) && !infoMentions(plain, "prefecture de "+name) && !infoMentions(plain, "prefecture "+name) &&
			!infoMentions(plain, "departement "+of) && !infoMentions(plain, "departement de "+name) {
			continue
		}
		if found != "" {
			return ""
		}
		found = d.Code
	}
	return found
}

// infoMentions reports whether a phrase stands in a text and no longer word, such
// as Loire-Atlantique for Loire, goes on from it.
func infoMentions(text, phrase string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return false
		}
		end := from + i + len(phrase)
		r, _ := utf8.DecodeRuneInString(text[end:])
		if end == len(text) || r != '-' && !unicode.IsLetter(r) {
			return true
		}
		from = end
	}
}
