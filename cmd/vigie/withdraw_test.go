package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/collectors"
	"vigie/internal/access"
	"vigie/internal/observatory"
)

// TestWithdrawalCutOff stops withdrawals between the ledger and the row: they are
// undone, and can be asked for again; that of a file sent from the page is
// finished at the next start.
func TestWithdrawalCutOff(t *testing.T) {
	unraced(t)
	t.Parallel()
	config := prepare(t)
	a := openedApp(t, config)
	file := write(t, "deux.csv", eraseHeader+eraseRows)
	summary := summaryOf(t, config, file)
	cut := func() {
		t.Helper()
		found, err := a.committedImport(t.Context(), summary.Import)
		if err != nil {
			t.Fatal(err)
		}
		sink := a.sink()
		stop := errors.New("the process is killed here")
		sink.Append = func(context.Context, []observatory.Observation) error { return stop }
		if _, err := collectors.Withdraw(t.Context(), found, "", sink, a.recordedAt()); !errors.Is(err, stop) {
			t.Fatalf("got %v", err)
		}
	}
	cut()
	if got := countEvents(t, config, "asso"); got != summary.Events {
		t.Errorf("after the stop %d events are read, want %d", got, summary.Events)
	}
	addAccount(t, a, "envoyeuse", access.Contributor, "asso")
	twin := sentAs(t, a, summary, access.UploadCommitted)
	if stdout, stderr, code := vigie(t, "collect", "withdraw", summary.Import, "--config", config); code != 0 {
		t.Fatalf("again: code %d\n%s%s", code, stdout, stderr)
	}
	if got := countEvents(t, config, "asso"); got != 0 {
		t.Errorf("withdrawn, and %d events are read", got)
	}
	if twin, err := a.state.Upload(t.Context(), "asso", twin.ID); err != nil || twin.State != access.UploadWithdrawn {
		t.Errorf("the page calls the withdrawn file %s, %v", twin.State, err)
	}

	summary = summaryOf(t, config, file)
	u := sentAs(t, a, summary, access.UploadRetiring)
	cut()
	sent := &sentFiles{app: a}
	if err := sent.resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for until := time.After(time.Minute); u.State == access.UploadRetiring; {
		select {
		case <-look.C:
		case <-until:
			t.Fatal("the withdrawal is not finished")
		}
		var err error
		if u, err = a.state.Upload(t.Context(), "asso", u.ID); err != nil {
			t.Fatal(err)
		}
	}
	if u.State != access.UploadWithdrawn {
		t.Errorf("the sent file is %s, want withdrawn", u.State)
	}
	if got := countEvents(t, config, "asso"); got != 0 {
		t.Errorf("taken back, and %d events are read", got)
	}
}

// sentAs notes an import as one of a file sent from the page, in a state.
func sentAs(t *testing.T, a *app, summary collectors.Summary, state access.UploadState) access.Upload {
	t.Helper()
	all, err := a.state.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	u, err := a.state.AddUpload(t.Context(), all[0], observatory.Hash(strings.Repeat("0", 64)), 1, a.now())
	if err != nil {
		t.Fatal(err)
	}
	u.State = state
	if err := u.Import.UnmarshalText([]byte(summary.Import)); err != nil {
		t.Fatal(err)
	}
	if moved, err := a.state.MoveUpload(t.Context(), access.UploadChecking, u); err != nil || !moved {
		t.Fatalf("note the upload: %t, %v", moved, err)
	}
	return u
}

