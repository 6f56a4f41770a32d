package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"vigie/collectors"
	"vigie/dashboard"
	"vigie/internal/observatory"
)

// Bounds of the intake of single reports.
const (
	batchReports = 2000            // reports of one import
	batchTime    = 2 * time.Minute // to take one import in
)

// reportIntake takes in what the API and the forms send. Each waits for the
// import that holds it: those that arrive while one is under way share the next
// one, so that many clients at once make few imports. It answers once the import
// is committed.
type reportIntake struct {
	app *app

	mu     sync.Mutex
	queues map[lane][]*waiting // one that is there is being worked through
}

// lane is what may share an import.
type lane struct {
	association, origin string
	author              observatory.ID
	beside              bool
}

// waiting is one request under way.
type waiting struct {
	reports  []dashboard.Report
	outcomes []dashboard.Outcome
	err      error
	done     chan struct{}
}

func newReportIntake(a *app) *reportIntake {
	return &reportIntake{app: a, queues: map[lane][]*waiting{}}
}

// CaseOf gives the id of a case from its reference.
func (in *reportIntake) CaseOf(association, reference string) (observatory.ID, error) {
	return collectors.CaseID(in.app.keys, association, in.app.cfg.Simulation, reference)
}

// Take takes reports in, or tells what would become of them.
func (in *reportIntake) Take(ctx context.Context, reports []dashboard.Report, how dashboard.Take) ([]dashboard.Outcome, error) {
	l := lane{how.Association, how.Origin, how.Author, how.Beside}
	if how.DryRun || how.AllOrNothing {
		trial := make([]dashboard.Outcome, len(reports))
		if err := in.pass(ctx, l, reports, trial, in.check); err != nil {
			return nil, err
		}
		refused := slices.ContainsFunc(trial, func(o dashboard.Outcome) bool { return o.Fate == dashboard.FateRefused })
		if how.DryRun || refused {
			return untaken(trial, !how.DryRun), nil
		}
	}
	w := &waiting{reports: reports, outcomes: make([]dashboard.Outcome, len(reports)), done: make(chan struct{})}
	in.enter(l, w)
	select {
	case <-w.done:
		return w.outcomes, w.err
	case <-ctx.Done(): // it may yet be taken in: the client has no answer and sends it again
		return nil, fmt.Errorf("attente de l'import : %w", ctx.Err())
	}
}

// untaken says of good reports that they were not taken. What a dry run found
// to be known already stays so.
func untaken(trial []dashboard.Outcome, held bool) []dashboard.Outcome {
	for i := range trial {
		if fate := trial[i].Fate; fate == dashboard.FateTaken || held && fate != dashboard.FateRefused {
			trial[i].Fate = dashboard.FateValid
		}
	}
	return trial
}

// enter puts a request in its queue, and works the queue through unless
// somebody does already.
func (in *reportIntake) enter(l lane, w *waiting) {
	in.mu.Lock()
	defer in.mu.Unlock()
	queue, running := in.queues[l]
	in.queues[l] = append(queue, w)
	if !running {
		go in.work(l)
	}
}

func (in *reportIntake) work(l lane) {
	for {
		batch := in.next(l)
		if len(batch) == 0 {
			return
		}
		in.takeBatch(l, batch)
	}
}

// next takes the requests of the next import from a queue, and removes the
// queue when there are none.
func (in *reportIntake) next(l lane) []*waiting {
	in.mu.Lock()
	defer in.mu.Unlock()
	queue, n, reports := in.queues[l], 0, 0
	for n < len(queue) && (n == 0 || reports+len(queue[n].reports) <= batchReports) {
		reports += len(queue[n].reports)
		n++
	}
	if n == 0 {
		delete(in.queues, l)
		return nil
	}
	in.queues[l] = queue[n:]
	return queue[:n]
}

