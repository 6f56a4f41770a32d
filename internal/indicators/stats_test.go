package indicators

import (
	"math"
	"testing"
)

func near(t *testing.T, name string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within || math.IsNaN(got) {
		t.Errorf("%s = %.6f, want %.6f", name, got, want)
	}
}

func TestClopperPearson(t *testing.T) {
	for _, c := range []struct {
		name      string
		k, n      int64
		low, high float64
	}{
		{"standards.md section 7", 81, 263, 0.2527, 0.3676},
		{"Newcombe 1998, table I", 15, 148, 0.0578, 0.1617},
		{"Newcombe 1998, table I", 0, 20, 0, 0.1684},
		{"Newcombe 1998, table I", 1, 29, 0.0009, 0.1776},
		{"none of five", 0, 5, 0, 0.5218}, // 1 - 0.025^(1/5)
		{"five of five", 5, 5, 0.4782, 1},
		{"one of one", 1, 1, 0.025, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			low, high := ClopperPearson(c.k, c.n)
			near(t, "low", low, c.low, 5e-5)
			near(t, "high", high, c.high, 5e-5)
		})
	}
}

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		name      string
		share     float64
		n         int64
		low, high float64
	}{
		{"standards.md section 7", 0.98, 1440, 0.97139, 0.98606},
		{"Newcombe 1998, table I: 0.2553 to 0.3662", 81. / 263, 263, 0.255289, 0.366210}, // (0.315288 ± 1.959964·0.0287101)/1.0146063
		{"none of twenty", 0, 20, 0, 0.161125},                                           // 3.841459/23.841459
		{"half of ten", 0.5, 10, 0.23659, 0.76341},
		{"none", 0, 11, 0, 0.258833}, // z²/(n+z²)
		{"all", 1, 11, 0.741167, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			low, high := Wilson(c.share, c.n)
			near(t, "low", low, c.low, 6e-6)
			near(t, "high", high, c.high, 6e-6)
		})
	}
}

func TestStudentHalf(t *testing.T) {
	// Mean 3, variance 2.5, t(0.975; 4) = 2.776445: half = 2.776445·√0.5 = 1.963243.
	half, ok := StudentHalf([]float64{1, 2, 3, 4, 5})
	if !ok {
		t.Fatal("no interval for five distinct values")
	}
	near(t, "half", half, 1.963243, 1e-5)
	for name, values := range map[string][]float64{"one value": {0.5}, "all equal": {0.5, 0.5, 0.5}, "none": nil} {
		if _, ok := StudentHalf(values); ok {
			t.Errorf("%s: an interval was given", name)
		}
	}
}

func TestMedianInterval(t *testing.T) {
	sorted := make([]int64, 0, 100)
	for i := range int64(100) {
		sorted = append(sorted, i+1)
	}
	// Known ranks of the 95 % interval of a median (binomial, p = 1/2).
	for _, c := range []struct {
		n         int
		low, high int64
		ok        bool
	}{
		{1, 0, 0, false}, {2, 0, 0, false}, {3, 0, 0, false}, {4, 0, 0, false}, {5, 0, 0, false}, {6, 1, 6, true}, {7, 1, 7, true}, {8, 1, 8, true}, {9, 2, 8, true}, {10, 2, 9, true}, {25, 8, 18, true}, {100, 40, 61, true},
	} {
		low, high, ok := MedianInterval(sorted[:c.n], float64(c.n))
		if ok != c.ok || low != c.low || high != c.high {
			t.Errorf("n=%d: got %d-%d %t, want %d-%d %t", c.n, low, high, ok, c.low, c.high, c.ok)
		}
	}
	near(t, "median of four", Median([]int64{1, 2, 5, 9}), 3.5, 0)
	near(t, "median of three", Median([]int64{1, 2, 9}), 2, 0)
}
