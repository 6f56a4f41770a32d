package indicators

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// alike is how many persons have these spells.
type alike struct {
	spells  []Spell
	persons int64
}

// spellCounts counts persons by the spells they have. Who they are is not held:
// resamples are drawn of persons who are alike (see resampled).
type spellCounts struct {
	alike map[string]*alike
	key   []byte
}

// count counts a person with these spells, and puts them in order.
func (c *spellCounts) count(spells []Spell) {
	slices.SortFunc(spells, compareSpells)
	c.key = c.key[:0]
	for _, s := range spells {
		for _, part := range []int{s.Length, s.Entry, s.End} {
			c.key = binary.AppendVarint(c.key, int64(part))
		}
	}
	of := c.alike[string(c.key)]
	if of == nil {
		if c.alike == nil {
			c.alike = map[string]*alike{}
		}
		of = &alike{spells: slices.Clone(spells)}
		c.alike[string(c.key)] = of
	}
	of.persons++
}

// list gives the spells and how many persons have them, in an order that hangs on
// the spells alone.
func (c *spellCounts) list() []alike {
	list := make([]alike, 0, len(c.alike))
	for _, of := range c.alike {
		list = append(list, *of)
	}
	slices.SortFunc(list, func(a, b alike) int { return slices.CompareFunc(a.spells, b.spells, compareSpells) })
	return list
}

func compareSpells(a, b Spell) int {
	return cmp.Or(cmp.Compare(a.Length, b.Length), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.End, b.End))
}

// personSpells counts the persons of a cell by their spells.
type personSpells struct {
	personTrack
	spellCounts

	hand []Spell // of the person at hand
}

func (s *personSpells) add(r *caseResult, spell Spell) {
	if s.next(r) {
		s.settle()
	}
	s.hand = append(s.hand, spell)
}

// settle counts the person at hand.
func (s *personSpells) settle() {
	if len(s.hand) > 0 {
		s.count(s.hand)
		s.hand = s.hand[:0]
	}
}
