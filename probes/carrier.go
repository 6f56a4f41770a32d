package probes

import (
	"cmp"
	"slices"

	"vigie/internal/observatory"
)

// Targets is the system of the targets on which a journey runs: its own, or
// the one whose pages show the service that it watches.
func (j Journey) Targets() string { return cmp.Or(j.Carrier, j.System) }

func (j Journey) runsOn(system string) bool { return system == j.Targets() }

// carried tells the failure of a service from that of the site whose page
// shows it: until a page of the carrier was identified, nothing was seen of the
// service itself.
func (a *attempt) carried(ending Ending) Ending {
	seen := slices.ContainsFunc(a.facts.Steps, func(s observatory.Step) bool { return s.Action == "identify" && s.OK })
	if a.journey.Carrier == "" || seen {
		return ending
	}
	const unseen = "La page qui montre ce service n'est pas venue : de lui rien n'a été vu. "
	switch ending.Outcome {
	case observatory.Down:
		return Ending{observatory.Down, CauseCarrier, unseen + ending.Detail}
	case observatory.Maintenance:
		return Ending{observatory.Maintenance, CauseCarrierClosed, unseen + ending.Detail}
	}
	return ending
}
