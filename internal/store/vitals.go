package store

import (
	"math"

	"vigie/internal/observatory"
)

// vital is one web vital of a step: microseconds, or millionths for cls. A
// vital that the browser did not tell has no entry.
type vital struct {
	name  string
	value int
}

// Parts of a unit that a vital is stored in.
const (
	perMilli = 1e3 // microseconds
	perUnit  = 1e6 // millionths
)

// vitalsOf lists what is known of the vitals of a step, in a fixed order.
func vitalsOf(v *observatory.Vitals) []vital {
	if v == nil {
		return nil
	}
	var known []vital
	add := func(name string, value *float64, scale float64) {
		if value != nil {
			known = append(known, vital{name, int(math.Round(*value * scale))})
		}
	}
	add("ttfb", v.TTFB, perMilli)
	add("fcp", v.FCP, perMilli)
	add("lcp", v.LCP, perMilli)
	add("cls", v.CLS, perUnit)
	return known
}

// ofVitals is the reverse of vitalsOf; nil when nothing is known.
func ofVitals(known []vital) *observatory.Vitals {
	if len(known) == 0 {
		return nil
	}
	v := &observatory.Vitals{}
	for _, k := range known {
		switch k.name {
		case "ttfb":
			v.TTFB = new(float64(k.value) / perMilli)
		case "fcp":
			v.FCP = new(float64(k.value) / perMilli)
		case "lcp":
			v.LCP = new(float64(k.value) / perMilli)
		case "cls":
			v.CLS = new(float64(k.value) / perUnit)
		}
	}
	return v
}
