package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/garbage"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/store"
)

type verdictsCmd struct {
	List    verdictsListCmd    `cmd:"" help:"La matrice des obligations : échéances, chiffres, verdicts."`
	Rebuild verdictsRebuildCmd `cmd:"" help:"Refait tous les verdicts à partir des faits ; --check les compare à ceux d'avant."`
	Diff    verdictsDiffCmd    `cmd:"" help:"Dit ce qu'un changement de règle change."`
}

type verdictsRebuildCmd struct {
	configured

	Check bool `help:"N'écrit rien : refait toute l'histoire et exige les mêmes octets."`
	JSON  bool `help:"Résultat en JSON."`
}

// Run gives verdicts anew, or checks those given.
func (cmd verdictsRebuildCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		if cmd.Check {
			return cmd.check(ctx, con, a)
		}
		done, err := a.giveVerdicts(ctx)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return writeJSON(con, done)
		}
		if done.Simulation {
			fmt.Fprintln(con.out, "SIMULATION")
		}
		_, err = fmt.Fprintf(con.out, "%d lignes refaites, %d nouvelles ou changées inscrites (horizon %s).\n",
			done.Rows, done.Added, done.Horizon.Format(time.RFC3339))
		return err
	})
}

func (cmd verdictsRebuildCmd) check(ctx context.Context, con *console, a *app) error {
	report, err := a.checkVerdicts(ctx)
	if err != nil {
		return err
	}
	if cmd.JSON {
		if err := writeJSON(con, report); err != nil {
			return err
		}
	} else {
		report.print(con)
	}
	if len(report.Faults) > 0 {
		return silent{fmt.Errorf("%d verdict(s) ne se refont pas à partir des faits", len(report.Faults))}
	}
	return nil
}

// given is what a run of verdicts did.
type given struct {
	Horizon    time.Time `json:"horizon"`
	Rows       int       `json:"rows"`
	Added      int       `json:"added"`
	Simulation bool      `json:"simulation"`
}

// judge holds facts against obligations.
func (a *app) judge(obligations []observatory.Obligation) indicators.Judge {
	return indicators.Judge{
		Obligations: obligations, Rules: indicators.RulesOf(a.catalogue), Zone: a.catalogue.Zone, Facts: a.factsRead,
	}
}

// factsRead counts the case events that could be read at a horizon.
func (a *app) factsRead(ctx context.Context, w observatory.Window) (map[string]int64, error) {
	counts := map[string]int64{}
	for row, err := range a.store.Counts(ctx, "cases.facts", w) {
		if err != nil {
			return nil, fmt.Errorf("count facts: %w", err)
		}
		if department := row.Keys[0]; department != "" {
			counts[department] += row.Values[0]
		}
		counts[""] += row.Values[0]
	}
	return counts, nil
}

// verdictWindow reads up to a horizon, whose civil dates are those of Paris.
func (a *app) verdictWindow(horizon time.Time) observatory.Window {
	return observatory.Window{Horizon: horizon.In(a.catalogue.Zone("")), Simulation: a.cfg.Simulation}
}

// verdicts makes the verdicts on obligations within a window. What is collected
// too often costs more here than what is held longer: over ten million events and
// as many attempts, 0.3 GB for 2.8 s of 60.8.
func (a *app) verdicts(ctx context.Context, obligations []observatory.Obligation, w observatory.Window) ([]observatory.DutyVerdict, error) {
	const percent = 200 // of what lives; Go's own is 100
	defer garbage.Hold(percent)()
	return a.judge(obligations).Verdicts(store.Steady(ctx), a.store, w)
}

// giveVerdicts judges every month from the facts of now and keeps the rows that
// are new or changed: rules as files, then the leaf, then the rows.
func (a *app) giveVerdicts(ctx context.Context) (given, error) {
	horizon := a.recordedAt()
	obligations := a.catalogue.Obligations()
	rows, err := a.verdicts(ctx, obligations, a.verdictWindow(horizon))
	if err != nil {
		return given{}, err
	}
	before, err := a.newestVerdicts(ctx)
	if err != nil {
		return given{}, err
	}
	var added []*observatory.DutyVerdict
	for i := range rows {
		row := &rows[i]
		if old, ok := before[verdictKeyOf(row)]; ok && sameVerdict(&old, row) {
			continue
		}
		row.ID, row.RecordedAt = verdictID(row), horizon
		added = append(added, row)
	}
	done := given{Horizon: horizon, Rows: len(rows), Added: len(added), Simulation: a.cfg.Simulation}
	if len(added) == 0 {
		return done, nil
	}
	for _, o := range obligations {
		text, _, err := indicators.RuleText(o)
		if err != nil {
			return done, err
		}
		if _, err := a.files.PutBytes(ctx, text); err != nil {
			return done, fmt.Errorf("rule of %s: %w", o.ID, err)
		}
	}
	return done, a.keepVerdicts(ctx, horizon, added)
}

