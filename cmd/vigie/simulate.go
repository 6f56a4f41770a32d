package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

type simulateCmd struct {
	Seed         uint64   `help:"Graine : la même donne le même monde." default:"1"`
	Worlds       int      `help:"Nombre de mondes, de graine en graine." default:"1"`
	Cases        int      `help:"Personnes de chaque monde ; une partie seulement est rapportée." default:"600"`
	Departments  []string `help:"Codes des départements." default:"75,93,69,13,974"`
	Associations int      `help:"Associations qui rapportent." default:"3"`
	Bias         float64  `help:"Combien de fois plus souvent est rapportée une personne restée sans document." default:"2.5"`
	Out          string   `help:"Dossier où laisser les fichiers CSV des mondes." type:"path"`
	JSON         bool     `help:"Résultat en JSON."`
}

// simulated is what one world showed.
type simulated struct {
	Seed       uint64     `json:"seed"`
	Persons    int        `json:"persons"`
	Reports    int        `json:"reports"`
	Checks     int        `json:"checks"` // figures compared with what was reported
	Wrong      []string   `json:"wrong"`
	Population []distance `json:"population"` // what the choice of who is reported does to a figure
}

// distance is a share among the reported beside that of everyone.
type distance struct {
	Indicator string  `json:"indicator"`
	Reported  float64 `json:"reported"`
	Everyone  float64 `json:"everyone"`
}

// Run makes worlds whose truth is known, sends them through the real intakes and
// holds every figure against the truth of what was reported.
func (cmd simulateCmd) Run(con *console) error {
	if cmd.Cases < 1 || cmd.Worlds < 1 || cmd.Associations < 1 || len(cmd.Departments) == 0 {
		return observatory.InputErrorf("--cases, --worlds, --associations et --departments : au moins 1")
	}
	wrong := 0
	for i := range cmd.Worlds {
		world, err := cmd.world(con, cmd.Seed+uint64(i)) //nolint:gosec // a small count
		if err != nil {
			return err
		}
		wrong += len(world.Wrong)
		if cmd.JSON {
			if err := writeJSON(con, world); err != nil {
				return err
			}
			continue
		}
		world.print(con)
	}
	if wrong > 0 {
		return silent{fmt.Errorf("%d chiffre(s) ne sont pas ceux de ce qui a été rapporté", wrong)}
	}
	return nil
}

func (w *simulated) print(con *console) {
	fmt.Fprintf(con.out, "SIMULATION  monde %d : %d personnes, %d rapports, %d chiffres comparés, %d faux\n", w.Seed, w.Persons, w.Reports, w.Checks, len(w.Wrong))
	for _, d := range w.Population {
		fmt.Fprintf(con.out, "  %s : %.1f %% parmi les rapportés, %.1f %% parmi tous (écart dû à qui est rapporté : %+.1f points)\n",
			d.Indicator, 100*d.Reported, 100*d.Everyone, 100*(d.Reported-d.Everyone))
	}
	for _, text := range w.Wrong {
		fmt.Fprintf(con.out, "  ✗ %s\n", text)
	}
}

// worldDays is over how many days titles end in a world, slotDays over how many
// its booking pages are read.
const (
	worldDays = 500
	slotDays  = 60
)

func (cmd simulateCmd) options(seed uint64) testbed.PopulationOptions {
	return testbed.PopulationOptions{
		Seed: seed, Persons: cmd.Cases, Departments: cmd.Departments, Associations: cmd.Associations,
		From: observatory.NewDate(2022, time.January, 1), Days: worldDays, Gap: 0.35, Long: 18, Bias: cmd.Bias,
		Missing: 0.05, Shared: 0.06, Late: 0.2,
	}
}

// world makes one world in a folder of its own, which is removed.
func (cmd simulateCmd) world(con *console, seed uint64) (*simulated, error) {
	folder, err := os.MkdirTemp("", "vigie-simulate-")
	if err != nil {
		return nil, fmt.Errorf("dossier du monde simulé : %w", err)
	}
	defer con.closing("temporary folder", func() error { return os.RemoveAll(folder) })
	cfg := defaultConfig()
	cfg.Data, cfg.Simulation = folder, true
	if err := makeFolder(cfg); err != nil {
		return nil, err
	}
	a, err := openApp(con, cfg)
	if err != nil {
		return nil, err
	}
	defer a.close()
	if _, _, err := a.store.Migrate(con.ctx); err != nil {
		return nil, err
	}
	population := testbed.NewPopulation(cmd.options(seed))
	if err := cmd.report(con.ctx, a, population, seed); err != nil {
		return nil, err
	}
	slots, err := cmd.readSlots(con.ctx, a, seed)
	if err != nil {
		return nil, err
	}
	world := &simulated{Seed: seed, Persons: len(population.Lives), Reports: len(population.Reports), Wrong: []string{}}
	t := truth{app: a, population: population, world: world}
	return world, t.compare(con.ctx, slots)
}

// report sends the files of every association through the import: the first, the
// first again (nothing may change), then the second with what came late.
func (cmd simulateCmd) report(ctx context.Context, a *app, population *testbed.Population, seed uint64) error {
	folder := cmd.Out
	if folder == "" {
		folder = a.cfg.path("fichiers")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return observatory.InputErrorf("dossier %s : %w", folder, err)
	}
	for association := range cmd.Associations {
		for _, second := range []bool{false, false, true} {
			name := filepath.Join(folder, fmt.Sprintf("monde%d-association%d-%t.csv", seed, association, second))
			if err := os.WriteFile(name, []byte(population.File(association, second)), 0o600); err != nil {
				return fmt.Errorf("fichier d'un monde simulé : %w", err)
			}
			summary, err := a.importFile(ctx, name, a.importOptions(fmt.Sprintf("association-%d", association)))
			if err != nil {
				return err
			}
			if summary.RefusedRows > 0 {
				return fmt.Errorf("%s : %d lignes refusées : %+v", name, summary.RefusedRows, summary.Refused)
			}
		}
	}
	return nil
}

