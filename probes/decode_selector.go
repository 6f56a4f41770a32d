package probes

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"vigie/internal/lazyregexp"
)

// selector reads a CSS selector. The browser is the judge of it; what no browser
// takes is told here, before a journey ends by it.
func (d *decoder) selector(into *string) field {
	text := d.text(into)
	return field{schema: text.schema, read: func(node *yaml.Node, path string) {
		text.read(node, path)
		if brokenSelector(*into) {
			d.problem(node, path, "sélecteur CSS impossible « "+*into+" »", "Fermez crochets, parenthèses et guillemets, et donnez un nom après # et point.")
		}
	}}
}

// nameless finds a mark that wants a name and has none, or a list with an empty part.
var nameless = lazyregexp.New(`[#.](?:[^\pL\pN_\\-]|$)|,\s*(?:,|$)|^\s*,|\[\s*\]|\(\s*\)`)

// brokenSelector reports whether a selector is one that no browser takes: open
// brackets or quotes, or a mark without its name. An empty one is no selector.
func brokenSelector(css string) bool {
	closing := map[rune]rune{'[': ']', '(': ')'}
	var open []rune
	var bare strings.Builder // without what is quoted
	quote, escaped := rune(0), false
	for _, r := range css {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case quote != 0:
			if r == quote {
				quote = 0
			}
			continue
		case r == '"' || r == '\'':
			quote = r
			r = 'x' // in its place
		case closing[r] != 0:
			open = append(open, closing[r])
		case r == ']' || r == ')':
			if len(open) == 0 || open[len(open)-1] != r {
				return true
			}
			open = open[:len(open)-1]
		}
		bare.WriteRune(r)
	}
	return len(open) > 0 || quote != 0 || nameless.MatchString(bare.String())
}
