package main

import (
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// TestRetentionOfTraces: old rows of the log of accesses, reports of files sent
// and drafts go, what is younger stays, and the ledger tells each deletion.
func TestRetentionOfTraces(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	a := openedApp(t, config)
	addAccount(t, a, "ancienne", access.Contributor, "asso")
	all, err := a.state.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC().Truncate(time.Second)
	for i, age := range []time.Duration{400, 300, 10} { // days
		at := now.Add(-age * 24 * time.Hour)
		row := observatory.Access{
			Envelope: observatory.Envelope{ID: observatory.ID{byte(i + 1)}, At: at, RecordedAt: at, Source: "essai", Simulation: true},
			Account:  all[0].ID.String(), Role: string(access.Contributor), Action: "read_case", Object: "x",
		}
		if err := a.logReading(t.Context(), row); err != nil {
			t.Fatal(err)
		}
		u, err := a.state.AddUpload(t.Context(), all[0], "", 1, at)
		if err != nil {
			t.Fatal(err)
		}
		u.State = access.UploadCommitted
		if i == 1 { // one under way stays, however old
			u.State = access.UploadCommitting
		}
		if _, err := a.state.MoveUpload(t.Context(), access.UploadChecking, u); err != nil {
			t.Fatal(err)
		}
	}
	for _, age := range []time.Duration{25, 1} {
		if _, err := a.state.SaveDraft(t.Context(), all[0], access.Draft{Kind: "event", Content: []byte("x")}, now.Add(-age*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	a.cfg.Retention.AccessDays, a.cfg.Retention.UploadDays, a.cfg.Retention.DraftDays = 365, 200, 20
	before := ledgerSize(t, a)
	for _, step := range []struct {
		apply                     bool
		accesses, uploads, drafts int64
		leaves                    int64
	}{{false, 1, 1, 1, 0}, {true, 1, 1, 1, 3}, {true, 0, 0, 0, 3}} {
		done, err := a.applyRetention(t.Context(), step.apply)
		if err != nil {
			t.Fatal(err)
		}
		if done.Accesses != step.accesses || int64(done.Uploads) != step.uploads || int64(done.Drafts) != step.drafts {
			t.Errorf("apply %t: %+v; want %d, %d and %d", step.apply, done, step.accesses, step.uploads, step.drafts)
		}
		if got := ledgerSize(t, a) - before; got != step.leaves {
			t.Errorf("apply %t: %d leaves in the ledger, want %d", step.apply, got, step.leaves)
		}
	}
	rows := 0
	for _, err := range a.store.Accesses(t.Context(), observatory.Window{Simulation: true}, "", 10) {
		if err != nil {
			t.Fatal(err)
		}
		rows++
	}
	uploads, err := a.state.Uploads(t.Context(), "")
	if err != nil || rows != 2 || len(uploads) != 2 {
		t.Errorf("%d accesses and %d uploads are left, want 2 and 2: %v", rows, len(uploads), err)
	}
	a.cfg.Retention.AccessDays, a.cfg.Retention.UploadDays = 0, 0 // zero: they stay
	a.now = func() time.Time { return time.Now().Add(10 * 365 * 24 * time.Hour) }
	if done, err := a.applyRetention(t.Context(), true); err != nil || done.Accesses != 0 || done.Uploads != 0 {
		t.Errorf("without a period: %+v, %v", done, err)
	}
}

func ledgerSize(t *testing.T, a *app) int64 {
	t.Helper()
	head, err := a.ledger.Head()
	if err != nil {
		t.Fatal(err)
	}
	return head.Size
}
