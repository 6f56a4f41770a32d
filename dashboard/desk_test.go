package dashboard

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

const deskPassword = "un mot de passe assez long"

// office is a desk over memory: what it took in, and what was logged.
type office struct {
	desk *Desk

	mu       sync.Mutex
	taken    []Report
	how      []Take
	refuse   string    // a référence that is refused
	known    bool      // another event of that kind and day is known
	warn     []Finding // of every report
	fail     error
	events   []observatory.CaseEvent
	readings []observatory.Access
	logFails error
	received []byte
	done     []string // what was decided of files
	reviews  []observatory.Review
	comments map[observatory.ID]string
	author   string // of every row
	seen     map[observatory.ID]observatory.Concordance
	changes  []observatory.Change
	messages []SeenNotice
	edits    []MappingEdit
	figures  *filtered
	consents map[observatory.Purpose][]observatory.ID // cases whose consent holds
}

// exported stands for the export of rows.
func exported(to io.Writer, events iter.Seq2[observatory.CaseEvent, error]) (cases, rows int, err error) {
	for e, err := range events {
		if err != nil {
			return cases, rows, err
		}
		if _, err := io.WriteString(to, e.Case.String()+";"+string(e.Event)+"\r\n"); err != nil {
			return cases, rows, err
		}
		rows++
	}
	return cases, rows, nil
}

// filtered notes how the rows of a memory are asked for.
type filtered struct {
	*memory

	windows []observatory.Window
}

func (f *filtered) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	f.windows = append(f.windows, w)
	return f.memory.Counts(ctx, query, w)
}

func (o *office) Take(_ context.Context, reports []Report, how Take) ([]Outcome, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		return nil, Unavailable(o.fail)
	}
	outcomes := make([]Outcome, len(reports))
	for i, r := range reports {
		outcomes[i] = Outcome{Fate: FateTaken, Case: caseOf(r.Values["référence"]), Facts: []observatory.ID{attemptID(i)}, Warnings: o.warn}
		if r.Values["référence"] == o.refuse {
			outcomes[i] = Outcome{Fate: FateRefused, Problems: []Finding{{"date", "date_unreadable", "date illisible", "h… (4 caractères)", "écrivez la date sous la forme jj/mm/aaaa"}}}
		}
	}
	if o.known && !how.Beside {
		outcomes[0].Fate = FateCorrected
	}
	if how.DryRun && how.Origin == "form" { // the form asks before it sends
		return outcomes, nil
	}
	o.taken, o.how = append(o.taken, reports...), append(o.how, how)
	return outcomes, nil
}

func caseOf(reference string) observatory.ID { return observatory.DeriveID([]byte(reference)) }

func (o *office) CaseOf(_, reference string) (observatory.ID, error) { return caseOf(reference), nil }

func (o *office) CaseEvents(_ context.Context, f observatory.EventFilter) iter.Seq2[observatory.CaseEvent, error] {
	return func(yield func(observatory.CaseEvent, error) bool) {
		for _, e := range o.events {
			if f.Consent != "" && !slices.Contains(o.consents[f.Consent], e.Case) || f.Association != "" && e.Association != f.Association || f.Association == "" && f.Consent == "" {
				continue
			}
			if (f.Case.IsZero() || f.Case == e.Case) && (f.Department == "" || f.Department == e.Department) && !yield(e, nil) {
				return
			}
		}
	}
}

func (o *office) Accesses(_ context.Context, _ observatory.Window, account string, _ int) iter.Seq2[observatory.Access, error] {
	return func(yield func(observatory.Access, error) bool) {
		for _, a := range o.readings {
			if (account == "" || account == a.Account) && !yield(a, nil) {
				return
			}
		}
	}
}

func (o *office) Receive(ctx context.Context, by access.Account, file io.Reader) (access.Upload, error) {
	data, err := io.ReadAll(file)
	if err != nil {
		return access.Upload{}, err
	}
	o.received = data
	return o.desk.State.AddUpload(ctx, by, hash("a"), int64(len(data)), now())
}

func (o *office) Commit(_ context.Context, _ access.Account, u access.Upload, all bool) error {
	o.done = append(o.done, "commit "+u.ID.String()+" "+map[bool]string{true: "all"}[all])
	return nil
}

func (o *office) Withdraw(_ context.Context, _ access.Account, u access.Upload) error {
	o.done = append(o.done, "withdraw "+u.ID.String())
	return nil
}

func (o *office) Forget(_ context.Context, u access.Upload) error {
	o.done = append(o.done, "forget "+u.ID.String())
	return nil
}

func (o *office) Problems(_ context.Context, _ access.Upload, w io.Writer) error {
	_, err := io.WriteString(w, "référence;problème\n")
	return err
}