func (a *app) keepVerdicts(ctx context.Context, horizon time.Time, added []*observatory.DutyVerdict) error {
	key, err := a.keys.LedgerKey("")
	if err != nil {
		return err
	}
	sortVerdicts(added)
	leaf, err := evidence.VerdictsLeaf(key, horizon, a.cfg.Simulation, added)
	if err != nil {
		return err
	}
	if _, err := a.ledger.Append(ctx, leaf); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	observations := make([]observatory.Observation, len(added))
	for i, row := range added {
		observations[i] = row
	}
	return a.store.Append(ctx, observations)
}

// verdictKey is what a later row replaces.
type verdictKey struct {
	rule               observatory.Hash
	department, period string
}

func verdictKeyOf(v *observatory.DutyVerdict) verdictKey {
	return verdictKey{v.Rule, v.Department, v.Period}
}

func (a *app) newestVerdicts(ctx context.Context) (map[verdictKey]observatory.DutyVerdict, error) {
	rows := map[verdictKey]observatory.DutyVerdict{}
	filter := observatory.VerdictFilter{Window: observatory.Window{Simulation: a.cfg.Simulation}, Newest: true}
	for row, err := range a.store.Verdicts(ctx, filter) {
		if err != nil {
			return nil, fmt.Errorf("read verdicts: %w", err)
		}
		rows[verdictKeyOf(&row)] = row
	}
	return rows, nil
}

// sameVerdict reports whether two rows say the same, whatever their horizons.
func sameVerdict(x, y *observatory.DutyVerdict) bool {
	return x.Ruling == y.Ruling && x.K == y.K && x.N == y.N && x.Incomplete == y.Incomplete && x.HasInterval == y.HasInterval && x.Low == y.Low && x.High == y.High &&
		slices.Equal(x.Figures, y.Figures)
}

// verdictID is derived: the same rule, place, period and horizon give the same id.
func verdictID(v *observatory.DutyVerdict) observatory.ID {
	at := binary.BigEndian.AppendUint64(nil, uint64(v.At.UnixMilli())) //nolint:gosec // an instant after 1970
	return observatory.DeriveID([]byte("verdict"), []byte(v.Rule), []byte(v.Department), []byte(v.Period), at)
}

func sortVerdicts(rows []*observatory.DutyVerdict) {
	slices.SortFunc(rows, func(x, y *observatory.DutyVerdict) int {
		return strings.Compare(
			strings.Join([]string{x.Obligation, string(x.Rule), x.Department, x.Period}, "\x00"),
			strings.Join([]string{y.Obligation, string(y.Rule), y.Department, y.Period}, "\x00"))
	})
}

// ruleOf reads the rule of a verdict. Current is false for a rule of another
// version of the program.
func (a *app) ruleOf(hash observatory.Hash) (o observatory.Obligation, current bool, err error) {
	file, err := a.files.Open(hash)
	if err != nil {
		return o, false, fmt.Errorf("rule %s: %w", hash, err)
	}
	text, err := io.ReadAll(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return o, false, fmt.Errorf("rule %s: %w", hash, err)
	}
	return indicators.ParseRule(bytes.TrimSpace(text))
}

// monthlyVerdicts gives verdicts once a calendar month, after its first day.
func (a *app) monthlyVerdicts(ctx context.Context) error {
	zone := a.catalogue.Zone("")
	this := observatory.DateOf(a.now(), zone).Month()
	w := observatory.Window{From: this.First(), To: this.Last(), Simulation: a.cfg.Simulation}
	for _, err := range a.store.Verdicts(ctx, observatory.VerdictFilter{Window: w}) {
		return err // given already
	}
	done, err := a.giveVerdicts(ctx)
	if err == nil {
		a.log.Info("verdicts given", slog.Int("rows", done.Rows), slog.Int("added", done.Added))
	}
	return err
}
