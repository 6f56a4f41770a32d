package collectors

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// maxStrings bounds the texts that a workbook's cells share (bytes): they are
// held in memory while its sheets are read.
const maxStrings = 512 << 20

// stringTable is the texts that the cells of a workbook share.
type stringTable struct {
	data []byte
	ends []int
}

func (t *stringTable) len() int { return len(t.ends) }

func (t *stringTable) get(n int) []byte {
	start := 0
	if n > 0 {
		start = t.ends[n-1]
	}
	return t.data[start:t.ends[n]]
}

func (b *xlsxBook) sharedStrings(name string) error {
	table, text := &b.strings, []byte(nil)
	inside, aside := false, 0
	return b.tokens(name, func(_ *xmlScanner, t *xmlToken) error {
		switch open := t.kind == xmlOpen; {
		case t.kind == xmlText:
			if inside && aside == 0 {
				text = append(text, t.text...)
			}
		case string(t.name) == "si" && open:
			text = text[:0]
		case string(t.name) == "si":
			table.data = append(table.data, unescapeExcel(text)...)
			table.ends = append(table.ends, len(table.data))
			if len(table.data)+8*len(table.ends) > maxStrings {
				return fileFault("classeur refusé : ses textes dépassent %d Mo ; enregistrez-le en CSV, qui est lu sans limite de taille", maxStrings>>20)
			}
		case string(t.name) == "t":
			inside = open
		case string(t.name) == "rPh" && open:
			aside++
		case string(t.name) == "rPh":
			aside--
		}
		return nil
	})
}

// unescapeExcel decodes the signs that Excel writes as _x000D_.
func unescapeExcel(text []byte) []byte {
	at := bytes.Index(text, []byte("_x"))
	if at < 0 {
		return text
	}
	out := append([]byte(nil), text[:at]...)
	for at < len(text) {
		if len(text)-at >= 7 && text[at] == '_' && text[at+1] == 'x' && text[at+6] == '_' {
			if n, err := strconv.ParseUint(string(text[at+2:at+6]), 16, 16); err == nil {
				out = append(out, string(rune(n))...)
				at += 7
				continue
			}
		}
		out = append(out, text[at])
		at++
	}
	return out
}

// numberStyle is what a cell's style says of a number.
type numberStyle struct {
	kind   styleKind
	digits int // of a number written with its leading zeros
}

type styleKind byte

const (
	stylePlain  styleKind = iota
	styleDay              // a date
	styleMoment           // a date and a time of day
	styleMonth            // a month: the day is not shown, and not known
	styleHour             // a time of day
	styleZeros
)

// readStyles reads which styles are dates.
func (b *xlsxBook) readStyles(name string) error {
	codes, within, ended := map[int]string{}, false, false
	var shown xlsxLooks
	return b.tags(name, func(s *xmlScanner, t *xmlToken) error {
		switch string(t.name) {
		case "numFmt":
			code, err := s.attrText(t, "formatCode")
			if err != nil {
				return err
			}
			codes[t.number("numFmtId", 0)] = code
		case "cellXfs":
			within = true
		case "cellStyles", "dxfs":
			within, ended = false, true
		case "xf":
			if within && len(b.styles) < 1<<16 {
				b.styles = append(b.styles, styleOf(t.number("numFmtId", 0), codes))
				b.shown = append(b.shown, shown.of(t))
			}
		default:
			if !ended {
				shown.take(t)
			}
		}
		return nil
	})
}

// styleOf knows the built-in formats of ECMA-376 (part 1, 18.8.30) and those
// of East Asian editions, and reads the others.
func styleOf(id int, codes map[int]string) numberStyle {
	if code, ok := codes[id]; ok {
		return readFormat(code)
	}
	switch {
	case id == 17:
		return numberStyle{kind: styleMonth}
	case id == 22:
		return numberStyle{kind: styleMoment}
	case id >= 14 && id <= 16, id >= 27 && id <= 36, id >= 50 && id <= 58:
		return numberStyle{kind: styleDay}
	case id >= 18 && id <= 21, id >= 45 && id <= 47:
		return numberStyle{kind: styleHour}
	}
	return numberStyle{}
}

// readFormat reads a number format: its first section tells.
func readFormat(code string) numberStyle {
	var letters strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			i = len(code)
		case '\\', '_', '*':
			i++
		case '"':
			i = skipTo(code, i+1, '"')
		case '[':
			i = skipTo(code, i+1, ']')
		default:
			letters.WriteByte(c | 0x20)
		}
	}
	text := letters.String()
	hasYear, hasDay := strings.Contains(text, "y") || strings.Contains(text, "aa"), strings.ContainsAny(text, "dj")
	switch {
	case strings.Contains(text, "general") || strings.Contains(text, "standard"):
		return numberStyle{}
	case hasYear && !hasDay && strings.Contains(text, "m") && !strings.Contains(text, "h"):
		return numberStyle{kind: styleMonth}
	case (hasDay || hasYear) && strings.Contains(text, "h"):
		return numberStyle{kind: styleMoment}
	case hasDay || hasYear && strings.Contains(text, "m"):
		return numberStyle{kind: styleDay}
	case strings.Contains(text, "h"):
		return numberStyle{kind: styleHour}
	case len(text) > 1 && len(text) <= 15 && strings.Trim(code, "0") == "":
		return numberStyle{kind: styleZeros, digits: len(code)}
	}
	return numberStyle{}
}

func skipTo(code string, from int, end byte) int {
	for from < len(code) && code[from] != end {
		from++
	}
	return from
}

// format gives what the number of a cell means: a date as ISO writes it, a
// whole number without an exponent.
func (n numberStyle) format(raw []byte, from int) []byte {
	raw = bytes.TrimSpace(raw)
	if n.kind == stylePlain && !bytes.ContainsAny(raw, "eE.") {
		return raw
	}
	value, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return raw
	}
	switch n.kind {
	case styleDay, styleMoment, styleMonth, styleHour:
		if text, ok := moment(value, from, n.kind); ok {
			return []byte(text)
		}
	case styleZeros:
		if whole(value) {
			text := strconv.FormatFloat(value, 'f', 0, 64)
			return []byte(strings.Repeat("0", max(0, n.digits-len(text))) + text)
		}
	case stylePlain:
	}
	if whole(value) {
		return strconv.AppendFloat(nil, value, 'f', 0, 64)
	}
	return raw
}

// moment gives the day of a serial number, or its month, and its hour where that is
// shown: alone where there is no day.
func moment(serial float64, from int, kind styleKind) (string, bool) {
	d, ok := serialDate(serial, from)
	switch {
	case kind == styleHour && serial > 0 && serial < 1:
		return hourOf(serial), true
	case !ok:
		return "", false
	case kind == styleMonth:
		return d.String()[:len("2026-01")], true
	case kind == styleDay || hourOf(serial) == "00:00":
		return d.String(), true
	}
	return d.String() + "T" + hourOf(serial), true
}

// hourOf gives the time of day of a serial number, to the minute.
func hourOf(serial float64) string {
	const minutesOfDay = 24 * 60
	minutes := int(math.Round((serial-math.Floor(serial))*minutesOfDay)) % minutesOfDay
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

func whole(value float64) bool { return value >= 0 && value < 1e15 && value == float64(int64(value)) }
