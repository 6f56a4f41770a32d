package collectors

import (
	"errors"
	"io"
	"path"
	"strings"
)

// xlsxBook is an open XLSX workbook (ECMA-376): where its sheets are and what
// their cells refer to. excelize reads the same, but its streaming rows tell
// neither a cell's type nor its style, so that a date cannot be told from a
// number, and it unpacks large sheets into plain temporary files
// (docs/decisions/2026-11-26-own-sheet-reader.md).
type xlsxBook struct {
	*archive
	sheets  []xlsxSheet
	from    int // serial of the date system: 1900 or 1904
	strings stringTable
	styles  []numberStyle
	shown   []cellLook   // of the same styles
	hidden  []hiddenPart // sheets that are not shown
}

type hiddenPart struct {
	place int // among all sheets, from 1
	part  string
}

type xlsxSheet struct{ name, part string }

// openXLSX reads all of a workbook but its sheets' rows.
func openXLSX(a *archive) (*xlsxBook, error) {
	b := &xlsxBook{archive: a, from: 1900}
	book, err := b.target("_rels/.rels", "officeDocument")
	if err != nil {
		return nil, err
	}
	relations, err := b.relations(relationsOf(book))
	if err != nil {
		return nil, err
	}
	if err := b.workbook(book, relations); err != nil {
		return nil, err
	}
	for _, r := range relations {
		switch {
		case r.kind == "sharedStrings" && a.has(r.target):
			err = b.sharedStrings(r.target)
		case r.kind == "styles" && a.has(r.target):
			err = b.readStyles(r.target)
		}
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

// relation is one line of a .rels part.
type relation struct{ id, kind, target string }

func relationsOf(name string) string {
	return path.Join(path.Dir(name), "_rels", path.Base(name)+".rels")
}

func (b *xlsxBook) target(rels, kind string) (string, error) {
	relations, err := b.relations(rels)
	if err != nil {
		return "", err
	}
	for _, r := range relations {
		if r.kind == kind {
			return r.target, nil
		}
	}
	return "", fileFault("archive ZIP qui n'est pas un classeur : %s", asSheet)
}

func (b *xlsxBook) relations(name string) ([]relation, error) {
	var list []relation
	folder := path.Dir(path.Dir(name))
	err := b.tags(name, func(s *xmlScanner, t *xmlToken) error {
		if string(t.name) != "Relationship" || string(t.attr("TargetMode")) == "External" {
			return nil
		}
		target, err := s.attrText(t, "Target")
		if err != nil {
			return err
		}
		if strings.HasPrefix(target, "/") {
			target = target[1:]
		} else {
			target = path.Join(folder, target)
		}
		list = append(list, relation{id: string(t.attr("Id")), kind: path.Base(string(t.attr("Type"))), target: target})
		return nil
	})
	return list, err
}

// tags gives each opening tag of a part.
func (b *xlsxBook) tags(name string, take func(*xmlScanner, *xmlToken) error) error {
	return b.tokens(name, func(s *xmlScanner, t *xmlToken) error {
		if t.kind != xmlOpen {
			return nil
		}
		return take(s, t)
	})
}

// tokens gives each tag and text of a part.
func (b *xlsxBook) tokens(name string, take func(*xmlScanner, *xmlToken) error) error {
	part, err := b.open(name)
	if err != nil {
		return err
	}
	defer part.Close()
	s := newXMLScanner(part, path.Base(name))
	for {
		t, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = take(s, &t)
		}
		if err != nil {
			return err
		}
	}
}

// workbook reads the sheets that a person sees, in their order.
func (b *xlsxBook) workbook(name string, relations []relation) error {
	targets, place := map[string]relation{}, 0
	for _, r := range relations {
		targets[r.id] = r
	}
	err := b.tags(name, func(s *xmlScanner, t *xmlToken) error {
		switch string(t.name) {
		case "workbookPr":
			if v := string(t.attr("date1904")); v == "1" || v == "true" || v == "on" {
				b.from = 1904
			}
		case "sheet":
			place++
			r := targets[string(t.attr("id"))]
			if r.kind != "worksheet" {
				return nil
			}
			if state := t.attr("state"); len(state) > 0 && string(state) != "visible" {
				b.hidden = append(b.hidden, hiddenPart{place, r.target})
				return nil
			}
			title, err := s.attrText(t, "name")
			if err != nil {
				return err
			}
			b.sheets = append(b.sheets, xlsxSheet{name: title, part: r.target})
		}
		return nil
	})
	if err == nil && len(b.sheets) == 0 {
		return fileFault("classeur sans feuille visible : affichez la feuille à importer, puis enregistrez-le de nouveau")
	}
	return err
}
