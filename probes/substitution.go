package probes

import (
	"strings"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// substitutionWords are how a screen offers the substitution solution of
// article R. 431-2 of the CESEDA.
var substitutionWords = lazyregexp.New(`solutions? de substitution|procédures? de substitution`)

// noteSubstitution notes, for an attempt that failed on a page of the portal,
// whether that very page offers the substitution. Where the service did not
// fail, or was not seen, nothing is noted.
func (a *attempt) noteSubstitution(v view, ending Ending) {
	switch ending.Outcome {
	case observatory.Unmet, observatory.Down, observatory.Maintenance:
	default:
		return
	}
	if a.journey.System != SystemANEF || v.Ready != "complete" || strings.HasPrefix(v.Address, "chrome-error:") {
		return
	}
	a.facts.Substitution = observatory.SubstitutionAbsent
	if substitutionWords.MatchString(fold(v.Text)) {
		a.facts.Substitution = observatory.SubstitutionOffered
	}
}
