package collectors

import (
	"context"
	"fmt"
	"iter"
	"time"

	"vigie/internal/observatory"
)

// concordVersion is the version of the rule of Concord.
const concordVersion = "concord-1"

// Probes gives the probes' attempts of some journeys within an hour of an
// instant, in a department or at national targets, oldest first. The store
// satisfies it.
type Probes interface {
	AttemptsAround(ctx context.Context, journeys []string, department string, at time.Time, simulation bool) iter.Seq2[observatory.Attempt, error]
}

// publicJourneys gives the journeys of the public page on which a reported
// attempt failed. A page inside an account has none, whatever a probe could see
// of it: account is then true.
func publicJourneys(page string) (journeys []string, account bool) {
	switch page {
	case "home":
		return []string{"anef.home", "anef.shell"}, false
	case "account_creation":
		return []string{"anef.account_creation"}, false
	case "login":
		return []string{"anef.sign_on"}, false
	case "password":
		return []string{"anef.password_forgotten"}, false
	case "france_connect":
		return []string{"anef.france_connect"}, false
	case "ccc_form":
		return []string{"ccc.form"}, false
	case "appointment":
		return []string{"pan.door", "pan.slots"}, false
	case "account", "form", "attachment", "certificate_renewal":
		return nil, true
	}
	return nil, false
}

// Concord sets a reported failed attempt beside what the probes saw of the same
// public journey and target within the hour. One probe that failed makes it
// concordant; otherwise one that succeeded is told. Blocked, drifted and faulty
// probes say nothing. Where the hour is unknown, or the probes saw several
// targets of the department and these differ, nothing was measured.
func Concord(ctx context.Context, e *observatory.CaseEvent, probes Probes, now time.Time) (observatory.Concordance, error) {
	c := observatory.Concordance{
		Envelope: observatory.Envelope{
			At: e.At, RecordedAt: now, Source: "concord", SourceVersion: concordVersion, Simulation: e.Simulation,
		},
		Event: e.ID, Association: e.Association, Case: e.Case, Verdict: observatory.SeenNothing,
	}
	journeys, account := publicJourneys(e.Details.Get(observatory.DetailPage))
	switch {
	case account:
		c.Verdict = observatory.SeenNever
	case len(journeys) > 0 && e.Details.Get(observatory.DetailHour) != "":
		var seen []observatory.Attempt
		for attempt, err := range probes.AttemptsAround(ctx, journeys, e.Department, e.At, e.Simulation) {
			if err != nil {
				return c, fmt.Errorf("read the probes around a reported attempt: %w", err)
			}
			if attempt.Outcome.Measured() {
				seen = append(seen, attempt)
			}
		}
		decide(&c, seen, e.At)
	}
	c.ID = observatory.DeriveID(e.ID[:], c.Attempt[:], []byte(c.Verdict), []byte(now.UTC().Format(time.RFC3339Nano)))
	return c, nil
}

// decide takes the attempt that tells most, the nearest of its kind.
func decide(c *observatory.Concordance, seen []observatory.Attempt, at time.Time) {
	failed, succeeded := nearestAttempt(seen, at, false), nearestAttempt(seen, at, true)
	switch {
	case failed != nil && succeeded != nil && targetsDiffer(seen):
		return
	case failed != nil:
		c.Verdict = observatory.SeenFailing
	case succeeded != nil:
		c.Verdict, failed = observatory.SeenWorking, succeeded
	default:
		return
	}
	c.Attempt, c.Journey, c.Target = failed.ID, failed.Journey, failed.Target
}

// nearestAttempt gives the attempt of that success nearest to an instant.
func nearestAttempt(seen []observatory.Attempt, at time.Time, success bool) *observatory.Attempt {
	var best *observatory.Attempt
	for i := range seen {
		a := &seen[i]
		if a.Outcome.Success() == success && (best == nil || a.At.Sub(at).Abs() < best.At.Sub(at).Abs()) {
			best = a
		}
	}
	return best
}

func targetsDiffer(seen []observatory.Attempt) bool {
	for i := range seen {
		if seen[i].Target != seen[0].Target {
			return true
		}
	}
	return false
}

// SameConcordance reports whether two concordances of one event say the same, so
// that a second look adds no row.
func SameConcordance(a, b observatory.Concordance) bool {
	return a.Event == b.Event && a.Verdict == b.Verdict && a.Attempt == b.Attempt
}
