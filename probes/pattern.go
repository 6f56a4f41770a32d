package probes

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

// pathPattern turns a path pattern into an anchored regular expression: *
// stands for a part of one segment, ** for anything, {target} for the path of
// the target's address.
func pathPattern(pattern string, target *url.URL) string {
	return anchored(pattern, target.EscapedPath())
}

// addressPattern is like pathPattern for a whole address, fragment included.
func addressPattern(pattern string, target *url.URL) string {
	return anchored(pattern, target.String())
}

func anchored(pattern, own string) string {
	var b strings.Builder
	b.WriteString("^")
	pattern = strings.ToValidUTF8(pattern, "\uFFFD")
	for pattern != "" {
		switch {
		case strings.HasPrefix(pattern, "{target}"):
			b.WriteString(regexp.QuoteMeta(own))
			pattern = pattern[len("{target}"):]
		case strings.HasPrefix(pattern, "**"):
			b.WriteString(".*")
			pattern = pattern[2:]
		case strings.HasPrefix(pattern, "*"):
			b.WriteString("[^/]*")
			pattern = pattern[1:]
		default:
			_, size := utf8.DecodeRuneInString(pattern)
			b.WriteString(regexp.QuoteMeta(pattern[:size]))
			pattern = pattern[size:]
		}
	}
	b.WriteString("$")
	return b.String()
}
