package evidence

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// CanonicalAttempt writes an attempt as its leaf hashes it and as a dossier
// carries it: one line of JSON, fields in the order of the type, no blank, no
// escaped HTML, times in UTC cut to the millisecond, lengths of time cut to the
// millisecond (still written in nanoseconds), steps in the order of their
// index, unknown instants as 0001-01-01. RecordedAt is left out (zero): it is
// set after the leaf. So a row read back from the store has the same bytes as
// the one that was leafed.
func CanonicalAttempt(a *observatory.Attempt) ([]byte, error) {
	c := *a
	c.Envelope = canonicalEnvelope(a.Envelope)
	c.ReleasedAt = canonicalTime(a.ReleasedAt)
	c.Duration = a.Duration.Truncate(time.Millisecond)
	c.Steps = sortedSteps(a.Steps)
	for i := range c.Steps {
		c.Steps[i].StartedAt = canonicalTime(c.Steps[i].StartedAt)
		c.Steps[i].Duration = c.Steps[i].Duration.Truncate(time.Millisecond)
	}
	line, err := canonicalJSON(c)
	if err != nil {
		return nil, fmt.Errorf("tentative %s : %w", a.ID, err)
	}
	return line, nil
}

func canonicalImport(i *observatory.Import) ([]byte, error) {
	c := *i
	c.Envelope = canonicalEnvelope(i.Envelope)
	line, err := canonicalJSON(c)
	if err != nil {
		return nil, fmt.Errorf("import %s : %w", i.ID, err)
	}
	return line, nil
}

func canonicalEnvelope(e observatory.Envelope) observatory.Envelope {
	e.At = canonicalTime(e.At)
	e.RecordedAt = time.Time{}
	return e
}

// canonicalTime cuts an instant to the millisecond in UTC. The store cannot
// hold an instant before 1970: such a one means "unknown" and becomes zero.
func canonicalTime(t time.Time) time.Time {
	if t.UnixMilli() <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}

// sortedSteps gives a copy of the steps in the order of their index.
func sortedSteps(steps []observatory.Step) []observatory.Step {
	sorted := slices.Clone(steps)
	slices.SortStableFunc(sorted, func(a, b observatory.Step) int { return cmp.Compare(a.Index, b.Index) })
	return sorted
}

func canonicalJSON(v any) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(line.Bytes(), []byte("\n")), nil
}
