package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// weeksForMeans is the number of distinct ISO weeks from which the interval of
// a probe figure is made from weekly means: days of one week resemble each
// other (design.md section 5).
const weeksForMeans = 8

// Methods of interval of probe figures, in French as pages show them.
const (
	methodDays   = "Student sur les parts quotidiennes"
	methodWeeks  = "Student sur les moyennes hebdomadaires"
	methodExact  = "Clopper-Pearson sur les journées (toutes identiques à 0 ou 1)"
	methodNone   = "sans objet (parts quotidiennes toutes égales)"
	methodAbsent = "sans objet (effectif insuffisant)"
	methodCount  = "sans objet (dénombrement)"
	methodWilson = "Wilson sur les personnes distinctes"

	methodEffective = "Clopper-Pearson sur l’effectif équivalent"
	methodCurve     = "personnes rééchantillonnées"
)

// intervalOfDays says how the interval of a daily share is made.
const intervalOfDays = "95 %, loi de Student sur les parts quotidiennes (sur les moyennes hebdomadaires à partir de 8 semaines), borné à 0 et 1 ; " +
	"avant 8 semaines, jamais plus étroit que Clopper-Pearson sur l’effectif qui aurait la même variance ; " +
	"Clopper-Pearson sur les journées lorsqu’elles valent toutes 0 ou toutes 1"

// setProbeInterval sets the 95 % interval: exact when every day is 0 or every
// day is 1; otherwise Student around the value, from the spread of the days or,
// from eight weeks on, of the weekly means; cut to 0-1. Few days near 0 or 1
// are too lopsided for Student: there it is never narrower than the exact
// interval on the number of observations that would have this spread.
func setProbeInterval(f *observatory.Figure, days, weeks []float64) {
	n := int64(len(days))
	switch low, high := slices.Min(days), slices.Max(days); {
	case high == 0:
		f.Low, f.High = ClopperPearson(0, n)
		f.HasInterval, f.Method = true, methodExact
		return
	case low == 1:
		f.Low, f.High = ClopperPearson(n, n)
		f.HasInterval, f.Method = true, methodExact
		return
	}
	sample, method := days, methodDays
	if len(weeks) >= weeksForMeans {
		sample, method = weeks, methodWeeks
	}
	half, ok := StudentHalf(sample)
	if !ok {
		f.Method = methodNone
		return
	}
	f.Low, f.High = max(0, f.Value-half), min(1, f.Value+half)
	f.HasInterval, f.Method = true, method
	if method == methodDays {
		low, high := EffectiveInterval(f.Value, f.Value*(1-f.Value)/meanVariance(days))
		f.Low, f.High = min(f.Low, low), max(f.High, high)
	}
}
