package collectors

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// koboDouble behaves as KoboToolbox's data endpoint does (REST v2): token,
// pages of a server's own limit, queries by time and by id, and faults.
type koboDouble struct {
	t           *testing.T
	limit       int
	submissions map[int]map[string]any
	faults      []func(w http.ResponseWriter) // one for each of the next requests; nil = none
	asked       []string
}

func (d *koboDouble) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.asked = append(d.asked, r.URL.Query().Get("query"))
	if len(d.faults) > 0 {
		fault := d.faults[0]
		d.faults = d.faults[1:]
		if fault != nil {
			fault(w)
			return
		}
	}
	if r.URL.Path != "/api/v2/assets/aProject/data/" {
		http.NotFound(w, r)
		return
	}
	if r.Header.Get("Authorization") != "Token secret" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	q := r.URL.Query()
	start, err := strconv.Atoi(q.Get("start"))
	must(d.t, err)
	limit, err := strconv.Atoi(q.Get("limit"))
	must(d.t, err)
	found := d.find(q.Get("query"))
	page := found[min(start, len(found)):min(len(found), start+min(limit, d.limit))]
	var next any
	if start+len(page) < len(found) {
		next = "https://double.invalid/next"
	}
	results := make([]any, len(page))
	for i, id := range page {
		results[i] = d.submissions[id]
	}
	must(d.t, json.NewEncoder(w).Encode(map[string]any{"count": len(found), "next": next, "previous": nil, "results": results}))
}

func (d *koboDouble) find(query string) []int {
	var q struct {
		Time struct {
			From string `json:"$gte"`
		} `json:"_submission_time"`
		ID struct {
			In []int `json:"$in"`
		} `json:"_id"`
	}
	if query != "" {
		must(d.t, json.Unmarshal([]byte(query), &q))
	}
	var found []int
	for _, id := range slices.Sorted(maps.Keys(d.submissions)) {
		if len(q.ID.In) > 0 && !slices.Contains(q.ID.In, id) || d.submissions[id]["_submission_time"].(string) < q.Time.From {
			continue
		}
		found = append(found, id)
	}
	return found
}

// submit adds an invented submission, received at a minute.
func (d *koboDouble) submit(id, minute int, reference, filing string) {
	d.submissions[id] = map[string]any{
		"_id": id, "_uuid": fmt.Sprintf("u-%d", id), "formhub/uuid": "f", "__version__": "v", "_submission_time": fmt.Sprintf("2026-11-20T10:%02d:00", minute),
		"_validation_status": map[string]any{}, "_notes": []any{}, "_attachments": []any{}, "start": "2026-11-20T09:00:00.000+01:00",
		"reference": reference, "departement": "93", "procedure": "renewal", "date_de_depot": filing, "attestation_1/api_debut": "2026-02-01", "attestation_1/api_fin": "2026-04-30",
	}
}

// surveyMemory remembers in memory.
type surveyMemory struct {
	mark SurveyMark
	list map[string]SurveySubmission
}

func (m *surveyMemory) Mark(context.Context) (SurveyMark, error) { return m.mark, nil }

func (m *surveyMemory) SetMark(_ context.Context, mark SurveyMark) error {
	m.mark = mark
	return nil
}

func (m *surveyMemory) Submissions(context.Context) (map[string]SurveySubmission, error) {
	return maps.Clone(m.list), nil
}

func (m *surveyMemory) SetSubmissions(_ context.Context, list []SurveySubmission) error {
	for _, one := range list {
		m.list[one.ID] = one
	}
	return nil
}

// koboRig is a double, what is kept, and what is remembered.
type koboRig struct {
	*koboDouble
	kobo   *Kobo
	store  *memory
	memory *surveyMemory
	pauses []time.Duration
	o      Options
	now    time.Time
}

func newKoboRig(t *testing.T) *koboRig {
	t.Helper()
	r := &koboRig{koboDouble: &koboDouble{t: t, limit: 2, submissions: map[int]map[string]any{}}, store: &memory{}, memory: &surveyMemory{list: map[string]SurveySubmission{}}, now: testNow}
	server := httptest.NewServer(r.koboDouble)
	t.Cleanup(server.Close)
	r.kobo = &Kobo{Address: server.URL, Asset: "aProject", Token: "secret", Client: server.Client(), Pause: func(_ context.Context, d time.Duration) error {
		r.pauses = append(r.pauses, d)
		return nil
	}}
	r.o = options(t, r.store, testKeys(t))
	return r
}

