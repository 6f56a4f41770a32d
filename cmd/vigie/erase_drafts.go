package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"vigie/collectors"
	"vigie/internal/observatory"
)

// errSealed says of a draft that nobody can open it any more.
var errSealed = errors.New("a draft that does not open")

// draftCase tells of which case a sealed draft is: by the reference written in
// it, or by the case's own id. A draft that names none is nobody's yet.
func (a *app) draftCase(association string, sealed []byte) (observatory.ID, error) {
	plain, err := a.unsealBytes(sealed)
	if err != nil {
		return observatory.NoID, errSealed
	}
	var draft struct {
		Values map[string]string `json:"values"`
	}
	if err := json.Unmarshal(plain, &draft); err != nil {
		return observatory.NoID, nil //nolint:nilerr // a draft of another form names no case
	}
	reference := draft.Values["référence"]
	if reference == "" {
		return observatory.NoID, nil
	}
	if id, err := observatory.ParseID(reference); err == nil {
		return id, nil
	}
	return collectors.CaseOf(a.keys, association, a.cfg.Simulation, reference)
}

// eraseDrafts deletes what anybody has begun to write about the cases.
func (a *app) eraseDrafts(ctx context.Context, cases []observatory.ID) error {
	_, err := a.state.EraseDrafts(ctx, func(association string, sealed []byte) (bool, error) {
		id, err := a.draftCase(association, sealed)
		if errors.Is(err, errSealed) { // of no use to anybody, and it may be about the case
			return true, nil
		}
		return slices.Contains(cases, id), err
	})
	return err
}

// draftsOf gives those of the cases about which a draft is there.
func (a *app) draftsOf(ctx context.Context, cases []observatory.ID) ([]observatory.ID, error) {
	var found []observatory.ID
	err := a.state.EachDraft(ctx, func(association string, sealed []byte) error {
		id, err := a.draftCase(association, sealed)
		if errors.Is(err, errSealed) {
			return nil
		}
		if err == nil && !id.IsZero() && slices.Contains(cases, id) {
			found = append(found, id)
		}
		return err
	})
	return found, err
}
