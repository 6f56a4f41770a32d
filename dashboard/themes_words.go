package dashboard

import (
	"strings"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// Indicators whose figures are shares of days in classes.
const (
	levelID     = "pan.level"
	firstSlotID = "pan.first_slot_delay"
)

func classed(id string) bool { return id == levelID || id == firstSlotID }

// classes are the series of a classed indicator that one sentence tells.
func classes(id string) []string {
	if id == levelID {
		return []string{"level_1", "level_2", "level_3", "level_4", "level_5"}
	}
	return []string{indicators.SeriesWithin7, indicators.SeriesWithin30, indicators.SeriesWithin60, indicators.SeriesBeyond60, indicators.SeriesNoSlot}
}

// leadSeries is the series that stands for an indicator in its sentence.
func leadSeries(d indicators.Definition) string {
	switch {
	case d.ID == levelID:
		return string(observatory.Unattended) + "/level_1"
	case d.ID == firstSlotID:
		return string(observatory.Unattended) + "/" + indicators.SeriesWithin30
	case d.ID == "equality.spread":
		return "pan.availability"
	case d.Proof == indicators.ByPage:
		return ""
	}
	series, _ := mainSeries(d.ID)
	if d.Proof == indicators.ByCase && series == string(observatory.Unattended) {
		return ""
	}
	return series
}

// lead finds the figure that stands for an indicator. Of cases one series is
// published, whatever its name.
func lead(d indicators.Definition, t observatory.Table, department string) (observatory.Figure, bool) {
	for _, accounting := range []observatory.Accounting{observatory.Strict, ""} {
		if f, ok := pick(t, department, leadSeries(d), accounting); ok {
			return f, true
		}
	}
	if d.Proof != indicators.ByCase {
		return observatory.Figure{}, false
	}
	for _, f := range t.Figures {
		if f.Department == department {
			return f, true
		}
	}
	return observatory.Figure{}, false
}

// classSentence tells the share of days in each class.
func (s *site) classSentence(d indicators.Definition, t observatory.Table, department string, first observatory.Figure) string {
	if !first.Sufficient {
		return s.sentence(d, first, observatory.Figure{})
	}
	var parts []string
	for _, class := range classes(d.ID) {
		if f, ok := pick(t, department, string(observatory.Unattended)+"/"+class, observatory.Strict); ok && f.Sufficient {
			parts = append(parts, s.words.Percent(f.Value)+texts.NoWrap+": "+s.words.Series(class))
		}
	}
	return "Sur " + s.view(first).N + " de mesure, part des journées" + texts.NoWrap + ": " + strings.Join(parts, texts.Thin+"; ") + "."
}

const substitutionFunnelID = "substitution.funnel"

// stepsSentence tells how many persons reached each step of the way to the
// substitution.
func (s *site) stepsSentence(t observatory.Table, department string) string {
	var parts []string
	period, withheld := "", false
	for _, f := range t.Figures {
		if f.Department != department {
			continue
		}
		v := s.view(f)
		if withheld = withheld || v.Withheld; v.Known {
			period = v.Period
			parts = append(parts, v.Series+texts.NoWrap+": "+v.N)
		}
	}
	if len(parts) == 0 {
		return "Aucun nombre de personnes n’est publié pour les étapes de ce chemin."
	}
	text := capital(period) + ", personnes qui ont atteint chaque étape" + texts.NoWrap + ": " + strings.Join(parts, texts.Thin+"; ") + "."
	if withheld {
		text += " Le nombre des autres étapes n’est pas publié."
	}
	return text
}

// otherSentence tells a figure of an indicator that has no sentence of its own.
func (s *site) otherSentence(d indicators.Definition, f observatory.Figure, v figureView, interval string) string {
	k, m := s.words.Count(f.Numerator), s.words.Count(f.Denominator)
	switch d.ID {
	case "pan.closed_run":
		return "Sur " + v.N + " de mesure, la plus longue suite de journées mesurées sans aucune date a duré au moins " + v.Value + "."
	case "pan.exists":
		if f.Denominator == 1 { // of a department with one such place
			known := "Aucun point d’accueil numérique n’est connu"
			if f.Numerator == 1 {
				known = "Un point d’accueil numérique est connu"
			}
			return known + " pour le seul lieu que le catalogue dit compétent. « Connu » n’est pas « existant »."
		}
		return "Un point d’accueil numérique est connu pour " + k + " des " + m + " lieux que le catalogue dit compétents. « Connu » n’est pas « existant »."
	case "pan.walk_in":
		return k + " " + s.words.Plural(f.Numerator, "site annonce", "sites annoncent") + " un accueil sans rendez-vous, sur " + m +
			" qui disent comment être reçu au point d’accueil numérique."
	case "equality.spread":
		return "Entre " + m + " départements comparés (rendez-vous à 30 jours), l’écart type que le hasard n’explique pas est de " + v.Value + texts.Thin +
			"; " + k + " " + s.words.Plural(f.Numerator, "département est", "départements sont") + " hors des limites exactes. Ce n’est pas un classement."
	case "substitution.offered_on_failure":
		return "Sur " + v.N + " où l’écran d’un échec a été lu, " + v.Value + " de ces écrans en moyenne proposaient la solution de substitution" + interval + "."
	}
	if f.Unit == string(indicators.Count) {
		return v.Period + texts.NoWrap + ": " + v.Value + ", pour " + v.N + "."
	}
	series := ""
	if d.Proof == indicators.ByCase && f.Series != "" {
		series = " (" + v.Series + ")"
	}
	return v.Period + texts.NoWrap + ": " + v.Value + series + ", parmi " + v.N + interval + "."
}
