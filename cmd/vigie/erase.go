package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"

	"vigie/collectors"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/internal/store"
)

// Reasons of an erasure.
const (
	reasonRequest   = "request"   // the person asks for it (GDPR, article 17)
	reasonConsent   = "consent"   // consent was withdrawn
	reasonRetention = "retention" // the configured period is over
)

// caseID reads the id of a case, or makes it from the association's reference.
func (a *app) caseID(text, association string) (observatory.ID, error) {
	if id, err := observatory.ParseID(text); err == nil {
		return id, nil
	}
	if association == "" {
		return observatory.NoID, observatory.InputErrorf("« CASE » n'est pas un identifiant : si c'est une référence de dossier, ajoutez --association CODE")
	}
	return collectors.CaseOf(a.keys, association, a.cfg.Simulation, text)
}

// errNoCase says that nothing is known of a case.
var errNoCase = observatory.InputErrorf("aucun évènement ni aucun texte de ce cas : vérifiez l'identifiant ou la référence. Rien n'a été effacé")

// eraseCases erases cases whole, for the account of an id, and gives the path of the certificate. From
// its first note on it is only finished, by this process or the next one.
func (a *app) eraseCases(ctx context.Context, reason, account string, cases []observatory.ID) (string, error) {
	unlock, err := a.lockErasures()
	if err != nil {
		return "", err
	}
	defer unlock()
	known, err := a.store.AnyOfCases(ctx, cases)
	if err != nil {
		return "", err
	}
	for _, id := range cases {
		kept, err := a.vault.Has(id)
		if err != nil {
			return "", err
		}
		if len(known) == 0 && !kept {
			return "", errNoCase
		}
	}
	erasure, err := a.erasures.New(a.recordedAt(), reason, account, cases)
	if err != nil {
		return "", err
	}
	if err := a.erasures.Save(erasure); err != nil {
		return "", err
	}
	return a.finishErasure(ctx, erasure)
}

// lockErasures waits until no import and no other erasure is under way.
func (a *app) lockErasures() (unlock func(), err error) {
	free, _, err := a.erasures.Lock(true)
	if err != nil {
		return nil, err
	}
	imports, err := a.lockImports(syscall.LOCK_EX)
	if err != nil {
		free()
		return nil, err
	}
	return func() {
		if err := imports.release(); err != nil {
			a.log.Warn("release the import lock", slog.Any("error", err))
		}
		free()
	}, nil
}

// finishErasure goes through every step; each can be done again. The order:
// texts and identity first, then what a plan needs, files, rows, certificate,
// leaf.
func (a *app) finishErasure(ctx context.Context, e *privacy.Erasure) (string, error) {
	cases, err := a.erasures.Cases(e)
	if err != nil {
		return "", err
	}
	for _, id := range cases {
		if err := a.vault.Erase(id); err != nil {
			return "", err
		}
	}
	if err := a.eraseDrafts(ctx, cases); err != nil {
		return "", err
	}
	plan, persons, err := a.planErasure(ctx, e, cases)
	if err != nil {
		return "", err
	}
	if err := a.removeSealed(plan); err != nil {
		return "", err
	}
	if err := a.noteErasure(ctx, e, plan); err != nil {
		return "", err
	}
	if err := a.keepDecisions(ctx, plan, persons); err != nil {
		return "", err
	}
	if err := a.store.EraseCases(ctx, cases, persons); err != nil {
		return "", err
	}
	left, err := a.store.AnyOfCases(ctx, cases)
	if err != nil {
		return "", err
	}
	if len(left) > 0 {
		return "", errors.New("effacement inachevé : des lignes de ce cas sont encore là ; relancez la commande")
	}
	return a.certifyErasure(ctx, e, plan)
}

// planErasure notes what lies behind the cases, once, before anything of it is
// deleted.
func (a *app) planErasure(ctx context.Context, e *privacy.Erasure, cases []observatory.ID) (store.ErasurePlan, []observatory.ID, error) {
	if e.State == privacy.ErasureAsked {
		plan, err := a.store.PlanErasure(ctx, cases)
		if err != nil {
			return plan, nil, err
		}
		if plan.Beside, err = a.filesBeside(ctx, e.Reason, cases, plan); err != nil {
			return plan, nil, err
		}
		if e.Plan, err = json.Marshal(plan); err != nil {
			return plan, nil, fmt.Errorf("note the erasure's plan: %w", err)
		}
		for _, id := range plan.Persons {
			e.Persons = append(e.Persons, id.String())
		}
		e.State = privacy.ErasurePlanned
		return plan, plan.Persons, a.erasures.Save(e)
	}
	var plan store.ErasurePlan
	if err := json.Unmarshal(e.Plan, &plan); err != nil {
		return plan, nil, fmt.Errorf("plan of erasure %s: %w", e.ID, err)
	}
	var persons []observatory.ID
	for _, text := range e.Persons {
		id, err := observatory.ParseID(text)
		if err != nil {
			return plan, nil, fmt.Errorf("plan of erasure %s: %w", e.ID, err)
		}
		persons = append(persons, id)
	}
	return plan, persons, nil
}

