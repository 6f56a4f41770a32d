package collectors

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// objects gives the objects of a list one by one.
type objects struct {
	file     io.Closer
	source   *budget
	lines    *bufio.Reader // of NDJSON
	text     []byte        // of the line at hand, or its beginning
	list     *json.Decoder // within the list
	single   []byte        // the whole file is one object
	envelope string        // name of the list, where an object holds it
	at       int
}

// budget stops a reading that goes on too long without an object's end.
type budget struct {
	source io.Reader
	left   int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fileFault("un objet du fichier JSON dépasse %d Mo : ce n'est pas une liste de dossiers", maxJSONRecord>>20)
	}
	n, err := b.source.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

func openObjects(source Source, format string) (*objects, error) {
	file, err := source()
	if err != nil {
		return nil, err
	}
	o := &objects{file: file, source: &budget{source: file, left: 2 * maxJSONRecord}}
	from := io.Reader(o.source)
	if format == formatNDJSON {
		from = file // of a line however long, little is held
	}
	buffered := bufio.NewReaderSize(from, headSize)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" {
		_, _ = buffered.Discard(3)
	}
	if format == formatNDJSON {
		o.lines = buffered
		return o, nil
	}
	o.list = json.NewDecoder(buffered)
	o.list.UseNumber()
	if err := o.enter(); err != nil {
		return nil, errors.Join(o.fault(err), file.Close())
	}
	return o, nil
}

func (o *objects) close() error { return o.file.Close() }

func (o *objects) fault(err error) error {
	var syntax *json.SyntaxError
	switch {
	case err == nil || errors.Is(err, io.EOF) && o.at > 0:
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fileFault("fichier JSON tronqué après l'objet %d : exportez-le de nouveau", o.at)
	case errors.As(err, &syntax):
		return fileFault("fichier JSON illisible après l'objet %d : exportez-le de nouveau", o.at)
	}
	return readError("the file", err)
}

// enter goes to the list of objects: the file itself, or the list of an
// envelope (ours, KoboToolbox's or ODK's). An object without one is itself the
// only object.
func (o *objects) enter() error {
	first, err := o.list.Token()
	if err != nil || first == json.Delim('[') {
		return err
	}
	var single bytes.Buffer
	for o.list.More() {
		key, err := o.list.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if isEnvelope(name) {
			if next, err := o.list.Token(); err != nil || next == json.Delim('[') {
				o.envelope = name
				return errors.Join(err, o.beside(single.Bytes()))
			}
			return fileFault("fichier JSON : « %s » doit être une liste d'objets", name)
		}
		var value json.RawMessage
		if err := o.list.Decode(&value); err != nil {
			return err
		}
		quoted, err := json.Marshal(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(&single, ",%s:%s", quoted, value)
	}
	if _, err := o.list.Token(); err != nil {
		return err
	}
	o.single = wholeObject(single.Bytes())
	return o.alone("l'objet")
}

// alone refuses a file that goes on behind its list or its only object: that would
// be lost.
func (o *objects) alone(what string) error {
	_, err := o.list.Token()
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err == nil || errors.As(err, &syntax):
		return fileFault("fichier JSON\u00a0: il reste quelque chose après %s. Mettez tous les dossiers et les évènements dans une seule liste", what)
	}
	return err
}

func isEnvelope(name string) bool {
	return slices.Contains([]string{"lignes", "dossiers", "results", "value", "data"}, name)
}

func wholeObject(fields []byte) []byte {
	return append([]byte{'{'}, append(bytes.TrimPrefix(fields, []byte{','}), '}')...)
}

// beside refuses a file of which something beside the list would be lost: a
// field of the format, or objects of it. What a tool writes of itself is let be.
func (o *objects) beside(fields []byte) error {
	rows, err := flatten(wholeObject(fields))
	if err != nil {
		return fileFault("fichier JSON\u00a0: à côté de la liste « %s », %v", o.envelope, err)
	}
	for _, row := range rows {
		for _, f := range row {
			name, inner, nested := strings.Cut(f.path, "/")
			switch {
			case len(f.text) == 0:
			case nested && names(inner):
				return fileFault("fichier JSON : « %s » est à côté de la liste « %s ». Mettez tous les dossiers et les évènements dans une seule liste", name, o.envelope)
			case !nested && names(name):
				return fileFault("fichier JSON : « %s » est à côté de la liste « %s ». Écrivez ce champ dans chaque objet de la liste", name, o.envelope)
			}
		}
	}
	return nil
}

// names reports whether a field is one of the format that no tool has for itself:
// it says whose case it is, or where, what it asks for, or when.
func names(field string) bool {
	c, ok := headerIndex(ShapeCases)[headerKey(field)]
	if !ok {
		return false
	}
	switch c.kind {
	case kindReference, kindNumber, kindAssociation, kindDepartment, kindDate:
		return true
	}
	return c.id == colProcedure || c.id == colGround
}

// end reads what follows the list.
func (o *objects) end() error {
	if _, err := o.list.Token(); err != nil { // a list that ends with the file is truncated
		return o.truncated(err)
	}
	var rest bytes.Buffer
	for o.envelope != "" && o.list.More() {
		o.source.left = 2 * maxJSONRecord
		key, err := o.list.Token()
		if err != nil {
			return o.truncated(err)
		}
		var value json.RawMessage
		if err := o.list.Decode(&value); err != nil {
			return o.truncated(err)
		}
		if quoted, err := json.Marshal(key); err == nil {
			fmt.Fprintf(&rest, ",%s:%s", quoted, value)
		}
		if rest.Len() > maxJSONRecord {
			return fileFault("fichier JSON : plus de %d Mo à côté de la liste « %s ». Mettez tous les dossiers et les évènements dans une seule liste", maxJSONRecord>>20, o.envelope)
		}
	}
	if o.envelope != "" {
		if _, err := o.list.Token(); err != nil {
			return o.truncated(err)
		}
	}
	if err := o.beside(rest.Bytes()); err != nil {
		return err
	}
	if err := o.alone("la liste"); err != nil {
		return err
	}
	return io.EOF
}

// next gives the rows of the next object, and its number. An objectFault is of a
// line alone, and those below it can be read.
func (o *objects) next() (int, [][]jsonField, error) {
	o.source.left = 2 * maxJSONRecord
	raw, err := o.raw()
	if err != nil {
		return o.at, nil, err
	}
	rows, err := flatten(raw)
	switch {
	case err == nil:
		return o.at, rows, nil
	case o.lines != nil:
		return o.at, nil, lineFault(raw, err)
	}
	return o.at, nil, o.wrong(err)
}

// wrong is a fault of the object at hand that refuses the file.
func (o *objects) wrong(err error) error { return fileFault("fichier JSON, objet %d : %v", o.at, err) }

func (o *objects) raw() ([]byte, error) {
	o.at++
	switch {
	case o.lines != nil:
		return o.line()
	case o.single != nil:
		if o.at > 1 {
			return nil, io.EOF
		}
		return o.single, nil
	case !o.list.More():
		return nil, o.end()
	}
	var raw json.RawMessage
	if err := o.list.Decode(&raw); err != nil {
		o.at--
		return nil, o.truncated(err)
	}
	return raw, nil
}

func (o *objects) truncated(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return o.fault(err)
}
