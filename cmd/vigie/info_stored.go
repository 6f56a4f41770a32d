package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"text/tabwriter"

	"vigie/internal/observatory"
	"vigie/internal/texts"
	"vigie/probes"
)

type infoContradictionsCmd struct {
	configured
}

// Run lists the contradictions between the newest facts of all sites.
func (cmd infoContradictionsCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		facts, err := a.pageFacts(ctx, observatory.PageFactFilter{Latest: true})
		if err != nil {
			return err
		}
		return printContradictions(con, a.catalogue, facts)
	})
}

// pageFacts reads the facts on information; those on accessibility, whose rules
// and evidence are others, are left out.
func (a *app) pageFacts(ctx context.Context, f observatory.PageFactFilter) ([]observatory.PageFact, error) {
	f.Simulation = a.cfg.Simulation
	var facts []observatory.PageFact
	for fact, err := range a.store.PageFacts(ctx, f) {
		if err != nil {
			return nil, err
		}
		if _, accessibility := fact.AxeRule(); !accessibility {
			facts = append(facts, fact)
		}
	}
	return facts, nil
}

type infoReextractCmd struct {
	configured

	Department string `help:"Seulement ce département."`
	DryRun     bool   `help:"Dit ce qui changerait, sans rien enregistrer."`
}

// Run reads kept pages again with today's rules. No request is sent: the bytes of
// each page and its envelope are evidence files. The new facts bear the instant
// at which the page was seen and today's rules; the older ones stay.
func (cmd infoReextractCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		facts, err := a.pageFacts(ctx, observatory.PageFactFilter{Department: cmd.Department})
		if err != nil {
			return err
		}
		old := probes.InfoOutdated(facts)
		var again []observatory.PageFact
		missing := 0
		for _, snapshot := range old {
			page, err := a.readKept(snapshot)
			if errors.Is(err, fs.ErrNotExist) {
				missing++
				continue
			}
			if err != nil {
				return fmt.Errorf("relire %s : %w", snapshot.Address, err)
			}
			for _, fact := range page.Page.Facts(page.Items, snapshot.At, snapshot.Place) {
				fact.Evidence, fact.Simulation, fact.RecordedAt = snapshot.Evidence, snapshot.Simulation, a.recordedAt()
				fact.Address, fact.Department = snapshot.Address, snapshot.Department
				again = append(again, *fact)
			}
		}
		if !cmd.DryRun {
			if err := a.appendFacts(ctx, again); err != nil {
				return err
			}
		}
		fmt.Fprintf(con.out, "%d page(s) relue(s) sans requête, %d fait(s) ; %d page(s) déjà lue(s) par les règles d'aujourd'hui (%s), %d sans preuve conservée.\n",
			len(old)-missing, len(again), probes.InfoCurrent(facts), probes.InfoAuditVersion, missing)
		return printChanges(con, probes.InfoChanges(append(facts, again...)), probes.ChangeRules)
	})
}

func (a *app) appendFacts(ctx context.Context, facts []observatory.PageFact) error {
	rows := make([]observatory.Observation, len(facts))
	for i := range facts {
		rows[i] = &facts[i]
	}
	return a.store.Append(ctx, rows)
}

// readKept reads a kept page from its evidence: with its envelope where it has one,
// else as the file that it was.
func (a *app) readKept(fact observatory.PageFact) (probes.AuditedPage, error) {
	body, err := a.evidenceFile(fact.PageHash)
	if err != nil {
		return probes.AuditedPage{}, err
	}
	if piece, ok := fact.PieceByRole(probes.RolePage); ok {
		envelope, err := a.evidenceFile(piece.Hash)
		if err != nil {
			return probes.AuditedPage{}, err
		}
		return probes.ReadKept(a.catalogue, envelope, body)
	}
	page, err := probes.ReadPage(a.catalogue, "page", body)
	if err != nil {
		return probes.AuditedPage{}, err
	}
	return probes.AuditedPage{Page: page, Items: probes.AuditPage(a.catalogue, page)}, nil
}

func (a *app) evidenceFile(hash observatory.Hash) ([]byte, error) {
	file, err := a.files.Open(hash)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}

type infoChangesCmd struct {
	configured

	Department string `help:"Seulement ce département."`
}

// Run tells what changed between two readings of a page.
func (cmd infoChangesCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		facts, err := a.pageFacts(ctx, observatory.PageFactFilter{Department: cmd.Department})
		if err != nil {
			return err
		}
		return printChanges(con, probes.InfoChanges(facts), "")
	})
}

// printChanges prints the changes of one cause, or of all.
func printChanges(con *console, changes []probes.InfoChange, cause probes.ChangeCause) error {
	words := texts.In(texts.French)
	names := map[probes.ChangeCause]string{
		probes.ChangePage: "la page a changé", probes.ChangeRules: "nos règles ont changé",
		probes.ChangeBoth: "la page et nos règles : lancez « vigie info reextract » pour les séparer",
	}
	table := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
	n := 0
	for _, c := range changes {
		if cause != "" && c.Cause != cause {
			continue
		}
		n++
		fmt.Fprintf(table, "%s\t%s\t%s\t%s %s\t→ %s %s\t%s\n", c.After.At.Format("2006-01-02"), c.After.Address, words.Item(c.After.Item),
			words.State(c.Before.State), c.Before.Value, words.State(c.After.State), c.After.Value, names[c.Cause])
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write changes: %w", err)
	}
	_, err := fmt.Fprintf(con.out, "%d changement(s).\n", n)
	return err
}
