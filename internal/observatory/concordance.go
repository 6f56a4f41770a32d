package observatory

// Seen says what the probes saw within the hour of a failed attempt that a
// person reported.
type Seen string

// The verdicts on a reported failed attempt.
const (
	SeenFailing Seen = "concordant"      // a probe of that journey and target failed too
	SeenWorking Seen = "probe_succeeded" // every probe that measured it succeeded
	SeenNothing Seen = "not_measured"    // no probe measured it, or the hour is unknown
	SeenNever   Seen = "account"         // the journey lies inside an account: never matched
)

// BesideAccount reports whether the verdict is shown with the sentence that a probe
// without an account cannot see an account's failure.
func (s Seen) BesideAccount() bool { return s == SeenWorking || s == SeenNever }

// Concordance sets a reported failed attempt beside the probe's attempt of the
// same public journey and target that is nearest to it in time. The newest row
// of an event holds.
type Concordance struct {
	Envelope

	Event       ID     `json:"event"` // row of the reported failed attempt
	Association string `json:"association"`
	Case        ID     `json:"case"`
	Verdict     Seen   `json:"verdict"`
	Attempt     ID     `json:"attempt,omitzero"` // of the probe; none when nothing was measured
	Journey     string `json:"journey"`
	Target      string `json:"target"`
}

// Kind is KindConcord.
func (*Concordance) Kind() Kind { return KindConcord }
