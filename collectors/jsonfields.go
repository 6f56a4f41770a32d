package collectors

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// jsonField is one field of an object: groups before its name, kept apart by /.
type jsonField struct{ path, text string }

// fieldSize is the bytes of one without its texts.
const fieldSize = 32

// flattener turns an object into rows.
type flattener struct {
	fields []jsonField   // of the object itself and of those it holds
	rows   [][]jsonField // of the objects in its lists
}

// flatten gives the rows of an object: one, or one for each object of its
// lists, with the fields around it.
func flatten(raw []byte) ([][]jsonField, error) {
	if !utf8.Valid(raw) {
		return nil, objectFault{problem: ProblemUTF8}
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	first, err := d.Token()
	if err != nil || first != json.Delim('{') {
		return nil, errors.New("un objet entre accolades est attendu")
	}
	var f flattener
	if err := f.object(d, "", 1); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("un seul objet est attendu")
	}
	if len(f.rows) == 0 {
		return [][]jsonField{f.fields}, nil
	}
	if f.spread() > maxJSONSpread {
		return nil, objectFault{problem: ProblemSpread}
	}
	for i, row := range f.rows {
		f.rows[i] = append(slices.Clone(f.fields), row...)
	}
	return f.rows, nil
}

// spread is about how many bytes the fields of the object take in all its rows.
func (f *flattener) spread() int {
	each := 0
	for _, field := range f.fields {
		each += fieldSize + len(field.text)
	}
	return each * len(f.rows)
}

func (f *flattener) object(d *json.Decoder, prefix string, depth int) error {
	if depth > maxJSONDepth {
		return objectFault{problem: ProblemDeep}
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if err := f.value(d, joinPath(prefix, name), depth); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// joinPath puts a group before a name, unless the name holds it already, as
// KoboToolbox writes it.
func joinPath(prefix, name string) string {
	if prefix == "" || strings.HasPrefix(name, prefix+"/") {
		return name
	}
	return prefix + "/" + name
}

func (f *flattener) value(d *json.Decoder, path string, depth int) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		return f.object(d, path, depth+1)
	case json.Delim('['):
		return f.list(d, path, depth)
	}
	f.fields = append(f.fields, jsonField{path, scalar(token)})
	return nil
}

// list takes a list: its objects are rows, its plain values one cell.
func (f *flattener) list(d *json.Decoder, path string, depth int) error {
	var plain []string
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'):
			var inner flattener
			if err := inner.object(d, path, depth+1); err != nil {
				return err
			}
			if len(inner.rows) > 0 {
				return objectFault{problem: ProblemLists}
			}
			f.rows = append(f.rows, inner.fields)
		case json.Delim('['):
			return objectFault{problem: ProblemLists}
		default:
			plain = append(plain, scalar(token))
		}
	}
	if len(plain) > 0 {
		f.fields = append(f.fields, jsonField{path, strings.Join(plain, " ; ")})
	}
	_, err := d.Token()
	return err
}

func scalar(token json.Token) string {
	switch v := token.(type) {
	case string:
		return v
	case json.Number:
		return string(numberStyle{}.format([]byte(v), 0))
	case bool:
		return string(boolText(v))
	}
	return ""
}
