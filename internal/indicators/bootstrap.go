package indicators

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	"gonum.org/v1/gonum/stat/distuv"
)

// resamples is how often persons are drawn anew for one interval: less often
// where there are many.
func resamples(persons int) int {
	if persons > manyPersons {
		return 100
	}
	return 400
}

// seedOf names the draws of one figure: the same indicator, cell and horizon
// give the same draws, as long as the indicator's history tells of no other way.
func seedOf(indicator string, horizon time.Time, cell ...string) uint64 {
	name := strings.Join(append([]string{indicator, horizon.UTC().Format(time.RFC3339Nano)}, cell...), "\n")
	sum := sha256.Sum256([]byte(name))
	return binary.BigEndian.Uint64(sum[:8])
}

// resampled draws persons with replacement, as often as resamples says, and gives
// what each draw comes to. It is given how many were drawn of each group of persons
// who are alike, so that nothing hangs on who they are. Each processor takes a visitor
// of its own, whose list is used again; a draw is the same whichever processor makes it.
func resampled[T any](seed uint64, sizes []int64, visitor func() func(drawn []int64) T) []T {
	draw, persons := drawing(sizes)
	made := make([]T, resamples(persons))
	var turns errgroup.Group
	workers := min(runtime.GOMAXPROCS(0), len(made))
	for worker := range workers {
		turns.Go(func() error {
			visit, drawn := visitor(), make([]int64, len(sizes))
			for i := worker; i < len(made); i += workers {
				clear(drawn)
				draw(rand.NewPCG(seed, uint64(i)), drawn) //nolint:gosec // small
				made[i] = visit(drawn)
			}
			return nil
		})
	}
	_ = turns.Wait() // none fails
	return made
}

// manyPersons are so many that an interval is narrow anyhow; manyAlike is how many
// persons a group of so many has on average where it is quicker to draw how many are
// taken of each group.
const manyPersons, manyAlike = 5000, 10

// drawing gives a way to draw as many persons as there are, with replacement, and
// their number: one by one, or, where many are alike, of each group how many of those
// still to be drawn are of it. How many are drawn of each is multinomial either way.
func drawing(sizes []int64) (draw func(source rand.Source, drawn []int64), persons int) {
	for _, size := range sizes {
		persons += int(size)
	}
	if persons > manyPersons && persons > manyAlike*len(sizes) {
		return func(source rand.Source, drawn []int64) { drawGroups(source, sizes, int64(persons), drawn) }, persons
	}
	group := make([]int32, 0, persons) // of each person
	for i, size := range sizes {
		group = append(group, slices.Repeat([]int32{int32(i)}, int(size))...) //nolint:gosec // fewer than persons
	}
	return func(source rand.Source, drawn []int64) {
		random := rand.New(source) //nolint:gosec // not a secret
		for range group {
			drawn[group[random.IntN(len(group))]]++
		}
	}, persons
}

// drawGroups draws how many of some persons are of each group, one group after the
// other: binomial, among the groups that are left.
func drawGroups(source rand.Source, sizes []int64, persons int64, drawn []int64) {
	rest := persons // in the groups that are left
	for i, size := range sizes {
		if size >= rest {
			drawn[i] = persons
			return
		}
		drawn[i] = int64(distuv.Binomial{N: float64(persons), P: float64(size) / float64(rest), Src: source}.Rand())
		persons -= drawn[i]
		rest -= size
	}
}

// spreadOf is the variance of a statistic that was computed on resamples of
// persons; the factor takes back what a resample of few persons lacks.
func spreadOf(values []float64, persons int) float64 {
	if persons < 2 || len(values) < 2 {
		return 0
	}
	centre, squares := mean(values), 0.0
	for _, v := range values {
		squares += (v - centre) * (v - centre)
	}
	return squares / float64(len(values)-1) * float64(persons) / float64(persons-1)
}

// effectiveSize is how many independent persons would give a share the
// variance that the resamples gave it, at most size.
func effectiveSize(share, variance, size float64) float64 {
	if share <= 0 || share >= 1 || variance <= 0 {
		return size
	}
	return min(size, share*(1-share)/variance)
}

// EffectiveInterval is the 95 % interval of a share on an effective number of
// persons that need not be whole: Clopper-Pearson's with that number, as Korn
// and Graubard (1998) proposed for shares of clustered samples.
func EffectiveInterval(share, size float64) (low, high float64) {
	low, high = 0, 1
	if hits := share * size; hits > 1e-9 {
		low = distuv.Beta{Alpha: hits, Beta: size - hits + 1}.Quantile(alpha / 2)
	}
	if misses := (1 - share) * size; misses > 1e-9 {
		high = distuv.Beta{Alpha: share*size + 1, Beta: misses}.Quantile(1 - alpha/2)
	}
	return min(low, share), max(high, share)
}

// percentiles gives the 2.5 % and 97.5 % order statistics of resamples.
func percentiles(values []float64) (low, high float64) {
	slices.Sort(values)
	cut := int(math.Ceil(alpha/2*float64(len(values)))) - 1
	return values[cut], values[len(values)-1-cut]
}

// kishOf is the effective number of persons among whom observations are unevenly
// spread, when those of one person are all alike (Kish, 1965): the square of
// the sum of their numbers over the sum of squares. It is the number of persons
// when each has as many.
func kishOf(sum, squares int64) float64 {
	if squares == 0 {
		return 0
	}
	return float64(sum) * float64(sum) / float64(squares)
}
