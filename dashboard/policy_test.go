package dashboard

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// hostsOfToday is what a real state.db holds after a day.
func hostsOfToday(t *testing.T, now time.Time) *access.State {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	s, err := access.Open(t.Context(), t.TempDir()+"/state.db", paris)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	visit := access.Visit{Host: "www.rdv-prefecture.interieur.gouv.fr", Journey: "pan.door", Now: now, PerDay: 3}
	for range 5 {
		if _, err := s.Enter(context.Background(), visit); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{
		s.BackOff(t.Context(), "rdv.anct.gouv.fr", "http_429", now, now.Add(2*time.Hour)),
		s.Declare(t.Context(), access.Maintenance{
			Host: "administration-etrangers-en-france.interieur.gouv.fr", Begins: now.Add(time.Hour), Ends: now.Add(3 * time.Hour),
			Announced: now.Add(-24 * time.Hour), Source: "bandeau de l'accueil, vu la veille", DeclaredBy: "essai", DeclaredAt: now,
		}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Decide(t.Context(), access.Decision{Host: "www.ain.gouv.fr", Stopped: true, Reason: "demande de l'exploitant", DecidedBy: "comité", At: now}); err != nil {
		t.Fatal(err)
	}
	return s
}

func policyOfTests() Policy {
	return Policy{
		Contact: "https://vigie.example/sondes", Agent: "Vigie/essai (+https://vigie.example/sondes)", Place: "Paris, fibre",
		Interval: 30 * time.Second, PerDay: 3, BackOff: time.Hour, Confirm: time.Minute,
		Exceptions: []RobotsException{{Host: "www.exemple.gouv.fr", Path: "/rdvpref/", Reason: "mesure de l'accès au service public", DecidedBy: "comité, 3 novembre 2026"}},
	}
}

func TestThePolicyAndTodaysCountsArePublic(t *testing.T) {
	now := time.Now()
	server, _ := start(t, world(), func(c *Config) {
		c.Policy, c.Hosts, c.Now = policyOfTests(), hostsOfToday(t, now), func() time.Time { return now }
	})
	status, body, _ := get(t, server, "/politique")
	if status != 200 {
		t.Fatalf("status %d:\n%s", status, body)
	}
	for _, want := range []string{
		"Vigie/essai (", "https://vigie.example/sondes", "Au plus 3 tentatives", "/rdvpref/", "comité, 3 novembre 2026",
		"www.rdv-prefecture.interieur.gouv.fr", ">3</td>", ">2</td>", "réponse 429", "www.ain.gouv.fr", "demande de l", "bandeau de l",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if _, home, _ := get(t, server, "/"); !strings.Contains(home, `href="/politique"`) {
		t.Error("no page leads to the policy")
	}
}

func TestThePolicyOfADayWithoutVisits(t *testing.T) {
	server, _ := start(t, &memory{}, nil)
	if status, body, _ := get(t, server, "/politique"); status != 200 || !strings.Contains(body, "Aucun hôte n’a été visité") {
		t.Errorf("status %d:\n%s", status, body)
	}
}

func TestHowAnAttemptInAnAnnouncedMaintenanceCounts(t *testing.T) {
	tests := map[string]struct {
		attempt observatory.Attempt
		want    string
	}{
		"announced":     {observatory.Attempt{Outcome: observatory.Maintenance, Announced: "bandeau"}, "laissé à part"},
		"down in it":    {observatory.Attempt{Outcome: observatory.Down, Announced: "bandeau"}, "laissé à part"},
		"not announced": {observatory.Attempt{Outcome: observatory.Maintenance}, "Compte comme un échec du service."},
		"met in it":     {observatory.Attempt{Outcome: observatory.Met, Announced: "bandeau"}, "réussite"},
	}
	for name, test := range tests {
		if got := counts(&test.attempt); !strings.Contains(got, test.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}
