package indicators

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// GapStore is where sums are kept. The store satisfies it.
type GapStore interface {
	Reader
	partsReader
	keptGaps
	// GapSteps gives the newest step and those it follows.
	GapSteps(ctx context.Context, simulation bool) ([]observatory.GapStep, error)
	// GapFacts gives the fingerprints of what decides which facts count at a horizon.
	GapFacts(ctx context.Context, w observatory.Window) (observatory.GapFacts, error)
	// TouchedPersons gives whom the cases count for at the window's horizon whose
	// gaps may have changed between two instants; one more than most when they are more.
	TouchedPersons(ctx context.Context, w observatory.Window, since, until time.Time, most int) ([]observatory.ID, error)
	// GapRows gives the rows of certificate.gap_cases of some persons.
	GapRows(ctx context.Context, w observatory.Window, persons []observatory.ID) iter.Seq2[observatory.CountRow, error]
	// AppendGapRows and AppendGapCases write the rows of a step, AppendGapStep what
	// makes them count.
	AppendGapRows(ctx context.Context, rows []*observatory.GapRow) error
	AppendGapCases(ctx context.Context, cases []*observatory.GapCase) error
	AppendGapStep(ctx context.Context, step *observatory.GapStep) error
	// DropGaps deletes the rows of a step that was not made whole.
	DropGaps(ctx context.Context, step observatory.ID) error
	// PruneGaps deletes what was written before an instant and is not of some steps.
	PruneGaps(ctx context.Context, simulation bool, keep []observatory.ID, before time.Time) error
}

// Bounds of what is changed by steps; beyond them all is made anew.
const (
	touchedMost = 100_000   // persons of one step
	stepsMost   = 50        // that follow each other: the store reads fewer than 64
	pruneAfter  = time.Hour // nobody reads sums for so long
)

// GapKeeper keeps the sums of certificate gaps equal to the facts.
type GapKeeper struct {
	Store GapStore
	Rules RuleSet
	Zone  func(department string) *time.Location
}

// ErrFactsMoved says that facts came in, for the horizon, while they were read:
// nothing was kept, and the next run finds them.
var ErrFactsMoved = errors.New("facts came in while the sums of gaps were made")

// Keep brings the sums up to the window's horizon: by the persons touched since
// the last step, or anew from all facts where that is not enough. The step, whose
// ID the caller gives (a new one each time), is nil when nothing had changed.
func (k GapKeeper) Keep(ctx context.Context, w observatory.Window, id observatory.ID) (*observatory.GapStep, error) {
	steps, err := k.Store.GapSteps(ctx, w.Simulation)
	if err != nil {
		return nil, err
	}
	facts, err := k.Store.GapFacts(ctx, w)
	if err != nil {
		return nil, err
	}
	if len(steps) > 0 {
		if steps[0].At.After(w.Horizon) || facts == steps[0].Facts && keptHolds(steps[0], facts, k.Store.GapQuery(), k.request(w)) {
			return nil, nil
		}
	}
	step := &observatory.GapStep{
		Envelope: observatory.Envelope{ID: id, At: w.Horizon, RecordedAt: w.Horizon, Source: "gaps", Simulation: w.Simulation},
		Rule:     gapRule(k.Rules, k.Store.GapQuery()), Facts: facts,
	}
	follows, err := k.write(ctx, w, steps, step)
	if err != nil {
		return nil, err
	}
	if err := k.Store.AppendGapStep(ctx, step); err != nil || follows { // it may be there for all that: its rows stay
		return step, err
	}
	return step, k.Store.PruneGaps(ctx, w.Simulation, append(stepIDs(steps), id), w.Horizon.Add(-pruneAfter))
}

// dropWait bounds the deletion of what a step that failed had written.
const dropWait = 10 * time.Second

// write makes the rows of a step and writes them, or none of them: they count once
// the step is there. It reports whether the step follows another.
func (k GapKeeper) write(ctx context.Context, w observatory.Window, steps []observatory.GapStep, step *observatory.GapStep) (follows bool, err error) {
	sums, kept := newGapSums(), k.casesOf(ctx, step)
	persons, follows, err := k.touched(ctx, w, steps, step)
	if err != nil {
		return false, err
	}
	if follows {
		step.Follows, step.Persons = steps[0].ID, int64(len(persons))
		err = k.change(ctx, sums, kept, w, steps[0].At, persons)
	} else {
		err = k.anew(ctx, sums, kept, w, step)
	}
	if err == nil {
		err = kept.flush()
	}
	if err == nil {
		err = k.stillSo(ctx, w, step.Facts)
	}
	if err == nil {
		err = k.Store.AppendGapRows(ctx, ownRows(step, sums.rows()))
	}
	if err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dropWait)
		defer cancel()
		return false, errors.Join(err, k.Store.DropGaps(ctx, step.ID))
	}
	return follows, nil
}

