package collectors

import (
	"bytes"
	"unicode/utf8"
)

// clean trims spaces of every kind, the no-break ones of spreadsheets included, and
// takes off what a sheet of problems puts before a cell (observatory.SafeCell): the
// sheet comes back.
func clean(b []byte) []byte {
	if len(b) > 1 && b[0] == '\'' && bytes.IndexByte([]byte("=+-@\t\r\n"), b[1]) >= 0 {
		b = b[1:]
	}
	if len(b) == 0 || solidStart(b) && solidEnd(b) {
		return b
	}
	return bytes.TrimSpace(bytes.TrimFunc(b, func(r rune) bool {
		return r == '\u00a0' || r == '\u202f' || r <= ' ' || invisible(r)
	}))
}

// accented is the first byte of the signs from À to ÿ: most of French, no space among them.
const accented = 0xC3

// solidStart reports whether a text begins with a sign that is certainly no space.
func solidStart(b []byte) bool { return b[0] > ' ' && b[0] < utf8.RuneSelf || b[0] == accented }

// solidEnd reports whether a text ends with a sign that is certainly no space.
func solidEnd(b []byte) bool {
	last := len(b) - 1
	return b[last] > ' ' && b[last] < utf8.RuneSelf || last > 0 && b[last-1] == accented
}
