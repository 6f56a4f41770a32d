package main

import "math"

// betaTail is the distribution function of the beta law, by its continued
// fraction.
func betaTail(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - betaTail(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	const tiny = 1e-300
	c, d := 1.0, 0.0
	result := 1.0
	for i := range 20_000 {
		m := float64(i / 2)
		var term float64
		switch {
		case i == 0:
			term = 1
		case i%2 == 0:
			term = m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		default:
			term = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		d = 1 + term*d
		if math.Abs(d) < tiny {
			d = tiny
		}
		d = 1 / d
		c = 1 + term/c
		if math.Abs(c) < tiny {
			c = tiny
		}
		result *= c * d
		if math.Abs(1-c*d) < 1e-16 {
			break
		}
	}
	return front * (result - 1)
}

// betaQuantile halves until nothing is left to halve.
func betaQuantile(p, a, b float64) float64 {
	low, high := 0.0, 1.0
	for range 200 {
		middle := (low + high) / 2
		if betaTail(middle, a, b) < p {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// exactInterval is Clopper and Pearson's on a size that need not be whole.
func exactInterval(share, size float64) (low, high float64) {
	low, high = 0, 1
	if share*size > 1e-9 {
		low = betaQuantile(0.025, share*size, size-share*size+1)
	}
	if (1-share)*size > 1e-9 {
		high = betaQuantile(0.975, share*size+1, (1-share)*size)
	}
	return min(low, share), max(high, share)
}

// oneSize is how many persons the events of some persons are worth when those
// of one are all alike.
func oneSize[K comparable](perPerson map[K]int64) float64 {
	sum, squares := int64(0), int64(0)
	for _, n := range perPerson {
		sum += n
		squares += n * n
	}
	if squares == 0 {
		return 0
	}
	return float64(sum*sum) / float64(squares)
}

// middle is the median of sorted numbers.
func middle(sorted []int64) float64 {
	n := len(sorted)
	if n == 0 {
		return 0
	}
	if n%2 == 1 {
		return float64(sorted[n/2])
	}
	return float64(sorted[n/2-1]+sorted[n/2]) / 2
}

// orderInterval gives the order statistics that hold the median 95 times in 100,
// when so many of them are independent.
func orderInterval(sorted []int64, effective float64) (low, high float64, ok bool) {
	n := min(int(effective+1e-9), len(sorted))
	below, term := 0.0, math.Pow(0.5, float64(n))
	cut := 0
	for k := 0; k < n/2; k++ {
		below += term
		if below > 0.025 {
			break
		}
		cut = k + 1
		term *= float64(n-k) / float64(k+1)
	}
	if cut == 0 {
		return 0, 0, false
	}
	kept := (cut - 1) * len(sorted) / n
	return float64(sorted[kept]), float64(sorted[len(sorted)-1-kept]), true
}