// TestMailCutOff stops the taking of a message before its rows, and between them
// and the row that commits them: nothing is read, nothing is left after the next
// start, and the message is taken once when it comes again. Its import can be
// withdrawn, and the message then be taken anew.
func TestMailCutOff(t *testing.T) {
	unraced(t)
	t.Parallel()
	config := prepare(t)
	a := openedApp(t, config)
	message := write(t, "message.eml", "From: ne-pas-repondre@exemple.invalid\r\nSubject: Votre demande\r\nDate: Mon, 02 Mar 2026 10:00:00 +0100\r\n\r\n"+
		"Bonjour, votre demande est clôturée car votre dossier est incomplet.\r\n")
	stop := errors.New("the process is killed here")
	cmd := collectMailCmd{Association: "asso", Path: message}
	sink := a.sink()
	sink.Append = func(context.Context, []observatory.Observation) error { return stop }
	take := func(sink collectors.Sink) {
		t.Helper()
		err := a.withInbox(t.Context(), cmd, sink, func(inbox *collectors.Inbox) error {
			return takeFiles(t.Context(), inbox, []string{message}, func(string, collectors.InboxSummary) error { return nil })
		})
		if !errors.Is(err, stop) {
			t.Fatalf("got %v", err)
		}
	}
	take(sink)
	sink = a.sink()
	sink.Drop = func(context.Context, observatory.ID) error { return stop }
	sink.Append = func(ctx context.Context, rows []observatory.Observation) error {
		if i, ok := rows[0].(*observatory.Import); ok && i.State == observatory.ImportCommitted {
			return stop
		}
		return a.store.Append(ctx, rows)
	}
	take(sink)
	w := killWorld{app: a, engine: engineClient(a)}
	if left := sealedTexts(t, a); left != 1 {
		t.Fatalf("after the stop %d texts are in the vault, want 1", left)
	}
	if rows, read := w.raw(t, "notices", "asso"), len(w.read(t, "notices", "asso")); rows != 1 || read != 0 {
		t.Fatalf("after the stop %d rows are there and %d read, want 1 and 0", rows, read)
	}
	var batch string
	for round, want := range []string{"1 pris", "1 déjà connu", "1 pris"} {
		if round == 2 {
			stdout, stderr, code := vigie(t, "collect", "withdraw", batch, "--config", config)
			if read := len(w.read(t, "notices", "asso")); code != 0 || !strings.Contains(stdout, "1 message") || read != 0 {
				t.Errorf("withdrawal: code %d, %d messages are read\n%s%s", code, read, stdout, stderr)
			}
		}
		stdout, stderr, code := vigie(t, "collect", "mail", message, "--association", "asso", "--config", config)
		if code != 0 || !strings.Contains(stdout, want) || (round == 0) != strings.Contains(stderr, "1 import(s) interrompu(s) annulé(s)") {
			t.Errorf("%s, round %d: code %d, want %q\n%s%s", filepath.Base(message), round, code, want, stdout, stderr)
		}
		if _, rest, found := strings.Cut(stdout, "(import "); found {
			batch, _, _ = strings.Cut(rest, ")")
		}
		if rows, read := w.raw(t, "notices", "asso"), len(w.read(t, "notices", "asso")); rows != 1+round/2 || read != 1 {
			t.Errorf("round %d: %d rows are there and %d read, want %d and 1", round, rows, read, 1+round/2)
		}
		if left := sealedTexts(t, a); left != 1+round/2 {
			t.Errorf("round %d: %d texts are in the vault, want %d", round, left, 1+round/2)
		}
	}
	a.now = func() time.Time { return time.Now().Add(a.sealedRetention() + time.Hour) }
	for _, step := range []struct {
		apply     bool
		due, left int
	}{{false, 1, 2}, {true, 1, 1}, {true, 0, 1}} { // that of the withdrawn import goes
		done, err := a.applyRetention(t.Context(), step.apply)
		if left := sealedTexts(t, a); err != nil || done.Withdrawn != step.due || left != step.left {
			t.Errorf("retention, apply %t: %d imports, %d texts are left, want %d and %d: %v", step.apply, done.Withdrawn, left, step.due, step.left, err)
		}
	}
}

// sealedTexts counts the files of the vault, each of which has its lot.
func sealedTexts(t *testing.T, a *app) int {
	t.Helper()
	files, err := filepath.Glob(a.cfg.path("vault", "cas", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	lots, err := filepath.Glob(a.cfg.path("vault", "lots", "*"))
	if err != nil || len(lots) > len(files) {
		t.Errorf("%d lots for %d files, %v", len(lots), len(files), err)
	}
	return len(files)
}

// TestUndoneTextsGo: an import that fails after its texts were sealed leaves none,
// be it of a table or of messages.
func TestUndoneTextsGo(t *testing.T) {
	t.Parallel()
	a := openedApp(t, prepare(t))
	stop := errors.New("the disk is full here")
	sealed := 0
	sink := a.sink()
	sink.Leaf = func(context.Context, *observatory.Import) error {
		sealed = sealedTexts(t, a)
		return stop
	}
	o := a.importOptions("asso")
	o.Sink = sink
	table := write(t, "cas.csv", "référence;département;procédure;date de dépôt;commentaire\nU-1;93;renouvellement;02/03/2026;Rien ne bouge depuis le dépôt.\n")
	if _, err := collectors.Import(t.Context(), table, o); !errors.Is(err, stop) {
		t.Errorf("the table: %v", err)
	}
	if left := sealedTexts(t, a); sealed != 1 || left != 0 {
		t.Errorf("the table: %d texts were sealed and %d are left, want 1 and 0", sealed, left)
	}
	message := write(t, "message.txt", "Bonjour, votre demande est clôturée car votre dossier est incomplet.")
	for _, commit := range []bool{true, false} {
		err := a.withInbox(t.Context(), collectMailCmd{Association: "asso"}, sink, func(inbox *collectors.Inbox) error {
			if commit {
				return takeFiles(t.Context(), inbox, []string{message}, func(string, collectors.InboxSummary) error { return nil })
			}
			if _, err := takeMessages(t.Context(), inbox, message); err != nil {
				t.Error(err)
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Errorf("the message: %v", err)
		}
		w := killWorld{app: a, engine: engineClient(a)}
		if rows, left := w.raw(t, "notices", "asso"), sealedTexts(t, a); rows != 0 || left != 0 {
			t.Errorf("the message: %d rows and %d texts are left", rows, left)
		}
	}
	unfinished, err := a.store.UnfinishedImports(t.Context())
	if err != nil || len(unfinished) != 0 {
		t.Errorf("%d imports have no end, %v", len(unfinished), err)
	}
}
