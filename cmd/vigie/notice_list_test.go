package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/collectors"
	"vigie/dashboard"
	"vigie/internal/access"
	"vigie/internal/observatory"
)

const closureMail = "From: ne-pas-repondre@exemple.invalid\r\nTo: personne@exemple.invalid\r\nSubject: Votre demande\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
	"Madame, Monsieur,\r\n\r\nVotre demande de titre de séjour a été clôturée car votre dossier est incomplet. " +
	"Nous vous invitons à déposer une nouvelle demande sur le portail.\r\n\r\nLes services de la préfecture\r\n"

// testSeenNotices takes messages of two associations in and reads, from the
// command line and from the page, how many say the same and where.
func testSeenNotices(t *testing.T, open *counter) {
	a := open.app
	take := func(association, department, mail string) {
		t.Helper()
		err := a.withInbox(t.Context(), collectMailCmd{Association: association, Department: department}, a.sink(), func(inbox *collectors.Inbox) error {
			s, err := inbox.Take(t.Context(), "message.eml", strings.NewReader(mail))
			if err == nil && s.Taken != 1 {
				t.Errorf("taken: %+v", s)
			}
			if err == nil {
				_, err = inbox.Commit(t.Context())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	take("lettres", "93", closureMail)
	take("ailleurs", "75", strings.Replace(closureMail, "Votre demande\r\n", "Votre titre\r\n", 1))
	take("lettres", "93", strings.Replace(closureMail, "Madame, Monsieur,\r\n\r\nVotre demande de titre de séjour a été clôturée car votre dossier est incomplet. Nous vous invitons à déposer une nouvelle demande sur le portail.",
		"Bonjour, nous avons bien reçu votre message et reviendrons vers vous dès que possible. Cordialement.", 1))
	list, err := a.seenNotices(t.Context(), observatory.NoticeFilter{Window: observatory.Window{Simulation: true}, Association: "lettres", Newest: 10})
	if err != nil || len(list) != 2 {
		t.Fatalf("%d messages, %v", len(list), err)
	}
	if alone := list[0]; alone.Others != 0 || !cmp.Equal(alone.Where, map[string]int{"93": 1}) {
		t.Errorf("the message that is alone: %+v", alone)
	}
	if same := list[1]; same.Does != observatory.NoticeClosure || same.Others != 1 || !cmp.Equal(same.Where, map[string]int{"75": 1, "93": 1}) {
		t.Errorf("the message that another says: %s, %d others, %v", same.Does, same.Others, same.Where)
	}
	reader := open.as(t, "nour", access.Contributor, "lettres")
	reader.page(t, "/messages", "Clôture", "1 autre", "Paris (75) (1)", "Seine-Saint-Denis (93) (1)", "aucun autre", "Voie et délai de recours", "Lecture du genre</dt><dd>par une règle<", "Lecture du motif</dt><dd>par une règle<")
	testNoticeList(t, a)
}

func testNoticeList(t *testing.T, a *app) {
	t.Helper()
	var out bytes.Buffer
	con := &console{ctx: t.Context(), out: &out, err: &out, log: slog.New(slog.DiscardHandler)}
	config := write(t, "vigie.yaml", "data: "+a.cfg.Data+"\nlisten: 127.0.0.1:0\nsimulation: true\n")
	cmd := noticeListCmd{configured: configured{config}, Association: "lettres", Kind: "closure", Limit: 5, JSON: true}
	if err := cmd.Run(con); err != nil {
		t.Fatal(err)
	}
	var line dashboard.SeenNotice
	byRules := observatory.FoundBy{Kind: observatory.MeansRule, Reason: observatory.MeansRule}
	if err := json.Unmarshal(out.Bytes(), &line); err != nil || line.Means != byRules || line.Others != 1 || line.Reason == "" || strings.Contains(out.String(), "incomplet.") {
		t.Errorf("%v: %s", err, out.String())
	}
	out.Reset()
	cmd.JSON = false
	if err := cmd.Run(con); err != nil || !strings.Contains(out.String(), "1 autre message dit la même chose") || !strings.Contains(out.String(), "75 : 1, 93 : 1") || !strings.Contains(strings.Join(strings.Fields(out.String()), " "), "lecture du motif par une règle") {
		t.Errorf("%v: %s", err, out.String())
	}
	for _, bad := range []noticeListCmd{{Kind: "poème", Limit: 1}, {Limit: 0}, {Case: "x", Limit: 1}} {
		if err := bad.Run(con); !observatory.IsInput(err) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
