package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/collectors"
	"vigie/dashboard"
	"vigie/internal/evidence"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/testbed"
	"vigie/reports"
)

// summary is what `vigie demo --once --json` prints.
type summary struct {
	Simulation bool             `json:"simulation"`
	Counts     map[string]int64 `json:"counts"`
	Checks     []check          `json:"checks"`
}

type check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Why  string `json:"why,omitempty"` // why it did not hold
}

func (s *summary) check(name string, err error) {
	c := check{Name: name, OK: err == nil}
	if err != nil {
		c.Why = err.Error()
	}
	s.Checks = append(s.Checks, c)
}

func (s *summary) failed() int {
	n := 0
	for _, c := range s.Checks {
		if !c.OK {
			n++
		}
	}
	return n
}

// once runs the whole chain: import, probes, indicators, pages, dossier,
// verification. Every link is a check.
func (d *demo) once(con *console, cmd demoCmd) error {
	out := cmd.Out
	if out == "" {
		out = filepath.Join(d.app.cfg.Data, "out")
	}
	if err := os.MkdirAll(filepath.Join(out, "pages"), 0o755); err != nil {
		return observatory.InputErrorf("dossier %s : %w", out, err)
	}
	result := summary{Simulation: true, Counts: map[string]int64{}}
	ctx := con.ctx
	d.checkImports(ctx, &result)
	result.check("sondes : chaque cible a sa tentative de chaque jour", d.checkProbes(ctx, cmd.Days, &result))
	result.check("cas et sondes : constat concordant, sonde réussie et non mesuré", d.checkConcordance(ctx))
	d.checkIndicators(ctx, &result)
	result.check("verdicts : la matrice se refait à l'octet près", d.checkVerdicts(ctx))
	result.check("pages : toutes répondent et disent « simulation »", d.checkPages(ctx, out, &result))
	d.checkDossier(ctx, out, &result)
	if cmd.JSON {
		if err := writeJSON(con, result); err != nil {
			return err
		}
	} else {
		printChecks(con, result)
	}
	if n := result.failed(); n > 0 {
		return fmt.Errorf("démonstration : %d vérification(s) en échec", n)
	}
	return ctx.Err()
}

func printChecks(con *console, s summary) {
	fmt.Fprintln(con.out, "SIMULATION")
	for _, c := range s.Checks {
		mark := "✓"
		if !c.OK {
			mark = "✗"
		}
		fmt.Fprintf(con.out, "%s %s %s\n", mark, c.Name, c.Why)
	}
}

// importSamples imports the sample files that a caseworker could have made.
func (d *demo) importSamples(ctx context.Context) (map[string]collectors.Summary, error) {
	done := map[string]collectors.Summary{}
	for _, name := range []string{"exemple_cas.csv", "exemple_evenements.csv"} {
		d.say("import de %s", name)
		open := func() (io.ReadCloser, error) { return collectors.Samples.Open("testdata/" + name) }
		got, err := collectors.ImportSource(ctx, open, d.app.importOptions(demoAssociation))
		if err != nil {
			return done, fmt.Errorf("import de %s : %w", name, err)
		}
		done[name] = got
	}
	return done, nil
}

func (d *demo) checkImports(ctx context.Context, s *summary) {
	first, err := d.importSamples(ctx)
	s.check("import : les fichiers d'exemple entrent", err)
	for _, got := range first {
		s.Counts["rows"] += int64(got.Rows)
		s.Counts["cases"] += int64(got.Cases)
		s.Counts["events"] += int64(got.Events)
		s.Counts["refused_rows"] += int64(got.RefusedRows)
		s.Counts["duplicates"] += int64(got.Duplicates)
	}
	s.check("import : les lignes fautives sont en quarantaine, les doublons reconnus",
		holds(s.Counts["refused_rows"] == 2 && s.Counts["duplicates"] >= 1, "refusées %d, doublons %d", s.Counts["refused_rows"], s.Counts["duplicates"]))
	again, err := d.importSamples(ctx)
	for name, got := range again {
		if !got.AlreadyImported {
			err = errors.Join(err, fmt.Errorf("%s a été repris", name))
		}
	}
	s.check("import : importer deux fois ne change rien", err)
}

// holds is an error when a condition does not.
func holds(condition bool, format string, args ...any) error {
	if condition {
		return nil
	}
	return fmt.Errorf(format, args...)
}

func (d *demo) window() observatory.Window {
	return observatory.Window{Horizon: d.app.recordedAt(), Simulation: true}
}

func (d *demo) checkProbes(ctx context.Context, days int, s *summary) error {
	if err := d.probePast(ctx, days); err != nil {
		return err
	}
	for attempt, err := range d.app.store.Attempts(ctx, observatory.AttemptFilter{Window: d.window(), WithSteps: true}) {
		if err != nil {
			return err
		}
		s.Counts["attempts"]++
		s.Counts["steps"] += int64(len(attempt.Steps))
		s.Counts["outcome_"+string(attempt.Outcome)]++
		if attempt.First() {
			s.Counts["first_attempts"]++
		}
	}
	want := int64(len(testbed.DemoTargets()) * days)
	return holds(s.Counts["first_attempts"] == want, "premières tentatives : %d, attendu %d", s.Counts["first_attempts"], want)
}

func (d *demo) checkIndicators(ctx context.Context, s *summary) {
	today := observatory.DateOf(d.app.now(), d.app.catalogue.Zone(""))
	window := d.window()
	window.From, window.To = today-365, today
	all := indicators.All()
	figures, faults := make([]int, len(all)), make([]error, len(all))
	var group errgroup.Group
	group.SetLimit(2)
	for i, definition := range all {
		group.Go(func() error {
			figures[i], faults[i] = d.figures(ctx, definition, window)
			return nil // each is told by itself
		})
	}
	_ = group.Wait()
	for i, definition := range all {
		s.Counts["figures"] += int64(figures[i])
		s.check("indicateur "+definition.ID, faults[i])
	}
}

