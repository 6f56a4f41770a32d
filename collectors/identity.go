package collectors

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// subject is whom and what a row is about.
type subject struct {
	dossier    observatory.ID
	person     observatory.ID
	instance   observatory.ID // zero when only the case is known
	strength   observatory.Strength
	department string
	procedure  string
	ground     string
	level      observatory.EvidenceLevel
}

// subject reads the columns that both shapes share. filing is the filing date
// of the row, for a case without a reference.
func (w *worker) subject(filing day) subject {
	s := subject{
		department: w.department(),
		procedure:  w.word(colProcedure),
		ground:     w.word(colGround),
		level:      observatory.EvidenceLevel(w.word(colLevel)),
	}
	if s.level == "" {
		s.level = observatory.LevelTold
	}
	w.checkAssociation()
	w.checkPair(s.procedure, s.ground, filing.date)
	number, hasNumber := w.foreignerNumber()
	if w.bad {
		return s
	}
	if hasNumber {
		s.person, s.instance = w.names.Person(number)
		s.strength = observatory.StrengthNumber
	} else {
		s.person, s.instance, s.strength = w.names.Weakest(w.identity(w.birth()))
	}
	reference := w.cell(colReference)
	switch {
	case formulaError(reference):
		w.refuse(colReference, ProblemFormula)
	case len(reference) > 0 && !isBlank(reference):
		s.dossier = w.names.Case(normalReference(reference))
	case (s.strength == observatory.StrengthNumber || s.strength == observatory.StrengthNamesBirth) && filing.known():
		s.dossier = w.names.Case(keyWithoutReference(w.names.Bare(s.person), s.procedure, filing))
	default:
		w.refuse(colReference, ProblemCase)
	}
	if s.person.IsZero() {
		s.person = s.dossier
	}
	if w.erased[s.dossier] {
		w.refuseRow(ProblemErased)
	}
	w.noteHints(s, number)
	return s
}

// CaseOf gives the pseudonym of a case by the association's own reference.
func CaseOf(keys *privacy.Keys, association string, simulation bool, reference string) (observatory.ID, error) {
	names, err := keys.Pseudonyms(privacy.Domain(association, simulation))
	if err != nil {
		return observatory.NoID, err
	}
	return names.Case(normalReference(clean([]byte(reference)))), nil
}

// identity reads the columns that name a person, the number left out.
func (w *worker) identity(birth observatory.Date) privacy.Identity {
	return privacy.Identity{
		FamilyName: string(w.cell(colName)), FirstName: string(w.cell(colFirstName)), Birth: birth,
		Mail: string(w.cell(colMail)), Phone: string(w.cell(colPhone)),
	}
}

// birth gives the date of birth; one that cannot be read only weakens the
// pseudonym, and refuses nothing.
func (w *worker) birth() observatory.Date {
	date, readable := w.readBirth()
	if !readable {
		w.warn(colBirth, WarningBirth)
	}
	return date
}

// readBirth reads the date of birth, if there is one.
func (w *worker) readBirth() (date observatory.Date, readable bool) {
	b := w.cell(colBirth)
	if len(b) == 0 || isBlank(b) {
		return observatory.NoDate, true
	}
	d, problem := parseDay(b)
	if problem == ProblemDateTwoDigits && d.date > w.today { // 01/01/90: nobody is born in 2090
		t := d.date.Time()
		d, problem = civil(t.Year()-100, int(t.Month()), t.Day())
	}
	if problem != "" || d.monthOnly || d.date > w.today {
		return observatory.NoDate, false
	}
	return d.date, true
}

// foreignerNumber gives the digits of the foreigner number. The result is valid
// until the next row.
func (w *worker) foreignerNumber() (digits []byte, ok bool) {
	if digits, ok = w.numberDigits(); ok && filler(digits) {
		w.refuse(colNumber, ProblemNumber)
		return nil, false
	}
	return digits, ok
}

