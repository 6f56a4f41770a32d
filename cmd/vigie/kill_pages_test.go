package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// account makes an account of an association.
func (w *killWorld) account(t *testing.T, association string) access.Account {
	t.Helper()
	account, err := w.app.state.AddAccount(t.Context(), access.NewAccount{Name: association, Role: access.Contributor, Association: association, Password: counterPassword}, w.app.now())
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// signIn signs a person in, unless a session that the server knows is there.
func (s *sender) signIn(t *testing.T, association string) error {
	t.Helper()
	if s.cookie != "" {
		return nil
	}
	_, err := s.form(t, "/connexion", map[string]string{"nom": association, "mot-de-passe": counterPassword, "suite": "/espace"}, nil)
	if errors.Is(err, errAnswered) { // a server that is killed first answers nothing
		t.Fatal(err)
	}
	return err
}

// killForms is how many cases a person writes; all but every third are sent.
const killForms = 6

// formRound is what a person has written in a round.
type formRound struct {
	w       *killWorld
	account access.Account
	drafts  map[int]string // kept and, as far as was told, not sent
	sent    map[int]bool
	cases   []observatory.ID
}

// all keeps a draft of each case and sends it, all but every third, until the
// server is gone.
func (f *formRound) all(t *testing.T, s *sender, association string) error {
	t.Helper()
	if err := s.signIn(t, association); err != nil {
		return err
	}
	for n := range killForms {
		if f.sent[n] || n%3 == 2 && f.drafts[n] != "" {
			continue
		}
		if err := f.one(t, s, association, n); err != nil {
			return err
		}
	}
	return nil
}

func (f *formRound) one(t *testing.T, s *sender, association string, n int) error {
	t.Helper()
	values := killedCase(association, n)
	values["garder"] = "1"
	where, err := s.form(t, "/signaler/dossier", values, nil)
	if err != nil {
		return err
	}
	f.drafts[n] = strings.TrimPrefix(where, "/brouillon/")
	if n%3 == 2 {
		return nil
	}
	delete(values, "garder")
	values["brouillon"] = f.drafts[n]
	if where, err = s.form(t, "/signaler/dossier", values, nil); err != nil {
		return err
	}
	delete(f.drafts, n)
	id, _, _ := strings.Cut(strings.TrimPrefix(where, "/cas/"), "?")
	dossier, err := observatory.ParseID(id)
	f.cases, f.sent[n] = append(f.cases, dossier), true
	return err
}

// check looks for the drafts and cases that were acknowledged.
func (f *formRound) check(t *testing.T, association string, k *killTally) {
	t.Helper()
	list, err := f.w.app.state.Drafts(t.Context(), f.account.ID)
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]int{}
	for _, d := range list {
		there[d.ID.String()]++
	}
	for n, id := range f.drafts {
		if there[id] != 1 && (n%3 == 2 || there[id] > 1) { // one under way may have been sent
			t.Errorf("draft %d is there %d times", n, there[id])
			k.lost++
		}
	}
	f.w.checkCases(t, association, f.cases, k)
}

// killedForm kills the server while a person keeps drafts and sends them.
func killedForm(t *testing.T, w *killWorld, name string) killTally {
	var f *formRound
	return killServer(t, w, name, serverIntake{
		send: func(s *sender, association string) (int, bool) {
			f = &formRound{w: w, account: w.account(t, association), drafts: map[int]string{}, sent: map[int]bool{}}
			err := f.all(t, s, association)
			return eventsOfCase*len(f.cases) + len(f.drafts), err == nil
		},
		look: func(s *sender, association string, k *killTally) {
			f.check(t, association, k)
			if err := f.all(t, s, association); err != nil {
				t.Fatalf("%s: again: %v", association, err)
			}
			f.check(t, association, k)
			if got := len(w.casesOf(t, association, k)); got != len(f.sent) {
				t.Errorf("%s: %d cases are there, want %d", association, got, len(f.sent))
				k.lost += max(0, len(f.sent)-got)
			}
		},
	})
}

// uploadSteps sends a file from the page, unless where says that it is there, and
// has it imported.
func (w *killWorld) uploadSteps(t *testing.T, s *sender, association string, file []byte, where *string) error {
	t.Helper()
	err := s.signIn(t, association)
	if err == nil && *where == "" {
		*where, err = s.form(t, "/fichiers", nil, file)
	}
	if err != nil {
		return err
	}
	id, err := observatory.ParseID(strings.TrimPrefix(*where, "/fichiers/"))
	if err != nil {
		return err
	}
	look := time.NewTicker(killLook)
	defer look.Stop()
	for {
		u, err := w.app.state.Upload(t.Context(), association, id)
		switch {
		case err != nil || u.State == access.UploadCommitted:
			return err
		case u.State == access.UploadChecked:
			_, err = s.form(t, *where+"/importer", map[string]string{"mode": "lignes"}, nil)
		default: // under way: is the server?
			err = s.alive(t)
		}
		if err != nil {
			return err
		}
		<-look.C
	}
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
	return killServer(t, w, name, serverIntake{
		send: func(s *sender, association string) (int, bool) {
			where = ""
			w.account(t, association)
			return 0, w.uploadSteps(t, s, association, file, &where) == nil
		},
		look: func(s *sender, association string, k *killTally) {
			if left := len(w.read(t, "case_events", association)); left != 0 && left != killEvents {
				t.Errorf("%s: %d rows are read after the kill", association, left)
				k.half++
			}
			if err := w.uploadSteps(t, s, association, file, &where); err != nil {
				t.Fatalf("%s: again: %v", association, err)
			}
			k.acknowledged += killEvents
			w.tallyRows(t, doomed{table: "case_events", rows: killEvents}, association, k)
		},
	})
}
