package collectors

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// resembling gives the code of the one known word that a value begins with,
// holds, or nearly is; empty when none or several come near.
func resembling(folded string, index map[string]string) string {
	found := ""
	for word, code := range index {
		near := len(word) >= 4 && (strings.HasPrefix(folded, word+" ") || strings.HasSuffix(folded, " "+word) || strings.HasPrefix(word, folded) && len(folded) >= 4) ||
			len(word) >= 6 && within(folded, word, 2)
		if near && found != "" && found != code {
			return ""
		}
		if near {
			found = code
		}
	}
	return found
}

// within reports whether two texts differ by a few letters at most.
func within(a, b string, letters int) bool {
	more := utf8.RuneCountInString(a) - utf8.RuneCountInString(b)
	return max(more, -more) <= letters && distance(a, b) <= letters
}

// oddFormats are the formats that oddDates tries, by name and read.
var oddFormats = sync.OnceValue(func() []oddFormat {
	var all []oddFormat
	for _, name := range []string{"jj/mm/aa", "jj-mm-aa", "jj.mm.aa", "mm/jj/aaaa", "aaaammjj", "jjmmaaaa", "aaaa/mm/jj"} {
		if f, err := compileDate(name); err == nil {
			all = append(all, oddFormat{name, f})
		}
	}
	return all
})

type oddFormat struct {
	name string
	*dateFormat
}

// oddDates gives the formats of dates that are not read without one: two digits
// of a year, day and month the American way, digits alone.
func oddDates(values []string) []string {
	if share(values, func(v string) bool { _, problem := parseDay([]byte(v)); return problem == "" }) == 100 {
		return nil
	}
	var order dateOrder
	for _, v := range values {
		_, problem := parseDay([]byte(v))
		order.tell([]byte(v), problem)
	}
	for _, format := range oddFormats() {
		if format.name == "mm/jj/aaaa" && (order.monthFirst == 0 || order.dayFirst > 0) { // French dates may look so
			continue
		}
		if share(values, func(v string) bool { _, ok := format.read(v); return ok }) >= 90 {
			return []string{format.name}
		}
	}
	return nil
}

func share(values []string, is func(string) bool) int {
	if len(values) == 0 {
		return 0
	}
	n := 0
	for _, v := range values {
		if is(v) {
			n++
		}
	}
	return 100 * n / len(values)
}

// score joins what the name says and what the values say. Values that cannot be
// the column's outweigh any name.
func (p *proposer) score(f *fileColumn, c column) int {
	name, fit := named(f, c), p.fits(f.values, c)
	if name < 100 && c.tellsFact() && !saysEnough(f, c) {
		name = 0
	}
	switch {
	case c.id == colEvent && p.log == f:
		return 60
	case c.id == colReference && name >= 90 && share(f.values, yearAndRank.MatchString) == 100:
		return name // « 2026-03 » is the third case of a year before it is a month
	case c.kind == kindDepartment && name == 0 && countsSomething(f):
		return 0
	case c.kind == kindDepartment && name < 80 && fit >= 80 && asksDepartment(f):
		return 80
	case c.kind != kindDate && c.kind != kindText && c.id != colBirth && f.days() >= 80:
		return 0 // dates are no names, words or numbers, whatever the column is called
	case c.id == colBirth && name <= 66, c.kind == kindDepartment && name == 0 && !repeated(f.values):
		return 0 // a date is rarely that of a birth, a small number rarely a department
	case p.headless && p.byValues(f, c) > 0:
		return p.byValues(f, c)
	case fit < 0:
		return name
	case fit < 30:
		return name / 3
	case name == 0 && c.kind != kindDepartment && c.kind != kindNumber && c.id != colMail && c.id != colPhone:
		return 0 // many columns hold dates or words: without a name they cannot be told apart
	case name == 0:
		return fit * 3 / 5
	}
	return (3*name + fit) / 4
}

var yearAndRank = regexp.MustCompile(`^(\d{4}[-/.]\d{1,3}|\d{1,3}[-/.]\d{4})$`)

