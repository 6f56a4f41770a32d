package collectors

import (
	"slices"
	"strings"
)

// withEnds gives a column that says only « au », « fin » or « jusqu'au » the name of
// the one before it, whose first day it follows: « Attestation n° 1 - du » | « au ». A
// « réponse » beside documents that were asked for is theirs.
func withEnds(ways [][]string) [][]string {
	named := slices.Clone(ways)
	for i := 1; i < len(ways); i++ {
		if len(ways[i]) == 0 || len(ways[i-1]) == 0 {
			continue
		}
		words := strings.Fields(fold(ways[i-1][0]))
		last := len(words) - 1
		asked := func(word string) bool {
			return strings.HasPrefix(word, "piece") || strings.HasPrefix(word, "complement")
		}
		switch {
		case headerKey(ways[i][0]) == headerKey("date réponse") || headerKey(ways[i][0]) == headerKey("réponse le"):
			if slices.ContainsFunc(words, asked) {
				named[i] = append(slices.Clone(ways[i]), publishedName(colRequestAnswer))
			}
		case !endAlone(ways[i][0]):
		case last > 0 && slices.Contains([]string{"du", "debut", "de"}, words[last]):
			named[i] = append(slices.Clone(ways[i]), strings.Join(append(words[:last], "fin"), " "))
		}
	}
	return named
}

// endAlone reports whether a name says that a span ends, and not which.
func endAlone(name string) bool {
	return slices.Contains([]string{"au", "fin", "jusqu au", "date de fin"}, fold(name))
}

// bare reports whether a name says that a span begins or ends, or that an answer came,
// and not which: any may be meant.
func bare(words []string) bool {
	return len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool {
		return !slices.Contains([]string{"debut", "fin", "date", "reponse"}, word)
	})
}

// distinct counts the columns whose name no other has: what stands twice below two
// merged cells (« du », « au ») is told apart by them alone.
func distinct(ways [][]string) int {
	times := map[string]int{}
	for _, ways := range ways {
		if len(ways) > 0 {
			times[fold(ways[0])]++ // « API du » and « API au » differ by small words
		}
	}
	n := 0
	for _, times := range times {
		if times == 1 {
			n++
		}
	}
	return n
}
