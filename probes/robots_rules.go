package probes

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"vigie/internal/lazyregexp"
)

// robotsAgent finds our name in what a robots.txt addresses, with a version or as a
// part of the whole User-Agent.
var robotsAgent = lazyregexp.New(`(?i)(^|[\s/(;,])` + robotName + `($|[\s/);,])`)

// robotsText writes a robots.txt so that its reader understands it as RFC 9309 does
// (section 2.2): our name without what follows it, paths with one way of encoding.
func robotsText(body []byte) []byte {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(bytes.TrimPrefix(body, []byte("\ufeff"))))
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line, _, _ = strings.Cut(line, "#")
		field, value, found := strings.Cut(line, ":")
		if !found {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(field)) {
		case "user-agent":
			if robotsAgent.MatchString(value) {
				lines[i] = field + ": " + robotName
			}
		case "allow", "disallow":
			lines[i] = field + ": " + robotsPath(strings.TrimSpace(value))
		}
	}
	return []byte(strings.Join(lines, "\n"))
}

// robotsPath writes a path in one way: what needs no encoding without, every other
// byte with, in capitals.
func robotsPath(path string) string {
	var plain strings.Builder
	for i := 0; i < len(path); i++ {
		letter := path[i]
		if letter == '%' && i+2 < len(path) {
			if decoded, err := url.PathUnescape(path[i : i+3]); err == nil {
				i += 2
				if letter = decoded[0]; !robotsPlain(letter) {
					fmt.Fprintf(&plain, "%%%02X", letter)
					continue
				}
			}
		}
		if letter >= 0x80 {
			fmt.Fprintf(&plain, "%%%02X", letter)
			continue
		}
		plain.WriteByte(letter)
	}
	return plain.String()
}

// robotsPlain reports whether a letter means the same encoded and not (RFC 3986,
// section 2.3).
func robotsPlain(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || strings.IndexByte("-._~", b) >= 0
}
