package store

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/ClickHouse/ch-go/proto"

	"vigie/internal/observatory"
)

func verdictFields() []field[observatory.DutyVerdict] {
	type row = observatory.DutyVerdict
	return []field[row]{
		code("obligation", func(r *row) *string { return &r.Obligation }),
		digest("rule", func(r *row) *observatory.Hash { return &r.Rule }),
		code("department", func(r *row) *string { return &r.Department }),
		code("month", func(r *row) *string { return &r.Period }),
		code("ruling", func(r *row) *observatory.Ruling { return &r.Ruling }),
		whole("k", func(r *row) *int64 { return &r.K }),
		whole("n", func(r *row) *int64 { return &r.N }),
		whole("low", func(r *row) *int64 { return &r.Low }),
		whole("high", func(r *row) *int64 { return &r.High }),
		flag("has_interval", func(r *row) *bool { return &r.HasInterval }),
		whole("facts", func(r *row) *int64 { return &r.Facts }),
		dutyFigures("figures"),
		flag("incomplete", func(r *row) *bool { return &r.Incomplete }),
	}
}

// dutyFigures is a column of the figures of a row, as JSON.
func dutyFigures(name string) field[observatory.DutyVerdict] {
	return single(name, name, func() column[string] { return new(proto.ColStr) },
		func(row *observatory.DutyVerdict) (string, error) {
			if len(row.Figures) == 0 {
				return "", nil
			}
			text, err := json.Marshal(row.Figures)
			return string(text), err
		},
		func(row *observatory.DutyVerdict, value string) error {
			row.Figures = nil
			if value == "" {
				return nil
			}
			if err := json.Unmarshal([]byte(value), &row.Figures); err != nil {
				return fmt.Errorf("chiffres d'un verdict : %w", err)
			}
			return nil
		})
}

// Verdicts streams the rows of the duty matrix by obligation, rule, department,
// period (in the column month) and horizon; with Newest only the row of the latest horizon of each.
// The window's days are those of the horizons.
func (s *Store) Verdicts(ctx context.Context, f observatory.VerdictFilter) iter.Seq2[observatory.DutyVerdict, error] {
	st := windowed("verdicts", f.Window)
	st.equal("obligation", f.Obligation)
	st.order = "ORDER BY obligation, rule, department, month, at, id"
	if f.Newest {
		st.order = "ORDER BY obligation, rule, department, month, at DESC, id DESC LIMIT 1 BY obligation, rule, department, month"
	}
	return stream(ctx, s, s.verdicts, st)
}
