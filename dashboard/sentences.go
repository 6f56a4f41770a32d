package dashboard

import (
	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// sentence says a figure in one plain French sentence. Open is the number of
// gaps still open, for the lengths of gaps; pass the zero figure otherwise.
func (s *site) sentence(d indicators.Definition, f, open observatory.Figure) string {
	v := s.view(f)
	if v.Withheld {
		return "Chiffre non publié (" + v.Period + ")" + texts.NoWrap + ": moins de 11 personnes, ou une seule association, ou de quoi retrouver un petit nombre."
	}
	if !v.Measured {
		return "Aucune mesure sur la période" + texts.NoWrap + ": ce qui n’est pas mesuré n’est ni bon ni mauvais."
	}
	if !f.Sufficient {
		if d.Proof == indicators.ByPage {
			return "Données insuffisantes" + texts.NoWrap + ": n = " + v.N + ", il en faut " + s.words.Count(f.MinimumN) + "."
		}
		if d.Proof == indicators.ByProbe {
			return "Données insuffisantes" + texts.NoWrap + ": " + v.N + " avec au moins un relevé, il en faut " + s.words.Count(f.MinimumN) + "."
		}
		return "Données insuffisantes" + texts.NoWrap + ": il faut au moins " + s.words.Count(f.MinimumN) + " personnes distinctes pour publier un chiffre."
	}
	interval := ""
	if v.Interval != "" {
		interval = " (intervalle à 95" + texts.NoWrap + "%" + texts.NoWrap + ": " + v.Interval + ")"
	}
	switch d.ID {
	case "pan.availability":
		return "Sur " + v.N + " de mesure, " + v.Value + " des relevés en moyenne proposaient un rendez-vous à 30 jours au plus" + interval + "."
	case "pan.door":
		return "Sur " + v.N + " de mesure, " + v.Value + " des relevés en moyenne permettaient de poursuivre la prise de rendez-vous" + interval + "."
	case portalID:
		return "Sur " + v.N + " de mesure, " + v.Value + " des relevés en moyenne ont abouti" + interval + "."
	case "certificate.gap_share":
		return capital(v.Period) + texts.NoWrap + ": parmi " + v.N + " dont la demande était à l’examen, titre échu ou sans titre antérieur, " + v.Value +
			" ont passé au moins un jour sans document valable" + interval + "."
	case "certificate.gap_days":
		return capital(v.Period) + texts.NoWrap + ": les périodes sans document qui ont pris fin ont duré " + v.Value + " en médiane" + texts.NoWrap + ": la moitié plus, la moitié moins" + interval + "." + s.openSentence(open)
	case "closure.reason_stated":
		return capital(v.Period) + texts.NoWrap + ": parmi les clôtures défavorables dont l’association a vu le message (" + v.N + "), " + v.Value + " énonçaient un motif" + interval + "."
	}
	return s.words.Typeset(capital(s.otherSentence(d, f, v, interval)))
}

func (s *site) openSentence(open observatory.Figure) string {
	if !open.Sufficient {
		return " Le nombre de celles qui durent encore n’est pas publié (effectif trop faible)."
	}
	return " " + s.words.Count(open.Numerator) + " autres duraient encore au dernier jour connu" + texts.Thin + "; elles ne sont pas dans cette médiane, qui peut donc être trop basse."
}

// lastPublished tells the newest figure of a table of months that is published,
// for when the one of the whole period is withheld.
func (s *site) lastPublished(t observatory.Table, series string) string {
	var last observatory.Figure
	for _, f := range t.Figures {
		if f.Series == series && f.Shown != observatory.ShownWithheld && f.N > 0 && f.Period.Start > last.Period.Start {
			last = f
		}
	}
	if last.N == 0 {
		return ""
	}
	v := s.view(last)
	return " Dernier chiffre publié" + texts.NoWrap + ": " + v.Value + " (" + v.Period + ", n = " + v.N + ")."
}
