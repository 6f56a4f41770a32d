package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"vigie/collectors"
	"vigie/dashboard"
	"vigie/internal/access"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

type collectReviewCmd struct {
	configured

	Case        string `arg:"" help:"Identifiant du dossier (UUID), ou sa référence dans l'association."`
	State       string `help:"received (reçu), to_complete (à compléter), verified (vérifié) ou refused (refusé)." enum:"received,to_complete,verified,refused" required:""`
	Association string `help:"Code de l'association." required:""`
	Author      string `help:"Compte de qui relit : relecture de cette association." required:""`
	Comment     string `help:"Commentaire ; il est scellé avec la clé du dossier."`
}

// Run puts a case into a state of review.
func (cmd collectReviewCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		dossier, err := a.caseID(cmd.Case, cmd.Association)
		if err != nil {
			return err
		}
		by, err := a.accountFor(ctx, cmd.Author, cmd.Association, access.Review)
		if err != nil {
			return err
		}
		review, err := a.review(ctx, cmd.Association, dossier, observatory.ReviewState(cmd.State), by.ID.String(), cmd.Comment)
		if err != nil {
			return err
		}
		fmt.Fprintf(con.out, "Dossier %s : %s.\n", dossier, reviewText(review.State))
		return nil
	})
}

// review puts a case of an association into a state of review: one more row, its
// comment sealed with the case's key. author is the pseudonymous id of an account. Numbers in the comment are masked first.
func (a *app) review(ctx context.Context, association string, dossier observatory.ID, state observatory.ReviewState, author, comment string) (*observatory.Review, error) {
	known, err := a.store.KnownCases(ctx, association, []observatory.ID{dossier}, a.cfg.Simulation)
	if err != nil {
		return nil, err
	}
	if len(known) == 0 {
		return nil, observatory.InputErrorf("aucun dossier %s dans l'association « %s »", dossier, association)
	}
	now := a.recordedAt()
	review := &observatory.Review{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID(dossier[:], []byte(state), []byte(author), []byte(now.Format(time.RFC3339Nano))),
			At: now, RecordedAt: now, Source: "review", SourceVersion: "1", Simulation: a.cfg.Simulation,
		},
		Association: association, Case: dossier, State: state, Author: author,
	}
	if comment != "" {
		vault := a.vaultOf(association) // its own: an import may be writing to the other
		redacted, _ := privacy.Redact(comment)
		if review.Comment, err = vault.SealText(dossier, []byte(redacted)); err != nil {
			return nil, err
		}
		if err := vault.Sync(); err != nil {
			return nil, err
		}
	}
	return review, a.store.Append(ctx, []observatory.Observation{review})
}

func reviewText(state observatory.ReviewState) string {
	switch state {
	case observatory.ReviewToComplete:
		return "à compléter"
	case observatory.ReviewVerified:
		return "vérifié"
	case observatory.ReviewRefused:
		return "refusé"
	}
	return "reçu"
}

type collectCaseCmd struct {
	configured

	Case        string `arg:"" help:"Identifiant du dossier (UUID), ou sa référence dans l'association."`
	Association string `help:"Code de l'association." required:""`
	Account     string `help:"Compte de qui lit : relecture de cette association. Sans lui, les commentaires des relectures restent scellés."`
	JSON        bool   `help:"En JSON."`
}

// Run prints the history of a case, once it is noted that it is read: of a case that
// is not there, or no longer, nothing is noted. What the vault holds is for an account
// alone.
func (cmd collectCaseCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		dossier, err := a.caseID(cmd.Case, cmd.Association)
		if err != nil {
			return err
		}
		who, role := "commande", string(access.Administrator)
		if cmd.Account != "" {
			by, err := a.accountFor(ctx, cmd.Account, cmd.Association, access.Review)
			if err != nil {
				return err
			}
			who, role = by.ID.String(), string(by.Role)
		}
		history, err := a.caseHistory(ctx, cmd.Association, dossier)
		if err != nil {
			return err
		}
		now := a.recordedAt()
		if err := a.logReading(ctx, observatory.Access{
			Envelope: observatory.Envelope{
				ID: observatory.DeriveID([]byte("collect case"), []byte(who), dossier[:], []byte(now.Format(time.RFC3339Nano))),
				At: now, RecordedAt: now, Source: "command", SourceVersion: version, Simulation: a.cfg.Simulation,
			},
			Account: who, Role: role, Action: "review_case", Object: dossier.String(),
		}); err != nil {
			return err
		}
		if cmd.Account == "" {
			sealComments(history)
		}
		if cmd.JSON {
			return writeJSON(con, history)
		}
		names, err := a.accountNames(ctx)
		if err != nil {
			return err
		}
		printHistory(con, history, names)
		return nil
	})
}

