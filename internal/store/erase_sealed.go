package store

import (
	"context"
	"fmt"

	"vigie/internal/observatory"
)

// AssociationsOf gives the associations that told of cases, in events or in
// messages.
func (s *Store) AssociationsOf(ctx context.Context, cases []observatory.ID) ([]string, error) {
	seen := map[string]bool{}
	var all []string
	for _, table := range []string{"case_events", "notices"} {
		st := newStatement(table)
		st.amongMany("case_id", cases)
		var association string
		err := s.scan(ctx, st.text([]string{"DISTINCT association"}), st.params, []any{&association}, func() (bool, error) {
			if !seen[association] {
				seen[association] = true
				all = append(all, association)
			}
			return true, nil
		})
		if err != nil {
			return nil, fmt.Errorf("effacement : %w", err)
		}
	}
	return all, nil
}

// SealedOf gives the files that an association's imports came from, of real and of
// simulated data, those of withdrawn ones too.
func (s *Store) SealedOf(ctx context.Context, association string) ([]observatory.Hash, error) {
	st := newStatement("imports")
	st.where = append(st.where, "association = {association:String}", "state = 'committed'")
	st.params["association"] = escaper.Replace(association)
	rows, err := collect(stream(ctx, s, s.imports, st))
	if err != nil {
		return nil, fmt.Errorf("effacement : %w", err)
	}
	var sealed []observatory.Hash
	for _, row := range rows {
		if row.Sealed != "" {
			sealed = append(sealed, row.Sealed)
		}
	}
	return sealed, nil
}
