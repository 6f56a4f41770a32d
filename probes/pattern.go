package probes

import (
	"net/url"
	"regexp"
	"strings"
)

// pathPattern turns a path pattern into an anchored regular expression: *
// stands for a part of one segment, ** for anything, {target} for the path of
// the target's address.
func pathPattern(pattern string, target *url.URL) string {
	var b strings.Builder
	b.WriteString("^")
	for pattern != "" {
		switch {
		case strings.HasPrefix(pattern, "{target}"):
			b.WriteString(regexp.QuoteMeta(target.EscapedPath()))
			pattern = pattern[len("{target}"):]
		case strings.HasPrefix(pattern, "**"):
			b.WriteString(".*")
			pattern = pattern[2:]
		case strings.HasPrefix(pattern, "*"):
			b.WriteString("[^/]*")
			pattern = pattern[1:]
		default:
			b.WriteString(regexp.QuoteMeta(pattern[:1]))
			pattern = pattern[1:]
		}
	}
	b.WriteString("$")
	return b.String()
}
