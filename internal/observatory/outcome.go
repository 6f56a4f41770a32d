package observatory

// Outcome is how an attempt ended: one of the eight of design.md section 4.
type Outcome string

// The eight outcomes.
const (
	Met         Outcome = "met"         // the journey's expectation held
	Degraded    Outcome = "degraded"    // it held, beyond the time budget or with errors on the page
	Unmet       Outcome = "unmet"       // the portal answered normally and the expectation did not hold
	Down        Outcome = "down"        // no answer, time-out, server error
	Maintenance Outcome = "maintenance" // an announced maintenance page
	Blocked     Outcome = "blocked"     // the probe was refused where a visitor would not be
	Drift       Outcome = "drift"       // the journey's landmarks are gone: a person must look
	Fault       Outcome = "fault"       // our own: browser, overload, network
)

// Outcomes lists the eight outcomes in the order in which pages show them.
func Outcomes() []Outcome {
	return []Outcome{Met, Degraded, Unmet, Down, Maintenance, Blocked, Drift, Fault}
}

// Valid reports whether o is one of the eight.
func (o Outcome) Valid() bool {
	switch o {
	case Met, Degraded, Unmet, Down, Maintenance, Blocked, Drift, Fault:
		return true
	}
	return false
}

// Measured reports whether the attempt says something of the service. Blocked,
// drift and fault do not: they are never "up" and never "down".
func (o Outcome) Measured() bool {
	switch o {
	case Met, Degraded, Unmet, Down, Maintenance:
		return true
	}
	return false
}

// Success reports whether the expectation held.
func (o Outcome) Success() bool { return o == Met || o == Degraded }

// Confirmable reports whether a first attempt that ended so is tried once more
// from a fresh browser context (design.md section 4).
func (o Outcome) Confirmable() bool { return o == Down || o == Degraded }
