package main

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// serverIntakes are the intakes that `vigie serve` runs: it is killed while
// requests are under way.
func serverIntakes() []killedIntake {
	return []killedIntake{{"api", killedAPI}, {"formulaire", killedForm}, {"fichier-envoye", killedUpload}}
}

// killServer runs rounds on a server: send works until the server is gone, look
// finds what is left and sends again to a new one.
func killServer(t *testing.T, w *killWorld, name string, most time.Duration, send, look func(s *sender, association string, k *killTally)) killTally {
	t.Helper()
	var k killTally
	running := serve(t, w.config)
	for round := range killRounds() {
		association := name + "-" + strconv.Itoa(round)
		s, gone := newSender(running.address), make(chan struct{})
		doomed := running
		go func() {
			defer close(gone)
			<-time.After(time.Duration(w.draw.Int64N(int64(most)))) // when it dies is left to chance
			doomed.kill()
		}()
		send(s, association, &k)
		<-gone
		k.rounds++
		switch left := len(w.read(t, "case_events", association)); {
		case left > 0:
			k.after++
		case w.noted(t, association):
			k.during++
		default:
			k.before++
		}
		running = serve(t, w.config)
		look(&sender{newSender("").client, running.address, s.cookie}, association, &k)
	}
	running.stop()
	return k
}

// casesOf counts the events of each case that figures read, and those that are
// there twice.
func (w *killWorld) casesOf(t *testing.T, association string, k *killTally) map[observatory.ID]int {
	t.Helper()
	seen, cases := map[observatory.ID]bool{}, map[observatory.ID]int{}
	for e, err := range w.app.store.CaseEvents(t.Context(), observatory.EventFilter{Association: association, Window: observatory.Window{Simulation: true}}) {
		if err != nil {
			t.Fatal(err)
		}
		if seen[e.ID] {
			k.twice++
		}
		seen[e.ID] = true
		cases[e.Case]++
	}
	return cases
}

// eventsOfCase is what each report of the rounds gives: the title and the filing.
const eventsOfCase = 2

// checkCases counts the cases that are half there, and of those that must be
// there the ones that are not.
func (w *killWorld) checkCases(t *testing.T, association string, must []observatory.ID, k *killTally) {
	t.Helper()
	cases := w.casesOf(t, association, k)
	for id, events := range cases {
		if events != eventsOfCase {
			t.Errorf("%s: case %s has %d events", association, id, events)
			k.half++
		}
	}
	for _, id := range must {
		if cases[id] == 0 {
			t.Errorf("%s: case %s was acknowledged and is not there", association, id)
			k.lost++
		}
	}
}

// killedCase is one invented case of two events.
func killedCase(association string, n int) map[string]string {
	return map[string]string{
		"référence": association + "-" + strconv.Itoa(n), "département": "93", "procédure": "renouvellement",
		"date de fin du titre": "31/08/2026", "date de dépôt": fmt.Sprintf("%02d/%02d/2026", 1+n%28, 1+n/28%6),
	}
}

func killedReport(association string, n int) string {
	c := killedCase(association, n)
	var fields []string
	for _, name := range slices.Sorted(maps.Keys(c)) {
		fields = append(fields, strconv.Quote(name)+":"+strconv.Quote(c[name]))
	}
	return `{"reports":[{` + strings.Join(fields, ",") + `}]}`
}

// killedAPI kills the server while eight clients send reports; each sends its
// report again, with the same idempotency key.
func killedAPI(t *testing.T, w *killWorld, name string) killTally {
	var mu sync.Mutex
	var token string
	var sent int
	acknowledged := map[int]observatory.ID{}
	send := func(s *sender, association string, k *killTally) {
		token, sent, acknowledged = w.token(t, association), 0, map[int]observatory.ID{}
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				for {
					mu.Lock()
					n := sent
					sent++
					mu.Unlock()
					status, answer, err := postReport(t.Context(), s.client, s.address, token, "k"+strconv.Itoa(n), killedReport(association, n))
					if err != nil {
						return // killed
					}
					if status == http.StatusOK && len(answer.Items) == 1 && answer.Items[0].State == "taken" {
						id, _ := observatory.ParseID(answer.Items[0].Case) // no id is found nowhere
						mu.Lock()
						acknowledged[n] = id
						mu.Unlock()
					}
				}
			})
		}
		wait.Wait()
		k.acknowledged += eventsOfCase * len(acknowledged)
	}
	look := func(s *sender, association string, k *killTally) {
		w.checkCases(t, association, slices.Collect(maps.Values(acknowledged)), k)
		for n := range sent {
			status, answer, err := postReport(t.Context(), s.client, s.address, token, "k"+strconv.Itoa(n), killedReport(association, n))
			if err != nil || status != http.StatusOK || len(answer.Items) != 1 || answer.Items[0].State == "refused" {
				t.Fatalf("%s: report %d again: status %d, %+v, %v", association, n, status, answer, err)
			}
		}
		w.checkCases(t, association, nil, k)
		if got := len(w.casesOf(t, association, k)); got != sent {
			t.Errorf("%s: %d cases are there after all %d were sent again", association, got, sent)
			k.lost += max(0, sent-got)
		}
	}
	return killServer(t, w, name, 900*time.Millisecond, send, look)
}

