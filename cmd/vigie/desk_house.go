package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"vigie/collectors"
	"vigie/dashboard"
	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/schedule"
	"vigie/reports"
)

// deskDossiers makes and verifies evidence dossiers for the pages.
type deskDossiers struct{ app *app }

// Write writes the dossier of a target over a span, as the command does.
func (d deskDossiers) Write(ctx context.Context, id string, span observatory.Span, to io.Writer) (err error) {
	target, err := d.app.target(id)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "vigie-dossier-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "dossier.zip")
	if _, err := d.app.dossier(target, span).Write(ctx, path); err != nil {
		return err
	}
	made, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, made)
	return errors.Join(err, made.Close())
}

// Verify checks a dossier with the key that it holds, and tells whether that is
// this instance's. The file is not kept.
func (d deskDossiers) Verify(ctx context.Context, file io.Reader) (found dashboard.Verified, err error) {
	folder, err := os.MkdirTemp("", "vigie-verification-")
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "dossier.zip")
	copied, err := os.Create(path)
	if err != nil {
		return found, err
	}
	_, err = io.Copy(copied, file)
	if err := errors.Join(err, copied.Close()); err != nil {
		return found, err
	}
	report, err := reports.VerifyDossier(ctx, path, nil)
	if errors.Is(err, evidence.ErrAltered) {
		return dashboard.Verified{Altered: err.Error()}, nil
	}
	if err != nil {
		return found, err
	}
	return dashboard.Verified{
		Target: report.Target, From: report.From, To: report.To, Files: report.Files, Attempts: report.Attempts, Proofs: report.Proofs, Deleted: report.Deleted,
		Lines: report.Lines, Origin: report.Origin, Key: report.Key, Own: report.Key == d.app.signing.Public().Fingerprint(), Simulation: report.Simulation,
	}, nil
}

// deskHouse is what the administration looks at.
type deskHouse struct{ app *app }

// refusalsTold is how many problems of an import are told.
const refusalsTold = 5

// Imports gives the newest imports with their most frequent problems.
func (h deskHouse) Imports(ctx context.Context, most int) ([]dashboard.TakenIn, error) {
	var all []dashboard.TakenIn
	for i, err := range h.app.store.Imports(ctx, observatory.Window{Simulation: h.app.cfg.Simulation}) {
		if err != nil {
			return nil, err
		}
		all = append(all, dashboard.TakenIn{Import: i})
	}
	slices.Reverse(all)
	all = all[:min(most, len(all))]
	for i := range all {
		if all[i].Refused == 0 {
			continue
		}
		counts, err := h.app.store.RejectCounts(ctx, all[i].Batch)
		if err != nil {
			return nil, err
		}
		for _, c := range counts[:min(refusalsTold, len(counts))] {
			problem, remedy := collectors.Explain(c.Problem, c.Remedy)
			all[i].Refusals = append(all[i].Refusals, dashboard.Refusal{Column: c.Column, Problem: problem, Remedy: remedy, Rows: c.Rows})
		}
	}
	return all, nil
}

// Jobs tells of the planned work of this process.
func (h deskHouse) Jobs() []dashboard.Job { return h.app.ran.kinds() }

// jobBook remembers the last run of each planned job.
type jobBook struct {
	mu   sync.Mutex
	jobs []schedule.Job
	last map[string]schedule.Result
}

func (b *jobBook) planned(jobs []schedule.Job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.jobs, b.last = jobs, map[string]schedule.Result{}
}

func (b *jobBook) done(result schedule.Result) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.last != nil {
		b.last[result.Job] = result
	}
}

// kinds sums the jobs up by kind, in the order in which they were planned. A
// kind failed when the last run of one of its jobs did.
func (b *jobBook) kinds() []dashboard.Job {
	b.mu.Lock()
	defer b.mu.Unlock()
	var kinds []dashboard.Job
	for _, planned := range b.jobs {
		name := cmp.Or(planned.Kind, planned.Name)
		at := slices.IndexFunc(kinds, func(k dashboard.Job) bool { return k.Name == name })
		if at < 0 {
			at = len(kinds)
			kinds = append(kinds, dashboard.Job{Name: name, Every: planned.Every})
		}
		k := &kinds[at]
		k.Count++
		k.Every = min(k.Every, planned.Every)
		result, ran := b.last[planned.Name]
		if !ran {
			continue
		}
		k.Failed = k.Failed || result.Err != nil
		if result.Started.After(k.Last) {
			k.Last, k.Took = result.Started, result.Duration
		}
	}
	return kinds
}
