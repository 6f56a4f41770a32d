package main

import (
	"context"
	"fmt"

	"vigie/collectors"
	"vigie/internal/observatory"
)

type collectConcordCmd struct {
	Association string `help:"Une seule association."`
	Config      string `help:"Fichier de configuration." type:"path"`
}

// Run sets every reported failed attempt beside the probes of its hour.
func (cmd collectConcordCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		counts, err := a.concord(ctx, cmd.Association)
		if err != nil {
			return err
		}
		for _, verdict := range []observatory.Seen{
			observatory.SeenFailing, observatory.SeenWorking, observatory.SeenNothing, observatory.SeenNever,
		} {
			fmt.Fprintf(con.out, "%-45s %d\n", verdictText(verdict), counts[verdict])
		}
		return nil
	})
}

// verdictText is what a reader sees of a verdict.
func verdictText(v observatory.Seen) string {
	switch v {
	case observatory.SeenFailing:
		return "constat concordant"
	case observatory.SeenWorking:
		return "sonde réussie dans la même heure"
	case observatory.SeenNever:
		return "parcours dans un compte, jamais rapproché"
	}
	return "non mesuré"
}

// verdictNote is the sentence that goes with a verdict, empty for most.
func verdictNote(v observatory.Seen) string {
	switch v {
	case observatory.SeenWorking, observatory.SeenNever:
		return "Une sonde sans compte ne peut pas voir l'échec d'un compte."
	}
	return ""
}

// concord looks again at every reported failed attempt of an association, or of
// all, and notes what changed. It counts the verdicts.
func (a *app) concord(ctx context.Context, association string) (map[observatory.Seen]int, error) {
	window := observatory.Window{Simulation: a.cfg.Simulation}
	before := map[observatory.ID]observatory.Concordance{}
	for c, err := range a.store.Concordances(ctx, association, observatory.NoID, window) {
		if err != nil {
			return nil, err
		}
		before[c.Event] = c
	}
	var events []observatory.CaseEvent // read whole first: each asks the store again
	for e, err := range a.store.FailedAttempts(ctx, association, a.cfg.Simulation) {
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	counts := map[observatory.Seen]int{}
	var fresh []observatory.Observation
	for i := range events {
		c, err := collectors.Concord(ctx, &events[i], a.store, a.recordedAt())
		if err != nil {
			return nil, err
		}
		counts[c.Verdict]++
		if known, ok := before[c.Event]; !ok || !collectors.SameConcordance(known, c) {
			fresh = append(fresh, &c)
		}
	}
	return counts, a.store.Append(ctx, fresh)
}

// concordAfter looks at the failed attempts of an association after an import. A
// failure undoes nothing: the next import, or the command, looks again.
func (a *app) concordAfter(ctx context.Context, association string) {
	if _, err := a.concord(ctx, association); err != nil {
		fmt.Fprintf(a.notices, "vigie : les tentatives échouées n'ont pas été mises en face des sondes (« vigie collect concord » le refera) : %v\n", err)
	}
}
