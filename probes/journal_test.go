package probes

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performancetimeline"
	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// secretWord is in a cookie and in a header that opens a session: it may be in
// no file.
const secretWord = "jeton-de-session"

// site is a site with what a journal has to record: a redirect, a page in
// another encoding that is compressed, cookies, an error of a script.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debut", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/accueil?a=1&b=%C3%A9", http.StatusFound)
	})
	mux.HandleFunc("GET /accueil", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Add("Set-Cookie", "session="+secretWord)
		w.Header().Add("X-Double", "un")
		w.Header().Add("X-Double", "deux")
		z := gzip.NewWriter(w)
		defer z.Close()
		_, _ = z.Write(latinPage())
	})
	mux.HandleFunc("GET /image.png", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write([]byte("\x89PNG\r\n\x1a\n\x00\xff"))
	})
	mux.HandleFunc("GET /suite", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<!DOCTYPE html><title>Fin</title><main>Préfecture d'essai</main>`))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func latinPage() []byte {
	page := `<!DOCTYPE html><html lang="fr"><title>D` + "\xe9" + `but</title><main>Accueil ouvert</main><img src="/image.png">` +
		`<img src="http://127.0.0.1:1/perdue.png"><script>console.warn("attention", 3)</script>` +
		`<a href="/suite">Continuer</a>`
	return []byte(page)
}

const journalJourney = `id: essai.journal
title: {fr: Essai, en: Trial}
duty: essai
family: E
system: rdv-prefecture
budget: 8s
timeout: 20s
met: {cause: door_open, detail: Tout tient.}
steps:
  - name: ouvrir
    open: target
  - name: accueil
    wait_for: {text: "Accueil ouvert"}
  - name: continuer
    click: {role: link, text: "Continuer"}
  - name: fin
    identify: {path: "/suite", prefecture: true}
`

// journalRig is a rig whose captures go to a folder of evidence files.
func journalRig(t *testing.T) (*rig, *evidence.Files) {
	t.Helper()
	files, err := evidence.OpenFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return newRig(t, testbed.Options{}, func(r *rig, c *Config) {
		c.Keep = func(ctx context.Context, media string, content []byte) (observatory.Hash, error) {
			if _, err := r.keep(ctx, media, content); err != nil {
				return "", err
			}
			return files.PutBytes(ctx, content)
		}
	}), files
}

