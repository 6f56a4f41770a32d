package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// serverIntakes are the intakes that `vigie serve` runs: it is killed while
// requests are under way.
func serverIntakes() []killedIntake {
	return []killedIntake{{"api", killedAPI}, {"formulaire", killedForm}, {"fichier-envoye", killedUpload}}
}

// serverIntake is an intake of a server: send sends all there is, unless the
// server dies before, and gives the rows acknowledged; look finds what is left and
// sends all again to a new server.
type serverIntake struct {
	send func(s *sender, association string) (acknowledged int, all bool)
	look func(s *sender, association string, k *killTally)
}

// killServer kills the server of an intake at random, and sends again.
func killServer(t *testing.T, w *killWorld, name string, in serverIntake) killTally {
	t.Helper()
	var k killTally
	running := serve(t, w.config)
	p := w.paced(t, running, in, name+"-temoin")
	began := time.Now()
	for round := range killRounds() {
		association := name + "-" + strconv.Itoa(round)
		ctx, over := context.WithCancel(t.Context())
		died := w.doom(ctx, t, running, association, p, round)
		s := newSender(running.address)
		acknowledged, _ := in.send(s, association)
		over()
		k.acknowledged += acknowledged
		k.moments = append(k.moments, float64(<-died)/float64(p.took))
		k.rounds++
		switch noted, open, err := w.states(t.Context(), association); {
		case err != nil:
			t.Fatal(err)
		case noted == 0:
			k.before++
		case open > 0:
			k.during++
		default:
			k.after++
		}
		running = serve(t, w.config)
		in.look(&sender{newSender("").client, running.address, s.cookie}, association, &k)
	}
	running.stop()
	k.took = time.Since(began)
	k.check(t)
	t.Log(k.spread(p))
	return k
}

// paced sends all to a server that nobody kills.
func (w *killWorld) paced(t *testing.T, running served, in serverIntake, association string) (p pace) {
	t.Helper()
	began, noted := time.Now(), make(chan time.Duration, 1)
	ctx, over := context.WithCancel(t.Context())
	defer over()
	go func() {
		if err := w.awaitNoted(ctx, association); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
		noted <- time.Since(began)
	}()
	if _, all := in.send(newSender(running.address), association); !all {
		t.Fatal("a server that nobody kills did not take all")
	}
	p.took = time.Since(began)
	over()
	p.noted = min(<-noted, p.took)
	return p
}

// doom kills a server at random. Of three rounds, one is killed within the time
// that an undisturbed run took and half as much again, one within what was left of
// that from the moment when an import was noted, one within the first half of the
// time until an import is noted. It gives after how long it died.
func (w *killWorld) doom(ctx context.Context, t *testing.T, running served, association string, p pace, round int) <-chan time.Duration {
	t.Helper()
	began, died := time.Now(), make(chan time.Duration, 1)
	late, after := false, w.within(p.took*3/2)
	switch round % 3 {
	case 1:
		late, after = true, w.within(p.took*3/2-p.noted)
	case 2:
		after = w.within(p.noted / 2)
	}
	go func() {
		if late {
			if err := w.awaitNoted(ctx, association); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		}
		<-time.After(after) // when it dies is left to chance
		running.kill()
		died <- time.Since(began)
	}()
	return died
}

// awaitNoted waits until an import of an association was begun.
func (w *killWorld) awaitNoted(ctx context.Context, association string) error {
	look := time.NewTicker(killLook)
	defer look.Stop()
	for {
		stirred, err := w.stirred()
		if err != nil {
			return err
		}
		if stirred {
			if noted, _, err := w.states(ctx, association); err != nil || noted > 0 {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
		}
	}
}

// states counts the imports of an association that were begun, and those of them
// that have no end.
func (w *killWorld) states(ctx context.Context, association string) (noted, open int, err error) {
	text, err := answerOf(ctx, w.engine, "SELECT count(), countIf(n = 1) FROM (SELECT batch, count() AS n FROM imports WHERE association = '"+association+"' GROUP BY batch) FORMAT TSV")
	if err == nil {
		_, err = fmt.Sscan(text, &noted, &open)
	}
	return noted, open, err
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

// killReports is how many reports killClients clients send.
const killReports, killClients = 16, 8

// sendReports sends reports until all are answered or the server is gone, and
// gives the case of each that was taken.
func sendReports(t *testing.T, s *sender, token, association string) (acknowledged map[int]observatory.ID, all bool) {
	t.Helper()
	var mu sync.Mutex
	var wait sync.WaitGroup
	acknowledged, next := map[int]observatory.ID{}, make(chan int, killReports)
	for n := range killReports {
		next <- n
	}
	close(next)
	for range killClients {
		wait.Go(func() {
			for n := range next {
				status, answer, err := postReport(t.Context(), s.client, s.address, token, "k"+strconv.Itoa(n), killedReport(association, n))
				if err != nil {
					return // killed
				}
				if status != http.StatusOK || len(answer.Items) != 1 || answer.Items[0].State == "refused" {
					t.Errorf("%s: report %d: status %d, %+v", association, n, status, answer)
					return
				}
				id, _ := observatory.ParseID(answer.Items[0].Case) // no id is found nowhere
				mu.Lock()
				acknowledged[n] = id
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return acknowledged, len(acknowledged) == killReports
}

// killedAPI kills the server while clients send reports; each report is sent
// again, with the same idempotency key.
func killedAPI(t *testing.T, w *killWorld, name string) killTally {
	var token string
	var acknowledged map[int]observatory.ID
	return killServer(t, w, name, serverIntake{
		send: func(s *sender, association string) (int, bool) {
			var all bool
			token = w.token(t, association)
			acknowledged, all = sendReports(t, s, token, association)
			return eventsOfCase * len(acknowledged), all
		},
		look: func(s *sender, association string, k *killTally) {
			w.checkCases(t, association, slices.Collect(maps.Values(acknowledged)), k)
			again, all := sendReports(t, s, token, association)
			if !all {
				t.Errorf("%s: %d reports were answered when sent again, want %d", association, len(again), killReports)
			}
			w.checkCases(t, association, slices.Collect(maps.Values(again)), k)
			if got := len(w.casesOf(t, association, k)); got != killReports {
				t.Errorf("%s: %d cases are there after all %d were sent again", association, got, killReports)
				k.lost += max(0, killReports-got)
			}
		},
	})
}

func (w *killWorld) token(t *testing.T, association string) string {
	t.Helper()
	_, secret, err := w.app.state.AddToken(t.Context(), association, "essai", 0, true, w.app.now())
	if err != nil {
		t.Fatal(err)
	}
	return secret
}