func (r *koboRig) pull(t *testing.T) PullSummary {
	t.Helper()
	s, err := r.tryPull()
	must(t, err)
	return s
}

func (r *koboRig) tryPull() (PullSummary, error) {
	r.now = r.now.Add(time.Hour)
	r.o.Now = func() time.Time { return r.now }
	return Pull(context.Background(), r.kobo, PullOptions{
		Memory: r.memory, Sweep: 24 * time.Hour, Now: r.now, Keys: r.o.Keys, Domain: "a",
		Import: func(ctx context.Context, source Source) (Summary, error) { return ImportSource(ctx, source, r.o) },
		Withdraw: func(_ context.Context, batch string) error {
			r.store.imports = slices.DeleteFunc(r.store.imports, func(i observatory.Import) bool { return i.Batch.String() == batch })
			id, err := observatory.ParseID(batch)
			if err != nil {
				return err
			}
			return r.store.drop(context.Background(), id)
		},
	})
}

// facts lists what is kept, by kind and date.
func (r *koboRig) facts() string {
	var list []string
	for _, e := range r.store.events {
		list = append(list, string(e.Event)+" "+e.Date.String())
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func TestKoboPull(t *testing.T) {
	r := newKoboRig(t)
	for i := range 5 {
		r.submit(i+1, i, fmt.Sprintf("K-%d", i+1), fmt.Sprintf("2026-01-0%d", i+1))
	}
	r.submissions[5]["_validation_status"] = map[string]any{"uid": "validation_status_not_approved"}
	if s := r.pull(t); s.Read != 5 || s.New != 4 || s.Rejected != 1 || len(s.Imports) != 2 || len(r.store.events) != 8 {
		t.Fatalf("first pull: %+v, %d events", s, len(r.store.events))
	}
	for _, s := range []PullSummary{r.pull(t), r.pull(t)} {
		if s.New+s.Edited+s.Rejected+len(s.Imports) != 0 {
			t.Errorf("nothing new: %+v", s)
		}
	}
	if last := r.asked[len(r.asked)-1]; !strings.Contains(last, "2026-11-20T09:54:00") {
		t.Errorf("since the last run: asked %s", last)
	}
	r.submit(6, 30, "K-6", "2026-01-06")
	if s := r.pull(t); s.New != 1 || len(r.store.events) != 10 {
		t.Errorf("one more: %+v, %d events", s, len(r.store.events))
	}
	// In Kobo an edit, a review and a deletion leave the time of reception as it
	// was: the daily sweep finds them.
	r.submissions[1]["date_de_depot"], r.submissions[1]["_uuid"] = "2026-01-31", "u-1-edited"
	r.submissions[2]["_validation_status"] = map[string]any{"uid": "validation_status_not_approved"}
	delete(r.submissions, 3)
	r.submissions[4]["_attachments"] = []any{map[string]any{"download_url": "https://x.invalid/signed"}} // says nothing new
	r.submissions[5]["_validation_status"] = map[string]any{"uid": "validation_status_approved"}
	r.now = r.now.Add(24 * time.Hour)
	if s := r.pull(t); s.Edited != 1 || s.Rejected != 2 || s.New != 1 {
		t.Errorf("sweep: %+v", s)
	}
	want := "certificate 2026-02-01, certificate 2026-02-01, certificate 2026-02-01, certificate 2026-02-01, filing 2026-01-04, filing 2026-01-05, filing 2026-01-06, filing 2026-01-31"
	if got := r.facts(); got != want {
		t.Errorf("facts:\n got %s\nwant %s", got, want)
	}
	if s := r.pull(t); s.New+s.Edited+s.Rejected+len(s.Imports) != 0 {
		t.Errorf("after the sweep: %+v", s)
	}
}

// TestKoboCutOff breaks a pull between a withdrawal and the import that stands
// in its place: the next pull goes on.
func TestKoboCutOff(t *testing.T) {
	r := newKoboRig(t)
	r.submit(1, 1, "K-1", "2026-01-01")
	r.submit(2, 2, "K-2", "2026-01-02")
	r.pull(t)
	r.submissions[1]["date_de_depot"] = "2026-01-31"
	r.now = r.now.Add(48 * time.Hour)
	append_ := r.o.Sink.Append
	r.o.Sink.Append = func(context.Context, []observatory.Observation) error { return errors.New("killed") }
	if _, err := r.tryPull(); err == nil || len(r.store.events) != 0 {
		t.Fatalf("error %v, %d events", err, len(r.store.events))
	}
	r.o.Sink.Append = append_
	r.pull(t)
	if got, want := r.facts(), "certificate 2026-02-01, certificate 2026-02-01, filing 2026-01-02, filing 2026-01-31"; got != want {
		t.Errorf("facts:\n got %s\nwant %s", got, want)
	}
}

func TestKoboFaults(t *testing.T) {
	status := func(code int, header string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			if header != "" {
				w.Header().Set("Retry-After", header)
			}
			w.WriteHeader(code)
		}
	}
	broken := func(w http.ResponseWriter) { fmt.Fprint(w, `{"results":[`) }
	r := newKoboRig(t)
	r.submit(1, 1, "K-1", "2026-01-01")
	r.faults = []func(http.ResponseWriter){status(429, "7"), status(503, ""), broken, status(502, "")}
	r.pull(t)
	if want := []time.Duration{7 * time.Second, time.Second, 2 * time.Second, 4 * time.Second}; !slices.Equal(r.pauses, want) {
		t.Errorf("pauses: %v, want %v", r.pauses, want)
	}
	for name, test := range map[string]struct {
		change func(r *koboRig)
		want   string
		input  bool
	}{
		"wrong token":     {func(r *koboRig) { r.kobo.Token = "very-secret" }, "refuse le jeton", true},
		"wrong project":   {func(r *koboRig) { r.kobo.Asset = "aOther" }, "ne connaît pas le projet", true},
		"no address":      {func(r *koboRig) { r.kobo.Address = "kobo" }, "adresse web", true},
		"busy for ever":   {func(r *koboRig) { r.faults = slices.Repeat([]func(http.ResponseWriter){status(429, "1")}, 10) }, "6 essais", false},
		"not understood":  {func(r *koboRig) { r.faults = []func(http.ResponseWriter){status(400, "")} }, "répond 400", true},
		"other host":      {func(r *koboRig) { r.faults = slices.Repeat([]func(http.ResponseWriter){redirect}, 10) }, "6 essais", false},
		"no id":           {func(r *koboRig) { delete(r.submissions[1], "_id") }, "identifiant (_id)", true},
		"slow for ever":   {func(r *koboRig) { r.kobo.Client = slowClient(r.kobo.Client) }, "6 essais", false},
		"time unreadable": {func(r *koboRig) { r.submissions[1]["_submission_time"] = "hier" }, "heure de réception", true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newKoboRig(t)
			r.submit(1, 1, "K-1", "2026-01-01")
			test.change(r)
			_, err := r.tryPull()
			if err == nil || !strings.Contains(err.Error(), test.want) || observatory.IsInput(err) != test.input {
				t.Errorf("error: %v (input %v), want %q", err, observatory.IsInput(err), test.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the token is in the error: %v", err)
			}
		})
	}
}

func redirect(w http.ResponseWriter) {
	w.Header().Set("Location", "https://elsewhere.invalid/")
	w.WriteHeader(http.StatusFound)
}

// slowClient gives up at once, as a client does whose time is over.
func slowClient(c *http.Client) *http.Client {
	slow := *c
	slow.Timeout = time.Nanosecond
	return &slow
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "12": 12 * time.Second, "-3": 0, "Thu, 26 Nov 2026 12:01:00 GMT": time.Minute, "Thu, 26 Nov 2026 11:00:00 GMT": 0, "bientôt": 0,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: got %s, want %s", header, got, want)
		}
	}
}
