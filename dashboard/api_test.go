package dashboard

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"vigie/internal/access"
)

const jsonMedia = "application/json"

func (o *office) token(t *testing.T, association string) string {
	t.Helper()
	_, secret, err := o.desk.State.AddToken(t.Context(), association, "", 0, false, now())
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func call(t *testing.T, server *httptest.Server, token, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	return ask(t, server, nil, http.MethodPost, "/api/v1/reports", jsonMedia, body, append([]string{"Authorization", "Bearer " + token}, headers...)...)
}

func decodeAnswer(t *testing.T, body string) reportsAnswer {
	t.Helper()
	var a reportsAnswer
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return a
}

const oneReport = `{"reports":[{"référence":"D-1","département":"93","évènement":"API","date":"10/05/2026"}]}`

func TestReportsAreTakenItemByItem(t *testing.T) {
	o := newOffice(t)
	o.refuse = "D-3"
	server := openOffice(t, o, nil)
	token := o.token(t, "asso")
	response, body := call(t, server, token, `{"reports":[
		{"référence":"D-1","département":"93","évènement":"API","date":"10/05/2026","capture":"`+base64.StdEncoding.EncodeToString(picture())+`"},
		{"référence":"D-2","département":"93","date de dépôt":"01/02/2026","commentaire":null},
		{"référence":"D-3","département":"93","évènement":"API","date":"hier"},
		{"référence":"D-4","ville":"Bobigny"},
		{"référence":"D-5","département":93},
		{"référence":"D-6","département":"93","évènement":"API","capture":"aGVsbG8="},
		{"référence":"D-7","département":"93","évènement":"API","capture":"%%"},
		{},
		{"référence":"D-8","département":"93","évènement":"API","référence":"D-9"},
		{"référence":"D-8","département":"93","évènement":"API","référence":"D-9"},
		{"référence":"D-10","département":"93","évènement":"API","référence":"D-10"}
	]}`)
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Fatalf("status %d: %s", response.StatusCode, body)
	}
	a := decodeAnswer(t, body)
	wants := []struct{ state, problem string }{
		{FateTaken, ""},
		{FateTaken, ""},
		{FateRefused, "date_unreadable"},
		{FateRefused, "field_unknown"},
		{FateRefused, "field_not_text"},
		{FateRefused, "proof_kind"},
		{FateRefused, "proof_unreadable"},
		{FateRefused, "report_empty"},
		{FateRefused, "field_twice"},
		{FateRefused, "field_twice"},
		{FateTaken, ""},
	}
	if len(a.Items) != len(wants) || a.Counts[FateTaken] != 3 || a.Counts[FateRefused] != 8 {
		t.Fatalf("answer %+v", a)
	}
	for i, want := range wants {
		item := a.Items[i]
		problem := ""
		if len(item.Problems) > 0 {
			problem = item.Problems[0].Problem
		}
		if item.Index != i || item.State != want.state || problem != want.problem {
			t.Errorf("item %d: %+v, want %+v", i, item, want)
		}
	}
	if len(o.taken) != 4 || len(o.taken[0].Proof) == 0 || o.taken[0].Shape != ShapeEvents || o.taken[1].Shape != ShapeCases || o.how[0].Association != "asso" || o.how[0].Origin != "api" {
		t.Errorf("taken %+v as %+v", o.taken, o.how)
	}
}

