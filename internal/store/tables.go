package store

import (
	"time"

	"vigie/internal/observatory"
)

// tables holds the columns of every kind of row.
type tables struct {
	attempts  *table[observatory.Attempt]
	steps     *table[stepRow]
	pageFacts *table[observatory.PageFact]
	events    *table[observatory.CaseEvent]
	imports   *table[observatory.Import]
	rejects   *table[observatory.Reject]
	accesses  *table[observatory.Access]
	verdicts  *table[observatory.DutyVerdict]
	reviews   *table[observatory.Review]
	concords  *table[observatory.Concordance]

	hints     *table[observatory.PersonHints]
	decisions *table[observatory.PersonDecision]
	erasures  *table[observatory.Erasure]

	gapSums  *table[observatory.GapRow]
	gapCases *table[observatory.GapCase]
	gapSteps *table[observatory.GapStep]

	noticeTables

	known   *table[observatory.CaseEvent] // case_events, what Known needs of them
	prints  *table[observatory.KnownPrint]
	orphans *table[observatory.Import] // imports of which only rows are left
}

// newTables ties the kinds to their columns. zone gives the time zone in which
// the days of a department begin.
func newTables(zone func(department string) *time.Location) tables {
	paris := func(e *observatory.Envelope) observatory.Date { return observatory.DateOf(e.At, zone("")) }
	return tables{
		attempts: newTable("attempts", envelope((*observatory.Attempt).Env), attemptFields(),
			[]field[observatory.Attempt]{derived("day", func(a *observatory.Attempt) observatory.Date {
				return observatory.DateOf(a.At, zone(a.Department))
			})}),
		steps: newTable("steps", stepFields()),
		pageFacts: newTable("page_facts", envelope((*observatory.PageFact).Env), pageFactFields(),
			[]field[observatory.PageFact]{derived("day", func(f *observatory.PageFact) observatory.Date {
				return observatory.DateOf(f.At, zone(f.Department))
			})}),
		events: newTable("case_events", envelope((*observatory.CaseEvent).Env), eventFields(), eventCodeFields(),
			[]field[observatory.CaseEvent]{derived("day", eventDay)}),
		imports: newTable("imports", envelope((*observatory.Import).Env), importFields(),
			[]field[observatory.Import]{derived("day", func(i *observatory.Import) observatory.Date { return paris(i.Env()) })}),
		rejects: newTable("rejects", envelope((*observatory.Reject).Env), rejectFields(),
			[]field[observatory.Reject]{derived("day", func(r *observatory.Reject) observatory.Date { return paris(r.Env()) })}),
		accesses: newTable("accesses", envelope((*observatory.Access).Env), accessFields(),
			[]field[observatory.Access]{derived("day", func(a *observatory.Access) observatory.Date { return paris(a.Env()) })}),
		hints: newTable("person_hints", envelope((*observatory.PersonHints).Env), hintFields(),
			[]field[observatory.PersonHints]{derived("day", func(h *observatory.PersonHints) observatory.Date { return paris(h.Env()) })}),
		decisions: newTable("person_decisions", envelope((*observatory.PersonDecision).Env), decisionFields(),
			[]field[observatory.PersonDecision]{derived("day", func(d *observatory.PersonDecision) observatory.Date { return paris(d.Env()) })}),
		erasures: newTable("erasures", envelope((*observatory.Erasure).Env), erasureFields(),
			[]field[observatory.Erasure]{derived("day", func(e *observatory.Erasure) observatory.Date { return paris(e.Env()) })}),
		verdicts: newTable("verdicts", envelope((*observatory.DutyVerdict).Env), verdictFields(),
			[]field[observatory.DutyVerdict]{derived("day", func(v *observatory.DutyVerdict) observatory.Date { return paris(v.Env()) })}),
		reviews: newTable("reviews", envelope((*observatory.Review).Env), reviewFields(),
			[]field[observatory.Review]{derived("day", func(r *observatory.Review) observatory.Date { return paris(r.Env()) })}),
		concords: newTable("concordances", envelope((*observatory.Concordance).Env), concordanceFields(),
			[]field[observatory.Concordance]{derived("day", func(c *observatory.Concordance) observatory.Date { return paris(c.Env()) })}),
		gapSums:  newTable("gap_cells", gapRowFields(), gapSumFields()),
		gapCases: newTable("gap_cases", gapCaseFields()),
		gapSteps: newTable("gap_steps", envelope((*observatory.GapStep).Env), gapStepFields(),
			[]field[observatory.GapStep]{derived("day", func(g *observatory.GapStep) observatory.Date { return paris(g.Env()) })}),
		noticeTables: newNoticeTables(zone),
		known:        newTable("case_events", knownFields()),
		prints:       newTable("case_events", printFields()),
		orphans:      newTable("case_events", orphanFields()),
	}
}

