package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"vigie/collectors"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

type collectConcordCmd struct {
	configured

	Association string `help:"Une seule association."`
}

// Run sets every reported failed attempt beside the probes of its hour.
func (cmd collectConcordCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		counts, err := a.concord(ctx, cmd.Association, always)
		if err != nil {
			return err
		}
		for _, verdict := range []observatory.Seen{
			observatory.SeenFailing, observatory.SeenWorking, observatory.SeenNothing, observatory.SeenNever,
		} {
			fmt.Fprintf(con.out, "%-45s %d\n", verdictText(verdict), counts[verdict])
		}
		return nil
	})
}

// verdictText is what a reader sees of a verdict.
func verdictText(v observatory.Seen) string { return texts.In(texts.French).T("seen." + string(v)) }

// verdictNote is the sentence that goes with a verdict, empty for most.
func verdictNote(v observatory.Seen) string {
	if !v.BesideAccount() {
		return ""
	}
	return texts.In(texts.French).T("seen.note")
}

// always keeps every reported attempt.
func always(time.Time) bool { return true }

// concord looks again at the reported failed attempts of an association, or of
// all, at the instants that are kept, and notes what changed. It counts the
// verdicts.
func (a *app) concord(ctx context.Context, association string, kept func(time.Time) bool) (map[observatory.Seen]int, error) {
	window := observatory.Window{Simulation: a.cfg.Simulation}
	before := map[observatory.ID]observatory.Concordance{}
	for c, err := range a.store.Concordances(ctx, association, observatory.NoID, window) {
		if err != nil {
			return nil, err
		}
		before[c.Event] = c
	}
	var events []observatory.CaseEvent // read whole first: each asks the store again
	for e, err := range a.store.FailedAttempts(ctx, association, a.cfg.Simulation) {
		if err != nil {
			return nil, err
		}
		if kept(e.At) {
			events = append(events, e)
		}
	}
	counts := map[observatory.Seen]int{}
	var fresh []observatory.Observation
	for i := range events {
		c, err := collectors.Concord(ctx, &events[i], a.store, a.recordedAt())
		if err != nil {
			return nil, err
		}
		counts[c.Verdict]++
		if known, ok := before[c.Event]; !ok || !collectors.SameConcordance(known, c) {
			fresh = append(fresh, &c)
		}
	}
	return counts, a.store.Append(ctx, fresh)
}

// concordAfter looks at the failed attempts of an association after an import. A
// failure undoes nothing: the next import, or the command, looks again.
func (a *app) concordAfter(ctx context.Context, association string) {
	if _, err := a.concord(ctx, association, always); err != nil {
		fmt.Fprintf(a.notices, "vigie : les tentatives échouées n'ont pas été mises en face des sondes (« vigie collect concord » le refera) : %v\n", err)
	}
}

// concordEvery is how long what probes have seen waits at most for being set
// beside reported attempts.
const concordEvery = 15 * time.Minute

// probed is the span of the attempts that were recorded and not yet set beside
// reported ones.
type probed struct {
	mu       sync.Mutex
	from, to time.Time
}

// note widens the span by attempts.
func (p *probed) note(attempts []*observatory.Attempt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, attempt := range attempts {
		if p.from.IsZero() || attempt.At.Before(p.from) {
			p.from = attempt.At
		}
		if attempt.At.After(p.to) {
			p.to = attempt.At
		}
	}
}

// take gives the span and begins a new one; false when it holds nothing.
func (p *probed) take() (from, to time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	from, to, ok = p.from, p.to, !p.from.IsZero()
	p.from, p.to = time.Time{}, time.Time{}
	return from, to, ok
}

// concordProbed looks again at the reported attempts within the hour of what
// probes have seen since the last time. After a failure they are looked at with
// the next.
func (a *app) concordProbed(ctx context.Context) error {
	from, to, some := a.probed.take()
	if !some {
		return nil
	}
	near := func(at time.Time) bool { return !at.Before(from.Add(-time.Hour)) && !at.After(to.Add(time.Hour)) }
	_, err := a.concord(ctx, "", near)
	if err != nil {
		a.probed.note([]*observatory.Attempt{{Envelope: observatory.Envelope{At: from}}, {Envelope: observatory.Envelope{At: to}}})
	}
	return err
}
