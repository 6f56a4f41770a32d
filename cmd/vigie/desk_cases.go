package main

import (
	"context"
	"errors"
	"maps"
	"slices"

	"vigie/dashboard"
	"vigie/internal/access"
	"vigie/internal/observatory"
)

// deskCases gives the pages of signed-in persons the reviews and the messages of
// an association.
type deskCases struct{ app *app }

// Reviews gives the newest review of each case that has one.
func (d deskCases) Reviews(ctx context.Context, association string) (map[observatory.ID]observatory.Review, error) {
	newest := map[observatory.ID]observatory.Review{}
	for r, err := range d.app.store.Reviews(ctx, association, observatory.NoID, observatory.Window{Simulation: d.app.cfg.Simulation}) {
		if err != nil {
			return nil, err
		}
		newest[r.Case] = r // the oldest come first
	}
	return newest, nil
}

// History gives all that is kept of a case, or observatory.ErrNotFound.
func (d deskCases) History(ctx context.Context, association string, dossier observatory.ID) (*dashboard.CaseHistory, error) {
	history, err := d.app.caseHistory(ctx, association, dossier)
	if observatory.IsInput(err) {
		return nil, errors.Join(observatory.ErrNotFound, err)
	}
	return history, err
}

// Concordances gives what probes saw of the failed attempts that a case reports.
func (d deskCases) Concordances(ctx context.Context, association string, dossier observatory.ID) (map[observatory.ID]observatory.Concordance, error) {
	seen := map[observatory.ID]observatory.Concordance{}
	for c, err := range d.app.store.Concordances(ctx, association, dossier, observatory.Window{Simulation: d.app.cfg.Simulation}) {
		if err != nil {
			return nil, err
		}
		seen[c.Event] = c
	}
	return seen, nil
}

// SetReview puts a case into a state of review.
func (d deskCases) SetReview(ctx context.Context, by access.Account, dossier observatory.ID, state observatory.ReviewState, comment string) error {
	_, err := d.app.review(ctx, by.Association, dossier, state, by.ID.String(), comment)
	return err
}

// Notices gives messages of an association, the newest first, with how many
// others of all associations say the same, and where.
func (d deskCases) Notices(ctx context.Context, association string, skip, most int) ([]dashboard.SeenNotice, error) {
	return d.app.seenNotices(ctx, observatory.NoticeFilter{
		Window: observatory.Window{Simulation: d.app.cfg.Simulation}, Association: association, Newest: most, Skip: skip,
	})
}

func (a *app) seenNotices(ctx context.Context, f observatory.NoticeFilter) ([]dashboard.SeenNotice, error) {
	list := []dashboard.SeenNotice{}
	for n, err := range a.store.Notices(ctx, f) {
		if err != nil {
			return nil, err
		}
		list = append(list, dashboard.SeenNotice{Notice: n})
	}
	older, err := a.store.NoticeAliases(ctx, f.Simulation)
	if err != nil {
		return nil, err
	}
	became := map[observatory.ID][]observatory.ID{} // all that a cluster was called, by what it is called now
	for from, to := range older {
		became[to] = append(became[to], from)
	}
	asked := map[observatory.ID]bool{}
	for i := range list {
		if now, ok := older[list[i].Cluster]; ok {
			list[i].Cluster = now
		}
		if now := list[i].Cluster; !now.IsZero() {
			asked[now] = true
			for _, name := range became[now] {
				asked[name] = true
			}
		}
	}
	counts, err := a.store.NoticesSaying(ctx, slices.Collect(maps.Keys(asked)), f.Simulation)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Where = map[string]int{}
		list[i].Others = -1 // itself
		for _, name := range append([]observatory.ID{list[i].Cluster}, became[list[i].Cluster]...) {
			for department, n := range counts[name] {
				list[i].Where[department] += n
				list[i].Others += n
			}
		}
		list[i].Others = max(0, list[i].Others) // a message without a fingerprint is in no cluster
	}
	return list, nil
}