func knownFields() []field[observatory.CaseEvent] {
	type row = observatory.CaseEvent
	return []field[row]{
		ident("id", func(r *row) *observatory.ID { return &r.ID }),
		ident("fact", func(r *row) *observatory.ID { return &r.Fact }),
		whole("revision", func(r *row) *int { return &r.Revision }),
		print64("fingerprint", func(r *row) *uint64 { return &r.Fingerprint }),
		code("code", func(r *row) *string { return &r.Code }),
		ident("case_id", func(r *row) *observatory.ID { return &r.Case }),
		ident("person_id", func(r *row) *observatory.ID { return &r.Person }),
		ident("instance_person", func(r *row) *observatory.ID { return &r.Instance }),
		code("strength", func(r *row) *observatory.Strength { return &r.Strength }),
	}
}

func printFields() []field[observatory.KnownPrint] {
	type row = observatory.KnownPrint
	return []field[row]{
		ident("fact", func(r *row) *observatory.ID { return &r.Fact }),
		ident("case_id", func(r *row) *observatory.ID { return &r.Case }),
		print64("fingerprint", func(r *row) *uint64 { return &r.Fingerprint }),
	}
}

func orphanFields() []field[observatory.Import] {
	type row = observatory.Import
	return []field[row]{
		ident("batch", func(r *row) *observatory.ID { return &r.Batch }),
		text("association", func(r *row) *string { return &r.Association }),
		flag("simulation", func(r *row) *bool { return &r.Simulation }),
	}
}

// eventDay is the day by which an event is found in a window: the first known
// of its dates.
func eventDay(e *observatory.CaseEvent) observatory.Date {
	for _, d := range []observatory.Date{e.Date, e.Start, e.End} {
		if d.Known() {
			return d
		}
	}
	return observatory.NoDate
}

// envelope lists the columns that every kind has.
func envelope[T any](env func(*T) *observatory.Envelope) []field[T] {
	return []field[T]{
		requiredIdent("id", func(r *T) *observatory.ID { return &env(r).ID }),
		requiredInstant("at", func(r *T) *time.Time { return &env(r).At }),
		requiredInstant("recorded_at", func(r *T) *time.Time { return &env(r).RecordedAt }),
		code("source", func(r *T) *string { return &env(r).Source }),
		code("source_version", func(r *T) *string { return &env(r).SourceVersion }),
		code("place", func(r *T) *string { return &env(r).Place }),
		nested(func(r *T) *[]observatory.Piece { return &env(r).Evidence },
			textPart("evidence.role", func(p *observatory.Piece) *string { return &p.Role }),
			hashPart("evidence.hash", func(p *observatory.Piece) *observatory.Hash { return &p.Hash }),
			textPart("evidence.media", func(p *observatory.Piece) *string { return &p.Media })),
		ident("withdraws", func(r *T) *observatory.ID { return &env(r).Withdraws }),
		flag("simulation", func(r *T) *bool { return &env(r).Simulation }),
	}
}

