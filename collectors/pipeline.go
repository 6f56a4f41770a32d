package collectors

import (
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/sync/errgroup"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// workers is how many goroutines parse: two are enough to feed the engine
// (measured: docs/benchmarks), and the engine needs the rest.
const workers = 2

// inFlight bounds the chunks between the reader and the settler.
const inFlight = workers + 2

// job is one chunk on its way; done is closed once out and err are set.
type job struct {
	chunk chunk
	out   *parsed
	err   error
	done  chan struct{}
}

// run reads the source and gives each parsed chunk to settle, in the order of
// the file. At most inFlight chunks are held, whatever the size of the file.
func run(ctx context.Context, source Source, r *rules, keys *privacy.Keys, settle func(context.Context, *parsed) error) error {
	team, err := newTeam(r, keys)
	if err != nil {
		return err
	}
	file, err := source()
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	defer file.Close()
	group, ctx := errgroup.WithContext(ctx)
	free, jobs, order := make(chan *job, inFlight), make(chan *job), make(chan *job, inFlight)
	for range inFlight {
		free <- &job{out: &parsed{}}
	}
	group.Go(func() error {
		defer close(jobs)
		defer close(order)
		return feed(ctx, r.survey.rows(file), free, jobs, order)
	})
	for _, w := range team {
		group.Go(func() error { return work(ctx, w, jobs) })
	}
	group.Go(func() error { return collect(ctx, order, free, settle) })
	return group.Wait()
}

func newTeam(r *rules, keys *privacy.Keys) ([]*worker, error) {
	team := make([]*worker, workers)
	for i := range team {
		names, err := keys.Pseudonyms(r.domain())
		if err != nil {
			return nil, err
		}
		team[i] = newWorker(r, names)
	}
	return team, nil
}

func feed(ctx context.Context, rows *chunker, free <-chan *job, jobs, order chan<- *job) error {
	for {
		var j *job
		select {
		case j = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		c, err := rows.next(j.chunk.data)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		j.chunk, j.err, j.done = c, nil, make(chan struct{})
		for _, to := range [...]chan<- *job{order, jobs} {
			select {
			case to <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

func work(ctx context.Context, w *worker, jobs <-chan *job) error {
	for {
		select {
		case j, ok := <-jobs:
			if !ok {
				return nil
			}
			j.err = w.parse(j.chunk, j.out)
			close(j.done)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func collect(ctx context.Context, order <-chan *job, free chan<- *job, settle func(context.Context, *parsed) error) error {
	for j := range order {
		select {
		case <-j.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if j.err != nil {
			return j.err
		}
		if err := settle(ctx, j.out); err != nil {
			return err
		}
		free <- j // never blocks: free holds them all
	}
	return ctx.Err()
}

// batchWriter hands batches to the sink from a goroutine of its own, so that
// parsing goes on while the engine takes a batch. It owns two batches: one
// being filled, one being written.
type batchWriter struct {
	batches chan []observatory.CaseEvent
	spare   chan []observatory.CaseEvent
	err     chan error
}

func startWriter(ctx context.Context, write func(context.Context, []observatory.CaseEvent) error) *batchWriter {
	b := &batchWriter{
		batches: make(chan []observatory.CaseEvent),
		spare:   make(chan []observatory.CaseEvent, 2),
		err:     make(chan error, 1),
	}
	b.spare <- nil
	go func() {
		for batch := range b.batches {
			if err := write(ctx, batch); err != nil {
				b.err <- err
				close(b.err)
				return
			}
			b.spare <- batch[:0]
		}
		close(b.err)
	}()
	return b
}

// swap hands on a full batch and gives an empty one to fill.
func (b *batchWriter) swap(ctx context.Context, full []observatory.CaseEvent) ([]observatory.CaseEvent, error) {
	select {
	case b.batches <- full:
	case err := <-b.err:
		return nil, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case empty := <-b.spare:
		return empty, nil
	case err := <-b.err:
		return nil, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// close waits for the last batch and gives the first error of writing.
func (b *batchWriter) close() error {
	close(b.batches)
	return <-b.err
}