const testEvents = `{"fields":[
	{"name":"référence","title":"Référence","type":"string","description":"Référence du dossier."},
	{"name":"association","title":"Association","type":"string","description":"Code."},
	{"name":"numéro étranger","title":"Numéro étranger","type":"string","description":"Numéro.","example":"9900000001","constraints":{"pattern":"^[0-9]{9,10}$"}},
	{"name":"département","title":"Département","type":"string","description":"Code ou nom.","constraints":{"required":true}},
	{"name":"évènement","title":"Évènement","type":"string","description":"Ce qui s'est passé.","constraints":{"required":true,"enum":["dépôt","API","clôture","éclipse"]}},
	{"name":"date","title":"Date","type":"string","description":"Jour.","constraints":{"pattern":"^(\\d{1,2}/\\d{1,2}/\\d{4})$"}},
	{"name":"fin","title":"Fin","type":"string","description":"Dernier jour.","constraints":{"pattern":"^(\\d{1,2}/\\d{1,2}/\\d{4})$"}},
	{"name":"capture","title":"Capture","type":"string","description":"Fichier."},
	{"name":"commentaire","title":"Commentaire","type":"string","description":"Texte libre."}]}`

const testCases = `{"fields":[
	{"name":"référence","title":"Référence","type":"string","description":"Référence du dossier."},
	{"name":"département","title":"Département","type":"string","description":"Code ou nom.","constraints":{"required":true}},
	{"name":"date de dépôt","title":"Date de dépôt","type":"string","description":"Jour.","constraints":{"pattern":"^(\\d{1,2}/\\d{1,2}/\\d{4})$"}},
	{"name":"API 2 début","title":"API 2 début","type":"string","description":"Premier jour.","constraints":{"pattern":"^(\\d{1,2}/\\d{1,2}/\\d{4})$"}},
	{"name":"commentaire","title":"Commentaire","type":"string","description":"Texte libre."}]}`

func newOffice(t *testing.T) *office {
	t.Helper()
	state, err := access.Open(t.Context(), filepath.Join(t.TempDir(), "state.db"), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { state.Close() })
	o := &office{}
	flip := func(data []byte) ([]byte, error) { // stands for a seal: what comes out is not what went in
		out := slices.Clone(data)
		for i := range out {
			out[i] ^= 0x5a
		}
		return out, nil
	}
	o.desk = &Desk{
		State: state, Schemas: map[string][]byte{ShapeCases: []byte(testCases), ShapeEvents: []byte(testEvents)},
		Labels: func(column string) map[string]string {
			return map[string]map[string]string{"évènement": {"certificate": "API", "filing": "dépôt"}}[column]
		},
		Intake: o, Cases: o, Files: o, Readings: o, Reviews: o, Notices: o, Mappings: o, Dossiers: o, House: o, Export: exported, Words: officeWords, Figures: &memory{}, Seal: flip, Unseal: flip, UploadMost: 1 << 20,
		Log: func(_ context.Context, a observatory.Access) error {
			if o.logFails == nil {
				o.readings = append(o.readings, a)
			}
			return o.logFails
		},
		Fingerprint: func(association string, body []byte) (string, error) {
			sum := sha256.Sum256(append([]byte(association+"\x00"), body...))
			return hex.EncodeToString(sum[:]), nil
		},
	}
	return o
}

// openOffice serves a dashboard with a desk over TLS: browsers keep its cookie.
func openOffice(t *testing.T, o *office, change func(*Config)) *httptest.Server {
	t.Helper()
	config, _ := configOver(t, world())
	config.Desk = o.desk
	if change != nil {
		change(&config)
	}
	handler, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewTLSServer(handler)
	t.Cleanup(server.Close)
	server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return server
}

// person makes an account of a role and signs it in: the cookie.
func (o *office) person(t *testing.T, server *httptest.Server, name string, role access.Role) *http.Cookie {
	t.Helper()
	association := ""
	if role == access.Contributor || role == access.Reviewer {
		association = "asso"
	}
	if _, err := o.desk.State.AddAccount(t.Context(), access.NewAccount{Name: name, Role: role, Association: association, Password: deskPassword}, now()); err != nil {
		t.Fatal(err)
	}
	response := post(t, server, nil, "/connexion", url.Values{"nom": {name}, "mot-de-passe": {deskPassword}, "suite": {"/espace"}})
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/espace" {
		t.Fatalf("sign in as %s: status %d to %s", name, response.StatusCode, response.Header.Get("Location"))
	}
	for _, c := range response.Cookies() {
		if c.Name == access.CookieName {
			return c
		}
	}
	t.Fatal("no cookie")
	return nil
}

