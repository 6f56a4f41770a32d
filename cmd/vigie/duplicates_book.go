package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// decisionBook is what was decided of an association's probable duplicates.
type decisionBook struct {
	rows   []observatory.PersonDecision
	undone map[observatory.ID]bool
}

func newDecisionBook() *decisionBook { return &decisionBook{undone: map[observatory.ID]bool{}} }

func (a *app) decisions(ctx context.Context, association string) (*decisionBook, error) {
	book := newDecisionBook()
	for row, err := range a.store.PersonDecisions(ctx, association, a.cfg.Simulation) {
		if err != nil {
			return nil, err
		}
		book.add(row)
	}
	return book, nil
}

func (b *decisionBook) add(d observatory.PersonDecision) {
	if d.Verdict == observatory.VerdictUndone {
		b.undone[d.Withdraws] = true
		return
	}
	b.rows = append(b.rows, d)
}

// inForce are the decisions that hold.
func (b *decisionBook) inForce() []observatory.PersonDecision {
	return slices.DeleteFunc(slices.Clone(b.rows), func(d observatory.PersonDecision) bool { return b.undone[d.ID] })
}

// toldPersons gives, of pseudonyms of an association that are those of cases, the
// persons for whom the cases' rows without any count.
func (a *app) toldPersons(ctx context.Context, association string, simulation bool, among []observatory.ID) (map[observatory.ID]observatory.ID, error) {
	if len(among) == 0 {
		return nil, nil
	}
	known, err := a.store.KnownCases(ctx, association, among, simulation)
	if err != nil {
		return nil, err
	}
	told := map[observatory.ID]observatory.ID{}
	for dossier, k := range known {
		if k.Stated > 0 && !k.Disputed {
			told[dossier] = k.Person
		}
	}
	return told, nil
}

// inOrder gives two pseudonyms, persons in the place of cases whose person is told,
// the smaller first.
func inOrder(first, second observatory.ID, told map[observatory.ID]observatory.ID) (observatory.ID, observatory.ID) {
	first, second = cmp.Or(told[first], first), cmp.Or(told[second], second)
	if second.String() < first.String() {
		return second, first
	}
	return first, second
}

// ofPersons is the book of the decisions in force, as they hold: of persons in the
// place of cases whose person is told.
func (b *decisionBook) ofPersons(told map[observatory.ID]observatory.ID) *decisionBook {
	out := newDecisionBook()
	for _, d := range b.inForce() {
		if d.First, d.Second = inOrder(d.First, d.Second, told); d.First != d.Second {
			out.add(d)
		}
	}
	return out
}

// settled reports whether a pair was decided, or follows from what was.
func (b *decisionBook) settled(first, second observatory.ID) bool {
	for _, d := range b.inForce() {
		if d.First == first && d.Second == second {
			return true
		}
	}
	return slices.Contains(b.together(first), second)
}

// check refuses a decision on a pair that is decided, and the undoing of what
// does not hold; it completes an undoing with its pair.
func (b *decisionBook) check(d *observatory.PersonDecision) error {
	for _, known := range b.inForce() {
		if d.Verdict == observatory.VerdictUndone && known.ID == d.Withdraws {
			d.First, d.Second = known.First, known.Second
			return nil
		}
		if d.Verdict != observatory.VerdictUndone && known.First == d.First && known.Second == d.Second {
			return observatory.InputErrorf("cette paire est déjà décidée (%s, décision %s) : défaites d'abord la décision", verdictWord(known.Verdict), known.ID)
		}
	}
	if d.Verdict == observatory.VerdictUndone {
		return observatory.InputErrorf("aucune décision en vigueur ne porte l'identifiant %s", d.Withdraws)
	}
	if d.Verdict == observatory.VerdictDifferent && slices.Contains(b.together(d.First), d.Second) {
		return observatory.InputErrorf("d'autres décisions font déjà de ces deux pseudonymes une seule personne : défaites-les d'abord (vigie duplicates list --decided)")
	}
	return nil
}

// together gives all persons whom the decisions in force make one with those
// given, themselves included.
func (b *decisionBook) together(of ...observatory.ID) []observatory.ID {
	all := slices.Clone(of)
	decided := b.inForce()
	for i := 0; i < len(all); i++ {
		for _, d := range decided {
			if d.Verdict != observatory.VerdictSame {
				continue
			}
			for _, side := range [][2]observatory.ID{{d.First, d.Second}, {d.Second, d.First}} {
				if side[0] == all[i] && !slices.Contains(all, side[1]) {
					all = append(all, side[1])
				}
			}
		}
	}
	return all
}

// links says where each of the persons touched counts: as the smallest of those
// who are one with it. Pseudonyms of the instance are linked among themselves
// only: a case without consent stays unlinked with other associations.
func (b *decisionBook) links(touched []observatory.ID, aliases map[observatory.ID]observatory.ID) []observatory.PersonLink {
	var links []observatory.PersonLink
	for _, person := range touched {
		counts, instance := person, aliases[person]
		for _, other := range b.together(person) {
			if other.String() < counts.String() {
				counts = other
			}
			if alias := aliases[other]; !alias.IsZero() && alias.String() < instance.String() {
				instance = alias
			}
		}
		links = append(links, observatory.PersonLink{Alias: person, Counts: counts})
		if !aliases[person].IsZero() {
			links = append(links, observatory.PersonLink{Alias: aliases[person], Counts: instance})
		}
	}
	return links
}

func (b *decisionBook) print(con *console, asJSON bool) error {
	held := b.inForce()
	if asJSON {
		return writeJSON(con, held)
	}
	for _, d := range held {
		fmt.Fprintf(con.out, "%s  %s  %s : %s, par %s (%s bits)\n", d.At.Format("2006-01-02 15:04"), d.ID,
			strings.Join([]string{d.First.String(), d.Second.String()}, " et "), verdictWord(d.Verdict), d.Account, texts.In(texts.French).Decimal(float64(d.Score)/100, 1))
	}
	fmt.Fprintf(con.out, "%s.\n", plural(len(held), "décision en vigueur", "décisions en vigueur"))
	return nil
}
