package probes

import (
	"context"
	"sync"
	"time"
)

// politeness spaces the attempts on one host. It is safe for concurrent use.
type politeness struct {
	interval time.Duration
	now      func() time.Time
	wait     func(context.Context, time.Duration) error

	mu   sync.Mutex
	next map[string]time.Time
}

// turn waits for the host's next free moment and takes it.
func (p *politeness) turn(ctx context.Context, host string) error {
	p.mu.Lock()
	now := p.now()
	at := p.next[host]
	if at.Before(now) {
		at = now
	}
	p.next[host] = at.Add(p.interval)
	p.mu.Unlock()
	return p.wait(ctx, at.Sub(now))
}

// sleep waits for a time or for the end of the context.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
