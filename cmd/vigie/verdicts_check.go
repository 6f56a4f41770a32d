package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// verdictCheck is what `vigie verdicts rebuild --check` found.
type verdictCheck struct {
	Runs       int            `json:"runs"`
	Rows       int            `json:"rows"`
	Same       int            `json:"same"`
	Erased     []erasedRow    `json:"erased"`
	OtherRules int            `json:"other_rules"` // rows of rules of another version of the program: not computed again
	Faults     []verdictFault `json:"faults"`
	Simulation bool           `json:"simulation"`
}

// erasedRow is a row some facts of which were erased since: its numbers stay.
type erasedRow struct {
	Obligation string    `json:"obligation"`
	Department string    `json:"department,omitempty"`
	Period     string    `json:"period"`
	Horizon    time.Time `json:"horizon"`
	Facts      int64     `json:"facts_erased_since"`
}

type verdictFault struct {
	Obligation string    `json:"obligation,omitempty"`
	Department string    `json:"department,omitempty"`
	Period     string    `json:"period,omitempty"`
	Horizon    time.Time `json:"horizon"`
	Problem    string    `json:"problem"` // French
}

func (c *verdictCheck) fault(row *observatory.DutyVerdict, problem string) {
	c.Faults = append(c.Faults, verdictFault{row.Obligation, row.Department, row.Period, row.At, problem})
}

func (c *verdictCheck) print(con *console) {
	if c.Simulation {
		fmt.Fprintln(con.out, "SIMULATION")
	}
	fmt.Fprintf(con.out, "%d passages, %d lignes : %d refaites à l'octet près, %d dont des faits ont été effacés depuis, %d d'une version antérieure des règles (non refaites), %d fautes.\n",
		c.Runs, c.Rows, c.Same, len(c.Erased), c.OtherRules, len(c.Faults))
	for _, e := range c.Erased {
		fmt.Fprintf(con.out, "  faits effacés depuis : %d   %s %s %s (horizon %s)\n", e.Facts, e.Obligation, e.Department, e.Period, e.Horizon.Format(time.RFC3339))
	}
	for _, f := range c.Faults {
		fmt.Fprintf(con.out, "  ✗ %s %s %s (horizon %s) : %s\n", f.Obligation, f.Department, f.Period, f.Horizon.Format(time.RFC3339), f.Problem)
	}
}

// checkVerdicts gives all verdicts of the past again, horizon by horizon, each
// with the rule it was given by, and compares bytes.
func (a *app) checkVerdicts(ctx context.Context) (*verdictCheck, error) {
	runs := map[int64][]*observatory.DutyVerdict{}
	check := &verdictCheck{Simulation: a.cfg.Simulation, Erased: []erasedRow{}, Faults: []verdictFault{}}
	for row, err := range a.store.Verdicts(ctx, observatory.VerdictFilter{Window: observatory.Window{Simulation: a.cfg.Simulation}}) {
		if err != nil {
			return nil, fmt.Errorf("read verdicts: %w", err)
		}
		runs[row.At.UnixMilli()] = append(runs[row.At.UnixMilli()], &row)
		check.Rows++
	}
	var horizons []int64
	for at := range runs {
		horizons = append(horizons, at)
	}
	slices.Sort(horizons)
	earlier := map[verdictKey]*observatory.DutyVerdict{}
	for _, at := range horizons {
		if err := a.checkRun(ctx, check, time.UnixMilli(at).UTC(), runs[at], earlier); err != nil {
			return nil, err
		}
		check.Runs++
	}
	return check, nil
}

