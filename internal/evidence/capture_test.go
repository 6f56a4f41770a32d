package evidence

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

const pageText = "<!DOCTYPE html><title>Début</title>"

// sample is a sealed journal with what an archive has to carry, its files kept.
func sample(t testing.TB, change func(*observatory.Journal)) (*Files, *observatory.Attempt) {
	t.Helper()
	files, err := OpenFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	put := func(content string) observatory.Hash {
		hash, err := files.PutBytes(t.Context(), []byte(content))
		if err != nil {
			t.Fatal(err)
		}
		return hash
	}
	body := func(content string) *observatory.Body {
		return &observatory.Body{State: observatory.Obtained, Hash: put(content), Size: int64(len(content))}
	}
	at := time.Date(2026, 11, 3, 8, 0, 0, 123e6, time.UTC)
	journal := &observatory.Journal{
		Version: observatory.JournalVersion, Attempt: observatory.ID{1, 2, 3}, Journey: "pan.door", Target: "rdv-01", Mode: observatory.Unattended,
		Simulation: true, Software: "vigie/essai", Address: "https://portail.example/debut", StartedAt: at, EndedAt: at.Add(time.Second),
		Environment: []observatory.Item{{Name: "browser", State: observatory.Obtained, Values: []string{"HeadlessChrome/156.0"}}},
		Pages:       []observatory.Visit{{Address: "https://portail.example/accueil?b=2&a=%C3%A9", At: at, Exchange: 1}},
		Pieces:      []observatory.Piece{{Role: "screenshot", Hash: put("\x89PNG image"), Media: "image/png"}},
		Exchanges:   exchanges(at, body),
	}
	journal.Exchanges[1].Certificates = []observatory.Hash{put("certificat")}
	if change != nil {
		change(journal)
	}
	sealed, err := SealJournal(journal)
	if err != nil {
		t.Fatal(err)
	}
	attempt := &observatory.Attempt{Envelope: observatory.Envelope{
		ID: observatory.ID{1, 2, 3}, Evidence: []observatory.Piece{{Role: observatory.RoleJournal, Hash: put(string(sealed)), Media: JournalMedia}},
	}}
	return files, attempt
}

func exchanges(at time.Time, body func(string) *observatory.Body) []observatory.Exchange {
	none := observatory.Timing{Blocked: -1, DNS: -1, Connect: -1, TLS: -1, Wait: 12.5}
	return []observatory.Exchange{
		{
			Method: "GET", Address: "https://portail.example/debut", Type: "Document", Main: true, Page: -1, StartedAt: at, Status: 302,
			Protocol: "http/1.1", Location: "https://portail.example/accueil?b=2&a=%C3%A9", RemoteIP: "192.0.2.1", Timing: none,
			Body:     &observatory.Body{State: observatory.NotObtained, Reason: "redirection"},
			Response: []observatory.Header{{Name: "Location", Value: "/accueil?b=2&a=%C3%A9"}},
		},
		{
			Method: "GET", Address: "https://portail.example/accueil?b=2&a=%C3%A9", Type: "Document", Main: true, StartedAt: at, Status: 200,
			Protocol: "h2", RemoteIP: "2001:db8::1", Withheld: []string{"cookie"}, Body: body(pageText), Media: "text/html",
			Timing:  observatory.Timing{Blocked: 1.1, DNS: 2.2, Connect: 3.3, TLS: 2, Send: 0.1, Wait: 12.5, Receive: 0.4},
			Request: []observatory.Header{{Name: "user-agent", Value: "Vigie"}},
			Response: []observatory.Header{
				{Name: "content-encoding", Value: "br"},
				{Name: "content-length", Value: "7"},
				{Name: "content-type", Value: "text/html; charset=utf-8"},
				{Name: "x-double", Value: "un"},
				{Name: "x-double", Value: "deux\r\nWARC-Type: response"},
			},
		},
		{
			Method: "GET", Address: "https://portail.example/image.png", Type: "Image", StartedAt: at, Status: 200, Protocol: "h2",
			Body: body("\x89PNG\x00\xff"), Media: "image/png", Timing: none, Response: []observatory.Header{{Name: "content-type", Value: "image/png"}},
		},
		{
			Method: "POST", Address: "https://portail.example/envoi", Type: "Fetch", StartedAt: at, Status: 204, Protocol: "h2", Timing: none,
			RequestBody: body("ville=Lyon"), Request: []observatory.Header{{Name: "content-type", Value: "application/x-www-form-urlencoded"}},
		},
		{Method: "GET", Address: "https://perdu.example/x", Type: "Image", StartedAt: at, Timing: none, Error: "net::ERR_NAME_NOT_RESOLVED"},
	}
}

func open(t testing.TB, change func(*observatory.Journal)) *Capture {
	t.Helper()
	files, attempt := sample(t, change)
	capture, err := OpenCapture(files, attempt)
	if err != nil {
		t.Fatal(err)
	}
	return capture
}