func attemptFields() []field[observatory.Attempt] {
	type row = observatory.Attempt
	return []field[row]{
		text("journey", func(r *row) *string { return &r.Journey }),
		text("journey_version", func(r *row) *string { return &r.JourneyVersion }),
		text("target", func(r *row) *string { return &r.Target }),
		text("department", func(r *row) *string { return &r.Department }),
		text("system", func(r *row) *string { return &r.System }),
		text("mode", func(r *row) *observatory.Mode { return &r.Mode }),
		text("outcome", func(r *row) *observatory.Outcome { return &r.Outcome }),
		text("cause", func(r *row) *string { return &r.Cause }),
		text("detail", func(r *row) *string { return &r.Detail }),
		text("step_reached", func(r *row) *string { return &r.StepReached }),
		text("message", func(r *row) *string { return &r.Message }),
		text("address", func(r *row) *string { return &r.Address }),
		text("final_address", func(r *row) *string { return &r.FinalAddress }),
		whole("status", func(r *row) *int { return &r.Status }),
		whole("slots", func(r *row) *int { return &r.Slots }),
		civil("first_date", func(r *row) *observatory.Date { return &r.FirstDate }),
		civil("second_date", func(r *row) *observatory.Date { return &r.SecondDate }),
		instant("released_at", func(r *row) *time.Time { return &r.ReleasedAt }),
		civil("released_week", func(r *row) *observatory.Date { return &r.ReleasedWeek }),
		micros("duration_us", func(r *row) *time.Duration { return &r.Duration }),
		nested(func(r *row) *[]observatory.Hop { return &r.Hops },
			textPart("hops.address", func(h *observatory.Hop) *string { return &h.Address }),
			wholePart("hops.status", func(h *observatory.Hop) *int { return &h.Status }),
			textPart("hops.location", func(h *observatory.Hop) *string { return &h.Location })),
		text("control", func(r *row) *observatory.Control { return &r.Control }),
		ident("confirms", func(r *row) *observatory.ID { return &r.Confirms }),
		whole("planned_per_day", func(r *row) *int { return &r.PlannedPerDay }),
		whole("planned_rest", func(r *row) *int { return &r.PlannedRest }),
		text("consent_purpose", func(r *row) *string { return &r.Consent.Purpose }),
		civil("consent_on", func(r *row) *observatory.Date { return &r.Consent.On }),
		text("consent_version", func(r *row) *string { return &r.Consent.Version }),
		text("substitution", func(r *row) *observatory.Substitution { return &r.Substitution }),
		text("announced", func(r *row) *string { return &r.Announced }),
	}
}

// stepRow is one step with what its table needs of the attempt.
type stepRow struct {
	attempt    observatory.ID
	day        observatory.Date
	recordedAt time.Time
	simulation bool
	step       observatory.Step
	vitals     []vital
}

func stepFields() []field[stepRow] {
	type row = stepRow
	return []field[row]{
		requiredIdent("attempt", func(r *row) *observatory.ID { return &r.attempt }),
		derived("day", func(r *row) observatory.Date { return r.day }),
		requiredInstant("recorded_at", func(r *row) *time.Time { return &r.recordedAt }),
		flag("simulation", func(r *row) *bool { return &r.simulation }),
		whole("step", func(r *row) *int { return &r.step.Index }),
		text("name", func(r *row) *string { return &r.step.Name }),
		text("action", func(r *row) *string { return &r.step.Action }),
		instant("started_at", func(r *row) *time.Time { return &r.step.StartedAt }),
		micros("duration_us", func(r *row) *time.Duration { return &r.step.Duration }),
		flag("ok", func(r *row) *bool { return &r.step.OK }),
		text("message", func(r *row) *string { return &r.step.Message }),
		digest("screenshot", func(r *row) *observatory.Hash { return &r.step.Screenshot }),
		nested(func(r *row) *[]vital { return &r.vitals },
			textPart("vitals.name", func(v *vital) *string { return &v.name }),
			wholePart("vitals.value", func(v *vital) *int { return &v.value })),
	}
}

func pageFactFields() []field[observatory.PageFact] {
	type row = observatory.PageFact
	return []field[row]{
		text("department", func(r *row) *string { return &r.Department }),
		text("address", func(r *row) *string { return &r.Address }),
		text("item", func(r *row) *string { return &r.Item }),
		text("state", func(r *row) *observatory.FactState { return &r.State }),
		text("quote", func(r *row) *string { return &r.Quote }),
		whole("quote_start", func(r *row) *int { return &r.Start }),
		whole("quote_end", func(r *row) *int { return &r.End }),
		text("value", func(r *row) *string { return &r.Value }),
		text("section", func(r *row) *string { return &r.Section }),
		flag("cut", func(r *row) *bool { return &r.Cut }),
		digest("page_hash", func(r *row) *observatory.Hash { return &r.PageHash }),
	}
}

