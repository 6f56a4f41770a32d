package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"vigie/collectors"
	"vigie/internal/observatory"
)

// reportFailures imports a table that a caseworker could have made of attempts
// that failed: within the hour of a probe that failed too, within that of one
// that succeeded, and half a day from any. It gives what they are set beside.
func (d *demo) reportFailures(ctx context.Context) (map[observatory.Seen]int, error) {
	failed, succeeded, err := d.lonelyTargets(ctx)
	if err != nil {
		return nil, err
	}
	table := []string{"reference;departement;numero etranger;evenement;date;heure de la tentative;page de la tentative;message de la tentative;niveau de preuve"}
	add := func(reference string, near *observatory.Attempt, away time.Duration) {
		if near == nil {
			return
		}
		at := near.At.Add(away).In(d.app.catalogue.Zone(near.Department))
		table = append(table, fmt.Sprintf("%s;%s;99000003%02d;tentative échouée;%s;prise de rendez-vous;aucun créneau;capture d’écran",
			reference, near.Department, len(table), at.Format("2006-01-02;15:04")))
	}
	add("ESS-301", failed, -7*time.Minute)
	add("ESS-302", succeeded, -11*time.Minute)
	add("ESS-303", succeeded, -12*time.Hour)
	if len(table) == 1 {
		return nil, nil // no department has one target that was measured
	}
	d.say("import de exemple_tentatives.csv")
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(strings.Join(table, "\n"))), nil }
	got, err := collectors.ImportSource(ctx, open, d.app.importOptions(demoAssociation))
	if err != nil {
		return nil, fmt.Errorf("import de exemple_tentatives.csv : %w", err)
	}
	if got.RefusedRows > 0 {
		return nil, fmt.Errorf("import de exemple_tentatives.csv : %d lignes refusées", got.RefusedRows)
	}
	return d.app.concord(ctx, demoAssociation, always)
}

// lonelyTargets gives the newest attempts, one that failed and one that succeeded,
// in departments of one target: where probes of an hour see several, a reported
// attempt is set beside none unless they agree.
func (d *demo) lonelyTargets(ctx context.Context) (failed, succeeded *observatory.Attempt, err error) {
	targets, newest := map[string]map[string]bool{}, map[string]observatory.Attempt{}
	for attempt, err := range d.app.store.Attempts(ctx, observatory.AttemptFilter{Window: d.window()}) {
		if err != nil {
			return nil, nil, err
		}
		if targets[attempt.Department] == nil {
			targets[attempt.Department] = map[string]bool{}
		}
		targets[attempt.Department][attempt.Target] = true
		asked := attempt.Journey == "pan.door" || attempt.Journey == "pan.slots"
		if asked && attempt.First() && attempt.Outcome.Measured() && attempt.At.After(newest[attempt.Department].At) {
			newest[attempt.Department] = attempt
		}
	}
	for department, attempt := range newest {
		if len(targets[department]) != 1 {
			continue
		}
		to := &failed
		if attempt.Outcome.Success() {
			to = &succeeded
		}
		if *to == nil || department < (*to).Department {
			*to = &attempt
		}
	}
	return failed, succeeded, nil
}

// checkConcordance says whether each of the three was found.
func (d *demo) checkConcordance(ctx context.Context) error {
	seen, err := d.reportFailures(ctx)
	if err != nil {
		return err
	}
	return holds(seen[observatory.SeenFailing] > 0 && seen[observatory.SeenWorking] > 0 && seen[observatory.SeenNothing] > 0, "%v", seen)
}