// sealComments leaves out what was opened of the vault.
func sealComments(h *dashboard.CaseHistory) {
	for i := range h.Reviews {
		if h.Reviews[i].Text != "" {
			h.Reviews[i].Text = "commentaire scellé : donnez --account pour le lire"
		}
	}
}

// accountNames gives the name of each account by its id.
func (a *app) accountNames(ctx context.Context) (map[string]string, error) {
	all, err := a.state.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(all))
	for _, one := range all {
		names[one.ID.String()] = one.Name
	}
	return names, nil
}

// caseHistory reads all that is kept of a case of an association, comments opened.
func (a *app) caseHistory(ctx context.Context, association string, dossier observatory.ID) (*dashboard.CaseHistory, error) {
	rows, imports, err := a.store.CaseHistory(ctx, association, dossier, a.cfg.Simulation)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, observatory.InputErrorf("aucun dossier %s dans l'association « %s »", dossier, association)
	}
	h := &dashboard.CaseHistory{Case: dossier, Review: observatory.ReviewReceived, Rows: []dashboard.CaseRevision{}, Reviews: []dashboard.CaseReview{}, Concordances: []observatory.Concordance{}}
	byID := map[observatory.ID]*observatory.CaseEvent{}
	for i := range rows {
		batch := imports[rows[i].Import]
		revision := dashboard.CaseRevision{CaseEvent: rows[i], State: batch.State, Author: batch.Author}
		if before := byID[rows[i].Withdraws]; before != nil {
			revision.Changes = observatory.Changes(before, &rows[i])
		}
		byID[rows[i].ID] = &rows[i]
		h.Rows = append(h.Rows, revision)
	}
	vault, err := privacy.OpenVault(a.cfg.path("vault"), a.keys)
	if err != nil {
		return nil, err
	}
	window := observatory.Window{Simulation: a.cfg.Simulation}
	for r, err := range a.store.Reviews(ctx, association, dossier, window) {
		if err != nil {
			return nil, err
		}
		review := dashboard.CaseReview{Review: r}
		if r.Comment != "" {
			text, err := vault.Text(dossier, r.Comment)
			if err != nil && !errors.Is(err, observatory.ErrNotFound) {
				return nil, err
			}
			review.Text = string(text)
		}
		h.Review, h.Reviews = r.State, append(h.Reviews, review)
	}
	for c, err := range a.store.Concordances(ctx, association, dossier, window) {
		if err != nil {
			return nil, err
		}
		h.Concordances = append(h.Concordances, c)
	}
	return h, nil
}

func printHistory(con *console, h *dashboard.CaseHistory, names map[string]string) {
	fmt.Fprintf(con.out, "Dossier %s : %s%s.\n", h.Case, reviewText(h.Review), h.Unseen())
	verdicts := map[observatory.ID]observatory.Concordance{}
	for _, c := range h.Concordances {
		verdicts[c.Event] = c
	}
	events := collectors.Labels("évènement")
	for _, r := range h.Rows {
		state := ""
		if r.State == observatory.ImportWithdrawn {
			state = " (import retiré : n'est plus lu)"
		}
		fmt.Fprintf(con.out, "  %s  %s  %s%s\n", r.RecordedAt.Format(time.DateOnly), cmp.Or(r.Date.String(), "sans date"), cmp.Or(events[string(r.Event)], string(r.Event)), state)
		for _, change := range r.Changes {
			field, before := collectors.Words(change.Field, change.Before)
			_, after := collectors.Words(change.Field, change.After)
			fmt.Fprintf(con.out, "      %s : « %s » devient « %s »\n", field, before, after)
		}
		if c, ok := verdicts[r.ID]; ok {
			fmt.Fprintf(con.out, "      %s%s%s\n", verdictText(c.Verdict), wrapped(" (sonde ", idText(c.Attempt), ")"), wrapped(". ", verdictNote(c.Verdict), ""))
		}
	}
	for _, r := range h.Reviews {
		fmt.Fprintf(con.out, "  %s  relecture : %s, par %s%s\n", r.RecordedAt.Format(time.DateOnly), reviewText(r.State), cmp.Or(names[r.Author], r.Author), wrapped(" : ", r.Text, ""))
	}
}

func idText(id observatory.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}
