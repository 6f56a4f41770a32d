package collectors

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// around notes of a tag outside the rows of a sheet which columns are hidden, and
// which cells stand over those below.
func (r *xlsxReader) around(t *xmlToken) {
	if t.kind != xmlOpen {
		return
	}
	sheet := &r.seen.sheets[r.sheet]
	switch string(t.name) {
	case "col":
		if isTrue(t.attr("hidden")) {
			for at := t.number("min", 1); at <= min(t.number("max", 0), maxColumns) && len(sheet.columns) < maxNotes; at++ {
				sheet.columns = append(sheet.columns, at-1)
			}
		}
	case "mergeCell":
		first, last, _ := bytes.Cut(t.attr("ref"), []byte(":"))
		if top, bottom := rowOf(first), rowOf(last); top > 0 && bottom > top {
			sheet.merged.add(top)
		}
	}
}

// rowOf gives the row of a reference such as AB12; 0 if it is none.
func rowOf(reference []byte) int {
	n, err := strconv.Atoi(string(bytes.TrimLeft(reference, "ABCDEFGHIJKLMNOPQRSTUVWXYZ$")))
	if err != nil {
		return 0
	}
	return n
}

func isTrue(value []byte) bool { return string(value) == "1" || string(value) == "true" }

// looks counts the rows of hidden sheets and the remarks, beside what was seen.
func (r *xlsxReader) looks() (looks, error) {
	for _, hidden := range r.book.hidden {
		rows, err := r.book.fullRows(hidden.part)
		if err != nil {
			return looks{}, err
		}
		if rows > 0 {
			r.seen.hidden = append(r.seen.hidden, hiddenSheet{hidden.place, rows})
		}
	}
	for name := range r.book.parts {
		if base := path.Base(name); strings.HasPrefix(base, "comment") && strings.HasSuffix(base, ".xml") {
			err := r.book.tags(name, func(_ *xmlScanner, t *xmlToken) error {
				if string(t.name) == "comment" {
					r.seen.remarks++
				}
				return nil
			})
			if err != nil {
				return looks{}, err
			}
		}
	}
	return r.seen, nil
}

// fullRows counts the rows of a sheet that hold a value.
func (b *xlsxBook) fullRows(name string) (rows int, err error) {
	if !b.has(name) {
		return 0, nil
	}
	full := false
	err = b.tags(name, func(_ *xmlScanner, t *xmlToken) error {
		switch string(t.name) {
		case "row":
			full = false
		case "v", "t":
			if !full {
				full = true
				rows++
			}
		}
		return nil
	})
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return rows, err
}

// xlsxLooks reads how the styles of a workbook look.
type xlsxLooks struct {
	struck []bool   // by font
	fills  []string // by fill
}

func (l *xlsxLooks) take(t *xmlToken) {
	switch string(t.name) {
	case "font":
		l.struck = append(l.struck, false)
	case "strike":
		if n, value := len(l.struck), t.attr("val"); n > 0 {
			l.struck[n-1] = value == nil || isTrue(value)
		}
	case "fill":
		l.fills = append(l.fills, "")
	case "patternFill":
		if n := len(l.fills); n > 0 && string(t.attr("patternType")) == "solid" {
			l.fills[n-1] = strconv.Itoa(n)
		}
	case "fgColor":
		if n := len(l.fills); n > 0 && (string(t.attr("rgb")) == "FFFFFFFF" || string(t.attr("theme")) == "0" && t.attr("tint") == nil) {
			l.fills[n-1] = "" // white
		}
	}
}

// of gives the look of a style.
func (l *xlsxLooks) of(t *xmlToken) (look cellLook) {
	if font := t.number("fontId", 0); font < len(l.struck) {
		look.struck = l.struck[font]
	}
	if fill := t.number("fillId", 0); fill < len(l.fills) {
		look.fill = l.fills[fill]
	}
	return look
}
