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

func gapCaseFields() []field[observatory.GapCase] {
	type row = observatory.GapCase
	days := func(column string, at func(r *row) *[]int) field[row] {
		return nested(at, wholePart(column, func(d *int) *int { return d }))
	}
	return []field[row]{
		requiredIdent("step", func(r *row) *observatory.ID { return &r.Step }),
		requiredInstant("recorded_at", func(r *row) *time.Time { return &r.RecordedAt }),
		flag("simulation", func(r *row) *bool { return &r.Simulation }),
		flag("looked", func(r *row) *bool { return &r.Looked }),
		ident("person_id", func(r *row) *observatory.ID { return &r.Person }),
		flag("alone", func(r *row) *bool { return &r.Alone }),
		code("department", func(r *row) *string { return &r.Department }),
		code("level", func(r *row) *string { return &r.Level }),
		code("association", func(r *row) *string { return &r.Association }),
		ident("case_id", func(r *row) *observatory.ID { return &r.Case }),
		code("procedure", func(r *row) *string { return &r.Procedure }),
		code("ground", func(r *row) *string { return &r.Ground }),
		code("review", func(r *row) *observatory.ReviewState { return &r.Review }),
		flag("month_only", func(r *row) *bool { return &r.MonthOnly }),
		whole("variant", func(r *row) *int { return &r.Variant }),
		civil("begun_date", func(r *row) *observatory.Date { return &r.Begun }),
		civil("from_date", func(r *row) *observatory.Date { return &r.From }),
		civil("until_date", func(r *row) *observatory.Date { return &r.Until }),
		civil("known_date", func(r *row) *observatory.Date { return &r.Known }),
		civil("contact_date", func(r *row) *observatory.Date { return &r.Contact }),
		civil("last_date", func(r *row) *observatory.Date { return &r.Last }),
		days("gaps", func(r *row) *[]int { return &r.Gaps }),
		days("held", func(r *row) *[]int { return &r.Held }),
		days("refusals", func(r *row) *[]int { return &r.Refusals }),
		days("requests", func(r *row) *[]int { return &r.Requests }),
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
		print64("reviews", func(r *row) *uint64 { return &r.Facts.Reviews }),
	}
}
