package probes

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// TestTheBrowserSendsNoReports is about the Reporting API, whose requests no tab can
// pause. A full Chromium sends them where it is not told otherwise; it is tried too
// where there is one.
func TestTheBrowserSendsNoReports(t *testing.T) {
	for _, path := range bothBrowsers(t) {
		noReports(t, path)
	}
}

func noReports(t *testing.T, path string) {
	t.Helper()
	const body = `<img src="/x.png"><script>const q = new XMLHttpRequest(); q.open("GET", "/y", false); q.send(); document.write("x")</script><button>Continuer</button>`
	r := wrapped(t, path, `exec %q "$@" --ignore-certificate-errors`)
	for name, header := range map[string]http.Header{
		"of a policy":  {"Content-Security-Policy": {"img-src 'none'; report-to a"}, "Reporting-Endpoints": {`a="/envoi"`}},
		"of what ends": {"Reporting-Endpoints": {`default="/envoi"`}},
		"of a window":  {"Cross-Origin-Opener-Policy-Report-Only": {`same-origin; report-to="a"`}, "Reporting-Endpoints": {`a="/envoi"`}},
	} {
		t.Run(filepath.Base(path)+" "+name, func(t *testing.T) {
			site := newLair(t, body)
			site.header = header
			secure := httptest.NewTLSServer(site.Config.Handler)
			t.Cleanup(secure.Close)
			site.URL = strings.Replace(secure.URL, "127.0.0.1", "localhost", 1)
			for range 2 { // what the first put off comes during the second
				if a := site.try(t, r); a.Outcome != observatory.Met {
					t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
				}
			}
			if sent := site.notes(); len(sent) > 0 {
				t.Errorf("sent: %v", sent)
			}
		})
	}
}
