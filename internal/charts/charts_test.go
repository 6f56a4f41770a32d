package charts

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

func monthly(month observatory.Month, accounting observatory.Accounting, value float64, sufficient bool) observatory.Figure {
	return observatory.Figure{
		Accounting: accounting, Value: value, Low: value - 0.1, High: value + 0.1, HasInterval: sufficient, Sufficient: sufficient,
		Period: observatory.Period{Name: month.String(), Span: observatory.Span{Start: month.First(), End: month.Last()}},
	}
}

func labels() Labels {
	return Labels{
		Description: "En mai, 40 %.", Unit: " %", Percent: true, Band: "intervalle",
		Month:  func(m observatory.Month) string { return m.String() },
		Series: func(f observatory.Figure) string { return string(f.Accounting) },
		Scale:  func(observatory.Figure) float64 { return 100 },
		Banded: func(f observatory.Figure) bool { return f.Accounting == observatory.Strict },
	}
}

// decoded is what the tests look at of an option.
type decoded struct {
	Unit   string
	Option struct {
		Aria struct {
			Enabled bool
			Label   struct{ Description string }
			Decal   struct{ Show bool }
		}
		XAxis  []struct{ Data []string }
		Series []struct {
			Name, Type string
			Data       []struct{ Value any }
		}
	}
}

func TestLinesBreakWhereThereIsNoFigure(t *testing.T) {
	may := observatory.NewDate(2026, 5, 1).Month()
	table := observatory.Table{Figures: []observatory.Figure{
		monthly(may, observatory.Strict, 0.4, true), monthly(may, observatory.Confirmed, 0.5, true),
		monthly(may+2, observatory.Strict, 0.3, false), monthly(may+3, observatory.Strict, 0.25, true),
	}}
	data, err := Lines(table, labels())
	if err != nil {
		t.Fatal(err)
	}
	var got decoded
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2026-05", "2026-06", "2026-07", "2026-08"}, got.Option.XAxis[0].Data); diff != "" {
		t.Errorf("months (-want +got):\n%s", diff)
	}
	values := map[string]string{}
	for _, s := range got.Option.Series {
		var points []string
		for _, point := range s.Data {
			points = append(points, fmt.Sprint(point.Value))
		}
		values[s.Name] = strings.Join(points, " ")
	}
	want := map[string]string{
		"": "30 - - 15", "intervalle": "20 - - 20", "strict": "40 - - 25", "confirmed": "50 - - -",
	}
	if diff := cmp.Diff(want, values); diff != "" {
		t.Errorf("series (-want +got):\n%s", diff)
	}
	aria := got.Option.Aria
	if !aria.Enabled || aria.Label.Description != "En mai, 40 %." || !aria.Decal.Show {
		t.Errorf("aria: %+v", aria)
	}
	if got.Unit != " %" {
		t.Errorf("unit %q", got.Unit)
	}
}

func TestLinesOfAnEmptyTable(t *testing.T) {
	data, err := Lines(observatory.Table{}, labels())
	if err != nil || !json.Valid(data) {
		t.Fatalf("%v %s", err, data)
	}
	if strings.Contains(string(data), "http") {
		t.Errorf("the option names an address: %s", data)
	}
}

func TestMap(t *testing.T) {
	drawing := catalogue.Map{
		Width: 10, Height: 12,
		Shapes: []catalogue.Shape{
			{Code: "01", Path: "M0 0L1 1Z"}, {Code: "75", Path: "M2 2L3 3Z"}, {Code: "75", Path: "M7 7L8 8Z", Inset: "paris"},
		},
		Insets: []catalogue.Inset{{ID: "paris", Name: "Paris", X: 1, Y: 2, Width: 3, Height: 4}},
	}
	html, err := Map(drawing, "Carte", map[string]Place{
		"01": {Bin: 2, Label: `<script>"Ain`, Link: "/departement/01"}, "75": {Bin: Insufficient, Label: "Paris", Link: "/departement/75"},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := string(html)
	for _, want := range []string{
		`viewBox="0 0 10 12"`, `class="map-bin2" fill-rule="evenodd" d="M0 0L1 1Z"`, `href="/departement/01"`, `&lt;script&gt;`,
		`tabindex="-1" aria-hidden="true"><path class="map-few" fill-rule="evenodd" d="M2 2L3 3Z"`,
		`aria-label="Paris"><path class="map-few" fill-rule="evenodd" d="M7 7L8 8Z"`, `width="3" height="4"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the map lacks %s:\n%s", want, got)
		}
	}
	if strings.Contains(got, "<script") || strings.Contains(got, "style=") {
		t.Errorf("the map holds a script or an inline style:\n%s", got)
	}
}

func TestBin(t *testing.T) {
	bounds := []float64{0.2, 0.4}
	for value, want := range map[float64]int{0: 0, 0.19: 0, 0.2: 1, 0.39: 1, 0.4: 2, 1: 2} {
		if got := Bin(value, bounds); got != want {
			t.Errorf("Bin(%v) = %d, want %d", value, got, want)
		}
	}
}
