package collectors

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/internal/privacy"
)

// koboOverlap is read again at each pull: submissions arrive while a pull runs.
const koboOverlap = 10 * time.Minute

// SurveyMark says up to where a survey was pulled.
type SurveyMark struct {
	Since time.Time // of reception
	Swept time.Time // when all were last read again
}

// SurveySubmission is what is remembered of one submission: no answer of it.
type SurveySubmission struct {
	ID     string
	Digest string // keyed, of what it said and of its review state
	Batch  string // the import that holds it, empty when none does; after « redo: », one to be undone
}

const redoPrefix = "redo:"

// SurveyMemory remembers what was pulled.
type SurveyMemory interface {
	Mark(ctx context.Context) (SurveyMark, error)
	SetMark(ctx context.Context, m SurveyMark) error
	Submissions(ctx context.Context) (map[string]SurveySubmission, error)
	SetSubmissions(ctx context.Context, list []SurveySubmission) error
}

// PullOptions is where a pull goes.
type PullOptions struct {
	Memory SurveyMemory
	Sweep  time.Duration // all submissions are read again when the last time is that old
	Now    time.Time
	Keys   *privacy.Keys
	Domain string // association, for the digests
	// Import takes a file in; Withdraw withdraws an import whole, and does nothing
	// for one that is withdrawn already.
	Import   func(ctx context.Context, source Source) (Summary, error)
	Withdraw func(ctx context.Context, batch string) error
}

// PullSummary is what a pull did.
type PullSummary struct {
	Read     int       `json:"read"`     // submissions the server gave
	New      int       `json:"new"`      // taken for the first time
	Edited   int       `json:"edited"`   // corrected
	Rejected int       `json:"rejected"` // refused by a reviewer, or deleted: withdrawn, or never taken
	Imports  []Summary `json:"imports"`
}

// pull is one pull under way.
type pull struct {
	kobo    *Kobo
	o       *PullOptions
	known   map[string]SurveySubmission
	seen    map[string]bool
	changed map[string]koboSubmission // known ones that say something else now
	redo    map[string]bool           // imports to be undone and made again
	newest  time.Time
	summary PullSummary
}

// Pull takes in what a KoboToolbox project has received since the last pull.
// From time to time it reads all of it again, for Kobo keeps the time of
// reception of a submission that is edited, reviewed or deleted. An edit is a
// correction, a rejection a withdrawal: the import that holds the submission is
// withdrawn, and what stands of it is imported again as it is now. A pull that
// was cut off is taken up by the next.
func Pull(ctx context.Context, k *Kobo, o PullOptions) (PullSummary, error) {
	p := &pull{kobo: k, o: &o, seen: map[string]bool{}, changed: map[string]koboSubmission{}, redo: map[string]bool{}}
	mark, err := o.Memory.Mark(ctx)
	if err != nil {
		return p.summary, err
	}
	if p.known, err = o.Memory.Submissions(ctx); err != nil {
		return p.summary, err
	}
	for _, one := range p.known {
		if batch, cut := strings.CutPrefix(one.Batch, redoPrefix); cut {
			p.redo[batch] = true
		}
	}
	sweep := mark.Swept.IsZero() || o.Now.Sub(mark.Swept) >= o.Sweep
	query := ""
	if !sweep {
		query = fmt.Sprintf(`{"_submission_time":{"$gte":%q}}`, mark.Since.Add(-koboOverlap).UTC().Format("2006-01-02T15:04:05"))
	}
	p.newest = mark.Since
	if err := k.pages(ctx, query, func(page []koboSubmission) error { return p.take(ctx, page) }); err != nil {
		return p.summary, err
	}
	if sweep {
		p.findDeleted()
		mark.Swept = o.Now
	}
	for _, batch := range slices.Sorted(maps.Keys(p.redo)) {
		if err := p.again(ctx, batch); err != nil {
			return p.summary, err
		}
	}
	mark.Since = p.newest
	return p.summary, o.Memory.SetMark(ctx, mark)
}

// take imports what is new of a page, and notes what has changed.
func (p *pull) take(ctx context.Context, page []koboSubmission) error {
	var fresh []koboSubmission
	var refused []SurveySubmission
	for _, one := range page {
		p.summary.Read++
		p.seen[one.id] = true
		if one.received.After(p.newest) {
			p.newest = one.received
		}
		digest, err := p.digest(one)
		if err != nil {
			return err
		}
		before, known := p.known[one.id]
		switch {
		case known && before.Digest == digest:
		case known && before.Batch != "":
			p.changed[one.id] = one
			if !strings.HasPrefix(before.Batch, redoPrefix) {
				p.redo[before.Batch] = true
			}
		case one.rejected:
			p.summary.Rejected++
			refused = append(refused, SurveySubmission{ID: one.id, Digest: digest})
		default:
			fresh = append(fresh, one)
		}
	}
	if err := p.remember(ctx, refused); err != nil {
		return err
	}
	p.summary.New += len(fresh)
	return p.takeIn(ctx, fresh)
}