// readSlots records the readings of one booking page of each department, as a
// probe's are, and gives on how many of its days a near date was shown.
func (cmd simulateCmd) readSlots(ctx context.Context, a *app, seed uint64) (map[string]int, error) {
	good := map[string]int{}
	first := observatory.DateOf(a.now(), a.catalogue.Zone("")) - slotDays - 5
	for i, department := range cmd.Departments {
		target := observatory.Target{ID: "sim-" + department, Department: department, System: "rdv-service-public", Simulation: true}
		chance := float64(i+1) / float64(len(cmd.Departments)+1)
		attempts, days := testbed.SlotReadings(seed+uint64(i), target, first, slotDays, chance, a.catalogue.Zone(department)) //nolint:gosec // a small count
		if err := a.record(ctx, attempts); err != nil {
			return nil, err
		}
		good[department] = days
	}
	return good, nil
}

// truth compares figures with what a world was made of.
type truth struct {
	app        *app
	population *testbed.Population
	world      *simulated
}

func (t *truth) compare(ctx context.Context, slots map[string]int) error {
	for _, check := range []func(context.Context) error{t.gapShare, t.gapDays, t.closures} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	return t.slots(ctx, slots)
}

func (t *truth) figures(ctx context.Context, id string, by ...indicators.Dimension) ([]observatory.Figure, error) {
	zone := t.app.catalogue.Zone("")
	table, err := indicators.Compute(ctx, t.app.store, id, indicators.Request{
		Window: observatory.Window{Horizon: t.app.recordedAt().In(zone), Simulation: true}, By: by,
		Rules: indicators.RulesOf(t.app.catalogue), Zone: t.app.catalogue.Zone,
	})
	return table.Figures, err
}

// equal counts a comparison and notes one that fails.
func (t *truth) equal(what string, got, want int64) {
	t.world.Checks++
	if got != want {
		t.world.Wrong = append(t.world.Wrong, fmt.Sprintf("%s : %d, vrai %d", what, got, want))
	}
}

// gapShare compares the shares of the whole, of each month and each department.
func (t *truth) gapShare(ctx context.Context) error {
	for _, by := range [][]indicators.Dimension{nil, {indicators.Month}, {indicators.Department}, {indicators.Department, indicators.Month}} {
		figures, err := t.figures(ctx, "certificate.gap_share", by...)
		if err != nil {
			return err
		}
		for _, f := range figures {
			if f.Series != "" {
				continue
			}
			lives, reports := t.population.Known(f.Department)
			month, _ := observatory.ParseMonth(f.Period.Name) // zero: the whole
			window, gap := testbed.GapTruth(lives, month)
			what := strings.Join([]string{"certificate.gap_share", f.Department, f.Period.Name}, " ")
			t.equal(what+" (dénominateur)", f.Denominator, window)
			t.equal(what+" (numérateur)", f.Numerator, gap)
			t.equal(what+" (dossiers)", f.Planned, reports)
			if by == nil {
				all, without := testbed.GapTruth(t.population.Lives, 0)
				t.world.Population = append(t.world.Population, distance{f.Indicator, float64(gap) / float64(max(1, window)), float64(without) / float64(max(1, all))})
			}
		}
	}
	return nil
}

// gapDays compares counts, days and the median of the lengths of gaps.
func (t *truth) gapDays(ctx context.Context) error {
	figures, err := t.figures(ctx, "certificate.gap_days")
	if err != nil {
		return err
	}
	lives, _ := t.population.Known("")
	ended, open, days := testbed.GapLengths(lives)
	for _, f := range figures {
		switch f.Series {
		case indicators.SeriesEnded:
			t.equal("certificate.gap_days (terminées)", f.Numerator, int64(len(ended)))
		case indicators.SeriesOpen:
			t.equal("certificate.gap_days (en cours)", f.Numerator, int64(open))
		case indicators.SeriesPersonDays:
			t.equal("certificate.gap_days (jours)", f.Numerator, days)
		case indicators.SeriesMedianEnded:
			if len(ended) > 0 {
				t.equal("certificate.gap_days (deux fois la médiane)", int64(2*f.Value), ended[(len(ended)-1)/2]+ended[len(ended)/2])
			}
		}
	}
	return nil
}

// closures compares the closures and those that state a reason.
func (t *truth) closures(ctx context.Context) error {
	figures, err := t.figures(ctx, "closure.reason_stated")
	if err != nil {
		return err
	}
	all, stated := t.population.Closures()
	for _, f := range figures {
		if f.Series == indicators.SeriesDocument {
			t.equal("closure.reason_stated (clôtures)", f.Denominator, all)
			t.equal("closure.reason_stated (motif)", f.Numerator, stated)
		}
	}
	return nil
}

// slots compares the days on which a near date was shown.
func (t *truth) slots(ctx context.Context, good map[string]int) error {
	figures, err := t.figures(ctx, "pan.availability", indicators.Department)
	if err != nil {
		return err
	}
	for _, f := range figures {
		if f.Series != string(observatory.Unattended) {
			continue
		}
		t.equal("pan.availability "+f.Department+" (journées)", f.N, slotDays)
		t.equal("pan.availability "+f.Department+" (relevés favorables)", f.Numerator, 3*int64(good[f.Department]))
	}
	return nil
}