func ask(t *testing.T, server *httptest.Server, cookie *http.Cookie, method, path, media, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if cookie != nil {
		r.AddCookie(cookie)
	}
	response, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

func post(t *testing.T, server *httptest.Server, cookie *http.Cookie, path string, values url.Values) *http.Response {
	t.Helper()
	response, _ := ask(t, server, cookie, http.MethodPost, path, "application/x-www-form-urlencoded", values.Encode())
	return response
}

// path fills the wildcards of a pattern with what need not exist.
func (rt route) path() (method, path string) {
	method, path, found := strings.Cut(rt.pattern, " ")
	if !found {
		method, path = http.MethodGet, "/nulle-part"
	}
	path = strings.ReplaceAll(path, "{$}", "")
	for _, name := range []string{"id", "code", "hash", "host", "day", "system", "name"} {
		path = strings.ReplaceAll(path, "{"+name+"}", attemptID(1).String())
	}
	return method, path
}

// Every route is asked by every role: those that may not are turned away before
// the page runs, and nobody is turned away who may.
func TestEveryRouteByEveryRole(t *testing.T) {
	o := newOffice(t)
	config, _ := configOver(t, world())
	config.Desk = o.desk
	s, err := newSite(config)
	if err != nil {
		t.Fatal(err)
	}
	server := openOffice(t, o, nil)
	cookies := map[access.Role]*http.Cookie{}
	for _, g := range access.Roles() {
		if g.Role != access.Public {
			cookies[g.Role] = o.person(t, server, "compte-"+string(g.Role), g.Role)
		}
	}
	asked, turnedAway := 0, 0
	for _, rt := range s.table() {
		method, path := rt.path()
		if path == "/deconnexion" {
			continue // it would sign out those who come after
		}
		for _, g := range access.Roles() {
			asked++
			response, body := ask(t, server, cookies[g.Role], method, path, "", "")
			got := response.StatusCode
			toSignIn := strings.HasPrefix(response.Header.Get("Location"), "/connexion")
			may := g.Role.May(rt.needs) && !rt.api // the API takes no session
			switch {
			case may && (got == http.StatusUnauthorized && path != "/connexion" || got == http.StatusForbidden || toSignIn):
				t.Errorf("%s may %s %s: status %d\n%s", g.Role, method, path, got, body)
			case !may && g.Role == access.Public && rt.closed != "":
				if got != http.StatusForbidden || !strings.Contains(body, "/connexion?suite=") {
					t.Errorf("nobody signed in, %s %s: status %d, want 403 and what to do\n%s", method, path, got, body)
				}
			case !may && g.Role == access.Public && method == http.MethodGet && !toSignIn:
				t.Errorf("nobody signed in, %s %s: status %d, want the page to sign in", method, path, got)
			case !may && (g.Role == access.Public || rt.api) && method != http.MethodGet && got != http.StatusUnauthorized:
				t.Errorf("%s, %s %s: status %d, want 401", g.Role, method, path, got)
			case !may && g.Role != access.Public && !rt.api && got != http.StatusForbidden:
				t.Errorf("%s must not %s %s: status %d, want 403", g.Role, method, path, got)
			}
			if !may {
				turnedAway++
			}
			for _, header := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} {
				if response.Header.Get(header) == "" {
					t.Errorf("%s %s has no %s", method, path, header)
				}
			}
			if rt.needs != access.ReadPublic && response.Header.Get("Cache-Control") != "no-store" && !strings.Contains(response.Header.Get("Cache-Control"), "no-cache") {
				t.Errorf("%s %s may be kept: %q", method, path, response.Header.Get("Cache-Control"))
			}
		}
	}
	if asked < 300 || turnedAway < 80 {
		t.Errorf("%d asked, %d turned away: the walk is broken", asked, turnedAway)
	}
}

func TestEveryReadingIsLoggedFirst(t *testing.T) {
	o := newOffice(t)
	own, foreign := caseOf("D-1"), caseOf("D-2")
	o.events = []observatory.CaseEvent{
		{Envelope: observatory.Envelope{RecordedAt: now()}, Association: "asso", Case: own, Event: observatory.EventCertificate, Date: observatory.DateOf(now(), time.UTC), Department: "93"},
		{Association: "autre", Case: foreign, Event: observatory.EventFiling, Department: "93"},
	}
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	for _, c := range []struct {
		path, action, object string
		status               int
		want                 string
	}{
		{"/cas", "list_cases", "asso", 200, own.String()[:8]},
		{"/cas/" + own.String(), "read_case", own.String(), 200, "API"},
		{"/cas/" + foreign.String(), "", "", 404, "introuvable"},
	} {
		before := len(o.readings)
		response, body := ask(t, server, cookie, http.MethodGet, c.path, "", "")
		if response.StatusCode != c.status || !strings.Contains(body, c.want) || strings.Contains(body, foreign.String()) && c.status == 200 {
			t.Errorf("%s: status %d\n%s", c.path, response.StatusCode, body)
		}
		if c.status != 200 && len(o.readings) == before {
			continue // nothing was read
		}
		if len(o.readings) != before+1 {
			t.Fatalf("%s: %d readings logged", c.path, len(o.readings)-before)
		}
		got := o.readings[before]
		if got.Action != c.action || got.Object != c.object || got.Role != "contributor" || got.Account == "" || strings.Contains(got.Account, "claire") || got.ID.IsZero() {
			t.Errorf("%s: logged %+v", c.path, got)
		}
	}
	o.logFails = errors.New("disk full")
	if response, body := ask(t, server, cookie, http.MethodGet, "/cas/"+own.String(), "", ""); response.StatusCode != http.StatusInternalServerError || strings.Contains(body, "API") {
		t.Errorf("a reading that cannot be logged was answered: status %d", response.StatusCode)
	}
}
