package probes

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

const slot = "/booking/create/12/5/1"

// ahead are rules by which a page has the browser fetch a slot beforehand: at
// once, or when its link is come near or pressed.
func ahead(kind, eagerness string) string {
	return `{"` + kind + `":[{"source":"list","urls":["` + slot + `"],"relative_to":"document","eagerness":"` + eagerness + `"}]}`
}

func rulesOf(text string) string { return `<script type="speculationrules">` + text + `</script>` }

// shadow declares one in the page's text: no script makes it.
func shadow(mode, body string) string {
	return `<div><template shadowrootmode="` + mode + `">` + body + `</template></div>`
}

// rulesInSight are pages whose speculation rules an observer of the page sees.
func rulesInSight(rules string) map[string]string {
	return map[string]string{
		"in the page":          rulesOf(rules),
		"by a script":          `<script>const s = document.createElement("script"); s.type = "SpeculationRules"; s.text = '` + rules + `'; document.body.append(s)</script>`,
		"by a type given late": `<script>const s = document.createElement("script"); s.type = "x"; s.text = '` + rules + `'; document.body.append(s); s.type = "speculationrules"; document.body.append(s)</script>`,
		"by a text given late": `<script>const s = document.createElement("script"); s.type = "speculationrules"; document.body.append(s); setTimeout(() => s.text = '` + rules + `')</script>`,
		"in a shadow":          `<div id=o></div><script>const s = document.createElement("script"); s.type = "speculationrules"; s.text = '` + rules + `'; o.attachShadow({mode: "open"}).append(s)</script>`,
	}
}

// wrapped gives a rig whose browser is started by a line of bash, with its path for %q.
func wrapped(t *testing.T, path, line string) *rig {
	t.Helper()
	script := t.TempDir() + "/" + filepath.Base(path)
	if err := os.WriteFile(script, fmt.Appendf(nil, "#!/bin/bash\n"+line+"\n", path), 0o755); err != nil {
		t.Fatal(err)
	}
	return newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Browser = script })
}

// ownBrowser is the one that the probes use, if no other is configured.
func ownBrowser(t *testing.T) string {
	t.Helper()
	path, err := FindBrowser("")
	if err != nil {
		t.Fatal(err) // every test of this package needs one
	}
	return path
}

// bothBrowsers are that one, and a full Chromium where there is one.
func bothBrowsers(t *testing.T) []string {
	t.Helper()
	paths := []string{ownBrowser(t)}
	if full, err := exec.LookPath("chromium"); err == nil && full != paths[0] {
		paths = append(paths, full)
	}
	return paths
}

// unaware gives a browser that does not know the setting by which ours fetches
// nothing beforehand: of two settings of one name Chromium hears the last.
func unaware(t *testing.T) *rig {
	t.Helper()
	return wrapped(t, ownBrowser(t), `exec %q "$@" --enable-features=NetworkServiceInProcess2`)
}

// metWithout tries a page and says what it sent and how it ended, if it sent
// anything or the attempt did not go on as if nothing were.
func metWithout(t *testing.T, r *rig, site *lair) {
	t.Helper()
	a := site.try(t, r)
	if sent := site.notes(); len(sent) > 0 || a.Outcome != observatory.Met {
		t.Errorf("got %s/%s: %s; sent: %v", a.Outcome, a.Cause, a.Detail, sent)
	}
}

