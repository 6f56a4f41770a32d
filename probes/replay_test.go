package probes

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// replayWorker is the service worker of ReplayWeb.page, the reader that an
// expert would take: `make setup` fetches it for the tests alone (VIGIE_TOOLS=1).
const replayWorker = "../.ci/tools/validators/replaywebpage/sw.js"

// replayScript hands the archive to the reader and gives what it shows of each
// address, as it was recorded (id_).
const replayScript = `(async ({bodies, pages}) => {
	const worker = navigator.serviceWorker;
	const taken = new Promise((resolve, reject) => worker.addEventListener("message", ({data}) => {
		if (data.msg_type === "collAdded") resolve();
		if (data.msg_type === "collProgress" && data.error) reject(data.error);
	}));
	const controlled = new Promise((resolve) => worker.addEventListener("controllerchange", resolve));
	await worker.register("/sw.js", {scope: "/"});
	(await worker.ready).active.postMessage({msg_type: "addColl", name: "essai", file: {sourceUrl: location.origin + "/archive.wacz"}});
	await taken;
	if (!worker.controller) await controlled;
	const recorded = async (address) => new Uint8Array(await (await fetch("/w/essai/id_/" + address)).arrayBuffer()).toBase64();
	const drawn = (address) => new Promise((resolve) => {
		const frame = document.body.appendChild(document.createElement("iframe"));
		frame.onload = () => resolve(frame.contentDocument.querySelector("main")?.textContent ?? frame.contentDocument.body.textContent);
		frame.src = "/w/essai/mp_/" + address;
	});
	return {bodies: await Promise.all(bodies.map(recorded)), pages: await Promise.all(pages.map(drawn))};
})(`

// replayed is what is asked of the reader, and what it shows.
type replayed[T any] struct {
	Bodies []T      `json:"bodies"` // of addresses, to the byte
	Pages  []string `json:"pages"`  // the text of pages that it draws
}

// TestWACZIsReplayed gives the archive of an attempt to ReplayWeb.page, in a
// browser that never met the site: each exchange is there to the byte, and the
// page is drawn from the archive alone.
func TestWACZIsReplayed(t *testing.T) {
	worker, err := os.ReadFile(filepath.FromSlash(replayWorker))
	if err != nil {
		if os.Getenv("VIGIE_TOOLS") == "1" {
			t.Fatal(err)
		}
		t.Skip("ReplayWeb.page is not there: VIGIE_TOOLS=1 .ci/setup.sh")
	}
	r, files := journalRig(t)
	a := attemptOfSite(t, r)
	capture, err := evidence.OpenCapture(files, a)
	if err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	if err := capture.WriteWACZ(&archive); err != nil {
		t.Fatal(err)
	}
	ask, want := replayed[string]{Pages: []string{a.Address, a.FinalAddress}}, replayed[[]byte]{Pages: []string{"Accueil ouvert", "Préfecture d'essai"}}
	for _, x := range capture.Journal.Exchanges {
		if x.Body != nil && x.Body.State == observatory.Obtained {
			ask.Bodies, want.Bodies = append(ask.Bodies, x.Address), append(want.Bodies, r.files[x.Body.Hash])
		}
	}
	if len(ask.Bodies) < 3 {
		t.Fatalf("the journal holds only %v", ask.Bodies)
	}
	if diff := cmp.Diff(want, replay(freshTab(t, r), t, replayReader(t, worker, archive.Bytes()), ask)); diff != "" {
		t.Errorf("%v (-want +got):\n%s", ask, diff)
	}
}

// replayReader serves the reader's worker, the archive, and nothing else.
func replayReader(t *testing.T, worker, archive []byte) string {
	t.Helper()
	mux := http.NewServeMux()
	for path, content := range map[string][]byte{"/sw.js": worker, "/archive.wacz": archive, "/lecteur.html": []byte("<!DOCTYPE html><title>lecteur</title><body>")} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, q *http.Request) {
			http.ServeContent(w, q, path, time.Time{}, bytes.NewReader(content))
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// freshTab opens a tab that remembers nothing, in the runner's browser.
func freshTab(t *testing.T, r *rig) context.Context {
	t.Helper()
	b, release, err := r.runner.pool.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(release)
	tab, leave := chromedp.NewContext(b.handle, chromedp.WithNewBrowserContext())
	t.Cleanup(leave)
	return tab
}

// replay gives what the reader shows.
func replay(tab context.Context, t *testing.T, reader string, ask replayed[string]) (got replayed[[]byte]) {
	t.Helper()
	argument, err := json.Marshal(ask)
	if err != nil {
		t.Fatal(err)
	}
	limited, cancel := context.WithTimeout(tab, time.Minute)
	defer cancel()
	if err := chromedp.Do(limited, chromedp.Navigate(reader+"/lecteur.html")); err != nil {
		t.Fatal(err)
	}
	got, err = chromedp.Run(limited, chromedp.Evaluate[replayed[[]byte]](replayScript+string(argument)+")", chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return got
}
