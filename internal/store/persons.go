package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/internal/observatory"
)

// What a person decided of a case's own pseudonym holds for the person of the
// case, when a number makes that one known later.

// composed gives the queries with decisions on cases in the place of which stand
// those on their persons.
func (l *library) composed(n needs, links []observatory.PersonLink) (heeding, error) {
	h, err := l.heeding(n)
	if err != nil || !n.composed {
		return h, err
	}
	var digits []byte
	for _, link := range links {
		digits = hex.AppendEncode(hex.AppendEncode(digits, link.Alias[:]), link.Counts[:])
	}
	fill := func(text string) string { return strings.ReplaceAll(text, "@links", string(digits)) }
	h.events, h.touched, h.apart, h.named = fill(h.events), fill(h.touched), fill(h.apart), maps.Clone(h.named)
	for name, text := range h.named {
		h.named[name] = fill(text)
	}
	return h, nil
}

// decidedEnd is a pseudonym that decisions name: whom it counts for without them.
type decidedEnd struct {
	person, instance observatory.ID
	number           bool // of a number, which is one person's
}

// decided gives where pseudonyms count by decisions, when these name a case whose
// person is known (moved): otherwise they hold as they stand.
func (s *Store) decided(ctx context.Context, params clickhouse.Parameters) (links []observatory.PersonLink, moved bool, err error) {
	var pairs [][2]observatory.ID
	err = s.countsOfIDs(ctx, s.sql.decidedPairs, params, func(ids []observatory.ID, _ observatory.CountRow) {
		pairs = append(pairs, [2]observatory.ID(ids))
	})
	ends := map[observatory.ID]decidedEnd{}
	if err == nil {
		err = s.countsOfIDs(ctx, s.sql.decidedEnds, params, func(ids []observatory.ID, row observatory.CountRow) {
			moved = moved || ids[0] != ids[1]
			ends[ids[0]] = decidedEnd{ids[1], ids[2], row.Values[0] > 0}
		})
	}
	if err != nil {
		return nil, false, fmt.Errorf("décisions sur des personnes : %w", err)
	}
	if !moved {
		return nil, false, nil
	}
	return composeLinks(pairs, ends), true, nil
}

// countsOfIDs runs a query whose keys are ids.
func (s *Store) countsOfIDs(ctx context.Context, query string, params clickhouse.Parameters, take func([]observatory.ID, observatory.CountRow)) error {
	var bad error
	err := s.counts(ctx, query, params, func(row observatory.CountRow) bool {
		ids := make([]observatory.ID, len(row.Keys))
		for i, text := range row.Keys {
			if ids[i], bad = observatory.ParseID(text); bad != nil {
				return false
			}
		}
		take(ids, row)
		return true
	})
	return errors.Join(err, bad)
}

// composeLinks says where each pseudonym counts when what was decided of cases
// holds for their persons: as the smallest of those who are one with it. Two
// numbers are made one by decisions on persons alone: where those on cases would,
// none of these holds. Pseudonyms of the instance are linked among themselves.
func composeLinks(pairs [][2]observatory.ID, ends map[observatory.ID]decidedEnd) []observatory.PersonLink {
	stated, all, numbers := oneness{}, oneness{}, map[observatory.ID]bool{}
	var edges []decidedEdge
	for _, pair := range pairs {
		edge := decidedEdge{stated: true}
		for i, id := range pair {
			end, found := ends[id]
			if !found {
				end.person = id
			}
			edge.ends[i], edge.stated = end, edge.stated && end.person == id
			numbers[end.person] = end.number
		}
		all.unite(edge.ends[0].person, edge.ends[1].person)
		if edge.stated {
			edge.hold(stated)
		}
		edges = append(edges, edge)
	}
	contradicted := contradictions(numbers, all, stated)
	for _, edge := range edges {
		if !contradicted[all.of(edge.ends[0].person)] {
			edge.hold(stated)
		}
	}
	return stated.links()
}

// decidedEdge is a pair of a decision, its cases replaced by their persons; stated
// when it names none.
type decidedEdge struct {
	ends   [2]decidedEnd
	stated bool
}

func (e *decidedEdge) hold(in oneness) {
	a, b := e.ends[0], e.ends[1]
	in.unite(a.person, b.person)
	if !a.instance.IsZero() && !b.instance.IsZero() {
		in.unite(a.instance, b.instance)
	}
}

// contradictions gives those of the groups of all in which stand two numbers that
// are not one as stated.
func contradictions(numbers map[observatory.ID]bool, all, stated oneness) map[observatory.ID]bool {
	one, contradicted := map[observatory.ID]observatory.ID{}, map[observatory.ID]bool{}
	for id, number := range numbers {
		if !number {
			continue
		}
		group, person := all.of(id), stated.of(id)
		if before, found := one[group]; found && before != person {
			contradicted[group] = true
		}
		one[group] = person
	}
	return contradicted
}

// oneness is who is one with whom: each leads to another of them, or itself.
type oneness map[observatory.ID]observatory.ID

func (o oneness) of(id observatory.ID) observatory.ID {
	for {
		next, found := o[id]
		if !found || next == id {
			return id
		}
		id = next
	}
}

// unite makes two one, as the smaller of both.
func (o oneness) unite(a, b observatory.ID) {
	a, b = o.of(a), o.of(b)
	if strings.Compare(b.String(), a.String()) < 0 {
		a, b = b, a
	}
	o[a], o[b] = a, a
}

// links lists those who count elsewhere, in order.
func (o oneness) links() []observatory.PersonLink {
	var links []observatory.PersonLink
	for id := range o {
		if counts := o.of(id); counts != id {
			links = append(links, observatory.PersonLink{Alias: id, Counts: counts})
		}
	}
	slices.SortFunc(links, func(a, b observatory.PersonLink) int { return slices.Compare(a.Alias[:], b.Alias[:]) })
	return links
}
