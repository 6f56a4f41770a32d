package main

import (
	"context"
	"errors"
	"sync"

	"vigie/collectors"
)

// messageBook keeps what is known of the messages taken before, from one look at a
// folder to the next: reading it again takes as long as all messages are many. It
// is read again when another process took, withdrew or erased messages meanwhile.
type messageBook struct {
	read   func(context.Context) (*collectors.Taken, error)
	counts func(context.Context) ([2]int64, error) // which change with the messages

	mu   sync.Mutex
	kept *collectors.Taken
	as   [2]int64 // the counts when it was read or last added to
}

// use hands on what is known; the caller has the lock of messages. After an error
// it is forgotten.
func (b *messageBook) use(ctx context.Context, work func(*collectors.Taken) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.refresh(ctx); err != nil {
		return errors.Join(err, b.forget())
	}
	if err := work(b.kept); err != nil {
		return errors.Join(err, b.forget())
	}
	var err error
	if b.as, err = b.counts(ctx); err != nil {
		return errors.Join(err, b.forget())
	}
	return nil
}

func (b *messageBook) refresh(ctx context.Context) error {
	counts, err := b.counts(ctx)
	if err != nil || b.kept != nil && counts == b.as {
		return err
	}
	if err := b.forget(); err != nil {
		return err
	}
	b.kept, err = b.read(ctx)
	return err
}

func (b *messageBook) forget() error {
	if b.kept == nil {
		return nil
	}
	kept := b.kept
	b.kept = nil
	return kept.Close()
}

// messageBook reads from the store.
func (a *app) messageBook() *messageBook {
	return &messageBook{
		read: func(ctx context.Context) (*collectors.Taken, error) {
			aliases, err := a.store.NoticeAliases(ctx, a.cfg.Simulation)
			if err != nil {
				return nil, err
			}
			return collectors.NewTaken(a.cfg.Data, aliases, a.store.NoticePrints(ctx, a.cfg.Simulation))
		},
		counts: func(ctx context.Context) ([2]int64, error) { return a.store.NoticeCounts(ctx, a.cfg.Simulation) },
	}
}