func eventFields() []field[observatory.CaseEvent] {
	type row = observatory.CaseEvent
	return []field[row]{
		requiredIdent("fact", func(r *row) *observatory.ID { return &r.Fact }),
		whole("revision", func(r *row) *int { return &r.Revision }),
		print64("fingerprint", func(r *row) *uint64 { return &r.Fingerprint }),
		ident("texts", func(r *row) *observatory.ID { return &r.Texts }),
		requiredIdent("import_id", func(r *row) *observatory.ID { return &r.Import }),
		whole("row_number", func(r *row) *int { return &r.Row }),
		code("association", func(r *row) *string { return &r.Association }),
		requiredIdent("case_id", func(r *row) *observatory.ID { return &r.Case }),
		requiredIdent("person_id", func(r *row) *observatory.ID { return &r.Person }),
		ident("instance_person", func(r *row) *observatory.ID { return &r.Instance }),
		code("strength", func(r *row) *observatory.Strength { return &r.Strength }),
		code("event", func(r *row) *observatory.EventKind { return &r.Event }),
		whole("ordinal", func(r *row) *int { return &r.Ordinal }),
		civil("date", func(r *row) *observatory.Date { return &r.Date }),
		flag("month_only", func(r *row) *bool { return &r.MonthOnly }),
		civil("start_date", func(r *row) *observatory.Date { return &r.Start }),
		civil("end_date", func(r *row) *observatory.Date { return &r.End }),
		code("department", func(r *row) *string { return &r.Department }),
	}
}

func eventCodeFields() []field[observatory.CaseEvent] {
	type row = observatory.CaseEvent
	return []field[row]{
		code("procedure", func(r *row) *string { return &r.Procedure }),
		code("ground", func(r *row) *string { return &r.Ground }),
		code("channel", func(r *row) *string { return &r.Channel }),
		code("rank", func(r *row) *string { return &r.Rank }),
		code("rights_mention", func(r *row) *observatory.Tri { return &r.RightsMention }),
		code("ending", func(r *row) *string { return &r.Ending }),
		code("reason_stated", func(r *row) *observatory.Tri { return &r.ReasonStated }),
		code("reason_source", func(r *row) *string { return &r.ReasonSource }),
		code("organisation", func(r *row) *string { return &r.Organisation }),
		code("answer", func(r *row) *string { return &r.Answer }),
		code("code", func(r *row) *string { return &r.Code }),
		code("level", func(r *row) *observatory.EvidenceLevel { return &r.Level }),
		code("review", func(r *row) *string { return &r.Review }),
		nested(func(r *row) *[]observatory.Detail { return (*[]observatory.Detail)(&r.Details) },
			textPart("detail.name", func(d *observatory.Detail) *observatory.DetailName { return &d.Name }),
			textPart("detail.value", func(d *observatory.Detail) *string { return &d.Value })),
	}
}

func importFields() []field[observatory.Import] {
	type row = observatory.Import
	return []field[row]{
		requiredIdent("batch", func(r *row) *observatory.ID { return &r.Batch }),
		text("state", func(r *row) *observatory.ImportState { return &r.State }),
		text("association", func(r *row) *string { return &r.Association }),
		text("shape", func(r *row) *string { return &r.Shape }),
		text("fingerprint", func(r *row) *string { return &r.Fingerprint }),
		digest("sealed", func(r *row) *observatory.Hash { return &r.Sealed }),
		whole("rows", func(r *row) *int64 { return &r.Rows }),
		whole("cases", func(r *row) *int64 { return &r.Cases }),
		whole("events", func(r *row) *int64 { return &r.Events }),
		whole("persons", func(r *row) *int64 { return &r.Persons }),
		whole("duplicates", func(r *row) *int64 { return &r.Duplicates }),
		whole("corrections", func(r *row) *int64 { return &r.Corrections }),
		whole("refused", func(r *row) *int64 { return &r.Refused }),
		text("root", func(r *row) *string { return &r.Root }),
		text("author", func(r *row) *string { return &r.Author }),
	}
}

func rejectFields() []field[observatory.Reject] {
	type row = observatory.Reject
	return []field[row]{
		requiredIdent("import_id", func(r *row) *observatory.ID { return &r.Import }),
		whole("row_number", func(r *row) *int64 { return &r.Row }),
		text("column_name", func(r *row) *string { return &r.Column }),
		text("problem", func(r *row) *string { return &r.Problem }),
		text("remedy", func(r *row) *string { return &r.Remedy }),
	}
}

func accessFields() []field[observatory.Access] {
	type row = observatory.Access
	return []field[row]{
		text("account", func(r *row) *string { return &r.Account }),
		text("role", func(r *row) *string { return &r.Role }),
		text("action", func(r *row) *string { return &r.Action }),
		text("object", func(r *row) *string { return &r.Object }),
	}
}
