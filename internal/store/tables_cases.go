package store

import "vigie/internal/observatory"

func reviewFields() []field[observatory.Review] {
	type row = observatory.Review
	return []field[row]{
		text("association", func(r *row) *string { return &r.Association }),
		requiredIdent("case_id", func(r *row) *observatory.ID { return &r.Case }),
		text("state", func(r *row) *observatory.ReviewState { return &r.State }),
		text("author", func(r *row) *string { return &r.Author }),
		digest("comment", func(r *row) *observatory.Hash { return &r.Comment }),
	}
}

func concordanceFields() []field[observatory.Concordance] {
	type row = observatory.Concordance
	return []field[row]{
		requiredIdent("event", func(r *row) *observatory.ID { return &r.Event }),
		text("association", func(r *row) *string { return &r.Association }),
		requiredIdent("case_id", func(r *row) *observatory.ID { return &r.Case }),
		text("verdict", func(r *row) *observatory.Seen { return &r.Verdict }),
		ident("attempt", func(r *row) *observatory.ID { return &r.Attempt }),
		text("journey", func(r *row) *string { return &r.Journey }),
		text("target", func(r *row) *string { return &r.Target }),
	}
}
