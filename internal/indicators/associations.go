package indicators

// associations holds the persons that each association brought.
type associations map[string]map[string]struct{}

func (a associations) note(association, person string) {
	persons := a[association]
	if persons == nil {
		persons = map[string]struct{}{}
		a[association] = persons
	}
	persons[person] = struct{}{}
}

// largest is how many of some persons the association with the most of them
// brought: disclosure control withholds a cell that is nearly one association's.
func largest[V any](a associations, of map[string]V) int64 {
	most := 0
	for _, persons := range a {
		n := 0
		for person := range persons {
			if _, ok := of[person]; ok {
				n++
			}
		}
		most = max(most, n)
	}
	return int64(most)
}