// noteErasure writes the rows that say how many facts were erased, and of when.
func (a *app) noteErasure(ctx context.Context, e *privacy.Erasure, plan store.ErasurePlan) error {
	var rows []observatory.Observation
	for i := range plan.Erasures {
		row := plan.Erasures[i]
		row.Envelope = observatory.Envelope{
			ID: observatory.DeriveID(e.ID[:], []byte{byte(i >> 8), byte(i)}), At: e.Asked, RecordedAt: e.Asked,
			Source: "erase", SourceVersion: version, Simulation: row.Simulation,
		}
		row.Reason = e.Reason
		there, err := a.store.HasErasure(ctx, row.ID)
		if err != nil {
			return err
		}
		if !there {
			rows = append(rows, &row)
		}
	}
	return a.store.Append(ctx, rows)
}

// finishErasures ends the erasures that were cut off, and erases again what a
// restored backup brought back.
func (a *app) finishErasures(ctx context.Context) error {
	all, err := a.erasures.All()
	if err != nil || len(all) == 0 {
		return err
	}
	open, err := a.openErasures(ctx, all)
	if err != nil || len(open) == 0 {
		return err
	}
	unlock, err := a.lockErasures()
	if err != nil {
		return err
	}
	defer unlock()
	if all, err = a.erasures.All(); err != nil { // another process may have ended some meanwhile
		return err
	}
	if open, err = a.openErasures(ctx, all); err != nil {
		return err
	}
	for _, e := range open {
		if e.State == privacy.ErasureDone {
			err = a.eraseAgain(ctx, e)
		} else {
			_, err = a.finishErasure(ctx, e)
		}
		if err != nil {
			return fmt.Errorf("fin d'un effacement interrompu : %w", err)
		}
	}
	fmt.Fprintf(a.notices, "vigie : %d effacement(s) interrompu(s), ou défait(s) par une restauration, achevé(s).\n", len(open))
	return nil
}

// openErasures gives the erasures that are not done, and those whose cases are
// there again.
func (a *app) openErasures(ctx context.Context, all []*privacy.Erasure) ([]*privacy.Erasure, error) {
	var open []*privacy.Erasure
	owner := map[observatory.ID]*privacy.Erasure{}
	var done []observatory.ID
	for _, e := range all {
		if e.State != privacy.ErasureDone {
			open = append(open, e)
			continue
		}
		cases, err := a.erasures.Cases(e)
		if err != nil {
			return nil, err
		}
		for _, id := range cases {
			owner[id] = e
			done = append(done, id)
		}
	}
	back, err := a.store.AnyOfCases(ctx, done)
	if err != nil {
		return nil, err
	}
	drafted, err := a.draftsOf(ctx, done)
	if err != nil {
		return nil, err
	}
	back = append(back, drafted...)
	for _, id := range done {
		kept, err := a.vault.Has(id)
		if err != nil {
			return nil, err
		}
		if kept {
			back = append(back, id)
		}
	}
	seen := map[*privacy.Erasure]bool{}
	for _, id := range back {
		if e := owner[id]; !seen[e] {
			seen[e] = true
			open = append(open, e)
		}
	}
	return open, nil
}

// eraseAgain erases what a restored backup brought back. The certificate holds;
// that it was needed is noted.
func (a *app) eraseAgain(ctx context.Context, e *privacy.Erasure) error {
	cases, err := a.erasures.Cases(e)
	if err != nil {
		return err
	}
	plan, err := a.store.PlanErasure(ctx, cases)
	if err != nil {
		return err
	}
	if plan.Beside, err = a.filesBeside(ctx, e.Reason, cases, plan); err != nil {
		return err
	}
	if err := a.removeSealed(plan); err != nil {
		return err
	}
	if err := a.eraseDrafts(ctx, cases); err != nil {
		return err
	}
	for _, id := range cases {
		if err := a.vault.Erase(id); err != nil {
			return err
		}
	}
	if err := a.keepDecisions(ctx, plan, plan.Persons); err != nil {
		return err
	}
	if err := a.store.EraseCases(ctx, cases, plan.Persons); err != nil {
		return err
	}
	e.Again = append(e.Again, a.recordedAt())
	return a.erasures.Save(e)
}

// erasedCases are the cases that no import may bring back.
func (a *app) erasedCases() (map[observatory.ID]bool, error) {
	all, err := a.erasures.All()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	erased := map[observatory.ID]bool{}
	for _, e := range all {
		if e.Reason == reasonRetention {
			continue // its time was over; a later file may tell of the case again
		}
		cases, err := a.erasures.Cases(e)
		if err != nil {
			return nil, err
		}
		for _, id := range cases {
			erased[id] = true
		}
	}
	return erased, nil
}

// erasuresFolder is where the list of erasures lies.
func (c config) erasuresFolder() string {
	if c.Retention.Erasures != "" {
		return c.Retention.Erasures
	}
	return filepath.Join(c.Data, "erasures")
}

// leftBehind names what an erasure cannot reach: the files that a watched
// folder keeps beside Vigie.
func (a *app) leftBehind() []string {
	var folders []string
	for _, intake := range a.cfg.Intakes {
		for _, aside := range []string{"importes", "refuses"} {
			entries, err := os.ReadDir(filepath.Join(intake.Folder, aside))
			if err == nil && len(entries) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
				folders = append(folders, aside)
			}
		}
	}
	return folders
}

// plural puts a number before the form it asks for: French takes the singular for 0
// and 1.
func plural[N ~int | ~int64](n N, one, many string) string {
	if n < 2 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}