func TestRequestsThatTheAPIRefuses(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	token := o.token(t, "asso")
	_, simulated, err := o.desk.State.AddToken(t.Context(), "asso", "", 0, true, now())
	if err != nil {
		t.Fatal(err)
	}
	many := `{"reports":[` + strings.Repeat(`{"référence":"D"},`, reportsMost) + `{}]}`
	for name, c := range map[string]struct {
		token, media, body string
		headers            []string
		status             int
		want               string
	}{
		"no token":               {"", jsonMedia, oneReport, nil, 401, "jeton"},
		"a token of nobody":      {"vigie_abcdefghijklmnopqrstuvwxyz", jsonMedia, oneReport, nil, 401, "inconnu"},
		"a simulation's token":   {simulated, jsonMedia, oneReport, nil, 401, "inconnu"},
		"a form":                 {token, "application/x-www-form-urlencoded", "a=b", nil, 415, "application/json"},
		"no JSON":                {token, jsonMedia, "bonjour", nil, 400, "octet"},
		"JSON cut off":           {token, jsonMedia, `{"reports":[{"référence":"A"`, nil, 400, "arrête avant sa fin"},
		"no body":                {token, jsonMedia, "", nil, 400, "arrête avant sa fin"},
		"cut off":                {token, jsonMedia, `{"reports":[`, nil, 400, "openapi.json"},
		"a list":                 {token, jsonMedia, `[]`, nil, 400, "openapi.json"},
		"a strange field":        {token, jsonMedia, `{"rapports":[]}`, nil, 400, "openapi.json"},
		"two documents":          {token, jsonMedia, oneReport + oneReport, nil, 400, "suit la fin"},
		"nothing":                {token, jsonMedia, `{"reports":[]}`, nil, 400, "vide"},
		"too many":               {token, jsonMedia, many, nil, 400, "au plus 1000"},
		"not UTF-8":              {token, jsonMedia, "{\"reports\":[{\"r\xe9\":\"x\"}]}", nil, 400, "UTF-8"},
		"too large":              {token, jsonMedia, strings.Repeat(" ", reportsBodyMost+1), nil, 413, "Mio"},
		"a key that is too long": {token, jsonMedia, oneReport, []string{"Idempotency-Key", strings.Repeat("k", 256)}, 400, "255"},
	} {
		headers := append([]string{}, c.headers...)
		if c.token != "" {
			headers = append(headers, "Authorization", "Bearer "+c.token)
		}
		response, body := ask(t, server, nil, http.MethodPost, "/api/v1/reports", c.media, c.body, headers...)
		var problem struct {
			Type, Title, Detail string
			Status              int
		}
		if err := json.Unmarshal([]byte(body), &problem); err != nil || problem.Title == "" || problem.Status != c.status || problem.Type == "" {
			t.Errorf("%s: no problem: %v, %s", name, err, body)
		}
		if response.StatusCode != c.status || !strings.Contains(problem.Detail, c.want) || !strings.HasPrefix(response.Header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s: status %d, want %d with %q: %s", name, response.StatusCode, c.status, c.want, body)
		}
	}
	for _, wrong := range [][2]string{{http.MethodPost, "/api/v1/openapi.json"}, {http.MethodGet, "/api/v2/reports"}} {
		response, body := ask(t, server, nil, wrong[0], wrong[1], "", "")
		if response.StatusCode != http.StatusNotFound || !strings.HasPrefix(response.Header.Get("Content-Type"), "application/problem+json") || !strings.Contains(body, "POST /api/v1/reports") {
			t.Errorf("%v: status %d, %s", wrong, response.StatusCode, body)
		}
	}
	if len(o.taken) > 0 {
		t.Errorf("something was taken in: %+v", o.taken)
	}
	o.fail = errors.New("engine gone")
	if response, body := call(t, server, token, oneReport); response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" || strings.Contains(body, "engine") {
		t.Errorf("engine gone: status %d %s", response.StatusCode, body)
	}
}

func TestTheSameKeyGetsTheSameAnswer(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	token, other := o.token(t, "asso"), o.token(t, "autre")
	_, first := call(t, server, token, oneReport, "Idempotency-Key", "k1")
	response, again := call(t, server, token, oneReport, "Idempotency-Key", "k1")
	if first != again || response.Header.Get("Idempotency-Replayed") != "true" || len(o.taken) != 1 {
		t.Errorf("%q then %q; taken %d times", first, again, len(o.taken))
	}
	if response, body := call(t, server, token, strings.Replace(oneReport, "93", "94", 1), "Idempotency-Key", "k1"); response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "déjà servi") {
		t.Errorf("same key, other body: status %d %s", response.StatusCode, body)
	}
	if response, _ := call(t, server, other, oneReport, "Idempotency-Key", "k1"); response.StatusCode != http.StatusOK || len(o.taken) != 2 {
		t.Errorf("another association's key: status %d", response.StatusCode)
	}
	o.fail = errors.New("engine gone")
	if response, _ := call(t, server, token, oneReport, "Idempotency-Key", "k2"); response.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("status %d", response.StatusCode)
	}
	o.fail = nil
	if response, _ := call(t, server, token, oneReport, "Idempotency-Key", "k2"); response.StatusCode != http.StatusOK {
		t.Errorf("a key whose request failed can be used again: status %d", response.StatusCode)
	}
	before := len(o.taken)
	var wait sync.WaitGroup
	statuses := make([]int, 20)
	for i := range statuses {
		wait.Go(func() {
			response, _ := call(t, server, token, oneReport, "Idempotency-Key", "k3")
			statuses[i] = response.StatusCode
		})
	}
	wait.Wait()
	for _, status := range statuses {
		if status != 200 && status != 409 {
			t.Errorf("at once: statuses %v", statuses)
		}
	}
	if taken := len(o.taken) - before; taken > 1 {
		t.Errorf("one key at once was taken in %d times", taken)
	}
}

func TestAllOrNothingAndDryRun(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	token := o.token(t, "asso")
	response, body := call(t, server, token, `{"all_or_nothing":true,"reports":[{"référence":"D-1","département":"93"},{"ville":"x"}]}`)
	if a := decodeAnswer(t, body); response.StatusCode != http.StatusUnprocessableEntity || a.Counts[FateRefused] != 1 || !o.how[0].DryRun {
		t.Errorf("status %d %s as %+v", response.StatusCode, body, o.how)
	}
	if _, body := call(t, server, token, `{"dry_run":true,"reports":[{"référence":"D-1","département":"93"}]}`); !decodeAnswer(t, body).DryRun || !o.how[1].DryRun {
		t.Errorf("%s as %+v", body, o.how)
	}
	if _, body := call(t, server, token, `{"beside":true,"reports":[{"référence":"D-1","département":"93"}]}`); !o.how[2].Beside || o.how[1].Beside {
		t.Errorf("%s as %+v", body, o.how)
	}
}