func (w *killWorld) token(t *testing.T, association string) string {
	t.Helper()
	_, secret, err := w.app.state.AddToken(t.Context(), association, "essai", 0, true, w.app.now())
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// signIn makes an account of an association and signs it in.
func (w *killWorld) signIn(t *testing.T, s *sender, association string) access.Account {
	t.Helper()
	account, err := w.app.state.AddAccount(t.Context(), access.NewAccount{Name: association, Role: access.Contributor, Association: association, Password: counterPassword}, w.app.now())
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.form(t, "/connexion", map[string]string{"nom": association, "mot-de-passe": counterPassword, "suite": "/espace"}, nil)
	if errors.Is(err, errAnswered) { // a server that is killed first answers nothing
		t.Fatal(err)
	}
	return account
}

// killedForm kills the server while a person keeps drafts and sends them, all but
// every third, which stays a draft.
func killedForm(t *testing.T, w *killWorld, name string) killTally {
	var account access.Account
	var drafts map[int]string // kept and, as far as was told, not sent
	var sent map[int]bool
	var cases []observatory.ID
	one := func(s *sender, association string, n int) error {
		values := killedCase(association, n)
		values["garder"] = "1"
		where, err := s.form(t, "/signaler/dossier", values, nil)
		if err != nil {
			return err
		}
		drafts[n] = strings.TrimPrefix(where, "/brouillon/")
		if n%3 == 2 {
			return nil
		}
		delete(values, "garder")
		values["brouillon"] = drafts[n]
		if where, err = s.form(t, "/signaler/dossier", values, nil); err != nil {
			return err
		}
		delete(drafts, n)
		id, _, _ := strings.Cut(strings.TrimPrefix(where, "/cas/"), "?")
		dossier, err := observatory.ParseID(id)
		cases, sent[n] = append(cases, dossier), true
		return err
	}
	kept := func(k *killTally) {
		list, err := w.app.state.Drafts(t.Context(), account.ID)
		if err != nil {
			t.Fatal(err)
		}
		there := map[string]int{}
		for _, d := range list {
			there[d.ID.String()]++
		}
		for n, id := range drafts {
			if there[id] != 1 && (n%3 == 2 || there[id] > 1) { // one under way may have been sent
				t.Errorf("draft %d is there %d times", n, there[id])
				k.lost++
			}
		}
	}
	send := func(s *sender, association string, k *killTally) {
		drafts, sent, cases = map[int]string{}, map[int]bool{}, nil
		account = w.signIn(t, s, association)
		for n := 0; one(s, association, n) == nil; n++ {
		}
		k.acknowledged += eventsOfCase*len(cases) + len(drafts)
	}
	look := func(s *sender, association string, k *killTally) {
		kept(k)
		w.checkCases(t, association, cases, k)
		if s.cookie == "" { // killed before the person was signed in
			return
		}
		all := len(sent) + len(drafts) + 1 // one more, that the kill may have kept from being told
		for n := range all {
			if sent[n] || n%3 == 2 && drafts[n] != "" {
				continue
			}
			if err := one(s, association, n); err != nil {
				t.Fatalf("%s: case %d again: %v", association, n, err)
			}
		}
		kept(k)
		w.checkCases(t, association, cases, k)
		if got := len(w.casesOf(t, association, k)); got != len(sent) {
			t.Errorf("%s: %d cases are there, want %d", association, got, len(sent))
			k.lost += max(0, len(sent)-got)
		}
	}
	return killServer(t, w, name, 1500*time.Millisecond, send, look)
}

// killedUpload kills the server while a person sends a file from the page and has
// it imported.
func killedUpload(t *testing.T, w *killWorld, name string) killTally {
	path := filepath.Join(w.folder, name, "evenements.csv")
	lines(t, path, "", 0, nil)
	generate(t, path, killEvents)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var where string // of the file, once it was received
	steps := func(s *sender, association string) error {
		if where == "" {
			if where, err = s.form(t, "/fichiers", nil, file); err != nil {
				where = ""
				return err
			}
		}
		id, err := observatory.ParseID(strings.TrimPrefix(where, "/fichiers/"))
		if err != nil {
			return err
		}
		for {
			u, err := w.app.state.Upload(t.Context(), association, id)
			switch {
			case err != nil || u.State == access.UploadCommitted:
				return err
			case u.State == access.UploadChecked:
				_, err = s.form(t, where+"/importer", map[string]string{"mode": "lignes"}, nil)
			default: // under way: is the server?
				err = s.alive(t)
			}
			if err != nil {
				return err
			}
		}
	}
	send := func(s *sender, association string, k *killTally) {
		where = ""
		w.signIn(t, s, association)
		if steps(s, association) == nil {
			k.ended++
		}
	}
	look := func(s *sender, association string, k *killTally) {
		if left := len(w.read(t, "case_events", association)); left != 0 && left != killEvents {
			t.Errorf("%s: %d rows are read after the kill", association, left)
			k.half++
		}
		if s.cookie == "" {
			return
		}
		if err := steps(s, association); err != nil {
			t.Fatalf("%s: again: %v", association, err)
		}
		k.acknowledged += killEvents
		w.tallyRows(t, doomed{table: "case_events", rows: killEvents}, association, k)
	}
	return killServer(t, w, name, 3*time.Second, send, look)
}
