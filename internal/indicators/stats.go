package indicators

import (
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// level is the error probability of the published intervals: 95 %.
const alpha = 0.05

// Wilson gives the 95 % score interval (E. B. Wilson, 1927) of a share seen on
// n independent persons. It is the interval on display; see ClopperPearson for
// dossiers. n must be positive.
func Wilson(share float64, n int64) (low, high float64) { return wilson(share, float64(n)) }

// wilson is Wilson's interval on an effective number of persons.
func wilson(share, size float64) (low, high float64) {
	z := distuv.UnitNormal.Quantile(1 - alpha/2)
	z2 := z * z
	centre := (share + z2/(2*size)) / (1 + z2/size)
	half := z / (1 + z2/size) * math.Sqrt(share*(1-share)/size+z2/(4*size*size))
	low, high = max(0, centre-half), min(1, centre+half)
	// At the ends the bound is exact; rounding must not say otherwise.
	if share == 0 {
		low = 0
	}
	if share == 1 {
		high = 1
	}
	return low, high
}

// ClopperPearson gives the exact 95 % interval (Clopper and Pearson, 1934) of
// k successes among n. It never covers less than 95 %, which is why dossiers
// use it. n must be positive and k between 0 and n.
func ClopperPearson(k, n int64) (low, high float64) {
	low, high = 0, 1
	x, size := float64(k), float64(n)
	if k > 0 {
		low = distuv.Beta{Alpha: x, Beta: size - x + 1}.Quantile(alpha / 2)
	}
	if k < n {
		high = distuv.Beta{Alpha: x + 1, Beta: size - x}.Quantile(1 - alpha/2)
	}
	return low, high
}

// StudentHalf gives the half-width of the 95 % Student interval of the mean of
// the values. It needs at least two values, and is false when they are all
// equal: a width of zero would claim a certainty that nobody has.
func StudentHalf(values []float64) (half float64, ok bool) {
	if len(values) < 2 || slices.Min(values) == slices.Max(values) {
		return 0, false
	}
	quantile := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(len(values) - 1)}.Quantile(1 - alpha/2)
	return quantile * math.Sqrt(meanVariance(values)), true
}

// meanVariance is the variance of the mean of independent values, two or more.
func meanVariance(values []float64) float64 {
	n := float64(len(values))
	centre, squares := mean(values), 0.0
	for _, v := range values {
		squares += (v - centre) * (v - centre)
	}
	return squares / (n - 1) / n
}

// mean is the mean of the values, summed in their order.
func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// Median gives the median of sorted whole numbers: the middle one, or the mean
// of the two in the middle. There must be at least one.
func Median(sorted []int64) float64 {
	n := len(sorted)
	return float64(sorted[(n-1)/2]+sorted[n/2]) / 2
}

// MedianInterval gives the 95 % interval of the median of sorted whole numbers
// from their order statistics, which assumes no shape of the distribution.
// effective is how many of them are independent, at most all: where one person
// has several, as many more are kept at each side. It is false below six
// independent values, where no such interval exists.
func MedianInterval(sorted []int64, effective float64) (low, high int64, ok bool) {
	n, independent := len(sorted), int(min(effective+1e-9, float64(len(sorted))))
	half := distuv.Binomial{N: float64(independent), P: 0.5}
	// how many independent values may be cut off at each side
	rank := sort.Search(independent/2, func(rank int) bool { return half.CDF(float64(rank)) > alpha/2 })
	if rank == 0 {
		return 0, 0, false
	}
	cut := (rank - 1) * n / independent
	return sorted[cut], sorted[n-1-cut], true
}
