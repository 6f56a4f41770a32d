package dashboard

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// watch notes in the page what the browser refused or could not do.
const watch = `window.__faults = [];
document.addEventListener("securitypolicyviolation", e => window.__faults.push("policy: " + e.violatedDirective + " " + e.blockedURI + " " + e.sample + " " + e.sourceFile + ":" + e.lineNumber));
window.addEventListener("error", e => window.__faults.push("error: " + e.message));`

// settled waits until every chart is drawn or hidden, opens what is folded, then
// tells what the page looks like. Text is cut where it is wider than what it
// stands in: the cell of a stacked table is as wide as the screen, and the frame
// around the table hides what is beyond.
const settled = `(async () => {
  for (let i = 0; i < 100; i++) {
    const waiting = [...document.querySelectorAll("[data-chart]")].filter(c => !c.hidden && !c.querySelector("svg"));
    if (waiting.length === 0) break;
    await new Promise(r => setTimeout(r, 50));
  }
  document.querySelectorAll("details").forEach(d => d.open = true);
  const cut = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement, box = parent.closest(".chart, td, th, caption, dt, dd, li, p, h1, h2, h3, summary");
    if (!box || parent.closest(".sr, .skip, .stack thead, option, textarea")) continue;
    const range = document.createRange(), edge = box.getBoundingClientRect();
    range.selectNodeContents(texts.currentNode);
    if ([...range.getClientRects()].some(r => r.width > 0 && (r.right > edge.right + 1 || r.left < edge.left - 1))) {
      cut.push(texts.currentNode.data.trim());
    }
  }
  const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  document.querySelectorAll(".chart svg").forEach(svg => {
    const words = [...svg.querySelectorAll("text")].map(e => ({text: e.textContent, edge: e.getBoundingClientRect()}));
    words.forEach((w, i) => words.slice(i + 1).filter(o => overlap(w.edge, o.edge)).forEach(o => cut.push(w.text + " under " + o.text)));
  });
  return {
    cut: cut.slice(0, 3),
    hidden: [...document.querySelectorAll(".scroll")].filter(s => s.scrollWidth > s.clientWidth + 1 && (innerWidth >= 1440 || !s.querySelector("table")))
      .map(s => s.getAttribute("aria-label") || s.innerHTML.slice(0, 120)),
    width: document.documentElement.scrollWidth,
    charts: document.querySelectorAll("[data-chart]").length,
    drawn: document.querySelectorAll(".chart-drawn svg path").length > 0 ? document.querySelectorAll(".chart-drawn svg").length : 0,
    faults: window.__faults,
    wide: [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll"))
      .slice(0, 3).map(e => e.outerHTML.slice(0, 120)),
  };
})()`

// look is what a browser made of a page.
type look struct {
	Width, Charts, Drawn int
	Faults, Wide         []string // Wide: what sticks out at the right
	Cut                  []string // text that is wider than its cell, paragraph or chart, or under another of its chart
	Hidden               []string // of which a part is out of sight: tables on a desk, drawings anywhere
}

// browser starts a real Chromium for the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		t.Skip("no chromium-headless-shell on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	limited, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(stop)
	allocator, closeAllocator := chromedp.NewExecAllocator(limited, options...)
	t.Cleanup(closeAllocator)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	return ctx
}

// open loads a page at a width and lets its charts be drawn.
func open(ctx context.Context, t *testing.T, address string, width int64) look {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(address)); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	raw, err := chromedp.Run(ctx, chromedp.Evaluate[[]byte](settled, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	var seen look
	if err := json.Unmarshal(raw, &seen); err != nil {
		t.Fatalf("%s: %v in %s", address, err, raw)
	}
	return seen
}

func TestPagesInARealBrowser(t *testing.T) {
	ctx := browser(t)
	server, _ := start(t, world(), func(c *Config) { c.Simulation = true })
	_, err := chromedp.Run(ctx, func(ctx context.Context, target *chromedp.Target) (cdppage.AddScriptToEvaluateOnNewDocumentResult, error) {
		return cdp.Call(ctx, target, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
	})
	if err != nil {
		t.Fatal(err)
	}
	charts := map[string]int{"/": 3, "/departement/93": 5, "/departement/01": 0} // the years of a department are a table
	widths := []int64{390, 320, 1440}
	if testing.Short() { // for races: the server is asked for the same at every width
		widths = widths[:1]
	}
	for _, address := range addresses() {
		for _, width := range widths {
			seen := open(ctx, t, server.URL+address, width)
			checkLook(t, address, width, seen)
			if want, told := charts[address]; told && (seen.Charts != want || seen.Drawn != want) {
				t.Errorf("%s at %d px: %d charts, %d drawn, want %d", address, width, seen.Charts, seen.Drawn, want)
			}
		}
		checkAxe(ctx, t, address)
	}
	checkNewestInSight(ctx, t, server.URL+"/matrice")
}

// checkNewestInSight holds that a phone shows the last months of the matrix first,
// beside the names of the obligations.
func checkNewestInSight(ctx context.Context, t *testing.T, address string) {
	t.Helper()
	open(ctx, t, address, 390)
	unseen, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".scroll:has(.duties)")].flatMap(s => {
		const frame = s.getBoundingClientRect(), inside = e => { const r = e.getBoundingClientRect(); return r.left >= frame.left - 1 && r.right <= frame.right + 1; };
		return [s.querySelector("thead th:last-child"), s.querySelector("tbody th")].filter(e => !inside(e)).map(e => e.textContent);
	})`))
	if err != nil {
		t.Fatal(err)
	}
	if len(unseen) > 0 {
		t.Errorf("%s at 390 px does not show %q", address, unseen)
	}
}

// checkLook holds what a browser made of a page against what every page owes.
func checkLook(t *testing.T, name string, width int64, seen look) {
	t.Helper()
	if seen.Width > int(width) {
		t.Errorf("%s at %d px scrolls sideways: %d px wide, by %q", name, width, seen.Width, seen.Wide)
	}
	if len(seen.Faults) > 0 {
		t.Errorf("%s at %d px: %q", name, width, seen.Faults)
	}
	if len(seen.Cut) > 0 {
		t.Errorf("%s at %d px cuts text: %q", name, width, seen.Cut)
	}
	if len(seen.Hidden) > 0 {
		t.Errorf("%s at %d px hides a part of %q", name, width, seen.Hidden)
	}
}

// checkAxe runs axe-core on the page at hand when VIGIE_AXE names its file. It
// finds a part of what hinders people, never all of it.
func checkAxe(ctx context.Context, t *testing.T, address string) {
	t.Helper()
	file := os.Getenv("VIGIE_AXE")
	if file == "" {
		return
	}
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	run := string(source) + `;axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice", "RGAAv4"]}})
		.then(r => r.violations.map(v => v.id + ": " + v.nodes.slice(0, 2).map(n => n.html).join(" | ")))`
	faults, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		t.Errorf("%s: axe: %s", address, fault)
	}
}
