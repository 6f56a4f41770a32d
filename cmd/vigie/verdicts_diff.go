package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

type verdictsDiffCmd struct {
	Before string `arg:"" name:"règle-a" help:"Une règle : empreinte d'un verdict (8 chiffres au moins), identifiant d'une obligation (sa règle d'aujourd'hui) ou fichier."`
	After  string `arg:"" name:"règle-b" help:"L'autre règle."`
	Config string `help:"Fichier de configuration." type:"path" default:"vigie.yaml"`
	JSON   bool   `help:"Une différence par ligne, en JSON."`
}

// verdictChange is one row that two rules give differently.
type verdictChange struct {
	Department string                   `json:"department,omitempty"`
	Period     string                   `json:"period"`
	Before     *observatory.DutyVerdict `json:"before"` // none: the rule has no such row
	After      *observatory.DutyVerdict `json:"after"`
}

// Run gives the verdicts of two rules from the same facts and shows where they
// differ.
func (cmd verdictsDiffCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		w := a.verdictWindow(a.recordedAt())
		var rows [2]map[verdictKey]*observatory.DutyVerdict
		var rules [2]observatory.Obligation
		for i, name := range []string{cmd.Before, cmd.After} {
			rule, err := a.findRule(ctx, name)
			if err != nil {
				return err
			}
			made, err := a.judge([]observatory.Obligation{rule}).Verdicts(ctx, a.store, w)
			if err != nil {
				return err
			}
			rules[i], rows[i] = rule, map[verdictKey]*observatory.DutyVerdict{}
			for j := range made {
				rows[i][verdictKey{"", made[j].Department, made[j].Period}] = &made[j]
			}
		}
		return cmd.print(con, rules, changes(rows[0], rows[1]), len(rows[0]), a.cfg.Simulation)
	})
}

func changes(before, after map[verdictKey]*observatory.DutyVerdict) []verdictChange {
	var list []verdictChange
	for key, row := range before {
		if other := after[key]; other == nil || other.Ruling != row.Ruling || other.K != row.K || other.N != row.N {
			list = append(list, verdictChange{key.department, key.period, row, after[key]})
		}
	}
	for key, row := range after {
		if before[key] == nil {
			list = append(list, verdictChange{key.department, key.period, nil, row})
		}
	}
	slices.SortFunc(list, func(x, y verdictChange) int {
		return strings.Compare(x.Period+x.Department, y.Period+y.Department)
	})
	return list
}

func (cmd verdictsDiffCmd) print(con *console, rules [2]observatory.Obligation, list []verdictChange, rows int, simulation bool) error {
	if cmd.JSON {
		for _, change := range list {
			if err := writeJSON(con, change); err != nil {
				return err
			}
		}
		return nil
	}
	if simulation {
		fmt.Fprintln(con.out, "SIMULATION")
	}
	words := texts.In(texts.French)
	say := func(i int, row *observatory.DutyVerdict) string {
		if row == nil {
			return "aucune ligne"
		}
		text := words.Ruling(&rules[i], row.Ruling, words.Count(row.N))
		if row.N > 0 {
			text += fmt.Sprintf(" (k = %d, n = %d)", row.K, row.N)
		}
		return text
	}
	fmt.Fprintf(con.out, "%s → %s : %d lignes sur %d changent.\n", rules[0].ID, rules[1].ID, len(list), rows)
	for _, c := range list {
		place := "pays"
		if c.Department != "" {
			place = c.Department
		}
		fmt.Fprintf(con.out, "  %s %-4s %s → %s\n", c.Period, place, say(0, c.Before), say(1, c.After))
	}
	return nil
}

// findRule finds a rule by the id of an obligation of today, by the hash of a
// verdict's rule, or in a file.
func (a *app) findRule(ctx context.Context, name string) (observatory.Obligation, error) {
	for _, o := range a.catalogue.Obligations() {
		if o.ID == name {
			return o, nil
		}
	}
	if text, err := os.ReadFile(name); err == nil {
		o, _, err := indicators.ParseRule(text)
		if err != nil {
			return o, observatory.InputErrorf("%s : ce n'est pas le texte d'une règle : %w", name, err)
		}
		return o, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return observatory.Obligation{}, observatory.InputErrorf("%s : illisible : %w", name, err)
	}
	var found []observatory.Hash
	if len(name) >= 8 {
		newest, err := a.newestVerdicts(ctx)
		if err != nil {
			return observatory.Obligation{}, err
		}
		for key := range newest {
			if strings.HasPrefix(string(key.rule), strings.ToLower(name)) && !slices.Contains(found, key.rule) {
				found = append(found, key.rule)
			}
		}
	}
	if len(found) != 1 {
		return observatory.Obligation{}, observatory.InputErrorf("« %s » ne désigne pas une règle et une seule : donnez l'identifiant d'une obligation, les premiers chiffres de l'empreinte d'un verdict (8 au moins) ou un fichier ; « vigie verdicts list --json » donne les empreintes", name)
	}
	o, _, err := a.ruleOf(found[0])
	return o, err
}