// A body that does not come is not waited for.
func TestASlowBodyIsRefusedWithAReason(t *testing.T) {
	o := newOffice(t)
	config, _ := configOver(t, world())
	config.Desk = o.desk
	s, err := newSite(config)
	if err != nil {
		t.Fatal(err)
	}
	s.sending.Silence = time.Millisecond
	server := httptest.NewServer(s.routes())
	t.Cleanup(server.Close)
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	_, err = connection.Write([]byte("POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nAuthorization: Bearer " +
		o.token(t, "asso") + "\r\n\r\n{\"reports\":"))
	if err != nil {
		t.Fatal(err)
	}
	var answer strings.Builder
	buffer := make([]byte, 4096)
	for !strings.Contains(answer.String(), "}") {
		n, err := connection.Read(buffer)
		answer.Write(buffer[:n])
		if err != nil {
			break
		}
	}
	if !strings.HasPrefix(answer.String(), "HTTP/1.1 408 ") || !strings.Contains(answer.String(), "lent") {
		t.Errorf("answer %q", answer.String())
	}
}

func TestWhatIsTooLargeIsRefusedUnread(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/fichiers", endlessZeros{})
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = 5 << 30
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	r.Header.Set("Expect", "100-continue") // the client waits for the server's word, as curl does
	server.Client().Transport.(*http.Transport).ExpectContinueTimeout = time.Minute
	r.AddCookie(cookie)
	response, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusRequestEntityTooLarge || o.received != nil {
		t.Errorf("status %d", response.StatusCode)
	}
}

type endlessZeros struct{}

func (endlessZeros) Read(p []byte) (int, error) { return len(p), nil }

// The document is held against the standard, and real exchanges against the
// document, by a library that is not ours.
func TestTheDescriptionOfTheAPIHolds(t *testing.T) {
	o := newOffice(t)
	o.refuse = "D-9"
	server := openOffice(t, o, nil)
	token := o.token(t, "asso")
	response, text := ask(t, server, nil, http.MethodGet, "/api/v1/openapi.json", "", "")
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d", response.StatusCode)
	}
	document, err := libopenapi.NewDocument([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	check, errs := validator.NewValidator(document)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, faults := check.ValidateDocument(); !ok {
		for _, f := range faults {
			t.Errorf("document: %s: %s %v", f.Message, f.Reason, f.SchemaValidationErrors)
		}
	}
	for name, body := range map[string]string{
		"taken": oneReport, "refused": strings.Replace(oneReport, "D-1", "D-9", 1), "empty": `{"reports":[]}`, "unknown field": `{"reports":[{"ville":"x"}]}`,
		"beside":         strings.Replace(oneReport, "{", `{"beside":true,`, 1),
		"all or nothing": `{"all_or_nothing":true,"reports":[{"référence":"D-9","département":"93"}]}`,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/api/v1/reports", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", jsonMedia)
		r.Header.Set("Authorization", "Bearer "+token)
		response, err := server.Client().Do(r.Clone(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		r.Body, _ = r.GetBody()
		if ok, faults := check.ValidateHttpResponse(r, response); !ok {
			for _, f := range faults {
				t.Errorf("%s, answer: %s: %s", name, f.Message, f.Reason)
			}
		}
		response.Body.Close()
		r.Body, _ = r.GetBody()
		wanted := name == "taken" || name == "beside" || name == "refused" || name == "all or nothing"
		if ok, faults := check.ValidateHttpRequest(r); ok != wanted {
			t.Errorf("%s, request: valid %v, want %v: %v", name, ok, wanted, faults)
		}
	}
}

func FuzzDecodeReports(f *testing.F) {
	for _, seed := range []string{oneReport, `{"reports":[{}]}`, `{"reports":[{"capture":"AAAA"}],"dry_run":true}`, "", "null", "[]", `{"reports":null}`} {
		f.Add([]byte(seed))
	}
	forms := map[string]form{}
	for shape, schema := range map[string]string{ShapeCases: testCases, ShapeEvents: testEvents} {
		read, err := readForm([]byte(schema))
		if err != nil {
			f.Fatal(err)
		}
		forms[shape] = read
	}
	d := &desk{forms: forms}
	f.Fuzz(func(t *testing.T, body []byte) {
		request, err := decodeReports(body)
		if err != nil {
			var told pageError
			if !errors.As(err, &told) || told.status != http.StatusBadRequest {
				t.Errorf("%v", err)
			}
			return
		}
		reports, faults := d.readReports(request.Reports)
		if len(reports) != len(request.Reports) || len(faults) != len(reports) {
			t.Fatal("a report was lost")
		}
		for i, r := range reports {
			for name, value := range r.Values {
				if faults[i] == nil && (!forms[r.Shape].has(name) || strings.ContainsRune(value, 0) || len(value) > cellMost) {
					t.Errorf("report %d: %q: %q was let through", i, name, value)
				}
			}
		}
	})
}
