package main

import (
	"fmt"
	"io"

	"vigie/internal/observatory"
	"vigie/probes"
)

// axeFacts are the facts that the pages of attempts gave on rules of
// accessibility, made from the reports of axe-core that they kept.
func (a *app) axeFacts(attempts []*observatory.Attempt) ([]observatory.Observation, error) {
	var facts []observatory.Observation
	for _, attempt := range attempts {
		piece, found := attempt.PieceByRole(probes.RoleAxe)
		if !found {
			continue
		}
		file, err := a.files.Open(piece.Hash)
		if err != nil {
			return nil, fmt.Errorf("open report of axe-core of attempt %s: %w", attempt.ID, err)
		}
		content, err := io.ReadAll(file)
		if closing := file.Close(); err == nil {
			err = closing
		}
		if err != nil {
			return nil, fmt.Errorf("read report of axe-core of attempt %s: %w", attempt.ID, err)
		}
		rules, err := probes.AxeFacts(attempt, content)
		if err != nil {
			return nil, fmt.Errorf("attempt %s: %w", attempt.ID, err)
		}
		for _, fact := range rules {
			facts = append(facts, fact)
		}
	}
	return facts, nil
}
