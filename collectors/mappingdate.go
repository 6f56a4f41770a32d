package collectors

import (
	"fmt"
	"strings"
)

// dateFormat reads dates that a mapping describes: j, m and a stand for day,
// month and year, as French spreadsheets write them. Two digits of a year are
// of this century: who writes the format says so.
type dateFormat struct {
	parts []datePart
	from  int // of serial numbers
}

type datePart struct {
	kind    byte // j, m, a, w (month in words), or 0
	width   int
	literal byte
}

// compileDate reads a format such as jj/mm/aaaa, aaaammjj or « série 1904 ».
func compileDate(format string) (*dateFormat, error) {
	switch strings.TrimSpace(fold(format)) {
	case "serie 1900":
		return &dateFormat{from: 1900}, nil
	case "serie 1904":
		return &dateFormat{from: 1904}, nil
	}
	f, seen := &dateFormat{}, map[byte]bool{}
	text := strings.ToLower(format)
	for i := 0; i < len(text); {
		c, width := text[i], 1
		if c != 'j' && c != 'm' && c != 'a' {
			if c >= 'a' && c <= 'z' || c >= 0x80 {
				return nil, fmt.Errorf("format « %s » : j, m et a seulement, et des signes entre eux", format)
			}
			f.parts = append(f.parts, datePart{literal: c})
			i++
			continue
		}
		for i+width < len(text) && text[i+width] == c {
			width++
		}
		i += width
		kind := c
		if c == 'm' && width > 2 {
			kind = 'w'
		}
		if seen[c] || c == 'j' && width > 2 || c == 'a' && width != 2 && width != 4 {
			return nil, fmt.Errorf("format « %s » : jj, mm (ou mmmm), aa ou aaaa, une fois chacun", format)
		}
		seen[c] = true
		f.parts = append(f.parts, datePart{kind: kind, width: width})
	}
	if !seen['m'] || !seen['a'] {
		return nil, fmt.Errorf("format « %s » : le mois et l'année sont nécessaires", format)
	}
	return f, nil
}

// read gives the date of a text in ISO form; false when it has another form.
func (f *dateFormat) read(text string) (string, bool) {
	if f.from != 0 {
		d, problem := parseSerial([]byte(text), f.from)
		return d.date.String(), problem == ""
	}
	values := map[byte]int{}
	for _, p := range f.parts {
		switch p.kind {
		case 0:
			if text == "" || text[0] != p.literal {
				return "", false
			}
			text = text[1:]
		case 'w':
			end := strings.IndexAny(text, " -/.,0123456789")
			if end < 0 {
				end = len(text)
			}
			values['m'] = monthNumber(strings.TrimSpace(fold(text[:end])))
			text = text[end:]
		default:
			n, value := 0, 0
			for n < len(text) && n < max(p.width, 2) && text[n] >= '0' && text[n] <= '9' {
				value = value*10 + int(text[n]-'0')
				n++
			}
			if n == 0 || p.kind == 'a' && n != p.width {
				return "", false
			}
			if p.kind == 'a' && p.width == 2 {
				value += 2000
			}
			values[p.kind], text = value, text[n:]
		}
	}
	return isoOf(values, text)
}

func isoOf(values map[byte]int, rest string) (string, bool) {
	d, withDay := values['j']
	if !withDay {
		d = 1
	}
	date, problem := civil(values['a'], values['m'], d)
	if problem != "" || rest != "" && rest[0] != ' ' && rest[0] != 'T' || countDates([]byte(rest)) > 0 {
		return "", false
	}
	iso := date.date.String()
	if !withDay {
		iso = iso[:len("2026-01")]
	}
	return iso, true
}