func written(t testing.TB, write func(io.Writer) error) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestArchivesAreDeterministic(t *testing.T) {
	one, two := open(t, nil), open(t, nil)
	for name, of := range map[string]func(*Capture) func(io.Writer) error{
		"warc": func(c *Capture) func(io.Writer) error { return c.WriteWARC },
		"wacz": func(c *Capture) func(io.Writer) error { return c.WriteWACZ },
		"har":  func(c *Capture) func(io.Writer) error { return c.WriteHAR },
	} {
		if !bytes.Equal(written(t, of(one)), written(t, of(two))) {
			t.Errorf("%s: the same journal gave other bytes", name)
		}
	}
}

func TestHARReadBack(t *testing.T) {
	var har struct{ Log harLog }
	decode(t, written(t, open(t, nil).WriteHAR), &har)
	if har.Log.Version != "1.2" || har.Log.Browser != (harProgram{"HeadlessChrome", "156.0"}) || len(har.Log.Entries) != 5 {
		t.Fatalf("log %+v", har.Log)
	}
	page, image, post, failed := har.Log.Entries[1], har.Log.Entries[2], har.Log.Entries[3], har.Log.Entries[4]
	if page.Time != 19.6 || page.Page != "page_0" || page.Response.Content.Text != pageText {
		t.Errorf("page %+v", page)
	}
	if diff := cmp.Diff([]harPair{{"b", "2"}, {"a", "é"}}, page.Request.Query); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
	if image.Response.Content.Encoding != "base64" || image.Response.Content.Size != 6 {
		t.Errorf("image %+v", image.Response.Content)
	}
	if post.Request.PostData == nil || post.Request.PostData.Text != "ville=Lyon" || post.Request.BodySize != 10 {
		t.Errorf("post %+v", post.Request)
	}
	if failed.Response.Status != 0 || failed.Response.Error != "net::ERR_NAME_NOT_RESOLVED" {
		t.Errorf("failed %+v", failed.Response)
	}
}

func TestCaptureRefusals(t *testing.T) {
	assisted := open(t, func(j *observatory.Journal) { j.Mode = observatory.Assisted })
	for _, write := range []func(io.Writer) error{assisted.WriteWARC, assisted.WriteWACZ, assisted.WriteHAR} {
		if err := write(io.Discard); !observatory.IsInput(err) {
			t.Errorf("archive of an assisted attempt: %v", err)
		}
	}
	files, attempt := sample(t, nil)
	if _, err := OpenCapture(files, &observatory.Attempt{}); !observatory.IsInput(err) {
		t.Errorf("attempt without journal: %v", err)
	}
	other := *attempt
	other.ID = observatory.ID{9}
	if _, err := OpenCapture(files, &other); !errors.Is(err, ErrAltered) {
		t.Errorf("journal of another attempt: %v", err)
	}
	alter := func(hash observatory.Hash) {
		path, err := files.path(hash)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("autre"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	capture, err := OpenCapture(files, attempt)
	if err != nil {
		t.Fatal(err)
	}
	alter(capture.Journal.Exchanges[1].Body.Hash)
	if err := capture.WriteWARC(io.Discard); !errors.Is(err, ErrAltered) {
		t.Errorf("altered body: %v", err)
	}
	alter(attempt.Evidence[0].Hash)
	if _, err := OpenCapture(files, attempt); !errors.Is(err, ErrAltered) {
		t.Errorf("altered journal: %v", err)
	}
}

func TestSURT(t *testing.T) {
	// Expected values were made with warcio.js 2.4.11, getSurt.
	for address, want := range map[string]string{
		"https://www.rdv-prefecture.interieur.gouv.fr/rdvpref/reservation/demarche/4443/cgu/?b=2&a=1#x": "fr,gouv,interieur,rdv-prefecture)/rdvpref/reservation/demarche/4443/cgu/?a=1&b=2",
		"http://127.0.0.1:8080/":          "1,0,0,127:8080)/",
		"http://localhost:99/A/B?Q=z":     "localhost:99)/a/b?q=z",
		"urn:view:https://a.fr/":          "urn:view:https://a.fr/",
		"https://exemple.fr:443/x?=1&z":   "fr,exemple)/x?=1&z",
		"https://exemple.fr":              "fr,exemple)/",
		"https://exemple.fr/%C3%A9?t=%20": "fr,exemple)/%c3%a9?t=%20",
	} {
		if got := surt(address); got != want {
			t.Errorf("surt(%s) = %s, want %s", address, got, want)
		}
	}
}

func FuzzParseJournal(f *testing.F) {
	files, attempt := sample(f, nil)
	capture, err := OpenCapture(files, attempt)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(capture.line)
	f.Add([]byte(`{"version":1,"pages":[{"exchange":0}],"exchanges":[]}`))
	f.Add([]byte(`{"version":1,"exchanges":[{"page":-1,"method":"GET","address":"http://[::1","status":200}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		journal, err := ParseJournal(content)
		if err != nil {
			return
		}
		again, err := CanonicalJournal(journal)
		if err != nil {
			t.Skip("an instant out of range") // JSON has no year over 9999
		}
		if _, err := ParseJournal(again); err != nil {
			t.Errorf("own writing refused: %v", err)
		}
		c := &Capture{Journal: journal, files: files, line: again}
		_ = c.WriteHAR(io.Discard) // any error but a panic: the files are not there
		if err := c.WriteWARC(io.Discard); err != nil && journal.Exchanges == nil && journal.Pieces == nil && journal.Mode != observatory.Assisted {
			t.Errorf("empty journal: %v", err)
		}
	})
}
