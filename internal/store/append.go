package store

import (
	"context"
	"fmt"
	"time"

	"vigie/internal/observatory"
)

// Append writes observations of any kind, blocks of at most 250,000 rows each.
// Times are kept to the millisecond, durations to the microsecond.
// It sets nothing by itself: a row without ID, time of observation or time of
// recording is refused, as is a date before 1970 or after 2149, before any row
// of its block is written. On an error no block is half there; blocks written
// before stay. Attempts are written after their steps.
func (s *Store) Append(ctx context.Context, obs []observatory.Observation) error {
	batch, err := sortKinds(obs)
	if err != nil {
		return err
	}
	if err := s.appendAttempts(ctx, batch.attempts); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.pageFacts, batch.pageFacts, (*observatory.PageFact).Env); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.events, batch.events, (*observatory.CaseEvent).Env); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.rejects, batch.rejects, (*observatory.Reject).Env); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.accesses, batch.accesses, (*observatory.Access).Env); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.hints, batch.hints, (*observatory.PersonHints).Env); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.decisions, batch.decisions, (*observatory.PersonDecision).Env); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.erasures, batch.erasures, (*observatory.Erasure).Env); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.verdicts, batch.verdicts, (*observatory.DutyVerdict).Env); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.reviews, batch.reviews, (*observatory.Review).Env); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.concords, batch.concords, (*observatory.Concordance).Env); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.notices, batch.notices, (*observatory.Notice).Env); err != nil {
		return err
	}
	if err := appendKind(ctx, s, s.noticeAliases, batch.aliases, (*observatory.NoticeAlias).Env); err != nil {
		return err
	}
	// Last: an import is committed only once everything sent with it is there.
	return appendKind(ctx, s, s.imports, batch.imports, (*observatory.Import).Env)
}

// kinds are observations by kind.
type kinds struct {
	attempts  []*observatory.Attempt
	pageFacts []*observatory.PageFact
	events    []*observatory.CaseEvent
	imports   []*observatory.Import
	rejects   []*observatory.Reject
	accesses  []*observatory.Access
	notices   []*observatory.Notice
	aliases   []*observatory.NoticeAlias
	hints     []*observatory.PersonHints
	decisions []*observatory.PersonDecision
	erasures  []*observatory.Erasure
	concords  []*observatory.Concordance
	reviews   []*observatory.Review
	verdicts  []*observatory.DutyVerdict
}

func sortKinds(obs []observatory.Observation) (batch kinds, err error) {
	for _, o := range obs {
		switch row := o.(type) {
		case *observatory.Attempt:
			batch.attempts = append(batch.attempts, row)
		case *observatory.PageFact:
			batch.pageFacts = append(batch.pageFacts, row)
		case *observatory.CaseEvent:
			batch.events = append(batch.events, row)
		case *observatory.Import:
			batch.imports = append(batch.imports, row)
		case *observatory.Reject:
			batch.rejects = append(batch.rejects, row)
		case *observatory.Access:
			batch.accesses = append(batch.accesses, row)
		case *observatory.Notice:
			batch.notices = append(batch.notices, row)
		case *observatory.NoticeAlias:
			batch.aliases = append(batch.aliases, row)
		case *observatory.PersonHints:
			batch.hints = append(batch.hints, row)
		case *observatory.PersonDecision:
			batch.decisions = append(batch.decisions, row)
		case *observatory.Erasure:
			batch.erasures = append(batch.erasures, row)
		case *observatory.Concordance:
			batch.concords = append(batch.concords, row)
		case *observatory.Review:
			batch.reviews = append(batch.reviews, row)
		case *observatory.DutyVerdict:
			batch.verdicts = append(batch.verdicts, row)
		default:
			return batch, fmt.Errorf("écriture : genre d'observation inconnu %T", o)
		}
	}
	return batch, nil
}

func appendKind[T any](ctx context.Context, s *Store, t *table[T], rows []*T, env func(*T) *observatory.Envelope) error {
	return appendRows(ctx, s, t, rows, func(row *T) time.Time { return env(row).RecordedAt })
}

func (s *Store) appendAttempts(ctx context.Context, attempts []*observatory.Attempt) error {
	var steps []*stepRow
	for _, a := range attempts {
		day := observatory.DateOf(a.At, s.zone(a.Department))
		for _, step := range a.Steps {
			steps = append(steps, &stepRow{
				attempt: a.ID, day: day, recordedAt: a.RecordedAt, simulation: a.Simulation, step: step, vitals: vitalsOf(step.Vitals),
			})
		}
	}
	if err := appendRows(ctx, s, s.steps, steps, func(r *stepRow) time.Time { return r.recordedAt }); err != nil {
		return err
	}
	return appendKind(ctx, s, s.attempts, attempts, (*observatory.Attempt).Env)
}

// AppendEvents writes case events as Append does, without boxing each row. Two
// goroutines and more may call it at once; each takes about 60 MB for columns
// at full blocks, which are used again.
func (s *Store) AppendEvents(ctx context.Context, evs []observatory.CaseEvent) error {
	rows := make([]*observatory.CaseEvent, len(evs))
	for i := range evs {
		rows[i] = &evs[i]
	}
	return appendKind(ctx, s, s.events, rows, (*observatory.CaseEvent).Env)
}