func attemptOfSite(t *testing.T, r *rig) *observatory.Attempt {
	t.Helper()
	journeys, err := LoadJourneys(fstest.MapFS{"essai.yaml": {Data: []byte(journalJourney)}})
	if err != nil {
		t.Fatal(err)
	}
	target := observatory.Target{ID: "essai", System: SystemRDVPrefecture, Prefecture: "Préfecture d'essai", Address: site(t) + "/debut", Simulation: true}
	attempts, err := r.runner.Run(t.Context(), journeys[0], target, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if a := attempts[0]; !a.Outcome.Success() {
		t.Fatalf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
	return attempts[0]
}

func TestJournalOfAnAttempt(t *testing.T) {
	r, files := journalRig(t)
	a := attemptOfSite(t, r)
	capture, err := evidence.OpenCapture(files, a)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	bodies := map[string]string{}
	for _, x := range capture.Journal.Exchanges {
		if x.Type == "Other" { // favicon, when the browser asks for one
			continue
		}
		path := strings.SplitN(x.Address, "/", 4)[3]
		got = append(got, x.Method+" "+path+" "+http.StatusText(x.Status)+" "+x.Error)
		if x.Body != nil && x.Body.State == observatory.Obtained {
			bodies[path] = string(r.files[x.Body.Hash])
		}
		if x.StartedAt.Before(a.At.Add(-time.Minute)) || x.Timing.Wait < 0 {
			t.Errorf("%s: times %v, %+v", path, x.StartedAt, x.Timing)
		}
	}
	want := []string{
		"GET debut Found ", "GET accueil?a=1&b=%C3%A9 OK ", "GET image.png OK ",
		"GET perdue.png  net::ERR_UNSAFE_PORT", "GET suite OK ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("exchanges (-want +got):\n%s", diff)
	}
	wantBodies := map[string]string{
		"accueil?a=1&b=%C3%A9": string(latinPage()), "image.png": "\x89PNG\r\n\x1a\n\x00\xff",
		"suite": `<!DOCTYPE html><title>Fin</title><main>Préfecture d'essai</main>`,
	}
	if diff := cmp.Diff(wantBodies, bodies); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	for _, page := range capture.Journal.Pages {
		v := page.Vitals
		whole := v.FCP != nil && v.LCP != nil && v.CLS != nil
		if v.TTFB == nil || *v.TTFB <= 0 || whole != (v.Reason == "") || (v.FCP != nil && *v.FCP <= *v.TTFB) {
			t.Errorf("%s: vitals %+v", page.Address, v)
		}
	}
	for hash, content := range r.files {
		if strings.Contains(string(content), secretWord) {
			t.Errorf("file %s holds the session: %.300q", hash, content)
		}
	}
	for _, write := range []func(*bytes.Buffer) error{
		func(b *bytes.Buffer) error { return capture.WriteWACZ(b) }, func(b *bytes.Buffer) error { return capture.WriteHAR(b) },
	} {
		if err := write(&bytes.Buffer{}); err != nil {
			t.Error(err)
		}
	}
}

func TestTLSChain(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	r, _ := journalRig(t)
	b, release, err := r.runner.pool.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	tab, leave := chromedp.NewContext(b.handle, chromedp.WithNewBrowserContext())
	defer leave()
	if _, err := chromedp.Call(tab, security.SetIgnoreCertificateErrors, security.SetIgnoreCertificateErrorsParams{Ignore: true}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(tab, chromedp.Navigate(server.URL)); err != nil {
		t.Fatal(err)
	}
	s := &sealer{tab: tab, attempt: &attempt{runner: r.runner, trace: newTrace("")}, journal: &observatory.Journal{
		Exchanges: []observatory.Exchange{{Address: server.URL + "/", Main: true, Status: http.StatusOK}},
	}}
	s.certificates(t.Context())
	chain := s.journal.Exchanges[0].Certificates
	if len(chain) != 1 || !bytes.Equal(r.files[chain[0]], server.Certificate().Raw) {
		t.Errorf("chain %v, want the certificate of the server", chain)
	}
}

func TestAssistedJournalHoldsFactsOnly(t *testing.T) {
	r, files := journalRig(t)
	a := r.run("pan.slots", SystemRDVPrefecture, testbed.Slots)
	capture, err := evidence.OpenCapture(files, a)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range capture.Journal.Exchanges {
		if len(x.Request)+len(x.Response) > 0 || strings.ContainsAny(x.Address+x.Location, "?#") {
			t.Errorf("%s: headers or query kept: %+v", x.Address, x)
		}
		if x.Body != nil && x.Body.State != observatory.NotObtained {
			t.Errorf("%s: body kept", x.Address)
		}
	}
	if len(capture.Journal.Exchanges) == 0 || len(capture.Journal.Pages) == 0 {
		t.Errorf("no fact kept: %+v", capture.Journal)
	}
	if err := capture.WriteWARC(&bytes.Buffer{}); !observatory.IsInput(err) {
		t.Errorf("archive of an assisted attempt: %v", err)
	}
}

func TestLayoutShiftIsTheLargestWindow(t *testing.T) {
	tests := []struct {
		name string
		at   []cdp.TimeSinceEpoch // each shift is worth 0.1
		want float64
	}{
		{"none", nil, 0},
		{"one window, told out of order", []cdp.TimeSinceEpoch{10.5, 10, 10.9}, 0.3},
		{"a second without shifts begins another", []cdp.TimeSinceEpoch{10, 10.5, 11.5}, 0.2},
		{"a window ends after five seconds", []cdp.TimeSinceEpoch{10, 10.9, 11.8, 12.7, 13.6, 14.5, 15.4}, 0.6},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var shifts []*performancetimeline.TimelineEvent
			for _, at := range test.at {
				shifts = append(shifts, &performancetimeline.TimelineEvent{
					Time: at, LayoutShiftDetails: &performancetimeline.LayoutShift{Value: 0.1},
				})
			}
			if got := layoutShift(shifts); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
