package collectors

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

const (
	// maxJSONLine is the longest line of NDJSON that is looked into.
	maxJSONLine = 2 * maxJSONRecord
	// keptOfLine is how much of a line that cannot be read goes into the sheet of
	// problems: a row of it stays below maxRecord, whatever signs are in it.
	keptOfLine = maxRecord / 4
)

// objectFault is why one object of a file cannot be read: a problem of a row, and
// the field that has it.
type objectFault struct{ problem, field string }

func (f objectFault) Error() string {
	switch {
	case f.problem != ProblemFieldTwice:
		return explain(f.problem).message
	case f.field == "":
		return "un champ y est deux fois, avec deux valeurs ; gardez-en une"
	}
	return "le champ « " + f.field + " » y est deux fois, avec deux valeurs ; gardez-en une"
}

// maxFieldName is the longest name of a field that is held against the published ones.
const maxFieldName = 100

// fieldTwice names a field only if it resembles a published one: what an association
// writes there may be a name. Each name is looked at once: all lines may have it.
func (r *jsonReader) fieldTwice(path string) objectFault {
	named, known := r.twice[path]
	if !known {
		if len(path) <= maxFieldName && (nearest(path, columns(), ShapeCases) != "" || nearest(path, columns(), ShapeEvents) != "") {
			named = path
		}
		r.twice[path] = named
	}
	return objectFault{ProblemFieldTwice, named}
}

// linesOfObjects tells NDJSON by its first line that is a whole object, and not
// alone. Lines that are cut may precede it, none that opens a document of several
// lines: there, an object stands behind one of these signs.
func linesOfObjects(head []byte) bool {
	lines, whole := 0, false
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if lines++; whole {
			return true
		}
		if line[0] != '{' || strings.IndexByte("[{:,", line[len(line)-1]) >= 0 {
			return false
		}
		if whole = json.Valid(line); whole && lines > 1 {
			return true
		}
	}
	return false
}

// line gives the next line that is not blank, until the one after it.
func (o *objects) line() ([]byte, error) {
	for ; ; o.at++ {
		err := o.readLine()
		line := bytes.TrimSpace(o.text)
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		case len(o.text) > maxJSONLine:
			return nil, objectFault{problem: ProblemLineLong}
		case len(line) > 0:
			return line, nil
		case err != nil:
			return nil, err
		}
	}
}

// readLine reads to the end of a line, and keeps no more of it than is looked into.
func (o *objects) readLine() error {
	for o.text = o.text[:0]; ; {
		piece, err := o.lines.ReadSlice('\n')
		if len(o.text) <= maxJSONLine {
			o.text = append(o.text, piece...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// lineFault tells why a line cannot be read.
func lineFault(line []byte, err error) objectFault {
	fault, ok := errors.AsType[objectFault](err)
	if fault.problem == ProblemUTF8 || ok && json.Valid(line) {
		return fault
	}
	return objectFault{problem: ProblemLine}
}

// refused gives the line at hand as one row that cannot be read, in place of those
// that are left of it; in any other file than NDJSON the object refuses the whole.
func (r *jsonReader) refused(fault objectFault) (record, error) {
	if r.objects.lines == nil {
		return record{}, r.objects.wrong(fault)
	}
	r.rows = nil
	held := bytes.TrimSpace(r.objects.text[:min(len(r.objects.text), keptOfLine)])
	return record{row: r.objects.at, fault: fault.problem, cells: [][]byte{[]byte(fault.field), bytes.ToValidUTF8(held, []byte("\ufffd"))}}, nil
}

// tooLong refuses the line at hand, which holds more than a row may; err is what
// refuses any other file.
func (r *jsonReader) tooLong(err error) (record, error) {
	if r.objects.lines == nil {
		return record{}, err
	}
	return r.refused(objectFault{problem: ProblemLineLong})
}
