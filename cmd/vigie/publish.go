package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/internal/store"
)

type publishCmd struct {
	configured

	JSON bool `help:"L'édition, en JSON."`
}

// Run makes this month's edition of the case tables, unless it was made.
func (cmd publishCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		edition, made, err := a.publish(ctx)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return writeJSON(con, edition)
		}
		cells, shown := 0, map[observatory.Shown]int{}
		for _, t := range edition.Tables {
			for _, f := range t.Cells {
				cells++
				shown[f.Shown]++
			}
		}
		if edition.Simulation {
			fmt.Fprintln(con.out, "SIMULATION")
		}
		state := "faite maintenant"
		if !made {
			state = "faite déjà ce mois-ci"
		}
		_, err = fmt.Fprintf(con.out, "Édition %s (%s) : %d tables, %d cellules, %d montrées, %d arrondies, %d bornées, %d non publiées.\n",
			edition.Edition, state, len(edition.Tables), cells, shown[observatory.ShownWhole], shown[observatory.ShownRounded], shown[observatory.ShownBounded], shown[observatory.ShownWithheld])
		return err
	})
}

// publish makes the edition of this month where there is none yet: the case
// tables, after disclosure control. Editions are files, one a month, never
// changed.
func (a *app) publish(ctx context.Context) (edition observatory.Publication, fresh bool, err error) {
	zone := a.catalogue.Zone("")
	horizon := a.recordedAt()
	name := observatory.DateOf(horizon, zone).Month().String()
	before, err := a.editions.newest()
	if err != nil || before.Edition == name {
		return before, false, err
	}
	base := indicators.Request{
		Window: observatory.Window{Horizon: horizon.In(zone), Simulation: a.cfg.Simulation},
		Rules:  indicators.RulesOf(a.catalogue), Zone: a.catalogue.Zone,
	}
	exact, err := indicators.PublicTables(store.Steady(ctx), a.store, base, a.region)
	if err != nil {
		return before, false, err
	}
	behind, err := a.editions.behind(before)
	if err != nil {
		return before, false, err
	}
	made := privacy.Protect(exact, privacy.CaseTables{Shown: before.Tables, Behind: behind}, indicators.Withins(), a.region)
	edition = observatory.Publication{Edition: name, Horizon: horizon, Simulation: a.cfg.Simulation, Tables: made.Shown}
	return edition, true, a.editions.write(edition, made.Behind)
}

// region is the name of a department's region, empty for an unknown one.
func (a *app) region(department string) string {
	found, _ := a.catalogue.Department(department)
	return found.Region
}

// monthlyPublication is the job that asks each day whether the month has its
// edition.
func (a *app) monthlyPublication(ctx context.Context) error {
	edition, made, err := a.publish(ctx)
	if made && err == nil {
		a.log.Info("case tables published", slog.String("edition", edition.Edition), slog.Int("tables", len(edition.Tables)))
	}
	return err
}

// public is the only reader of public routes and published reports.
func (a *app) public() *privacy.PublicReader {
	byCase := map[string]bool{}
	for _, o := range a.catalogue.Obligations() {
		byCase[o.ID] = o.Proof == string(indicators.ByCase)
	}
	return privacy.Public(a.store, privacy.PublicOptions{
		Delay: a.cfg.Public.SlotDelay, Now: a.now,
		CaseProof: func(id string) bool {
			proved, known := byCase[id]
			return proved || !known // of an obligation of another time nothing is known: cases may be behind it
		},
		FactsRead: func(ctx context.Context, horizon time.Time) (map[string]int64, error) {
			return a.factsRead(ctx, a.verdictWindow(horizon))
		},
		Published: func(context.Context) (observatory.Publication, error) { return a.editions.newest() },
	})
}

// publicConfig says what the public sees, and when.
type publicConfig struct {
	SlotDelay time.Duration `yaml:"slot_delay"`
}

// editions are the published case tables in a folder, the newest kept at hand.
type editions struct {
	folder string

	mu      sync.Mutex
	name    string // of the file at hand
	edition observatory.Publication
}

func (e *editions) newest() (observatory.Publication, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	names, err := filepath.Glob(filepath.Join(e.folder, "????-??.json"))
	if err != nil || len(names) == 0 {
		return observatory.Publication{}, err
	}
	newest := slices.Max(names)
	if newest == e.name {
		return e.edition, nil
	}
	text, err := os.ReadFile(newest)
	if err != nil {
		return observatory.Publication{}, fmt.Errorf("édition publiée %s : %w", newest, err)
	}
	var edition observatory.Publication
	if err := json.Unmarshal(text, &edition); err != nil {
		return edition, fmt.Errorf("édition publiée %s : %w", newest, err)
	}
	e.name, e.edition = newest, edition
	return edition, nil
}

// exactNumbers are those behind the cells of an edition, for us alone.
type exactNumbers struct {
	Horizon time.Time                 `json:"horizon"`
	Tables  []observatory.PublicTable `json:"tables"`
}

// behind reads the exact numbers behind the cells of an edition: none of one that
// was made before they were kept.
func (e *editions) behind(edition observatory.Publication) ([]observatory.PublicTable, error) {
	text, err := os.ReadFile(e.exactFile(edition.Edition))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var exact exactNumbers
	if err == nil {
		err = json.Unmarshal(text, &exact)
	}
	if err != nil {
		return nil, fmt.Errorf("nombres exacts de l’édition %s : %w", edition.Edition, err)
	}
	if !exact.Horizon.Equal(edition.Horizon) {
		return nil, nil // of another try at the same edition
	}
	return exact.Tables, nil
}

// exactFile is not public, and no name of an edition.
func (e *editions) exactFile(edition string) string {
	return filepath.Join(e.folder, "exact-"+edition+".json")
}

// write keeps an edition, and before it the exact numbers behind its cells. It is
// there whole or not at all, and one that is there stays. The exact numbers of
// earlier editions go: nobody compares with them any more.
func (e *editions) write(edition observatory.Publication, behind []observatory.PublicTable) error {
	err := os.MkdirAll(e.folder, 0o755)
	if err == nil {
		err = e.put(e.exactFile(edition.Edition), exactNumbers{edition.Horizon, behind}, 0o600, os.Rename)
	}
	if err == nil {
		err = e.put(filepath.Join(e.folder, edition.Edition+".json"), edition, 0o644, os.Link)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("édition %s : %w", edition.Edition, err)
	}
	return e.forgetExact(edition.Edition)
}

// forgetExact removes the exact numbers of all editions but one.
func (e *editions) forgetExact(but string) error {
	names, err := filepath.Glob(e.exactFile("????-??"))
	for _, name := range names {
		if name != e.exactFile(but) {
			err = errors.Join(err, os.Remove(name))
		}
	}
	if err != nil {
		return fmt.Errorf("nombres exacts d’éditions passées : %w", err)
	}
	return nil
}

// put writes a file and then gives it its name.
func (e *editions) put(name string, content any, mode fs.FileMode, place func(temporary, name string) error) error {
	text, err := json.MarshalIndent(content, "", " ")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(e.folder, ".edition-")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // gone once it has its name
	_, err = temp.Write(append(text, '\n'))
	if err := errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return place(temp.Name(), name)
}