// checkRun gives the verdicts of one run again. earlier holds the rows of the
// runs before, by what a later row replaces.
func (a *app) checkRun(ctx context.Context, check *verdictCheck, horizon time.Time, rows []*observatory.DutyVerdict, earlier map[verdictKey]*observatory.DutyVerdict) error {
	if err := a.checkLeaf(check, horizon, rows); err != nil {
		return err
	}
	obligations, known, err := a.rulesOf(rows)
	if err != nil {
		return err
	}
	w := a.verdictWindow(horizon)
	again, err := a.verdicts(ctx, obligations, w)
	if err != nil {
		return err
	}
	facts, err := a.factsRead(ctx, w)
	if err != nil {
		return err
	}
	made := map[verdictKey]*observatory.DutyVerdict{}
	for i := range again {
		again[i].ID = verdictID(&again[i])
		made[verdictKeyOf(&again[i])] = &again[i]
	}
	for _, row := range rows {
		key := verdictKeyOf(row)
		earlier[key] = row
		twin := made[key]
		delete(made, key)
		switch {
		case !known[row.Rule]:
			check.OtherRules++
		case row.Facts > facts[row.Department]:
			check.Erased = append(check.Erased, erasedRow{row.Obligation, row.Department, row.Period, row.At, row.Facts - facts[row.Department]})
		case twin == nil:
			check.fault(row, "les faits ne donnent plus cette ligne")
		default:
			if err := check.compare(row, twin); err != nil {
				return err
			}
		}
	}
	return a.checkUnwritten(ctx, check, made, earlier)
}

func (c *verdictCheck) compare(row, twin *observatory.DutyVerdict) error {
	was, err := evidence.CanonicalVerdict(row)
	if err != nil {
		return err
	}
	is, err := evidence.CanonicalVerdict(twin)
	if err != nil {
		return err
	}
	if bytes.Equal(was, is) {
		c.Same++
		return nil
	}
	c.fault(row, fmt.Sprintf("inscrit %s %d/%d, refait %s %d/%d", row.Ruling, row.K, row.N, twin.Ruling, twin.K, twin.N))
	return nil
}

// checkUnwritten looks at what a run did not write because nothing had changed:
// it must be what stood before.
func (a *app) checkUnwritten(ctx context.Context, check *verdictCheck, made, earlier map[verdictKey]*observatory.DutyVerdict) error {
	then := map[time.Time]map[string]int64{}
	for key, row := range made {
		before := earlier[key]
		if before == nil {
			check.fault(row, "une ligne manque")
			continue
		}
		if sameVerdict(before, row) {
			continue
		}
		facts, ok := then[before.At]
		if !ok {
			var err error
			if facts, err = a.factsRead(ctx, a.verdictWindow(before.At)); err != nil {
				return err
			}
			then[before.At] = facts
		}
		if before.Facts <= facts[before.Department] {
			check.fault(row, "un changement n'a pas été inscrit")
		}
	}
	return nil
}

// checkLeaf compares the rows of a run with their leaf of the ledger.
func (a *app) checkLeaf(check *verdictCheck, horizon time.Time, rows []*observatory.DutyVerdict) error {
	key, err := a.keys.LedgerKey("")
	if err != nil {
		return err
	}
	sortVerdicts(rows)
	want, err := evidence.VerdictsLeaf(key, horizon, a.cfg.Simulation, rows)
	if err != nil {
		return err
	}
	index, ok, err := a.ledger.LeafIndex(want.ID)
	if err != nil {
		return err
	}
	run := &observatory.DutyVerdict{Envelope: observatory.Envelope{At: horizon}}
	if !ok {
		check.fault(run, "le registre ne connaît pas ce passage")
		return nil
	}
	line, err := a.ledger.Leaf(index)
	if err != nil {
		return err
	}
	leaf, err := evidence.ParseLeaf(line)
	if err != nil {
		return err
	}
	if leaf.ContentHash != want.ContentHash {
		check.fault(run, "les lignes ne sont pas celles que le registre a reçues")
	}
	return nil
}

// rulesOf reads the rules by which rows were given; those of another version of
// the program are not known.
func (a *app) rulesOf(rows []*observatory.DutyVerdict) (obligations []observatory.Obligation, known map[observatory.Hash]bool, err error) {
	known = map[observatory.Hash]bool{}
	seen := map[observatory.Hash]bool{}
	for _, row := range rows {
		if seen[row.Rule] {
			continue
		}
		seen[row.Rule] = true
		o, current, err := a.ruleOf(row.Rule)
		if err != nil {
			return nil, nil, err
		}
		if current {
			known[row.Rule] = true
			obligations = append(obligations, o)
		}
	}
	return obligations, known, nil
}
