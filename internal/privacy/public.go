package privacy

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// Reader is what Public wraps. The store satisfies it.
type Reader interface {
	Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error]
	Attempts(ctx context.Context, f observatory.AttemptFilter) iter.Seq2[observatory.Attempt, error]
	Attempt(ctx context.Context, id observatory.ID) (observatory.Attempt, error)
	PageFacts(ctx context.Context, f observatory.PageFactFilter) iter.Seq2[observatory.PageFact, error]
	Verdicts(ctx context.Context, f observatory.VerdictFilter) iter.Seq2[observatory.DutyVerdict, error]
	Version(ctx context.Context) (string, error)
}

// ErrNotPublic says that rows of persons are asked for without a role: the
// public sees the published tables and nothing else of cases.
var ErrNotPublic = errors.New("les lignes de cas ne sont pas publiques : seules les tables publiées le sont")

// ErrNotYet says that facts of slots are not public yet.
var ErrNotYet = errors.New("ce relevé de créneaux n’est pas encore public")

// PublicOptions say what the public sees. All are mandatory.
type PublicOptions struct {
	Delay     time.Duration // before facts of slots are shown, so that they serve no slot seller
	Now       func() time.Time
	CaseProof func(obligation string) bool                               // whether an obligation is proved by cases
	Published func(ctx context.Context) (observatory.Publication, error) // the newest edition of the case tables
	// FactsRead counts the case events that can be read now of those that could
	// be at a horizon, by department; the empty one is the country.
	FactsRead func(ctx context.Context, horizon time.Time) (map[string]int64, error)
}

// PublicReader is the only reader of public routes and published reports. Probe
// and page facts pass, those of slots after a delay; of cases only the published
// tables do.
type PublicReader struct {
	reader  Reader
	options PublicOptions
}

// Public puts disclosure control before a reader.
func Public(reader Reader, options PublicOptions) *PublicReader {
	return &PublicReader{reader: reader, options: options}
}

// openQueries are the named queries that speak of no person.
func openQueries() []string {
	return []string{
		"attempts.latest", "blocked.hosts", "drift.tasks",
		"pan.availability", "pan.door", "pan.first_slot_delay", "pan.level", "portal.availability", "portal.incidents",
		"portal.attachments", "portal.concurrency", "portal.correction", "portal.uncovered", "substitution.offered_on_failure", "info.completeness",
	}
}

// slotQuery reports whether a query reads which slots were displayed.
func slotQuery(query string) bool {
	return query == "pan.availability" || query == "pan.first_slot_delay" || query == "pan.level"
}

// Counts gives the rows of queries about probes and pages; those of slots as
// they were recorded before the delay. Other queries give ErrNotPublic.
func (p *PublicReader) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	if !slices.Contains(openQueries(), query) {
		return func(yield func(observatory.CountRow, error) bool) {
			yield(observatory.CountRow{}, fmt.Errorf("%s: %w", query, ErrNotPublic))
		}
	}
	w.SlotsBy = p.limit()
	if slotQuery(query) { // they read nothing else
		w.Horizon = p.seen(w.Horizon)
	}
	return p.reader.Counts(ctx, query, w)
}

// limit is until when slots must have been recorded to be public. With a delay it
// goes on by the minute: figures that are made together are then of one instant.
func (p *PublicReader) limit() time.Time {
	limit := p.options.Now().Add(-p.options.Delay)
	if p.options.Delay > 0 {
		return limit.Truncate(time.Minute)
	}
	return limit
}

// seen is a horizon no later than the delay allows, in the same time zone.
func (p *PublicReader) seen(horizon time.Time) time.Time {
	limit := p.limit()
	if horizon.IsZero() {
		return limit
	}
	if horizon.After(limit) {
		return limit.In(horizon.Location())
	}
	return horizon
}

// early reports whether an attempt shows slots that are not public yet.
func (p *PublicReader) early(a *observatory.Attempt) bool {
	return a.ShowsSlots() && a.RecordedAt.After(p.limit())
}

// Attempts leaves out attempts that show slots until the delay is over. A limit
// counts what is shown.
func (p *PublicReader) Attempts(ctx context.Context, f observatory.AttemptFilter) iter.Seq2[observatory.Attempt, error] {
	f.SlotsBy = p.limit()
	return p.reader.Attempts(ctx, f)
}

// Attempt gives an attempt, or ErrNotYet.
func (p *PublicReader) Attempt(ctx context.Context, id observatory.ID) (observatory.Attempt, error) {
	a, err := p.reader.Attempt(ctx, id)
	if err == nil && p.early(&a) {
		return observatory.Attempt{}, ErrNotYet
	}
	return a, err
}

// PageFacts gives the facts read on pages.
func (p *PublicReader) PageFacts(ctx context.Context, f observatory.PageFactFilter) iter.Seq2[observatory.PageFact, error] {
	return p.reader.PageFacts(ctx, f)
}

// Version changes whenever a row is added or an edition is published.
func (p *PublicReader) Version(ctx context.Context) (string, error) {
	edition, err := p.options.Published(ctx)
	if err != nil {
		return "", err
	}
	version, err := p.reader.Version(ctx)
	return version + "-" + edition.Edition, err
}

// Published gives the newest edition of the case tables.
func (p *PublicReader) Published(ctx context.Context) (observatory.Publication, error) {
	return p.options.Published(ctx)
}

// Verdicts gives rows of the duty matrix. Of a duty proved by cases only those
// of the country are public, with k, n and the facts erased since as the lower
// end of a bracket (see observatory.Bracket); no figure of cases stands in a row, the published tables have them.
func (p *PublicReader) Verdicts(ctx context.Context, f observatory.VerdictFilter) iter.Seq2[observatory.DutyVerdict, error] {
	return func(yield func(observatory.DutyVerdict, error) bool) {
		left := map[time.Time]map[string]int64{} // facts by horizon
		for v, err := range p.reader.Verdicts(ctx, f) {
			if err == nil && v.Department == "" && v.Facts > 0 {
				err = p.markErased(ctx, &v, left)
			}
			if err != nil {
				yield(v, err)
				return
			}
			if p.options.CaseProof(v.Obligation) {
				if v.Department != "" {
					continue
				}
				v.K, _ = observatory.Bracket(v.K)
				v.N, _ = observatory.Bracket(v.N)
				v.Low, v.High, v.HasInterval, v.Facts = 0, 0, false, 0
			}
			v.Figures = slices.DeleteFunc(slices.Clone(v.Figures), func(f observatory.DutyFigure) bool { return f.Persons })
			if !yield(v, nil) {
				return
			}
		}
	}
}

// markErased sets how many facts behind a verdict of the country were erased
// since, as the lower end of a bracket.
func (p *PublicReader) markErased(ctx context.Context, v *observatory.DutyVerdict, left map[time.Time]map[string]int64) error {
	facts, ok := left[v.At]
	if !ok {
		var err error
		if facts, err = p.options.FactsRead(ctx, v.At); err != nil {
			return err
		}
		left[v.At] = facts
	}
	v.Erased, _ = observatory.Bracket(max(0, v.Facts-facts[""]))
	return nil
}