// repeated reports whether values come twice or more on average: departments do.
func repeated(values []string) bool {
	different := slices.Compact(slices.Sorted(slices.Values(values)))
	return 2*len(different) <= len(values)
}

// days is how many of the values are dates, in per cent: asked once for every column
// of the format.
func (f *fileColumn) days() int {
	if f.daysKnown == nil {
		f.daysKnown = new(share(f.values, holdsDay))
	}
	return *f.daysKnown
}

// holdsDay reports whether a cell is a date, or several.
func holdsDay(v string) bool { return isDay(v) || holdsDates([]byte(v)) }

// isPhone reports whether a cell can be a telephone number.
func isPhone(v string) bool {
	digits := 0
	for _, r := range v {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune(" .-+()\u00a0\u202f", r):
			return false
		}
	}
	return digits >= 9 && digits <= 15 && (strings.HasPrefix(v, "0") || strings.HasPrefix(v, "+"))
}

// named is how near the names are, in per cent.
func named(f *fileColumn, c column) int {
	best := 0
	for _, way := range f.ways {
		if ways := asked(way); ways != nil {
			best = max(best, askedFor(ways, c), hintedBy(way, c))
			if c.kind == kindDate { // a date of something else would be a wrong fact
				continue
			}
		}
		for _, written := range []string{way, expand(way)} { // « demande » is a filing, unless it is one of documents
			key := strings.Fields(headerKey(written))
			for _, name := range slices.Concat([]string{c.name}, c.also) {
				if words := strings.Fields(headerKey(name)); !bare(key) || slices.Equal(key, words) {
					best = max(best, overlap(apartFromDate(key, words)))
				}
			}
		}
		best = max(best, hintedBy(way, c))
	}
	return best
}

func hintedBy(way string, c column) int {
	if slices.ContainsFunc(headerHints(c.id), func(name string) bool { return headerKey(name) == headerKey(way) }) {
		return hinted
	}
	return 0
}

// hinted is what a header is worth that people use for a column: more than a part of
// it that is the name of another.
const hinted = 110

// headerHints are such headers: a mapping is proposed by them where the values fit,
// and a file without one is not read by them.
func headerHints(id columnID) []string {
	switch id {
	case colProcedure:
		return []string{"demande", "dde", "type", "type dde", "type de dde", "nature de la demande", "titre demandé", "quel titre demandez-vous"}
	case colFiling:
		return []string{"1er dépôt", "premier dépôt", "déposé", "quand avez-vous déposé votre dossier", "quand avez-vous déposé votre demande", "dép. ANEF"}
	case colRefiling:
		return []string{"re-dépôt", "redépôt(s)", "2e dépôt", "2ème dépôt", "redéposé le", "nouvelle demande le"}
	case colClosure:
		return []string{"clos le", "clôturé le", "fermé le", "classé le"}
	case colRequest:
		return []string{"date demande complément", "demande complément", "complément demandé le", "pièces demandées le", "demande de pièces complémentaires", "date demande pièces complémentaires"}
	case colBirth:
		return []string{"né(e) le", "dn", "date naiss"}
	case colGround:
		return []string{"motif"}
	case colDepositHeld:
		return []string{"attestation de dépôt", "attestation de dépôt (o/n)", "attestation de dépôt (oui/non)", "a l'attestation de dépôt", "confirmation reçue"}
	case colReasonStated:
		return []string{"motivé", "motivée", "clôture motivée"}
	case colAttested:
		return []string{"dernières nouvelles", "dernière nouvelle", "dernières nouvelles le"}
	case colAttestedState:
		return []string{"en règle", "est en règle", "en situation régulière"}
	case colName:
		return []string{"bénéficiaire", "usager", "personne", "nom et prénom", "nom prénom"}
	case colTitleEnd:
		return []string{"carte finie le", "carte expire le", "fin de carte", "fin de validité", "expire le", "titre expiré le"}
	}
	return nil
}