// filler tells what is typed where a number must be given and is not known: one
// digit throughout, or all in their order.
func filler(digits []byte) bool {
	return bytes.Count(digits, digits[:1]) == len(digits) || slices.Contains([]string{"012345678", "123456789", "0123456789", "1234567890"}, string(digits))
}

// numberDigits gives the digits of the cell of the number, nine or ten.
func (w *worker) numberDigits() (digits []byte, ok bool) {
	b := w.cell(colNumber)
	if len(b) == 0 {
		return nil, false
	}
	b = plainNumber(b)
	if (len(b) == 9 || len(b) == 10) && onlyDigits(b) {
		return b, true
	}
	digits = make([]byte, 0, 16)
	for _, c := range string(b) {
		switch {
		case c >= '0' && c <= '9':
			digits = append(digits, byte(c))
		case c == ' ' || c == '.' || c == '-' || c == '\u00a0' || c == '\u202f' || invisible(c):
		case c == 'E' || c == 'e' || c == '+' || c == ',':
			if bytes.ContainsAny(b, "0123456789") {
				w.refuse(colNumber, ProblemNumberDamaged)
				return nil, false
			}
			fallthrough
		default:
			if !isBlank(b) {
				w.refuse(colNumber, ProblemNumber)
			}
			return nil, false
		}
	}
	if len(digits) == 0 {
		return nil, false
	}
	if len(digits) != 9 && len(digits) != 10 {
		w.refuse(colNumber, ProblemNumber)
		return nil, false
	}
	return digits, true
}

func onlyDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// normalReference makes the spellings of a reference one: no accents' forms,
// no case, no runs of spaces.
func normalReference(b []byte) []byte {
	plain := true
	for _, c := range b {
		if c <= ' ' || c >= 0x80 || c >= 'a' && c <= 'z' {
			plain = false
			break
		}
	}
	if plain {
		return b
	}
	return []byte(strings.ToUpper(strings.Join(strings.Fields(norm.NFC.String(string(b))), " ")))
}

// keyWithoutReference stands for the reference that a case lacks: person
// (without its veil, which is exchanged from time to time), procedure and filing
// date.
func keyWithoutReference(person observatory.ID, procedure string, filing day) []byte {
	return []byte("\x00" + person.String() + "\x00" + procedure + "\x00" + filing.date.String())
}

func (w *worker) checkAssociation() {
	b := w.cell(colAssociation)
	if len(b) == 0 {
		return
	}
	if _, ok := w.memo[colAssociation].find(b); ok {
		return
	}
	if fold(string(b)) != fold(w.association) {
		w.refuse(colAssociation, ProblemAssociation)
		return
	}
	w.memo[colAssociation].keep(b, w.association)
}

// add appends an event of the row's subject and completes it. The caller fills
// the values first; what e points to is copied. bare is the unveiled fingerprint of
// its texts, if it has any.
func (w *worker) add(s subject, e *observatory.CaseEvent, bare observatory.ID) int {
	if w.bad {
		return 0
	}
	e.Source, e.SourceVersion = w.source, w.version
	e.RecordedAt, e.Simulation = w.now, w.simulation
	e.Import, e.Row, e.Association = w.batch, w.row, w.association
	e.Case, e.Person = s.dossier, s.person
	e.Instance, e.Strength = s.instance, s.strength
	e.Department, e.Procedure, e.Ground = s.department, s.procedure, s.ground
	if e.Level == "" {
		e.Level = s.level
	}
	at := e.Date
	if !at.Known() {
		at = e.Start
	}
	if !at.Known() {
		at = e.End
	}
	e.At = w.instant(e, at)
	e.Fact = factOf(e, 0)
	w.mark(e, bare)
	w.out.events = append(w.out.events, *e)
	return len(w.out.events) - 1
}

// mark sums the values of an event, its texts among them.
func (w *worker) mark(e *observatory.CaseEvent, bare observatory.ID) {
	e.Texts = w.names.Veiled(bare)
	e.Fingerprint = Fingerprint(e)
}
