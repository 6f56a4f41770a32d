package texts

import (
	"slices"
	"strconv"
	"strings"
)

// rowRuns is how many runs of rows are named before the rest is left to be guessed.
const rowRuns = 8

// Rows names rows of a spreadsheet in French, each run by its ends: « 2 à 31,
// 40 et 45 ». Beyond eight runs it ends with « … ».
func Rows(rows []int) string {
	rows = slices.Clone(rows)
	slices.Sort(rows)
	rows = slices.Compact(rows)
	var runs []string
	for from := 0; from < len(rows); {
		to := from
		for to+1 < len(rows) && rows[to+1] == rows[to]+1 {
			to++
		}
		switch to - from {
		case 0:
			runs = append(runs, strconv.Itoa(rows[from]))
		case 1:
			runs = append(runs, strconv.Itoa(rows[from]), strconv.Itoa(rows[to]))
		default:
			runs = append(runs, strconv.Itoa(rows[from])+" à "+strconv.Itoa(rows[to]))
		}
		from = to + 1
	}
	if len(runs) > rowRuns {
		return strings.Join(runs[:rowRuns], ", ") + ", …"
	}
	if len(runs) < 2 {
		return strings.Join(runs, "")
	}
	return strings.Join(runs[:len(runs)-1], ", ") + " et " + runs[len(runs)-1]
}
