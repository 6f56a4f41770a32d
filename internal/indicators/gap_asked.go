package indicators

import (
	"context"
	"slices"
	"strings"
)

// askKept computes figures of the cases of a procedure or a legal ground, which one
// is told by the events of the whole case: by what is kept of each, where that is what
// the events tell. To ask all events takes seconds, several times over.
func askKept(ctx context.Context, r Reader, requests []Request, compute func([]Request) error) error {
	w := requests[0].Window
	kept, ok := r.(keptGaps)
	if !ok || w.Procedure == "" && w.Ground == "" || w.Horizon.IsZero() || requests[0].Zone == nil {
		return compute(requests)
	}
	q := requests[0]
	q.Window.Review = "" // reviews are asked as they are
	steps, err := stepsThatHold(ctx, kept, q)
	if err != nil {
		return err
	}
	if steps == "" {
		return compute(requests)
	}
	asked := slices.Clone(requests)
	for i := range asked {
		asked[i].Window.Kept = steps
	}
	if err := compute(asked); err != nil {
		return err
	}
	after, err := stepsThatHold(ctx, kept, q)
	if err != nil || after == steps {
		return err
	}
	return compute(requests) // they were taken away, or came, meanwhile
}

// stepsThatHold names the steps whose kept cases are what a request would read, the
// newest first, parted by commas.
func stepsThatHold(ctx context.Context, kept keptGaps, q Request) (string, error) {
	steps, facts, err := kept.GapState(ctx, q.Window)
	if err != nil || len(steps) == 0 || !keptHolds(steps[0], facts, kept.GapQuery(), q) {
		return "", err
	}
	names := make([]string, len(steps))
	for i, id := range stepIDs(steps) {
		names[i] = id.String()
	}
	return strings.Join(names, ","), nil
}