// TestNothingIsFetchedBeforehand is about speculation rules, wherever they stand:
// the browser does not pause what they make it fetch.
func TestNothingIsFetchedBeforehand(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	for _, kind := range []string{"prefetch", "prerender"} {
		rules := rulesOf(ahead(kind, "immediate"))
		bodies := rulesInSight(ahead(kind, "immediate"))
		bodies["in an open shadow of the text"] = shadow("open", rules)
		bodies["in a closed shadow of the text"] = shadow("closed", rules)
		bodies["in a shadow of a shadow of the text"] = shadow("open", "<p>Bonjour</p>"+shadow("closed", rules))
		for name, body := range bodies {
			t.Run(kind+" "+name, func(t *testing.T) {
				metWithout(t, r, newLair(t, body+`<button>Continuer</button>`))
			})
		}
		for _, eagerness := range []string{"eager", "moderate", "conservative"} {
			body := shadow("closed", rulesOf(ahead(kind, eagerness))) + `<a href="` + slot + `" onclick="event.preventDefault()">Continuer</a>`
			t.Run(kind+" "+eagerness, func(t *testing.T) { metWithout(t, r, newLair(t, body)) })
			t.Run(kind+" "+eagerness+" by a file", func(t *testing.T) {
				site := newLair(t, `<a href="`+slot+`" onclick="event.preventDefault()">Continuer</a>`)
				site.rules, site.header = ahead(kind, eagerness), http.Header{"Speculation-Rules": {`"/regles.json"`}}
				metWithout(t, r, site)
			})
		}
		t.Run(kind+" by a file of another origin", func(t *testing.T) {
			site := newLair(t, `<button>Continuer</button>`)
			elsewhere := strings.Replace(site.URL, "127.0.0.1", "localhost", 1)
			site.rules, site.header = ahead(kind, "immediate"), http.Header{"Speculation-Rules": {`"` + elsewhere + `/regles.json"`}}
			metWithout(t, r, site)
		})
	}
}

// TestALinkDoesNotWaitForWhatIsNotFetched: its page stands in the queue of what is
// to be fetched beforehand, and nothing leaves that queue.
func TestALinkDoesNotWaitForWhatIsNotFetched(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	for _, kind := range []string{"prefetch", "prerender"} {
		rules := `{"` + kind + `":[{"source":"document","eagerness":"immediate"}]}`
		site := newLair(t, shadow("open", rulesOf(rules))+`<a href="?suite">Continuer</a>`)
		if a := site.try(t, r); a.Outcome != observatory.Met || !strings.HasSuffix(a.FinalAddress, "?suite") {
			t.Errorf("%s: got %s/%s: %s", kind, a.Outcome, a.Cause, a.Detail)
		}
	}
}

// TestLinksThatFetchAreHeld: unlike rules, links make fetches that a tab pauses.
func TestLinksThatFetchAreHeld(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	for _, kind := range []string{"prefetch", "preload", "modulepreload"} {
		for name, link := range map[string]struct{ body, header string }{
			"in the page": {body: `<link rel=` + kind + ` as=script href="` + slot + `">`},
			"by a header": {header: `<` + slot + `>; rel=` + kind + `; as=script`},
		} {
			t.Run(kind+" "+name, func(t *testing.T) {
				site := newLair(t, link.body+`<button>Continuer</button>`)
				if link.header != "" {
					site.header = http.Header{"Link": {link.header}}
				}
				a := site.try(t, r)
				if sent := site.notes(); len(sent) > 0 || a.Outcome != observatory.Fault || a.Cause != CauseBoundary {
					t.Errorf("got %s/%s: %s; sent: %v", a.Outcome, a.Cause, a.Detail, sent)
				}
			})
		}
	}
}

// TestRulesAreTakenOutOfAPage is for a browser that would follow them.
func TestRulesAreTakenOutOfAPage(t *testing.T) {
	r := unaware(t)
	for _, kind := range []string{"prefetch", "prerender"} {
		for name, body := range rulesInSight(ahead(kind, "immediate")) {
			t.Run(kind+" "+name, func(t *testing.T) {
				metWithout(t, r, newLair(t, body+`<button>Continuer</button>`))
			})
		}
	}
}

// TestSlotFetchedBeforehandIsNoVerdict: no observer sees into the shadow that a
// page declares in its text, and such a browser follows the rules in it.
func TestSlotFetchedBeforehandIsNoVerdict(t *testing.T) {
	r := unaware(t)
	for _, kind := range []string{"prefetch", "prerender"} {
		site := newLair(t, shadow("open", rulesOf(ahead(kind, "immediate")))+`<button>Continuer</button>`)
		if a := site.try(t, r); a.Outcome != observatory.Fault || a.Cause != CauseBoundary || !strings.Contains(a.Detail, slot) {
			t.Errorf("%s: got %s/%s: %s", kind, a.Outcome, a.Cause, a.Detail)
		}
	}
}
