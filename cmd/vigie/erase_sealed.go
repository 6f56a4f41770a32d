package main

import (
	"context"
	"errors"
	"slices"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/internal/store"
)

// filesBeside gives the sealed files, besides those of the plan, in which the cases
// may stand: a file that told nothing new of a case, or whose row was refused, left
// no event that says so, and what was sent from the page is sealed apart from its
// import. So it is all that the associations sent. Where only the period was over,
// nobody asked for a case to be forgotten, and files go with their own.
func (a *app) filesBeside(ctx context.Context, reason string, cases []observatory.ID, plan store.ErasurePlan) ([]observatory.Hash, error) {
	if reason == reasonRetention {
		return nil, nil
	}
	associations, err := a.store.AssociationsOf(ctx, cases)
	if err != nil {
		return nil, err
	}
	var beside []observatory.Hash
	for _, association := range associations {
		sealed, err := a.store.SealedOf(ctx, association)
		if err != nil {
			return nil, err
		}
		uploads, err := a.state.Uploads(ctx, association)
		if err != nil {
			return nil, err
		}
		for _, u := range uploads {
			sealed = append(sealed, u.Sealed)
		}
		for _, hash := range sealed {
			planned := slices.ContainsFunc(plan.Imports, func(i store.ErasedImport) bool { return i.Sealed == hash })
			if !planned && !slices.Contains(beside, hash) && a.hasSealed(hash) {
				beside = append(beside, hash)
			}
		}
	}
	return beside, nil
}

// hasSealed reports whether a sealed file is there.
func (a *app) hasSealed(hash observatory.Hash) bool {
	file, err := a.keys.OpenFile(a.cfg.path("sealed"), hash)
	if err == nil {
		_ = file.Close()
	}
	return !errors.Is(err, observatory.ErrNotFound)
}

// removeSealed deletes the sealed files of a plan.
func (a *app) removeSealed(plan store.ErasurePlan) error {
	sealed := slices.Clone(plan.Beside)
	for _, i := range plan.Imports {
		if i.Sealed != "" {
			sealed = append(sealed, i.Sealed)
		}
	}
	for _, hash := range sealed {
		if err := privacy.RemoveSealed(a.cfg.path("sealed"), hash); err != nil {
			return err
		}
	}
	return nil
}
