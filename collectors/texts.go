package collectors

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// Roles of the sealed pieces of an event.
const (
	roleText    = "text"    // the comment
	roleMessage = "message" // a message received: closure, answer of the CCC
	roleScreen  = "screenshot"
)

const mediaText = "text/plain; charset=utf-8"

// maxPicture is the largest file taken beside a table.
const maxPicture = 20 << 20

// textMark remembers the bare fingerprint of an event's own texts.
type textMark struct {
	event int
	print observatory.ID
}

// rowTexts are the texts and the picture of one event, with their keyed
// fingerprint, yet without the veil.
type rowTexts struct {
	print  observatory.ID
	pieces []pendingText // event is set by attachAll
}

func (t *rowTexts) empty() bool { return len(t.pieces) == 0 && t.print.IsZero() }

// take adds a piece. The fingerprints of several are summed bit by bit: their
// order does not count, and that of one alone is its own.
func (t *rowTexts) take(mark observatory.ID, piece pendingText) {
	for i := range mark {
		t.print[i] ^= mark[i]
	}
	t.pieces = append(t.pieces, piece)
}

// comment reads the row's comment.
func (w *worker) comment() (t rowTexts) {
	w.takeText(&t, colComment, roleText)
	return t
}

// eventTexts reads all texts of a row that stands for one event.
func (w *worker) eventTexts() rowTexts {
	t := w.comment()
	if w.layout.has(colClosureText) {
		w.takeText(&t, colClosureText, roleMessage)
	}
	if w.layout.has(colCCCText) {
		w.takeText(&t, colCCCText, roleMessage)
	}
	if w.layout.has(colPicture) {
		w.takePicture(&t)
	}
	return t
}

// takeText notes a free text: its keyed fingerprint, and the redacted text when
// texts are kept.
func (w *worker) takeText(t *rowTexts, id columnID, role string) {
	b := w.cell(id)
	if len(b) == 0 || w.bad {
		return
	}
	if !w.hasVault {
		w.warn(id, WarningComment)
		return
	}
	if !composed(b) {
		b = norm.NFC.Bytes(b)
	}
	piece := pendingText{role: role, media: mediaText}
	if w.keepText {
		piece.text, _ = w.knownOfRow().Redact(string(b))
		if len(privacy.Flags(piece.text)) > 0 {
			w.warn(id, WarningSensitive)
		}
	}
	t.take(w.names.BareText(b), piece)
}

// composed reports whether a text is in the normal form C. No sign before U+0300
// joins another (Unicode, DerivedNormalizationProps), and few texts have a later one.
func composed(text []byte) bool {
	for _, c := range text {
		if c >= 0xcc {
			return norm.NFC.IsNormal(text)
		}
	}
	return true
}

// namingColumns hold what a free text of the row may say again of its person.
var namingColumns = [...]columnID{colName, colFirstName, colMail, colPhone, colNumber, colReference} //nolint:gochecknoglobals // a constant list

// knownMemo is what the naming columns said last: the rows of a case mostly
// follow one another.
type knownMemo struct {
	cells, next []byte // each cell and its end
	known       *privacy.Known
}

// knownOfRow gives what the row's own columns name.
func (w *worker) knownOfRow() *privacy.Known {
	m := &w.naming
	m.next = m.next[:0]
	for _, id := range namingColumns {
		m.next = append(append(m.next, w.cell(id)...), privacy.CellEnd...)
	}
	if m.known == nil || !bytes.Equal(m.cells, m.next) {
		m.cells, m.next = m.next, m.cells
		m.known = privacy.NewKnown(string(m.cells))
	}
	return m.known
}

// takePicture reads the file that the row names. Its name goes nowhere.
func (w *worker) takePicture(t *rowTexts) {
	name := string(w.cell(colPicture))
	switch {
	case name == "" || w.bad || isBlankWord(fold(name)):
		return
	case w.pieces == nil || !w.hasVault:
		w.warn(colPicture, WarningPicture)
		return
	}
	data, problem := readPicture(w.pieces, strings.ReplaceAll(name, `\`, "/"))
	if problem != "" {
		w.refuse(colPicture, problem)
		return
	}
	piece := pendingText{role: roleScreen, media: http.DetectContentType(data)}
	if w.keepText {
		piece.text = string(data)
	}
	t.take(w.names.BareText(data), piece)
}

// readPicture reads a picture or a PDF of the folder. A path that leaves the
// folder is no file of it.
func readPicture(folder fs.FS, name string) ([]byte, string) {
	if !fs.ValidPath(name) {
		return nil, ProblemPictureMissing
	}
	file, err := folder.Open(name)
	if err != nil {
		return nil, ProblemPictureMissing
	}
	data, err := io.ReadAll(io.LimitReader(file, maxPicture+1))
	if errors.Join(err, file.Close()) != nil {
		return nil, ProblemPictureMissing
	}
	media := http.DetectContentType(data)
	if len(data) > maxPicture || !strings.HasPrefix(media, "image/") && media != "application/pdf" {
		return nil, ProblemPicture
	}
	return data, ""
}

// addWithText adds an event that has a message of its own, in a row that stands
// for a case.
func (w *worker) addWithText(s subject, e *observatory.CaseEvent, id columnID) {
	var t rowTexts
	switch {
	case id == colPicture && w.layout.has(id):
		w.takePicture(&t)
	case id != 0 && w.layout.has(id):
		w.takeText(&t, id, roleMessage)
	}
	at := w.add(s, e, t.print)
	if w.bad || t.empty() {
		return
	}
	w.marks = append(w.marks, textMark{event: at, print: t.print})
	w.attachAll(at, t)
}

// joinPrint gives the fingerprint of all texts of an event that also carries
// the row's comment.
func (w *worker) joinPrint(at int, joined observatory.ID) observatory.ID {
	for _, mark := range w.marks {
		if mark.event == at {
			for i := range joined {
				joined[i] ^= mark.print[i]
			}
		}
	}
	return joined
}

// attachAll gives the pieces to the event at index at.
func (w *worker) attachAll(at int, t rowTexts) {
	if w.bad || !w.keepText {
		return
	}
	for _, piece := range t.pieces {
		piece.event = at
		w.out.texts = append(w.out.texts, piece)
	}
}
