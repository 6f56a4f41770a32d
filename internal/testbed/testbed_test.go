package testbed

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func TestEveryPageSaysThatItIsSimulated(t *testing.T) {
	bed := New(Options{})
	for _, target := range DemoTargets() {
		for _, fault := range Faults() {
			if fault == Hung || fault == Slow || fault == Moved {
				continue
			}
			status, body := get(t, bed, "/_fault/"+string(fault)+target.Path())
			if !strings.Contains(body, "double de test — simulation") {
				t.Errorf("%s of %s (status %d) does not say so:\n%s", fault, target.ID, status, body)
			}
		}
	}
	if _, body := get(t, bed, "/"); !strings.Contains(body, "double de test — simulation") {
		t.Error("nor does the index")
	}
}

func TestStatusOfFaults(t *testing.T) {
	want := map[Fault]int{
		Slots: 200, Wall403: 403, Rate429: 429, BadGateway: 502, NotFound: 404, Maintenance: 200, Maintenance503: 503, WallPage: 200,
	}
	for fault, status := range want {
		for name, bed := range map[string]*Bed{"by address": New(Options{}), "by switch": New(Options{})} {
			path := "/rdvpref/reservation/demarche/1001/"
			if name == "by address" {
				path = "/_fault/" + string(fault) + path
			} else {
				bed.Switch(fault)
			}
			if got, _ := get(t, bed, path); got != status {
				t.Errorf("%s %s: got %d, want %d", fault, name, got, status)
			}
		}
	}
	bed := New(Options{})
	for _, path := range []string{"/_fault/inconnu/prendre_rdv", "/booking/create/999", "/ailleurs"} {
		if got, _ := get(t, bed, path); got != http.StatusNotFound {
			t.Errorf("%s: got %d", path, got)
		}
	}
}

func TestHungEndsWithItsVisitor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/_fault/hung/booking/create/3042", nil)
	answered := make(chan struct{})
	go func() {
		New(Options{}).ServeHTTP(httptest.NewRecorder(), request)
		close(answered)
	}()
	select {
	case <-answered:
		t.Fatal("a hung page answered")
	default:
	}
	cancel()
	<-answered
}

func TestCaptchaGuardsTheSlots(t *testing.T) {
	server, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	here := server.URL + "/rdvpref/reservation/demarche/1001/"
	read := func(r *http.Response, err error) (string, string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimPrefix(r.Request.URL.String(), here), string(body)
	}
	if path, _ := read(client.Get(here + "creneau/")); path != "cgu/" {
		t.Errorf("without an answer: sent to %q", path)
	}
	if path, body := read(client.PostForm(here+"_validerCaptcha", url.Values{"captchaUsercode": {"FAUX"}})); path != "cgu/?error=invalidCaptcha" || !strings.Contains(body, "Le code de sécurité saisi est incorrect") {
		t.Errorf("with a wrong one: sent to %q", path)
	}
	if path, body := read(client.PostForm(here+"_validerCaptcha", url.Values{"captchaUsercode": {"simul"}})); path != "creneau/" || !strings.Contains(body, "Choisissez votre créneau") {
		t.Errorf("with the right one: sent to %q", path)
	}
}

func TestStateAtFollowsTheSeed(t *testing.T) {
	target := Target{ID: "1", System: RDVPrefecture, Profile: Profile{Slots: 30, NoSlot: 60, BadGateway: 10}}
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	series := func(seed uint64) (faults []Fault) {
		for hour := range 1000 {
			faults = append(faults, StateAt(seed, target, now.Add(time.Duration(hour)*time.Hour), time.Hour))
		}
		return faults
	}
	first := series(7)
	if diff := cmp.Diff(first, series(7)); diff != "" {
		t.Errorf("the same seed gives another series:\n%s", diff)
	}
	if cmp.Equal(first, series(8)) {
		t.Error("another seed gives the same series")
	}
	counts := map[Fault]int{}
	for _, fault := range first {
		counts[fault]++
	}
	for fault, share := range target.Profile {
		if got := counts[fault]; got < share*10-60 || got > share*10+60 {
			t.Errorf("%s: %d of 1000, want about %d", fault, got, share*10)
		}
	}
	if StateAt(7, target, now, time.Hour) != StateAt(7, target, now.Add(59*time.Minute), time.Hour) {
		t.Error("the state changes within its period")
	}
}

func TestDemoTargets(t *testing.T) {
	seen := map[string]bool{}
	for _, target := range DemoTargets() {
		observed := target.Observed("http://127.0.0.1:1/")
		if seen[observed.ID] || !observed.Simulation || observed.Department == "" || !strings.HasPrefix(observed.Address, "http://127.0.0.1:1/") {
			t.Errorf("%+v", observed)
		}
		seen[observed.ID] = true
		total := 0
		for fault, share := range target.Profile {
			if !fault.Valid() {
				t.Errorf("%s: unknown fault %s", target.ID, fault)
			}
			total += share
		}
		if total != 100 {
			t.Errorf("%s: shares add up to %d", target.ID, total)
		}
	}
}

func TestReleaseIsThatOfTheWeek(t *testing.T) {
	for day, want := range map[int]string{
		23: "le 23/11/2026 à 11:58 pour des créneaux de la semaine du 07/12/2026", // Monday
		29: "le 23/11/2026 à 11:58 pour des créneaux de la semaine du 07/12/2026", // Sunday
		30: "le 30/11/2026 à 11:58 pour des créneaux de la semaine du 14/12/2026",
	} {
		if got := Release(time.Date(2026, 11, day, 12, 0, 0, 0, time.UTC)); got != want {
			t.Errorf("%d: got %q", day, got)
		}
	}
}
