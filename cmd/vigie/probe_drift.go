package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

type probeDriftCmd struct {
	configured

	All  bool `help:"Les tâches fermées aussi."`
	JSON bool `help:"Une tâche par ligne, en JSON."`
}

// Run lists the tasks that journeys give to a person, open ones first.
func (cmd probeDriftCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		tasks, err := indicators.DriftTasks(ctx, a.store, observatory.Window{Horizon: a.recordedAt(), Simulation: a.cfg.Simulation})
		if err != nil {
			return err
		}
		if !cmd.All {
			tasks = openTasks(tasks)
		}
		if cmd.JSON {
			for _, task := range tasks {
				if err := writeJSON(con, task); err != nil {
					return err
				}
			}
			return nil
		}
		return a.printTasks(con, tasks)
	})
}

func openTasks(tasks []indicators.DriftTask) []indicators.DriftTask {
	var open []indicators.DriftTask
	for _, task := range tasks {
		if task.Open() {
			open = append(open, task)
		}
	}
	return open
}

func (a *app) printTasks(con *console, tasks []indicators.DriftTask) error {
	if a.cfg.Simulation {
		fmt.Fprintln(con.out, "SIMULATION")
	}
	if len(tasks) == 0 {
		fmt.Fprintln(con.out, "Aucune tâche : les parcours relevés ont reconnu leurs pages la dernière fois.")
		return nil
	}
	words, zone := texts.In(texts.French), a.catalogue.Zone("")
	table := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "OUVERTE LE\tÉTAT\tPARCOURS\tCIBLE\tCAUSE\tÉTAPE\tRELEVÉS DEPUIS\tPREMIER RELEVÉ CHANGÉ")
	for _, task := range tasks {
		state := "ouverte"
		if !task.Open() {
			state = "fermée le " + words.Moment(task.ClosedAt, zone)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%d sur %d\t%s\n", words.Moment(task.OpenedAt, zone), state, task.Journey, task.Target,
			words.Cause(task.Cause), task.Step, task.Drifts, task.Attempts, task.Opened)
	}
	return table.Flush()
}
