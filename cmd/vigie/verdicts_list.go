package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

type verdictsListCmd struct {
	configured

	Period     string `help:"Mois (2026-11), trimestre (2026-T4) ou année (2026) ; sans elle, le dernier mois entier." aliases:"month"`
	Department string `help:"Code d'un département ; sans lui, le pays."`
	Obligation string `help:"Une seule obligation, toutes ses périodes."`
	JSON       bool   `help:"Une ligne de la matrice par ligne, en JSON."`
}

// matrixRow is an obligation with what the newest verdict says of it.
type matrixRow struct {
	Obligation observatory.Obligation   `json:"obligation"`
	DaysLeft   *int                     `json:"days_left,omitempty"` // to the deadline, negative when it has passed
	Pending    []string                 `json:"indicators_pending,omitempty"`
	Verdict    *observatory.DutyVerdict `json:"verdict"` // none was given yet
	Erased     int64                    `json:"facts_erased_since,omitempty"`
}

// Run prints the duty matrix from the rows that were kept, under today's rules.
func (cmd verdictsListCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		today := observatory.DateOf(a.now(), a.catalogue.Zone(""))
		period := (today.Month() - 1).String()
		if cmd.Period != "" {
			if _, err := observatory.ParsePeriod(cmd.Period); err != nil {
				return err
			}
			period = cmd.Period
		}
		rows, err := a.matrix(ctx, today, func(o observatory.Obligation, v observatory.DutyVerdict) bool {
			return v.Department == cmd.Department && (v.Period == period || o.ID == cmd.Obligation)
		})
		if err != nil {
			return err
		}
		if cmd.Obligation != "" {
			rows = slices.DeleteFunc(rows, func(r matrixRow) bool { return r.Obligation.ID != cmd.Obligation })
			if len(rows) == 0 {
				return observatory.InputErrorf("obligation inconnue « %s » : « vigie verdicts list » les montre toutes", cmd.Obligation)
			}
		}
		if cmd.JSON {
			for _, row := range rows {
				if err := writeJSON(con, row); err != nil {
					return err
				}
			}
			return nil
		}
		return a.printMatrix(con, rows, today)
	})
}

// matrix gives every obligation with the kept rows that are wanted.
func (a *app) matrix(ctx context.Context, today observatory.Date, wanted func(observatory.Obligation, observatory.DutyVerdict) bool) ([]matrixRow, error) {
	newest, err := a.newestVerdicts(ctx)
	if err != nil {
		return nil, err
	}
	var rows []matrixRow
	for _, o := range a.catalogue.Obligations() {
		_, hash, err := indicators.RuleText(o)
		if err != nil {
			return nil, err
		}
		row := matrixRow{Obligation: o}
		for _, id := range o.Indicators {
			if _, ok := indicators.ByID(id); !ok {
				row.Pending = append(row.Pending, id)
			}
		}
		if o.Deadline.Known() {
			days := int(o.Deadline - today)
			row.DaysLeft = &days
		}
		var found []observatory.DutyVerdict
		for key, v := range newest {
			if key.rule == hash && wanted(o, v) {
				found = append(found, v)
			}
		}
		slices.SortFunc(found, func(x, y observatory.DutyVerdict) int { return strings.Compare(x.Period, y.Period) })
		if len(found) == 0 {
			rows = append(rows, row)
		}
		for i := range found {
			row.Verdict = &found[i]
			rows = append(rows, row)
		}
	}
	return rows, a.markErased(ctx, rows)
}

// markErased says of each row how many of the facts that could be read at its
// horizon were erased since.
func (a *app) markErased(ctx context.Context, rows []matrixRow) error {
	read := map[time.Time]map[string]int64{}
	for i := range rows {
		v := rows[i].Verdict
		if v == nil || v.Facts == 0 {
			continue
		}
		facts, ok := read[v.At]
		if !ok {
			var err error
			if facts, err = a.factsRead(ctx, a.verdictWindow(v.At)); err != nil {
				return err
			}
			read[v.At] = facts
		}
		rows[i].Erased = max(0, v.Facts-facts[v.Department])
	}
	return nil
}

func (a *app) printMatrix(con *console, rows []matrixRow, today observatory.Date) error {
	words := texts.In(texts.French)
	if a.cfg.Simulation {
		fmt.Fprintln(con.out, "SIMULATION")
	}
	kind := observatory.ObligationKind("")
	for _, r := range rows {
		if r.Obligation.Kind != kind {
			kind = r.Obligation.Kind
			fmt.Fprintf(con.out, "\n%s\n", words.Duty(kind))
		}
		fmt.Fprintf(con.out, "  %s – %s (%s)\n", r.Obligation.ID, r.Obligation.Title, words.Status(r.Obligation.Status))
		if text := words.Countdown(&r.Obligation, today); text != "" {
			fmt.Fprintf(con.out, "    échéance : %s\n", text)
		}
		if r.Verdict == nil {
			fmt.Fprintln(con.out, "    aucun verdict rendu : « vigie verdicts rebuild »")
			continue
		}
		fmt.Fprintf(con.out, "    %s%s : %s%s\n", r.Verdict.Period, incomplete(r.Verdict), words.Ruling(&r.Obligation, r.Verdict, words.Count(r.Verdict.N)), counted(words, &r.Obligation, r.Verdict))
		for _, f := range r.Verdict.Figures {
			fmt.Fprintf(con.out, "      %s\n", figureLine(words, f))
		}
		if len(r.Pending) > 0 {
			fmt.Fprintf(con.out, "      pas encore calculé : %s\n", strings.Join(r.Pending, ", "))
		}
		if r.Erased > 0 {
			fmt.Fprintf(con.out, "      faits effacés depuis : %d\n", r.Erased)
		}
		fmt.Fprintf(con.out, "      règle %.12s, horizon %s\n", r.Verdict.Rule, r.Verdict.At.Format(time.RFC3339))
	}
	return nil
}

// incomplete says that facts of the period of a verdict were still coming in.
func incomplete(v *observatory.DutyVerdict) string {
	if v.Incomplete {
		return " (incomplet : des faits arrivent encore)"
	}
	return ""
}

// counted prints k, n and interval of a verdict that counted.
func counted(words texts.Printer, o *observatory.Obligation, v *observatory.DutyVerdict) string {
	if v.N == 0 {
		return ""
	}
	text := fmt.Sprintf(" (k = %d, n = %s", v.K, words.Judged(o, v, strconv.FormatInt(v.N, 10)))
	if v.HasInterval {
		text += fmt.Sprintf(" ; k/n entre %.1f et %.1f %%", float64(v.Low)/1e4, float64(v.High)/1e4)
	}
	return text + ")"
}

// figureLine prints a figure on one line.
func figureLine(words texts.Printer, f observatory.DutyFigure) string {
	name := f.Indicator
	if f.Series != "" {
		name += " (" + words.Series(f.Series) + wrapped(", ", words.Accounting(f.Accounting), "") + ")"
	}
	value := "données insuffisantes"
	switch {
	case f.N == 0 && f.Denominator == 0:
		value = "aucune mesure"
	case f.Sufficient && f.Unit == string(indicators.Share):
		value = words.Percent(float64(f.Value) / 1e6)
	case f.Sufficient:
		value = words.Decimal(float64(f.Value)/1e6, 1)
	}
	return fmt.Sprintf("%s : %s, n = %d, couverture %d sur %d", name, value, f.N, f.Covered, f.Planned)
}
