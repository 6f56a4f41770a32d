package texts

import "testing"

func TestRows(t *testing.T) {
	t.Parallel()
	for want, rows := range map[string][]int{
		"":                             nil,
		"7":                            {7, 7},
		"2 et 3":                       {3, 2},
		"2 à 4":                        {2, 3, 4},
		"2 à 31, 40 et 45":             append([]int{45, 40}, run(2, 31)...),
		"1, 3, 5, 7, 9, 11, 13, 15, …": {1, 3, 5, 7, 9, 11, 13, 15, 17},
		"1, 3, 5, 7, 9, 11, 13 et 15":  {1, 3, 5, 7, 9, 11, 13, 15},
		"1 à 3 et 5":                   {1, 2, 3, 5},
	} {
		if got := Rows(rows); got != want {
			t.Errorf("%v: got %q, want %q", rows, got, want)
		}
	}
}

func run(from, to int) []int {
	var rows []int
	for row := from; row <= to; row++ {
		rows = append(rows, row)
	}
	return rows
}