// apartFromDate leaves the word "date" out of two names that have others: it makes
// none like another.
func apartFromDate(a, b []string) (left, right []string) {
	left, right = withoutDate(a), withoutDate(b)
	if len(left) == 0 || len(right) == 0 {
		return a, b
	}
	return left, right
}

func withoutDate(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(word string) bool { return word == "date" })
}

// overlap compares two names word by word; a word may miss a letter or end early.
func overlap(a, b []string) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	common, telling := 0, false
	for _, word := range a {
		if slices.ContainsFunc(b, func(other string) bool { return alike(word, other) }) {
			common++
			telling = telling || word != "numero"
		}
	}
	if !telling && len(a)+len(b) > 2 { // « N° ANEF » is no « numéro de ticket »
		return 0
	}
	return 200 * common / (len(a) + len(b))
}

// alike reports whether a word of a header is another, but for a letter or its end.
func alike(word, other string) bool {
	return word == other || len(word) >= 5 && len(other) >= 5 && within(word, other, 1) ||
		len(word) >= 3 && len(other) > len(word) && strings.HasPrefix(other, word)
}

// expand writes out what people abbreviate in headers.
func expand(name string) string {
	words := strings.Fields(fold(name))
	for i, word := range words {
		switch word {
		case "num", "no", "n", "nb":
			words[i] = "numero"
		case "dep", "dpt", "dept":
			words[i] = "departement"
		case "dt":
			words[i] = "date"
		case "adp":
			words[i] = "api"
		case "deb":
			words[i] = "debut"
		case "du":
			if i == len(words)-1 { // « API du », and not « fin du titre »
				words[i] = "debut"
			}
		case "echeance", "expiration", "validite", "jusqu":
			words[i] = "fin"
		case "depose", "deposee", "demande":
			words[i] = "depot"
		case "cloture", "cloturee":
			words[i] = "cloture"
		case "rdv":
			words[i] = "rendez vous"
		case "agdref":
			words[i] = "numero etranger"
		case "carte", "sejour":
			words[i] = "titre"
		}
	}
	return strings.Join(words, " ")
}

// fits is how many of the values can be the column's, in per cent; -1 when
// anything can.
func (p *proposer) fits(values []string, c column) int {
	if len(values) == 0 {
		return -1
	}
	switch c.kind {
	case kindDate:
		if _, spans := severalSpans(values); spans {
			if _, both := spanGroup(c.name); both {
				return 100
			}
		}
		if separator := severalDates(values); separator != "" {
			values = partsOf(values, separator)
		}
		dated := slices.DeleteFunc(slices.Clone(values), isNo)
		return share(dated, func(v string) bool {
			if dateAnswer(v) {
				return true
			}
			if endsSomething(c.id) {
				v = string(afterUntil([]byte(v)))
			}
			_, problem := parseDay([]byte(v))
			return problem == "" || problem == ProblemDateTwoDigits || problem == ProblemDateSerial || len(oddDates([]string{v})) > 0
		})
	case kindDepartment:
		return share(values, func(v string) bool {
			_, placed := p.reference.departmentAndPlace(p.departments, fold(v))
			return placed || p.departments[fold(v)] != ""
		})
	case kindNumber:
		return share(values, func(v string) bool {
			digits := strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return r
				}
				return -1
			}, v)
			return (len(digits) == 9 || len(digits) == 10) && len(v) <= len(digits)+4 && !bytes.ContainsAny([]byte(v), "/@") && digits[0] != '0'
		})
	case kindWord, kindYesNo:
		index := c.words().index()
		return share(values, func(v string) bool { folded := fold(v); return index[folded] != "" || resembling(folded, index) != "" })
	case kindIdentity:
		switch c.id {
		case colMail:
			return share(values, func(v string) bool { return strings.Contains(v, "@") })
		case colPhone:
			return share(values, isPhone)
		case colBirth:
			return share(values, isDay)
		}
		return share(values, func(v string) bool { return !strings.ContainsAny(v, "0123456789@/") })
	case kindReference, kindAssociation, kindText:
	}
	return -1
}
