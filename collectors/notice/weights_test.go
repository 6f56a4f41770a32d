package notice

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// How the tables are learned: stochastic gradient descent over the development
// half, with a little decay.
const (
	rounds   = 20
	learning = 1.0
	decay    = 1e-4
	rarest   = 3   // notices that a term must stand in
	least    = 0.4 // points that are written down
)

// termsOf are the different terms of a text, sorted.
func termsOf(text string) []string {
	parts, _ := original(text)
	m := readable(text, parts...)
	seen := map[string]bool{}
	for i := range m.sentences {
		if m.sentences[i].role&silent != 0 {
			continue
		}
		for _, term := range terms(m.line(i)) {
			seen[term] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// learn makes a weighing of labelled terms: the same for the same notices.
func learn(texts [][]string, labels []string) *weighing {
	often := map[string]int{}
	for _, terms := range texts {
		for _, term := range terms {
			often[term]++
		}
	}
	w := &weighing{labels: slices.Compact(slices.Sorted(slices.Values(labels))), points: map[string][]points{}}
	w.start = make([]float64, len(w.labels))
	known := map[string][]float64{}
	for term, n := range often {
		if n >= rarest {
			known[term] = make([]float64, len(w.labels))
		}
	}
	random := rand.New(rand.NewPCG(1, 1))
	for round := range rounds {
		step := learning / (1 + 0.1*float64(round))
		for _, i := range random.Perm(len(texts)) {
			w.teach(known, texts[i], slices.Index(w.labels, labels[i]), step)
		}
	}
	for term, list := range known {
		for i, p := range list {
			if math.Abs(p) >= least {
				w.points[term] = append(w.points[term], points{i, math.Round(p*100) / 100})
			}
		}
	}
	for i := range w.start {
		w.start[i] = math.Round(w.start[i]*100) / 100
	}
	return w
}

// teach moves the points of the terms of one notice towards its label.
func (w *weighing) teach(known map[string][]float64, terms []string, label int, step float64) {
	sums := make([]float64, len(w.labels))
	var lists [][]float64
	for _, term := range terms {
		if list := known[term]; list != nil {
			lists = append(lists, list)
			for i := range list {
				sums[i] += list[i]
			}
		}
	}
	for i, share := range w.shares(sums, len(terms)) {
		if i == label {
			share--
		}
		for _, list := range lists {
			list[i] -= step * (share*scale(len(terms)) + decay*list[i])
		}
		w.start[i] -= step * share / 10
	}
}

// write writes a weighing as parseWeighing reads it.
func (w *weighing) write(what string) string {
	var out strings.Builder
	fmt.Fprintf(&out, "# What words say of the %s of a message, %s: words (%d letters of each), then points by label.\n# Learned from the labelled notices of testdata/synthetic, all invented; how: weights_test.go.\n", what, Version, letters)
	for i, label := range w.labels {
		fmt.Fprintf(&out, "\t%s=%.2f", label, w.start[i])
	}
	out.WriteString("\n")
	for _, term := range slices.Sorted(maps.Keys(w.points)) {
		out.WriteString(term)
		for _, p := range w.points[term] {
			fmt.Fprintf(&out, "\t%s=%.2f", w.labels[p.label], p.points)
		}
		out.WriteString("\n")
	}
	return out.String()
}

// learned makes the two tables from notices.
func learned(notices []labelled) (kinds, reasons *weighing) {
	var texts, closures [][]string
	var kindOf, reasonOf []string
	for _, l := range notices {
		terms := termsOf(l.text)
		texts, kindOf = append(texts, terms), append(kindOf, string(l.kind))
		if l.kind == observatory.NoticeClosure {
			closures, reasonOf = append(closures, terms), append(reasonOf, string(l.reason))
		}
	}
	return learn(texts, kindOf), learn(closures, reasonOf)
}

// TestWeights: the tables are those that the development half teaches. Another
// processor may round otherwise, and leave out what is near the least.
func TestWeights(t *testing.T) {
	unraced(t)
	kinds, reasons := learned(slices.DeleteFunc(synthetic(t), func(l labelled) bool { return l.test }))
	for name, w := range map[string]*weighing{"kind": kinds, "reason": reasons} {
		if *update {
			if err := os.WriteFile(filepath.Join("weights", name+".txt"), []byte(w.write(name)), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		kept := mustWeigh(name)
		if !slices.Equal(kept.labels, w.labels) || math.Abs(float64(len(kept.points)-len(w.points))) > float64(len(w.points))/100 {
			t.Fatalf("%s: %d terms for %v are kept, %d for %v are learned: go test ./collectors/notice -run TestWeights -update", name, len(kept.points), kept.labels, len(w.points), w.labels)
		}
		for term, list := range w.points {
			for _, p := range list {
				if d := math.Abs(kept.of(term, p.label) - p.points); d > least+0.05 {
					t.Fatalf("%s: %q has %.2f for %s, want %.2f: go test ./collectors/notice -run TestWeights -update", name, term, kept.of(term, p.label), w.labels[p.label], p.points)
				}
			}
		}
	}
}

// of is what a term says for a label.
func (w *weighing) of(term string, label int) float64 {
	i, found := slices.BinarySearchFunc(w.points[term], label, func(p points, label int) int { return cmp.Compare(p.label, label) })
	if !found {
		return 0
	}
	return w.points[term][i].points
}
