package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"vigie/internal/observatory"
	"vigie/probes"
)

// manualPast is how far back the last check of a channel is looked for, in days.
const manualPast = 730

// dueCheck is one channel of one PAN: when it was last checked, and whether it
// has to be checked again.
type dueCheck struct {
	Target     string              `json:"target"`
	Department string              `json:"department"`
	Name       string              `json:"name"`
	Channel    string              `json:"channel"`
	Last       *time.Time          `json:"last"`    // of its last check, null for none
	Outcome    observatory.Outcome `json:"outcome"` // of that check
	Age        int                 `json:"age_days"`
	Due        bool                `json:"due"`
}

// list tells which manual checks are due, by place, the oldest first.
func (cmd probeManualCmd) list(ctx context.Context, con *console, a *app) error {
	checks, err := a.dueChecks(ctx, cmd.All)
	if err != nil {
		return err
	}
	if cmd.JSON {
		for _, check := range checks {
			if err := writeJSON(con, check); err != nil {
				return err
			}
		}
		return nil
	}
	due := 0
	table := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "CIBLE\tDÉPARTEMENT\tCANAL\tDERNIÈRE VÉRIFICATION\tRÉSULTAT\tÀ FAIRE")
	for _, check := range checks {
		last, outcome, todo := "jamais", "", "oui"
		if check.Last != nil {
			last = "il y a moins d'un jour"
			if check.Age > 0 {
				last = fmt.Sprintf("il y a %d j", check.Age)
			}
			outcome = words().Outcome(check.Outcome)
		}
		if check.Due {
			due++
		} else {
			todo = "non"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", check.Target, check.Department, channelWords(check.Channel), last, outcome, todo)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(con.out, "\n%s à faire sur %d (une tous les %d jours au moins, probes.manual_every).\n"+
		"Pour en rapporter une : vigie probe manual CIBLE\n", plural(due, "vérification", "vérifications"), len(checks), int(a.cfg.Probes.ManualEvery.Hours()/24))
	return err
}

func channelWords(code string) string {
	for _, channel := range probes.Channels() {
		if channel.Code == code {
			return channel.Words
		}
	}
	return code
}

// dueChecks lists every channel of the PANs that are known, of the places
// already checked and, with all, of every department.
func (a *app) dueChecks(ctx context.Context, all bool) ([]dueCheck, error) {
	today := observatory.DateOf(a.now(), a.catalogue.Zone(""))
	last := map[[2]string]observatory.Attempt{}
	targets := a.manualTargets(all)
	filter := observatory.AttemptFilter{
		Window: observatory.Window{From: today - manualPast, To: today, Horizon: a.recordedAt(), Simulation: a.cfg.Simulation},
		Mode:   observatory.Manual,
	}
	for attempt, err := range a.store.Attempts(ctx, filter) {
		if err != nil {
			return nil, err
		}
		last[[2]string{attempt.Target, attempt.Journey}] = attempt
		if !slices.ContainsFunc(targets, func(t observatory.Target) bool { return t.ID == attempt.Target }) {
			targets = append(targets, observatory.Target{ID: attempt.Target, Department: attempt.Department})
		}
	}
	var checks []dueCheck
	for _, target := range targets {
		for _, channel := range probes.Channels() {
			check := dueCheck{Target: target.ID, Department: target.Department, Name: target.Name, Channel: channel.Code, Due: true, Age: -1}
			if attempt, found := last[[2]string{target.ID, probes.ManualJourney(channel.Code)}]; found {
				age := a.now().Sub(attempt.At)
				check.Last, check.Outcome, check.Age = &attempt.At, attempt.Outcome, int(age.Hours()/24)
				check.Due = age >= a.cfg.Probes.ManualEvery
			}
			checks = append(checks, check)
		}
	}
	slices.SortStableFunc(checks, func(x, y dueCheck) int {
		return cmp.Or(strings.Compare(x.Department, y.Department), strings.Compare(x.Target, y.Target))
	})
	return checks, nil
}

// manualTargets are the PANs of the catalogue and, with all, one for every
// department that has none there.
func (a *app) manualTargets(all bool) []observatory.Target {
	var targets []observatory.Target
	for _, p := range a.catalogue.PANs() {
		targets = append(targets, observatory.Target{ID: p.ID, Department: p.Department, Name: p.Name})
	}
	if !all {
		return targets
	}
	for _, d := range a.catalogue.Departments() {
		if !slices.ContainsFunc(targets, func(t observatory.Target) bool { return t.Department == d.Code }) {
			targets = append(targets, unknownPAN(a.catalogue, d))
		}
	}
	return targets
}