func (p *pull) remember(ctx context.Context, list []SurveySubmission) error {
	if len(list) == 0 {
		return nil
	}
	for _, one := range list {
		p.known[one.ID] = one
	}
	return p.o.Memory.SetSubmissions(ctx, list)
}

// takeIn imports submissions and remembers where they are.
func (p *pull) takeIn(ctx context.Context, list []koboSubmission) error {
	if len(list) == 0 {
		return nil
	}
	var file bytes.Buffer
	file.WriteString("[")
	for i, one := range list {
		if i > 0 {
			file.WriteString(",\n")
		}
		file.Write(one.raw)
	}
	file.WriteString("]")
	summary, err := p.o.Import(ctx, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file.Bytes())), nil })
	if err != nil {
		return err
	}
	p.summary.Imports = append(p.summary.Imports, summary)
	taken := make([]SurveySubmission, len(list))
	for i, one := range list {
		digest, err := p.digest(one)
		if err != nil {
			return err
		}
		taken[i] = SurveySubmission{ID: one.id, Digest: digest, Batch: summary.Import}
	}
	return p.remember(ctx, taken)
}

// findDeleted takes a submission that is no longer on the server for a
// rejected one.
func (p *pull) findDeleted() {
	for id, one := range p.known {
		if !p.seen[id] && one.Batch != "" {
			p.changed[id] = koboSubmission{id: id, rejected: true}
			if !strings.HasPrefix(one.Batch, redoPrefix) {
				p.redo[one.Batch] = true
			}
		}
	}
}

// again undoes an import and makes it again of what stands now. All that it
// needs is fetched before anything is undone; what is under way is noted first,
// so that the next pull goes on if this one is cut off.
func (p *pull) again(ctx context.Context, batch string) error {
	var list []koboSubmission
	var rest []string
	var noted, gone []SurveySubmission
	for _, id := range slices.Sorted(maps.Keys(p.known)) {
		one := p.known[id]
		if one.Batch != batch && one.Batch != redoPrefix+batch {
			continue
		}
		noted = append(noted, SurveySubmission{ID: id, Digest: one.Digest, Batch: redoPrefix + batch})
		changed, has := p.changed[id]
		switch {
		case !has:
			rest = append(rest, id)
		case changed.rejected:
			digest, err := p.digest(changed)
			if err != nil {
				return err
			}
			p.summary.Rejected++
			gone = append(gone, SurveySubmission{ID: id, Digest: digest})
		default:
			p.summary.Edited++
			list = append(list, changed)
		}
	}
	fetched, err := p.fetch(ctx, rest)
	if err != nil {
		return err
	}
	for _, one := range fetched {
		if one.rejected {
			gone = append(gone, SurveySubmission{ID: one.id})
			continue
		}
		list = append(list, one)
	}
	if err := p.o.Memory.SetSubmissions(ctx, noted); err != nil {
		return err
	}
	if err := p.o.Withdraw(ctx, batch); err != nil {
		return err
	}
	if err := p.remember(ctx, gone); err != nil {
		return err
	}
	return p.takeIn(ctx, list)
}

// fetch asks for submissions by their ids, a hundred at a time.
func (p *pull) fetch(ctx context.Context, ids []string) ([]koboSubmission, error) {
	var list []koboSubmission
	for some := range slices.Chunk(ids, 100) {
		query := `{"_id":{"$in":[` + strings.Join(some, ",") + `]}}`
		err := p.kobo.pages(ctx, query, func(page []koboSubmission) error {
			list = append(list, page...)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// digest tells whether a submission says what it said before: its answers, its
// version and its review state, whatever else the server tells of it.
func (p *pull) digest(one koboSubmission) (string, error) {
	mac, err := p.o.Keys.FileFingerprint(p.o.Domain)
	if err != nil {
		return "", err
	}
	fields := map[string]json.RawMessage{}
	if one.raw != nil {
		if err := json.Unmarshal(one.raw, &fields); err != nil {
			return "", fileFault("KoboToolbox : une réponse n'est pas lisible")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !strings.HasPrefix(name, "_") || name == "_uuid" {
			fmt.Fprintf(mac, "%q:%s\n", name, fields[name])
		}
	}
	fmt.Fprintf(mac, "rejected:%t", one.rejected)
	return hex.EncodeToString(mac.Sum(nil)[:16]), nil
}