// ownRows names the step in its rows.
func ownRows(step *observatory.GapStep, rows []*observatory.GapRow) []*observatory.GapRow {
	for _, r := range rows {
		r.Step, r.RecordedAt, r.Simulation = step.ID, step.RecordedAt, step.Simulation
	}
	step.Rows = int64(len(rows))
	return rows
}

// stillSo reports facts that came in for the horizon while they were read.
func (k GapKeeper) stillSo(ctx context.Context, w observatory.Window, facts observatory.GapFacts) error {
	now, err := k.Store.GapFacts(ctx, w)
	if err == nil && now != facts {
		err = ErrFactsMoved
	}
	return err
}

func (k GapKeeper) request(w observatory.Window) Request {
	return Request{Window: w, Rules: k.Rules, Zone: k.Zone}
}

// touched gives the persons whose gaps a step has to look at; false where the
// sums must be made anew: there are none, another rule or program made them, a
// decision changed who is whom, facts came in late for the old horizon, or too
// much has changed.
func (k GapKeeper) touched(ctx context.Context, w observatory.Window, steps []observatory.GapStep, next *observatory.GapStep) ([]observatory.ID, bool, error) {
	if len(steps) == 0 || len(steps) >= stepsMost || steps[0].Rule != next.Rule || steps[0].Facts.Decisions != next.Facts.Decisions {
		return nil, false, nil
	}
	then := w
	then.Horizon = steps[0].At
	facts, err := k.Store.GapFacts(ctx, then)
	if err != nil || facts != steps[0].Facts {
		return nil, false, err
	}
	before, err := k.Store.TouchedPersons(ctx, then, then.Horizon, w.Horizon, touchedMost)
	if err != nil {
		return nil, false, err
	}
	after, err := k.Store.TouchedPersons(ctx, w, then.Horizon, w.Horizon, touchedMost)
	if err != nil {
		return nil, false, err
	}
	persons := slices.Concat(before, after)
	slices.SortFunc(persons, func(a, b observatory.ID) int { return slices.Compare(a[:], b[:]) })
	persons = slices.Compact(persons)
	return persons, len(persons) <= touchedMost, nil
}

// change takes away what persons were at an earlier horizon, and adds what they
// are now.
func (k GapKeeper) change(ctx context.Context, sums *gapSums, kept *caseWriter, w observatory.Window, since time.Time, persons []observatory.ID) error {
	then := w
	then.Horizon = since
	before, err := k.cases(ctx, then, k.Store.GapRows(ctx, then, persons))
	if err != nil {
		return err
	}
	sums.addPersons(before.caseList, -1)
	now, err := k.cases(ctx, w, k.Store.GapRows(ctx, w, persons))
	if err != nil {
		return err
	}
	sums.addPersons(now.caseList, 1)
	return errors.Join(kept.looked(persons), kept.cases(now.caseList))
}

// anew counts all cases, a part of their persons after the other.
func (k GapKeeper) anew(ctx context.Context, sums *gapSums, kept *caseWriter, w observatory.Window, step *observatory.GapStep) error {
	for part := range k.Store.CountsInParts(ctx, queryGapCases, w, factsOfPart) {
		cases, err := k.cases(ctx, w, part)
		if err != nil {
			return err
		}
		sums.addPersons(cases.caseList, 1)
		if err := kept.cases(cases.caseList); err != nil {
			return err
		}
		step.Persons += int64(cases.persons)
	}
	return nil
}

// cases applies the gap rule to cases.
func (k GapKeeper) cases(ctx context.Context, w observatory.Window, rows iter.Seq2[observatory.CountRow, error]) (*caseRows, error) {
	cases := &caseRows{&caseList{wanted: wantedOfCases{delays: true, kept: true}}, gapShare(), k.request(w)}
	if err := cases.addAll(rows, "the sums of gaps"); err != nil {
		return nil, err
	}
	return cases, ctx.Err()
}

// casesOf writes the cases of a step.
func (k GapKeeper) casesOf(ctx context.Context, step *observatory.GapStep) *caseWriter {
	write := func(cases []*observatory.GapCase) error { return k.Store.AppendGapCases(ctx, cases) }
	return &caseWriter{step: step, write: write}
}
