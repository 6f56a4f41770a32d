package privacy

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// Features are the hints of one person of an association.
type Features struct {
	Person observatory.ID
	Cases  []observatory.ID
	Hints  []observatory.Hint
}

// Pair is two pseudonyms of one association that may be one person.
type Pair struct {
	First, Second observatory.ID // the smaller first
	Score         int            // hundredths of a bit: see Duplicates
	Agree         []observatory.HintKind
	Differ        []observatory.HintKind
}

// widestBlock is the largest set of persons that share a feature and are
// compared with each other: a mail of an association is nobody's.
const widestBlock = 60

// ProbableScore is from where on a pair is proposed: 10 bits, a likelihood a
// thousand times as great if the two are one person as if they are not.
const ProbableScore = 1000

// level is one way in which two persons can compare in a field: the share of
// true pairs that do (m). What it weighs is log2(m/u), where u is the share of
// false pairs that do, taken from how often the value is found (frequency-based
// weights).
type level struct {
	kinds []observatory.HintKind // all must agree
	m     float64
}

// fields are compared one by one, their levels from the strictest on; mDiffer is
// the share of true pairs of which no level agrees. The m are judgements of
// ours, not estimates: files of associations with known duplicates would give
// better ones.
var fields = []struct { //nolint:gochecknoglobals // a constant table
	levels  []level
	mDiffer float64
}{
	{[]level{
		{[]observatory.HintKind{observatory.HintNames}, 0.70},
		{[]observatory.HintKind{observatory.HintSound, observatory.HintFirst}, 0.18},
		{[]observatory.HintKind{observatory.HintSound}, 0.07},
	}, 0.05},
	{[]level{
		{[]observatory.HintKind{observatory.HintBirth}, 0.90},
		{[]observatory.HintKind{observatory.HintBirthSwap}, 0.03},
		{[]observatory.HintKind{observatory.HintBirthYear}, 0.04},
	}, 0.03},
	{[]level{{[]observatory.HintKind{observatory.HintMail}, 0.70}}, 0.30},
	{[]level{{[]observatory.HintKind{observatory.HintPhone}, 0.60}}, 0.40},
	{[]level{{[]observatory.HintKind{observatory.HintNumber}, 0.98}}, 0.02},
}

// uDiffer is the share of false pairs that differ in a field: nearly all.
const uDiffer = 0.99

// Duplicates proposes pairs of an association's persons of whom at least one has
// no foreigner number, or whose numbers differ by zeros before them alone. Pairs
// are looked for within blocks: persons who share the names, the mail, the
// telephone, the number, or the sound of the family name and the year of birth.
// Each is scored as Fellegi and Sunter do (A Theory for Record Linkage, Journal
// of the American Statistical Association 64, 1969, p. 1183-1210): the sum over
// fields of log2(m/u), with u by the frequency of the value (Winkler, Using the
// EM Algorithm for Weight Computation, 1988). A field that one of the two lacks
// says nothing. The best pairs come first.
func Duplicates(all []Features, least int) []Pair {
	l := newLinkage(all)
	var pairs []Pair
	seen := map[[2]int]bool{}
	for _, block := range l.blocks {
		if len(block) < 2 || len(block) > widestBlock {
			continue
		}
		for i, a := range block {
			for _, b := range block[i+1:] {
				key := [2]int{min(a, b), max(a, b)}
				if a == b || seen[key] {
					continue
				}
				seen[key] = true
				if pair, ok := l.compare(key[0], key[1]); ok && pair.Score >= least {
					pairs = append(pairs, pair)
				}
			}
		}
	}
	slices.SortFunc(pairs, func(a, b Pair) int {
		return cmp.Or(b.Score-a.Score, strings.Compare(a.First.String(), b.First.String()), strings.Compare(a.Second.String(), b.Second.String()))
	})
	return pairs
}

// linkage is the persons of one association, their features, and how often each
// is found.
type linkage struct {
	people []Features
	values []map[observatory.HintKind][]observatory.ID
	count  map[observatory.Hint]int
	total  map[observatory.HintKind]int
	blocks map[string][]int
}

func newLinkage(all []Features) *linkage {
	people := slices.Clone(all)
	slices.SortFunc(people, func(a, b Features) int { return strings.Compare(a.Person.String(), b.Person.String()) })
	l := &linkage{people: people, count: map[observatory.Hint]int{}, total: map[observatory.HintKind]int{}, blocks: map[string][]int{}}
	for i, person := range people {
		values := map[observatory.HintKind][]observatory.ID{}
		for _, hint := range person.Hints {
			values[hint.Kind] = append(values[hint.Kind], hint.Value)
			l.count[hint]++
		}
		for kind := range values {
			l.total[kind]++
		}
		l.values = append(l.values, values)
		l.block(i, values)
	}
	return l
}

func (l *linkage) block(i int, values map[observatory.HintKind][]observatory.ID) {
	for _, kind := range []observatory.HintKind{observatory.HintNames, observatory.HintMail, observatory.HintPhone, observatory.HintNumber} {
		for _, value := range values[kind] {
			l.blocks[string(kind)+string(value[:])] = append(l.blocks[string(kind)+string(value[:])], i)
		}
	}
	for _, family := range values[observatory.HintSound] {
		for _, year := range values[observatory.HintBirthYear] {
			key := string(family[:]) + string(year[:])
			l.blocks[key] = append(l.blocks[key], i)
		}
	}
}

// compare scores two persons; false when both have numbers that differ.
func (l *linkage) compare(a, b int) (Pair, bool) {
	one, other := l.values[a], l.values[b]
	if len(one[observatory.HintNumber]) > 0 && len(other[observatory.HintNumber]) > 0 && shared(one, other, observatory.HintNumber).IsZero() {
		return Pair{}, false
	}
	pair := Pair{First: l.people[a].Person, Second: l.people[b].Person}
	bits := 0.0
	for _, field := range fields {
		known := false
		agreed := false
		for _, level := range field.levels {
			u, both := 1.0, true
			for _, kind := range level.kinds {
				if len(one[kind]) == 0 || len(other[kind]) == 0 {
					both = false
					break
				}
				known = true
				value := shared(one, other, kind)
				both = both && !value.IsZero()
				u *= l.frequency(kind, value)
			}
			if both {
				bits += math.Log2(level.m / u)
				pair.Agree = append(pair.Agree, level.kinds...)
				agreed = true
				break
			}
		}
		if known && !agreed {
			bits += math.Log2(field.mDiffer / uDiffer)
			pair.Differ = append(pair.Differ, field.levels[0].kinds...)
		}
	}
	pair.Score = int(math.Round(100 * bits))
	return pair, true
}

func shared(one, other map[observatory.HintKind][]observatory.ID, kind observatory.HintKind) observatory.ID {
	for _, value := range one[kind] {
		if slices.Contains(other[kind], value) {
			return value
		}
	}
	return observatory.NoID
}

// frequency is the share of persons with a value, never less than what a
// population of ten thousand would show: a small file makes every name rare.
func (l *linkage) frequency(kind observatory.HintKind, value observatory.ID) float64 {
	const population = 10_000
	seen := l.count[observatory.Hint{Kind: kind, Value: value}]
	if kind == observatory.HintBirthYear { // some sixty years, however few are in the file
		return max(1.0/60, float64(seen)/float64(max(population, l.total[kind])))
	}
	return float64(max(seen, 1)) / float64(max(population, l.total[kind]))
}
