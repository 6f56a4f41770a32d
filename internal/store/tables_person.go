package store

import "vigie/internal/observatory"

func hintFields() []field[observatory.PersonHints] {
	type row = observatory.PersonHints
	return []field[row]{
		requiredIdent("import_id", func(r *row) *observatory.ID { return &r.Import }),
		code("association", func(r *row) *string { return &r.Association }),
		requiredIdent("case_id", func(r *row) *observatory.ID { return &r.Case }),
		requiredIdent("person_id", func(r *row) *observatory.ID { return &r.Person }),
		nested(func(r *row) *[]observatory.Hint { return &r.Hints },
			codePart("hints.kind", func(h *observatory.Hint) *observatory.HintKind { return &h.Kind }),
			identPart("hints.value", func(h *observatory.Hint) *observatory.ID { return &h.Value })),
	}
}

func decisionFields() []field[observatory.PersonDecision] {
	type row = observatory.PersonDecision
	return []field[row]{
		text("association", func(r *row) *string { return &r.Association }),
		text("account", func(r *row) *string { return &r.Account }),
		requiredIdent("first", func(r *row) *observatory.ID { return &r.First }),
		requiredIdent("second", func(r *row) *observatory.ID { return &r.Second }),
		text("verdict", func(r *row) *observatory.Verdict { return &r.Verdict }),
		whole("score", func(r *row) *int { return &r.Score }),
		nested(func(r *row) *[]observatory.PersonLink { return &r.Links },
			identPart("links.alias", func(l *observatory.PersonLink) *observatory.ID { return &l.Alias }),
			identPart("links.counts", func(l *observatory.PersonLink) *observatory.ID { return &l.Counts })),
	}
}

func erasureFields() []field[observatory.Erasure] {
	type row = observatory.Erasure
	return []field[row]{
		text("association", func(r *row) *string { return &r.Association }),
		text("department", func(r *row) *string { return &r.Department }),
		text("month", func(r *row) *string { return &r.Month }),
		whole("cases", func(r *row) *int64 { return &r.Cases }),
		whole("events", func(r *row) *int64 { return &r.Events }),
		text("reason", func(r *row) *string { return &r.Reason }),
	}
}
