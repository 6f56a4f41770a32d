package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// tokenOf makes a token of an association.
func tokenOf(t *testing.T, config, association string) string {
	t.Helper()
	stdout, stderr, code := vigie(t, "token", "add", association, "--config", config)
	for line := range strings.Lines(stdout) {
		if strings.HasPrefix(line, "vigie_") {
			return strings.TrimSpace(line)
		}
	}
	t.Fatalf("token add: code %d\n%s%s", code, stdout, stderr)
	return ""
}

// posted is what the API answered.
type posted struct {
	Items []struct {
		State    string
		Case     string
		Facts    []string
		Problems []struct{ Column, Problem, Remedy string }
	}
}

// postReport sends a body to the API of a server.
func postReport(ctx context.Context, client *http.Client, address, token, key, body string) (int, posted, error) {
	var answer posted
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/api/v1/reports", strings.NewReader(body))
	if err != nil {
		return 0, answer, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	response, err := client.Do(r)
	if err != nil {
		return 0, answer, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, answer, err
	}
	if response.StatusCode == http.StatusOK {
		err = json.Unmarshal(text, &answer)
	}
	return response.StatusCode, answer, err
}

// apiReport is one invented event of one invented case.
func apiReport(association string, n int) string {
	return fmt.Sprintf(`{"reports":[{"référence":"%s-%d","département":"93","évènement":"API","date":"%02d/%02d/2026","fin":"31/12/2026"}]}`,
		association, n, 1+n%28, 1+n/28%10)
}

func TestReportsOverTheAPI(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	token := tokenOf(t, config, "asso")
	running := serve(t, config)
	send := func(key, body string) (int, posted) {
		status, answer, err := postReport(t.Context(), http.DefaultClient, running.address, token, key, body)
		if err != nil {
			t.Fatal(err)
		}
		return status, answer
	}
	status, first := send("", apiReport("asso", 1))
	if status != 200 || len(first.Items) != 1 || first.Items[0].State != "taken" || first.Items[0].Case == "" || len(first.Items[0].Facts) == 0 {
		t.Fatalf("status %d, %+v", status, first)
	}
	if _, again := send("", apiReport("asso", 1)); again.Items[0].State != "duplicate" || again.Items[0].Case != first.Items[0].Case {
		t.Errorf("the same report twice: %+v", again)
	}
	if _, corrected := send("", strings.Replace(apiReport("asso", 1), "31/12", "30/12", 1)); corrected.Items[0].State != "corrected" {
		t.Errorf("a corrected report: %+v", corrected)
	}
	second := strings.Replace(apiReport("asso", 1), "31/12", "29/12", 1)
	for _, state := range []string{"taken", "duplicate"} {
		if _, beside := send("", strings.Replace(second, "{", `{"beside":true,`, 1)); beside.Items[0].State != state {
			t.Errorf("a second fact of the day: %+v, want it %s", beside, state)
		}
	}
	status, mixed := send("k", `{"reports":[
		{"référence":"M-1","département":"93","date de dépôt":"01/02/2026","procédure":"renouvellement","date de fin du titre":"15/03/2026"},
		{"référence":"M-2","département":"93","évènement":"clôture","date":"demain"},
		{"référence":"M-3","évènement":"clôture","date":"01/02/2026"},
		{"département":"93","évènement":"clôture","date":"01/02/2026"},
		{"référence":"M-4","département":"93","évènement":"dépôt","date":"01/02/2026","commentaire":"avec ; un \"piège\"\nsur deux lignes"}]}`)
	var states strings.Builder
	for _, item := range mixed.Items {
		states.WriteString(item.State + " ")
	}
	if status != 200 || states.String() != "taken refused refused refused taken " || mixed.Items[1].Problems[0].Column != "date" || mixed.Items[1].Problems[0].Remedy == "" {
		t.Errorf("status %d, %s: %+v", status, states.String(), mixed)
	}
	status, _, err := postReport(t.Context(), http.DefaultClient, running.address, token, "k", apiReport("asso", 2))
	if err != nil || status != http.StatusUnprocessableEntity {
		t.Errorf("the same key for another body: status %d, %v", status, err)
	}
	if log, code := running.stop(); code != 0 {
		t.Errorf("stop: code %d\n%s", code, log)
	}
	if got := countEvents(t, config, "asso"); got != 5 { // the API, the one beside it, the title and the filing of M-1, the filing of M-4
		t.Errorf("%d events are read, want 5", got)
	}
}

// loadClients is how many clients send at once.
const loadClients = 200

// TestTwoHundredClientsLoseNothing sends reports from many clients at once: all
// are answered, and each is kept once.
func TestTwoHundredClientsLoseNothing(t *testing.T) {
	const each = 3
	config := prepare(t)
	token := tokenOf(t, config, "charge")
	running := serve(t, config)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: loadClients}}
	var wait sync.WaitGroup
	faults := make([]error, loadClients)
	began := time.Now()
	for i := range loadClients {
		wait.Go(func() {
			for j := range each {
				n := i*each + j
				status, answer, err := postReport(t.Context(), client, running.address, token, "k"+strconv.Itoa(n), apiReport("charge", n))
				if err != nil || status != 200 || len(answer.Items) != 1 || answer.Items[0].State != "taken" {
					faults[i] = errors.Join(faults[i], fmt.Errorf("report %d: status %d, %+v, %w", n, status, answer, err))
				}
			}
		})
	}
	wait.Wait()
	took := time.Since(began)
	if err := errors.Join(faults...); err != nil {
		t.Error(err)
	}
	t.Logf("%d clients, %d requests in %v: %.0f a second", loadClients, loadClients*each, took.Round(time.Millisecond), loadClients*each/took.Seconds())
	running.stop()
	if got := countEvents(t, config, "charge"); got != loadClients*each {
		t.Errorf("%d events are read, want %d", got, loadClients*each)
	}
}
