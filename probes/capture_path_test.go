package probes

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A page that sends on by itself is a redirect too: no address was typed and no link
// followed to the next one.
func TestHeaderTellsOfAPageThatSendsOn(t *testing.T) {
	for name, send := range map[string]string{
		"a mark":   `<meta http-equiv="refresh" content="0;url=/suite">`,
		"a script": `<script>location.href = "/suite"</script>`,
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				switch r.URL.Path {
				case "/robots.txt":
				case "/suite":
					_, _ = w.Write([]byte(`<!doctype html><html lang="fr"><title>x</title><p>suite</p></html>`))
				default:
					_, _ = w.Write([]byte(`<!doctype html><html lang="fr"><title>x</title>` + send + `</html>`))
				}
			}))
			defer server.Close()
			r, files := journalRig(t)
			a, err := r.once(shipped(t, "pan.slots", SystemRDVServicePublic), firstOn(t, SystemRDVServicePublic).Observed(server.URL), RunOptions{})
			if err != nil {
				t.Fatal(err)
			}
			items := header(t, files, a)
			got := items["redirects"].Values
			if len(got) != 1 || !strings.Contains(got[0], "d'elle-même") || !strings.HasSuffix(got[0], "/suite") {
				t.Errorf("redirects: %q", got)
			}
			if typed := items["addresses_typed"].Values; len(typed) != 1 {
				t.Errorf("typed: %q", typed)
			}
			for _, value := range items["captures"].Values {
				if strings.HasPrefix(value, "screenshot") || strings.HasPrefix(value, "html") {
					t.Errorf("captures: %q", value)
				}
			}
		})
	}
}
