package collectors

import (
	"context"
	"errors"
	"io"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// workers is how many goroutines parse: two are enough to feed the engine
// (measured: docs/benchmarks), and the engine needs the rest.
const workers = 2

const (
	// inFlight bounds the chunks between the reader and the settler.
	inFlight = workers + 2
	// maxHeld bounds the chunks whose events wait in one batch, idleHeld those of
	// a batch that is held against nothing.
	maxHeld, idleHeld = 8, 3
	// batchesHeld is how many batches can be about: one filled, one handed on,
	// one written.
	batchesHeld = 3
)

// job is one chunk on its way; done is closed once out and err are set. Its
// memory is used again when nobody reads its events any more.
type job struct {
	chunk   chunk
	out     *parsed
	err     error
	done    chan struct{}
	readers atomic.Int32
	free    chan<- *job
}

func (j *job) hold() { j.readers.Add(1) }

func (j *job) release() {
	if j.readers.Add(-1) == 0 {
		j.free <- j // never blocks: free holds them all
	}
}

// run reads the source and gives each parsed chunk to settle, in the order of
// the file. At most inFlight chunks are under way besides those that settle
// holds, held a batch at most, whatever the size of the file.
func run(ctx context.Context, source Source, r *rules, keys *privacy.Keys, held int, settle func(context.Context, *job) error) error {
	team, err := newTeam(r, keys)
	if err != nil {
		return err
	}
	file, err := source()
	if err != nil {
		return err
	}
	defer file.Close()
	summed := newSumReader(file, r.survey.seed)
	group, ctx := errgroup.WithContext(ctx)
	all := inFlight + batchesHeld*held
	free, jobs, order := make(chan *job, all), make(chan *job), make(chan *job, inFlight)
	for range all {
		free <- &job{out: &parsed{}, free: free}
	}
	group.Go(func() error {
		defer close(jobs)
		defer close(order)
		return feed(ctx, r.survey.chunks(summed), free, jobs, order)
	})
	for _, w := range team {
		group.Go(func() error { return work(ctx, w, jobs) })
	}
	group.Go(func() error { return collect(ctx, order, settle) })
	if err := group.Wait(); err != nil {
		return err
	}
	return same(summed, r.survey.sum)
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
		j.hold()
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

func collect(ctx context.Context, order <-chan *job, settle func(context.Context, *job) error) error {
	for j := range order {
		select {
		case <-j.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if j.err != nil {
			return j.err
		}
		if err := settle(ctx, j); err != nil {
			return err
		}
		j.release()
	}
	return ctx.Err()
}

// batch is events on their way to the sink, with the chunks they stand in.
type batch struct {
	events []*observatory.CaseEvent
	held   []*job
}

func (b *batch) release() {
	for _, j := range b.held {
		j.release()
	}
	clear(b.events)
	b.events, b.held = b.events[:0], b.held[:0]
}

// batchWriter hands batches to the sink from a goroutine of its own, so that
// parsing goes on while the engine takes a batch. It owns two batches: one
// being filled, one being written.
type batchWriter struct {
	batches chan batch
	spare   chan batch
	err     chan error
}

func startWriter(ctx context.Context, write func(context.Context, []*observatory.CaseEvent) error) *batchWriter {
	b := &batchWriter{
		batches: make(chan batch),
		spare:   make(chan batch, 2),
		err:     make(chan error, 1),
	}
	b.spare <- batch{}
	go func() {
		for full := range b.batches {
			if err := write(ctx, full.events); err != nil {
				b.err <- err
				close(b.err)
				return
			}
			full.release()
			b.spare <- full
		}
		close(b.err)
	}()
	return b
}

// swap hands on a full batch and gives an empty one to fill.
func (b *batchWriter) swap(ctx context.Context, full batch) (batch, error) {
	select {
	case b.batches <- full:
	case err := <-b.err:
		return batch{}, err
	case <-ctx.Done():
		return batch{}, ctx.Err()
	}
	select {
	case empty := <-b.spare:
		return empty, nil
	case err := <-b.err:
		return batch{}, err
	case <-ctx.Done():
		return batch{}, ctx.Err()
	}
}

// close waits for the last batch and gives the first error of writing.
func (b *batchWriter) close() error {
	close(b.batches)
	return <-b.err
}
