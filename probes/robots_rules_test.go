package probes

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"vigie/internal/testbed"
)

// Rules are obeyed however their agent and their paths are written.
func TestRobotsRulesAreReadAsMeant(t *testing.T) {
	tests := map[string]struct {
		body, path string
		forbidden  bool
	}{
		"us, with a version":           {"User-agent: Vigie/1.0\nDisallow: /\n", "/a", true},
		"us, with the whole name":      {"User-agent: Mozilla/5.0 (X11) HeadlessChrome/156.0 Vigie/1.0 (+https://vigie.example)\nDisallow: /a\n", "/a", true},
		"us, and others":               {"User-agent: Vigie/1.0\nAllow: /\nUser-agent: *\nDisallow: /\n", "/a", false},
		"another whose name has ours":  {"User-agent: Navigiebot\nDisallow: /\n", "/a", false},
		"letters with accents":         {"User-agent: *\nDisallow: /d\u00e9marches/\n", "/d%C3%A9marches/x", true},
		"the same, percent-encoded":    {"User-agent: *\nDisallow: /d%c3%a9marches/\n", "/d%C3%A9marches/x", true},
		"a letter encoded in the rule": {"User-agent: *\nDisallow: /%6fk/\n", "/ok/", true},
		"a letter encoded in the path": {"User-agent: *\nDisallow: /ok/\n", "/%6Fk/", true},
		"a slash that is none":         {"User-agent: *\nDisallow: /a%2Fb\n", "/a/b", false},
		"allowed with accents":         {"User-agent: *\nDisallow: /\nAllow: /d\u00e9marches/\n", "/d%C3%A9marches/x", false},
		"a mark, old line ends":        {"\ufeffUser-agent: *\rDisallow: /a # tout\r", "/a", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(test.body)) }))
			defer site.Close()
			r := newRig(t, testbed.Options{}, nil)
			if ending, refused := r.runner.robots.judge(t.Context(), site.URL+test.path, false); refused != test.forbidden {
				t.Errorf("refused %v: %s", refused, ending.Detail)
			}
		})
	}
}
