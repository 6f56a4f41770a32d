package dashboard

import (
	"vigie/internal/charts"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// bounds are the upper bounds of the map's classes, but for the last.
func bounds(d indicators.Definition) []float64 {
	if d.Unit == indicators.Days {
		return []float64{8, 31, 61, 91}
	}
	return []float64{0.2, 0.4, 0.6, 0.8}
}

// fillMap sets the map, its legend and its table.
func (s *site) fillMap(data *overviewPage, shot *snapshot, d indicators.Definition) error {
	series, accounting := mainSeries(d.ID)
	places := map[string]charts.Place{}
	counts := map[int]int64{}
	for _, department := range s.Catalogue.Departments() {
		f, ok := pick(shot.tables[d.ID].departments, department.Code, series, accounting)
		if !ok {
			f = s.empty(d, department.Code, shot.window)
		}
		v := s.view(f)
		bin := charts.NotMeasured
		switch {
		case f.Sufficient && (f.Shown == observatory.ShownWhole || f.Shown == observatory.ShownRounded):
			bin = charts.Bin(f.Value, bounds(d))
		case v.Measured:
			bin = charts.Insufficient
		}
		counts[bin]++
		name := s.departmentName(department.Code)
		address := "/departement/" + department.Code
		label := name + texts.NoWrap + ": " + v.Value
		if v.Measured {
			label += " (" + v.N + ")"
		}
		places[department.Code] = charts.Place{Bin: bin, Label: label, Link: address}
		data.MapRows = append(data.MapRows, mapRow{Link: link{address, name}, Figure: v})
	}
	data.Legend = s.legend(d, counts)
	outline := s.Catalogue.Map()
	data.Credit = s.words.Typeset(outline.Credit)
	drawing, err := charts.Map(outline, "Carte des départements"+texts.NoWrap+": "+d.Name.FR, places)
	data.Map = drawing
	return err
}

func (s *site) legend(d indicators.Definition, counts map[int]int64) []legendEntry {
	edges := bounds(d)
	entries := make([]legendEntry, 0, len(edges)+3)
	low := 0.0
	for i := range len(edges) + 1 {
		var label string
		switch {
		case i < len(edges):
			label = s.legendRange(d, low, edges[i])
			low = edges[i]
		case d.Unit == indicators.Share:
			label = "de " + s.whole(low) + " à " + s.whole(1)
		default:
			label = s.quantity(string(d.Unit), low) + " ou plus"
		}
		entries = append(entries, legendEntry{charts.Class(i), label, s.words.Count(counts[i])})
	}
	return append(
		entries,
		legendEntry{charts.Class(charts.Insufficient), s.fewWord(d), s.words.Count(counts[charts.Insufficient])},
		legendEntry{charts.Class(charts.NotMeasured), s.words.T("not_measured"), s.words.Count(counts[charts.NotMeasured])},
	)
}

// fewWord names what is measured and has no exact figure on the map.
func (s *site) fewWord(d indicators.Definition) string {
	if d.Proof == indicators.ByCase {
		return "non publié, ou borne seule (petits nombres)"
	}
	return s.words.T("insufficient")
}

func (s *site) legendRange(d indicators.Definition, low, high float64) string {
	if d.Unit == indicators.Days {
		return "de " + s.words.Count(int64(low)) + " à moins de " + s.words.Days(high)
	}
	return "de " + s.whole(low) + " à moins de " + s.whole(high)
}

// whole writes a share without decimals, for bounds that are round.
func (s *site) whole(share float64) string {
	return s.words.Decimal(share*100, 0) + texts.NoWrap + "%"
}
