package main

import (
	"slices"

	"vigie/internal/observatory"
)

// visibleEvents gives the newest revision of each fact among the imports that
// are committed at the horizon.
func (v naive) visibleEvents() []*observatory.CaseEvent {
	if v.once.events == nil {
		v.once.events = v.newestEvents()
	}
	return v.once.events
}

func (v naive) newestEvents() []*observatory.CaseEvent {
	state := map[observatory.ID]*observatory.Import{}
	for _, i := range v.world.imports {
		if old := state[i.Batch]; !i.RecordedAt.After(v.horizon) && (old == nil || i.RecordedAt.After(old.RecordedAt)) {
			state[i.Batch] = i
		}
	}
	newest := map[observatory.ID]*observatory.CaseEvent{}
	var order []observatory.ID
	for _, e := range v.world.events {
		if s := state[e.Import]; e.RecordedAt.After(v.horizon) || s == nil || s.State != observatory.ImportCommitted {
			continue
		}
		if old := newest[e.Fact]; old == nil || e.Revision > old.Revision {
			if old == nil {
				order = append(order, e.Fact)
			}
			newest[e.Fact] = e
		}
	}
	var list []*observatory.CaseEvent
	for _, fact := range order {
		list = append(list, newest[fact])
	}
	return withPersons(list)
}

// withPersons gives rows that have their case's reference alone the person of the
// case, when the strongest that is told of one is one.
func withPersons(list []*observatory.CaseEvent) []*observatory.CaseEvent {
	told := map[observatory.ID][]*observatory.CaseEvent{}
	for _, e := range list {
		if known := told[e.Case]; e.Stated() > 0 && (known == nil || e.Stated() >= known[0].Stated()) {
			if known != nil && e.Stated() > known[0].Stated() {
				known = nil
			}
			told[e.Case] = append(known, e)
		}
	}
	out := slices.Clone(list)
	for i, e := range list {
		known := told[e.Case]
		another := func(other *observatory.CaseEvent) bool { return other.Person != known[0].Person }
		if e.Stated() > 0 || known == nil || slices.ContainsFunc(known, another) {
			continue
		}
		copied := *e
		copied.Person, copied.Instance = known[0].Person, known[0].Instance
		out[i] = &copied
	}
	return out
}
