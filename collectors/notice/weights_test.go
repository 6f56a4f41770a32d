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
	"unicode"
	"unicode/utf8"

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

// head says what a table is, and of which version.
func (w *weighing) head(what string) string {
	return fmt.Sprintf("# What words say of the %s of a message, %s: words (%d letters of each), then points by label.\n# Learned from the labelled notices of testdata/synthetic, all invented; how: weights_test.go.\n", what, Version, letters)
}

// rounding is by how much points may differ on another processor.
const rounding = 0.05

// write writes a weighing as parseWeighing reads it.
func (w *weighing) write(what string) string {
	var out strings.Builder
	out.WriteString(w.head(what))
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

// usual is in how many notices a word stands that is no name though it has a capital
// in all: Bonjour, Madame, ANEF.
const usual = 25

// properNouns are the words, folded and cut, that seldom have a small first letter
// (they do in mail addresses): the names of invented persons and of places must not
// weigh in the reading of a real message.
func properNouns(notices []labelled) map[string]bool {
	small, all, notes := map[string]int{}, map[string]int{}, map[string]int{}
	for _, l := range notices {
		here := map[string]bool{}
		for word := range strings.FieldsFuncSeq(l.text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			first, _ := utf8.DecodeRuneInString(word)
			for _, term := range terms(Fold(word)) {
				if unicode.IsLower(first) {
					small[term]++
				}
				all[term]++
				here[term] = true
			}
		}
		for term := range here {
			notes[term]++
		}
	}
	maps.DeleteFunc(notes, func(term string, n int) bool { return 3*small[term] >= all[term] || n >= usual })
	names := map[string]bool{}
	for term := range notes {
		names[term] = true
	}
	return names
}

// learned makes the two tables from notices.
func learned(notices []labelled) (kinds, reasons *weighing) {
	var texts, closures [][]string
	var kindOf, reasonOf []string
	names := properNouns(notices)
	for _, l := range notices {
		terms := slices.DeleteFunc(termsOf(l.text), func(term string) bool {
			return slices.ContainsFunc(strings.Fields(term), func(word string) bool { return names[word] })
		})
		texts, kindOf = append(texts, terms), append(kindOf, string(l.kind))
		if l.kind == observatory.NoticeClosure {
			closures, reasonOf = append(closures, terms), append(reasonOf, string(l.reason))
		}
	}
	return learn(texts, kindOf), learn(closures, reasonOf)
}

// TestNoNamesInTheWeights: the names that strangers invented most often.
func TestNoNamesInTheWeights(t *testing.T) {
	for name, w := range map[string]*weighing{"kind": kindWords(), "reason": reasonWords()} {
		for term := range w.points {
			for _, person := range []string{"karim", "petros", "ndiaye", "quispe", "kouyat", "diallo", "traore", "benali", "nguyen", "martin", "fatou"} {
				if slices.Contains(strings.Fields(term), person) {
					t.Errorf("%s: %q has points", name, term)
				}
			}
		}
	}
}

// TestWeights: the tables are those that the development half teaches, of this
// version. Another processor may round otherwise, and leave out what is near the
// least.
func TestWeights(t *testing.T) {
	unraced(t)
	kinds, reasons := learned(slices.DeleteFunc(synthetic(t), func(l labelled) bool { return l.test || l.unlearned }))
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
		if text, err := weightFiles.ReadFile("weights/" + name + ".txt"); err != nil || !strings.HasPrefix(string(text), w.head(name)) {
			t.Errorf("%s: the table is of another version, or %v", name, err)
		}
		for label := range w.labels {
			if math.Abs(kept.start[label]-w.start[label]) > rounding {
				t.Errorf("%s: %s starts with %.2f, want %.2f", name, w.labels[label], kept.start[label], w.start[label])
			}
			for _, table := range []*weighing{kept, w} {
				for term := range table.points {
					there, want := kept.of(term, label), w.of(term, label)
					if math.Abs(there-want) > rounding && (there != 0 && want != 0 || math.Abs(there-want) > least+rounding) {
						t.Fatalf("%s: %q has %.2f for %s, want %.2f: go test ./collectors/notice -run TestWeights -update", name, term, there, w.labels[label], want)
					}
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