// figures computes an indicator by department and month where it can, and counts
// its figures; of a headline there must be one.
func (d *demo) figures(ctx context.Context, of indicators.Definition, window observatory.Window) (int, error) {
	var by []indicators.Dimension
	if of.Allows(indicators.Department, indicators.Month) {
		by = []indicators.Dimension{indicators.Department, indicators.Month}
	}
	table, err := indicators.Compute(ctx, d.app.store, of.ID, indicators.Request{
		Window: window, By: by, Rules: indicators.RulesOf(d.app.catalogue), Zone: d.app.catalogue.Zone,
	})
	if err != nil {
		return 0, err
	}
	headline := slices.ContainsFunc(indicators.Headlines(), func(h indicators.Definition) bool { return h.ID == of.ID })
	return len(table.Figures), holds(len(table.Figures) > 0 || !headline, "aucun chiffre")
}

// checkVerdicts gives verdicts, publishes, and has the verdicts given again.
func (d *demo) checkVerdicts(ctx context.Context) error {
	if err := d.conclude(ctx); err != nil {
		return err
	}
	report, err := d.app.checkVerdicts(ctx)
	if err != nil {
		return err
	}
	return holds(len(report.Faults) == 0 && report.Same == report.Rows && report.Rows > 0, "%d lignes, %d refaites, %d fautes", report.Rows, report.Same, len(report.Faults))
}

// checkPages serves the dashboard for real, reads its pages and keeps them.
func (d *demo) checkPages(ctx context.Context, out string, s *summary) error {
	handler, err := d.app.pages(ctx)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := dashboard.Server(handler)
	go func() { _ = server.Serve(listener) }() // ends with Close
	defer server.Close()                       //nolint:errcheck // a server of this run alone, nobody waits for it
	last, err := d.newestAttempt(ctx)
	if err != nil {
		return err
	}
	for name, path := range map[string]string{
		"apercu": "/", "departement-93": "/departement/93", "tentatives": "/tentatives",
		"tentative": "/tentative/" + last.String(), "methodologie": "/methodologie", "matrice": "/matrice",
	} {
		page, err := get(ctx, "http://"+listener.Addr().String()+path)
		if err != nil {
			return err
		}
		if !bytes.Contains(bytes.ToLower(page), []byte("simulation")) {
			return fmt.Errorf("%s ne dit pas « simulation »", path)
		}
		if err := os.WriteFile(filepath.Join(out, "pages", name+".html"), page, 0o644); err != nil {
			return err
		}
		s.Counts["pages"]++
	}
	return nil
}

func (d *demo) newestAttempt(ctx context.Context) (observatory.ID, error) {
	for attempt, err := range d.app.store.Attempts(ctx, observatory.AttemptFilter{Window: d.window(), Newest: true, Limit: 1}) {
		return attempt.ID, err
	}
	return observatory.NoID, errors.New("aucune tentative enregistrée")
}

// get reads a page. The first answers can be "figures are being computed"
// (503): it asks again until the context or its patience ends.
func get(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			return nil, err
		}
		switch response.StatusCode {
		case http.StatusOK:
			return body, nil
		case http.StatusServiceUnavailable:
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-time.After(200 * time.Millisecond):
			}
		default:
			return nil, fmt.Errorf("%s : réponse %s", address, response.Status)
		}
	}
}

// checkDossier exports a target's dossier, verifies it with the public key, and
// makes sure that an altered copy is refused.
func (d *demo) checkDossier(ctx context.Context, out string, s *summary) {
	target := d.app.cfg.target(d.app.cfg.Targets[0])
	today := observatory.DateOf(d.app.now(), d.app.catalogue.Zone(""))
	path := filepath.Join(out, "dossier.zip")
	dossier := d.app.dossier(target, observatory.Span{Start: today - 60, End: today})
	dossier.Replace = true
	written, err := dossier.Write(ctx, path)
	s.Counts["dossier_attempts"] = int64(written.Attempts)
	s.check("dossier : exporté", err)
	if err != nil {
		return
	}
	key := d.app.signing.Public()
	if err := os.WriteFile(filepath.Join(out, "cle-publique.txt"), []byte(key.Text()), 0o644); err != nil {
		s.check("dossier : clé publique écrite", err)
		return
	}
	report, err := reports.VerifyDossier(ctx, path, &key)
	if err == nil {
		err = holds(report.Attempts == written.Attempts && report.Simulation, "tentatives vérifiées %d sur %d", report.Attempts, written.Attempts)
	}
	s.check("dossier : vérifié avec la clé publique", err)
	s.Counts["dossier_files"] = int64(report.Files)
	s.check("dossier : une copie altérée est refusée et le fichier nommé", altered(ctx, path, &key))
}

// altered changes one byte in the middle of a copy and expects a refusal.
func altered(ctx context.Context, path string, key *evidence.PublicKey) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	data[len(data)/2] ^= 1
	copied := strings.TrimSuffix(path, ".zip") + "-altere.zip"
	if err := os.WriteFile(copied, data, 0o600); err != nil {
		return err
	}
	defer os.Remove(copied) //nolint:errcheck // its folder is removed or the user's
	_, err = reports.VerifyDossier(ctx, copied, key)
	if errors.Is(err, evidence.ErrAltered) || observatory.IsInput(err) {
		return nil
	}
	return fmt.Errorf("une copie altérée a été acceptée : %w", err)
}
