package store

import (
	"time"

	"vigie/internal/observatory"
)

// noticeTables are the tables of messages. Their days are those of Paris.
type noticeTables struct {
	notices       *table[observatory.Notice]
	noticeAliases *table[observatory.NoticeAlias]
	noticePrints  *table[observatory.Notice] // what clusters need of notices
}

func newNoticeTables(zone func(department string) *time.Location) noticeTables {
	return noticeTables{
		notices: newTable("notices", envelope((*observatory.Notice).Env), noticeFields(),
			[]field[observatory.Notice]{derived("day", func(n *observatory.Notice) observatory.Date {
				return observatory.DateOf(n.At, zone(n.Department))
			})}),
		noticeAliases: newTable("notice_aliases", envelope((*observatory.NoticeAlias).Env), noticeAliasFields(),
			[]field[observatory.NoticeAlias]{derived("day", func(n *observatory.NoticeAlias) observatory.Date {
				return observatory.DateOf(n.At, zone(""))
			})}),
		noticePrints: newTable("notices", noticePrintFields()),
	}
}

func noticeFields() []field[observatory.Notice] {
	type row = observatory.Notice
	return []field[row]{
		ident("import_id", func(r *row) *observatory.ID { return &r.Import }),
		code("association", func(r *row) *string { return &r.Association }),
		code("department", func(r *row) *string { return &r.Department }),
		ident("case_id", func(r *row) *observatory.ID { return &r.Case }),
		requiredIdent("text_id", func(r *row) *observatory.ID { return &r.Text }),
		code("kind", func(r *row) *observatory.NoticeKind { return &r.Does }),
		code("reason", func(r *row) *observatory.NoticeReason { return &r.Reason }),
		code("kind_means", func(r *row) *observatory.NoticeMeans { return &r.Means.Kind }),
		code("reason_means", func(r *row) *observatory.NoticeMeans { return &r.Means.Reason }),
		code("reason_stated", func(r *row) *observatory.Tri { return &r.Criteria.ReasonStated }),
		code("facts_named", func(r *row) *observatory.Tri { return &r.Criteria.FactsNamed }),
		code("missing_documents_named", func(r *row) *observatory.Tri { return &r.Criteria.MissingDocuments }),
		code("earlier_request_mentioned", func(r *row) *observatory.Tri { return &r.Criteria.EarlierRequest }),
		code("legal_basis_cited", func(r *row) *observatory.Tri { return &r.Criteria.LegalBasis }),
		code("remedy_shown", func(r *row) *observatory.Tri { return &r.Criteria.Remedy }),
		code("sender_identified", func(r *row) *observatory.Tri { return &r.Criteria.Sender }),
		nested(func(r *row) *[]observatory.NoticeSpan { return &r.Spans },
			textPart("spans.what", func(s *observatory.NoticeSpan) *string { return &s.What }),
			wholePart("spans.start", func(s *observatory.NoticeSpan) *int { return &s.Start }),
			wholePart("spans.end", func(s *observatory.NoticeSpan) *int { return &s.End })),
		text("shingles", func(r *row) *string { return &r.Shingles }),
		ident("cluster", func(r *row) *observatory.ID { return &r.Cluster }),
		code("signature", func(r *row) *observatory.MailSignature { return &r.Signature }),
		code("signed_by", func(r *row) *string { return &r.SignedBy }),
		whole("attachments", func(r *row) *int { return &r.Attachments }),
	}
}

func noticeAliasFields() []field[observatory.NoticeAlias] {
	type row = observatory.NoticeAlias
	return []field[row]{
		ident("import_id", func(r *row) *observatory.ID { return &r.Import }),
		requiredIdent("cluster", func(r *row) *observatory.ID { return &r.Cluster }),
		requiredIdent("alias_of", func(r *row) *observatory.ID { return &r.Of }),
	}
}

func noticePrintFields() []field[observatory.Notice] {
	type row = observatory.Notice
	return []field[row]{
		ident("id", func(r *row) *observatory.ID { return &r.ID }),
		code("department", func(r *row) *string { return &r.Department }),
		ident("text_id", func(r *row) *observatory.ID { return &r.Text }),
		text("shingles", func(r *row) *string { return &r.Shingles }),
	}
}
