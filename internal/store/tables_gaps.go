package store

import (
	"time"

	"vigie/internal/observatory"
)

func gapRowFields() []field[observatory.GapRow] {
	type row = observatory.GapRow
	return []field[row]{
		requiredIdent("step", func(r *row) *observatory.ID { return &r.Step }),
		requiredInstant("recorded_at", func(r *row) *time.Time { return &r.RecordedAt }),
		flag("simulation", func(r *row) *bool { return &r.Simulation }),
		flag("country", func(r *row) *bool { return &r.Country }),
		code("department", func(r *row) *string { return &r.Department }),
		code("level", func(r *row) *string { return &r.Level }),
		whole("months", func(r *row) *observatory.GapMonths { return &r.Months }),
		whole("month", func(r *row) *observatory.Month { return &r.Month }),
		whole("after", func(r *row) *observatory.Month { return &r.After }),
		whole("class", func(r *row) *int { return &r.Class }),
		whole("variant", func(r *row) *int { return &r.Variant }),
	}
}

func gapSumFields() []field[observatory.GapRow] {
	type row = observatory.GapRow
	return []field[row]{
		whole("persons", func(r *row) *int64 { return &r.Persons }),
		whole("with_gap", func(r *row) *int64 { return &r.WithGap }),
		whole("gap", func(r *row) *int64 { return &r.Gap }),
		whole("window", func(r *row) *int64 { return &r.Window }),
		whole("gap_squares", func(r *row) *int64 { return &r.GapSquares }),
		whole("products", func(r *row) *int64 { return &r.Products }),
		whole("window_squares", func(r *row) *int64 { return &r.WindowSquares }),
		whole("month_only", func(r *row) *int64 { return &r.MonthOnly }),
		whole("known", func(r *row) *int64 { return &r.Known }),
		whole("cases", func(r *row) *int64 { return &r.Cases }),
		nested(func(r *row) *[]observatory.GapBrought { return &r.Brought },
			wholePart("brought.association", func(b *observatory.GapBrought) *int { return &b.Association }),
			wholePart("brought.persons", func(b *observatory.GapBrought) *int { return &b.Persons })),
	}
}

func gapSpanFields() []field[observatory.GapSpan] {
	type row = observatory.GapSpan
	return []field[row]{
		requiredIdent("step", func(r *row) *observatory.ID { return &r.Step }),
		requiredInstant("recorded_at", func(r *row) *time.Time { return &r.RecordedAt }),
		flag("simulation", func(r *row) *bool { return &r.Simulation }),
		whole("kind", func(r *row) *observatory.GapSpanKind { return &r.Kind }),
		ident("person_id", func(r *row) *observatory.ID { return &r.Person }),
		code("department", func(r *row) *string { return &r.Department }),
		code("level", func(r *row) *string { return &r.Level }),
		whole("association", func(r *row) *int { return &r.Association }),
		flag("month_only", func(r *row) *bool { return &r.MonthOnly }),
		whole("variant", func(r *row) *int { return &r.Variant }),
		civil("start_date", func(r *row) *observatory.Date { return &r.Start }),
		civil("last_date", func(r *row) *observatory.Date { return &r.Last }),
		whole("length", func(r *row) *int { return &r.Length }),
		whole("entry", func(r *row) *int { return &r.Entry }),
		whole("class", func(r *row) *int { return &r.Class }),
		whole("floor", func(r *row) *int { return &r.Floor }),
		whole("ceiling", func(r *row) *int { return &r.Ceiling }),
	}
}

func gapStepFields() []field[observatory.GapStep] {
	type row = observatory.GapStep
	return []field[row]{
		ident("follows", func(r *row) *observatory.ID { return &r.Follows }),
		digest("rule", func(r *row) *observatory.Hash { return &r.Rule }),
		whole("rows", func(r *row) *int64 { return &r.Rows }),
		whole("persons", func(r *row) *int64 { return &r.Persons }),
		print64("imports", func(r *row) *uint64 { return &r.Facts.Imports }),
		print64("decisions", func(r *row) *uint64 { return &r.Facts.Decisions }),
	}
}
