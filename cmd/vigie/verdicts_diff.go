package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

type verdictsDiffCmd struct {
	configured

	Before string `arg:"" name:"règle-a" help:"Une règle : empreinte d'un verdict (8 chiffres au moins), identifiant d'une obligation (sa règle d'aujourd'hui) ou fichier."`
	After  string `arg:"" name:"règle-b" help:"L'autre règle."`
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
			rule, current, err := a.findRule(ctx, name)
			if err != nil {
				return err
			}
			if !current {
				fmt.Fprintf(con.err, "%s : cette règle a été appliquée avec une autre version du jugement ou de ses indicateurs ; seul son texte est comparé, "+
					"avec les indicateurs d'aujourd'hui. Ce que l'autre version avait donné reste dans « vigie verdicts list ».\n", name)
			}
			made, err := a.verdicts(ctx, []observatory.Obligation{rule}, w)
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
		text := words.Ruling(&rules[i], row, words.Count(row.N))
		if row.N > 0 {
			text += fmt.Sprintf(" (k = %d, n = %s)", row.K, words.Judged(&rules[i], row, strconv.FormatInt(row.N, 10)))
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
// verdict's rule, or in a file. Current is as in indicators.ParseRule.
func (a *app) findRule(ctx context.Context, name string) (o observatory.Obligation, current bool, err error) {
	for _, o := range a.catalogue.Obligations() {
		if o.ID == name {
			return o, true, nil
		}
	}
	if text, err := os.ReadFile(name); err == nil {
		var line bytes.Buffer
		if err := json.Compact(&line, text); err != nil {
			return o, false, observatory.InputErrorf("%s : ce n'est pas le texte d'une règle : %w", name, err)
		}
		o, current, err := indicators.ParseRule(line.Bytes())
		if err != nil {
			return o, false, observatory.InputErrorf("%s : ce n'est pas le texte d'une règle : %w", name, err)
		}
		return o, current, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return o, false, observatory.InputErrorf("%s : illisible : %w", name, err)
	}
	var found []observatory.Hash
	if len(name) >= 8 {
		newest, err := a.newestVerdicts(ctx)
		if err != nil {
			return o, false, err
		}
		for key := range newest {
			if strings.HasPrefix(string(key.rule), strings.ToLower(name)) && !slices.Contains(found, key.rule) {
				found = append(found, key.rule)
			}
		}
	}
	if len(found) != 1 {
		return o, false, observatory.InputErrorf("« %s » ne désigne pas une règle et une seule : donnez l'identifiant d'une obligation, les premiers chiffres de l'empreinte d'un verdict (8 au moins) ou un fichier ; « vigie verdicts list --json » donne les empreintes", name)
	}
	return a.ruleOf(found[0])
}
