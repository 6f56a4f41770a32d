package collectors

import (
	"bytes"
	"errors"
	"io"
	"slices"
)

// Limits of a JSON file.
const (
	maxJSONDepth  = 20                 // how deep objects nest; the published format needs two
	maxJSONRecord = 4 << 20            // bytes of one object
	maxJSONFields = 4096               // different fields
	maxJSONSpread = 32 * maxJSONRecord // bytes of the fields around a list, in all its rows
)

// asJSON takes a file that begins as JSON does.
func (in *intake) asJSON(head []byte) error {
	in.format = formatJSON
	if head[0] == '{' && bytes.IndexByte(head, '\n') < 0 {
		longer, err := headOf(in.raw, maxJSONLine)
		if err != nil {
			return err
		}
		head = bytes.TrimPrefix(longer, []byte("\xef\xbb\xbf"))
	}
	if linesOfObjects(head) {
		in.format = formatNDJSON
	}
	fields, err := jsonFields(in.raw, in.format)
	if err != nil {
		return err
	}
	in.place("UTF-8", func() (recordReader, error) {
		objects, err := openObjects(in.raw, in.format)
		if err != nil {
			return nil, err
		}
		return &jsonReader{objects: objects, fields: fields, twice: map[string]string{}}, nil
	})
	return nil
}

// jsonFields reads the file for the names of its fields, in the order in which
// they come up: they are the header of the table.
func jsonFields(source Source, format string) ([]string, error) {
	objects, err := openObjects(source, format)
	if err != nil {
		return nil, err
	}
	defer objects.file.Close()
	var names []string
	var unread error // of the first line that cannot be read
	seen := map[string]bool{}
	for {
		at, rows, err := objects.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if fault, ok := errors.AsType[objectFault](err); ok {
			if unread == nil {
				unread = fileFault("fichier NDJSON sans aucune ligne lisible. Ligne %d\u00a0: %w", at, fault)
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			for _, f := range row {
				if !seen[f.path] {
					seen[f.path] = true
					names = append(names, f.path)
				}
			}
		}
		if len(names) > maxJSONFields {
			return nil, fileFault("fichier JSON de plus de %d champs différents : ce n'est pas une liste de dossiers", maxJSONFields)
		}
	}
	switch {
	case len(names) == 0 && unread != nil:
		return nil, unread
	case len(names) == 0:
		return nil, fileFault("fichier JSON sans aucun objet : attendu une liste de dossiers ou d'évènements (docs/import.md)")
	}
	return names, nil
}

// jsonReader gives the rows of the objects, after a header of their fields. An
// object is a row; its number is its place in the list, or its line in NDJSON.
type jsonReader struct {
	objects *objects
	fields  []string
	given   bool
	at      int
	rows    [][]jsonField
	cells   cellBuffer
	twice   map[string]string // fields given twice, and what may be told of their names
}

func (r *jsonReader) sheetNames() []string { return nil }

func (r *jsonReader) looks() (looks, error) { return looks{}, nil }

func (r *jsonReader) close() error { return r.objects.close() }

func (r *jsonReader) next() (record, error) {
	r.cells.reset()
	if !r.given {
		r.given = true
		for i, name := range r.fields {
			if err := r.cells.set(i, []byte(name)); err != nil {
				return record{}, err
			}
		}
		return record{cells: r.cells.list()}, nil
	}
	for len(r.rows) == 0 {
		var err error
		r.at, r.rows, err = r.objects.next()
		if fault, ok := errors.AsType[objectFault](err); ok {
			return r.refused(fault)
		}
		if err != nil {
			return record{}, err
		}
	}
	row := r.rows[0]
	r.rows = r.rows[1:]
	for _, f := range row {
		if at := slices.Index(r.fields, f.path); at >= 0 {
			if before := r.cells.text(at); len(before) > 0 && string(before) != f.text {
				return r.refused(r.fieldTwice(f.path))
			}
			if err := r.cells.set(at, []byte(f.text)); err != nil {
				return r.tooLong(err)
			}
		}
	}
	if r.objects.lines != nil && r.cells.written() > maxRecord {
		return r.tooLong(nil)
	}
	return record{row: r.at, cells: r.cells.list()}, nil
}