// takeBatch takes in the reports of several requests as one import, and answers
// each.
func (in *reportIntake) takeBatch(l lane, batch []*waiting) {
	ctx, cancel := context.WithTimeout(context.Background(), batchTime)
	defer cancel()
	var reports []dashboard.Report
	for _, w := range batch {
		reports = append(reports, w.reports...)
	}
	outcomes := make([]dashboard.Outcome, len(reports))
	err := in.safely(func() error { return in.pass(ctx, l, reports, outcomes, in.commit) })
	for _, w := range batch {
		n := len(w.reports)
		copy(w.outcomes, outcomes[:n])
		outcomes = outcomes[n:]
		if w.err = err; err != nil {
			w.err = dashboard.Unavailable(err)
		}
		close(w.done)
	}
}

// safely turns a panic into an error: nobody may wait for ever.
func (in *reportIntake) safely(work func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("intake panicked: %v", cause)
		}
	}()
	return work()
}

// pass runs each shape of the reports through the collectors, as a file of its
// own.
func (in *reportIntake) pass(ctx context.Context, l lane, reports []dashboard.Report, outcomes []dashboard.Outcome,
	take func(context.Context, collectors.Source, collectors.Options) error,
) error {
	for _, shape := range []collectors.Shape{collectors.ShapeCases, collectors.ShapeEvents} {
		var rows []map[string]string
		var at []int
		pieces := memoryFiles{}
		for i, r := range reports {
			if r.Shape != string(shape) {
				continue
			}
			if len(r.Proof) > 0 {
				r.Values = pieces.add(r.Values, i, r.Proof)
			}
			rows, at = append(rows, r.Values), append(at, i)
		}
		if len(rows) == 0 {
			continue
		}
		source, err := collectors.Reports(shape, rows)
		if err != nil {
			return err
		}
		options, err := in.options(l, pieces, outcomes, at)
		if err != nil {
			return err
		}
		if err := take(ctx, source, options); err != nil {
			return err
		}
		for _, i := range at {
			if outcomes[i].Fate == "" {
				return fmt.Errorf("report %d of an import was told no fate", i)
			}
		}
	}
	return nil
}

func (in *reportIntake) check(ctx context.Context, source collectors.Source, options collectors.Options) error {
	_, err := collectors.CheckSource(ctx, source, options)
	return err
}

func (in *reportIntake) commit(ctx context.Context, source collectors.Source, options collectors.Options) error {
	_, err := in.app.importSource(ctx, source, options)
	return err
}

// options are those of an import, with a vault of its own, that hear what
// becomes of each row. Row n+2 is report at[n].
func (in *reportIntake) options(l lane, pieces memoryFiles, outcomes []dashboard.Outcome, at []int) (collectors.Options, error) {
	o := in.app.importOptions(l.association)
	o.Origin, o.Anew, o.Beside = l.origin, true, l.beside
	o.Pieces, o.Author = pieces, l.author.String()
	outcome := func(row int) *dashboard.Outcome {
		if n := row - 2; n >= 0 && n < len(at) {
			return &outcomes[at[n]]
		}
		return &dashboard.Outcome{} // of the header
	}
	o.Listener = &collectors.Listener{
		Fact: func(row int, dossier, fact observatory.ID, fate collectors.Fate) {
			out := outcome(row)
			out.Case = dossier
			out.Fate = worse(out.Fate, fateOf(fate))
			if !slices.Contains(out.Facts, fact) {
				out.Facts = append(out.Facts, fact)
			}
		},
		Finding: func(f collectors.Finding, refuses bool) {
			out := outcome(f.Row)
			told := dashboard.Finding{Column: f.Column, Problem: f.Problem, Message: f.Message, Value: f.Value, Remedy: f.Remedy}
			if refuses {
				out.Fate = dashboard.FateRefused
				out.Problems = append(out.Problems, told)
				return
			}
			out.Warnings = append(out.Warnings, told)
		},
	}
	return o, nil
}

func fateOf(f collectors.Fate) string {
	switch f {
	case collectors.FateCorrected:
		return dashboard.FateCorrected
	case collectors.FateDuplicate:
		return dashboard.FateDuplicate
	}
	return dashboard.FateTaken
}

// worse gives of two fates of the facts of a report the one that says most of it.
func worse(a, b string) string {
	order := []string{"", dashboard.FateDuplicate, dashboard.FateTaken, dashboard.FateCorrected, dashboard.FateRefused}
	if cmp.Compare(slices.Index(order, a), slices.Index(order, b)) > 0 {
		return a
	}
	return b
}
