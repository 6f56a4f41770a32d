package charts

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vigie/internal/observatory"
)

// Labels words a chart. All are in the reader's language.
type Labels struct {
	Description string                             // read out by screen readers in place of the drawing
	Unit        string                             // after a value, such as " %"
	Percent     bool                               // the value axis goes from 0 to 100
	First, Last observatory.Month                  // months of the axis; those of the figures when zero
	Band        string                             // name of the interval band
	Month       func(observatory.Month) string     // label of the time axis
	Series      func(f observatory.Figure) string  // name of the line that the figure lies on
	Scale       func(f observatory.Figure) float64 // factor from value to what is shown: 100 for shares
	Keep        func(f observatory.Figure) bool    // figures to draw
	Banded      func(f observatory.Figure) bool    // figures whose interval is drawn; one line at most
}

// Option is what the page's script needs to draw a chart.
type Option struct {
	Unit   string         `json:"unit"`
	Option map[string]any `json:"option"`
}

// missing is how ECharts is told that there is no value: the line breaks there.
const missing = "-"

// Colours and marks are told apart by shape and by dash as well as by colour,
// and hold a contrast of 3:1 against white.
func palette() []string { return []string{"#0b5c6b", "#b3500b", "#5b3a8e", "#3d6b1f", "#8c1d40"} }

func symbols() []string { return []string{"circle", "triangle", "rect", "diamond", "pin"} }

func dashes() []string { return []string{"solid", "dashed", "dotted", "solid", "dashed"} }

// line is one line of a chart, one value a month.
type line struct {
	name      string
	values    []any
	low, high []any // empty without a band
}

// Lines makes the option of a line chart of monthly figures, as JSON. A month
// without a sufficient figure is a hole in the line, never a zero.
func Lines(table observatory.Table, labels Labels) ([]byte, error) {
	months, lines := arrange(table, labels)
	bands, drawn := charts.NewBar(), charts.NewLine()
	bands.SetGlobalOptions(globals(labels, lines)...)
	bands.SetXAxis(months)
	drawn.SetXAxis(months)
	for i, l := range lines {
		addBand(bands, l, labels.Band, palette()[i%len(palette())])
		data := make([]opts.LineData, len(l.values))
		for j, v := range l.values {
			data[j] = opts.LineData{Value: v}
		}
		drawn.AddSeries(
			l.name, data,
			charts.WithLineChartOpts(opts.LineChart{
				Symbol: symbols()[i%len(symbols())], SymbolSize: 9, ShowSymbol: opts.Bool(true), ConnectNulls: opts.Bool(false),
			}),
			charts.WithLineStyleOpts(opts.LineStyle{Width: 2.5, Type: dashes()[i%len(dashes())], Color: palette()[i%len(palette())]}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: palette()[i%len(palette())]}),
		)
	}
	drawn.Validate()
	bands.Overlap(drawn)
	bands.Validate()
	return marshal(bands.JSON(), labels.Unit)
}

// addBand draws the interval of each month as two stacked bars: an invisible
// one up to the lower bound, a pale one from there to the upper bound. Nothing
// is drawn between months, where nothing is known.
func addBand(chart *charts.Bar, l line, name, colour string) {
	if len(l.low) == 0 {
		return
	}
	base, height := make([]opts.BarData, len(l.low)), make([]opts.BarData, len(l.low))
	for j := range l.low {
		base[j], height[j] = opts.BarData{Value: l.low[j]}, opts.BarData{Value: l.high[j]}
	}
	stacked := charts.WithSeriesOpts(func(s *charts.SingleSeries) { s.Stack, s.BarMaxWidth = "band", "22" })
	chart.AddSeries("", base, stacked, charts.WithItemStyleOpts(opts.ItemStyle{Color: "transparent"}))
	chart.AddSeries(name, height, stacked, charts.WithItemStyleOpts(opts.ItemStyle{Color: colour, Opacity: opts.Float(0.28)}))
}

// arrange puts the kept figures on lines over all months of the labels, or from
// the first figure to the last, so that a month without any shows as a hole.
func arrange(table observatory.Table, labels Labels) (names []string, lines []line) {
	kept := make([]observatory.Figure, 0, len(table.Figures))
	first, last := observatory.Month(math.MaxInt32), observatory.Month(math.MinInt32)
	if labels.Last > 0 {
		first, last = labels.First, labels.Last
	}
	for _, f := range table.Figures {
		if labels.Keep != nil && !labels.Keep(f) {
			continue
		}
		kept = append(kept, f)
		first, last = min(first, f.Period.Start.Month()), max(last, f.Period.Start.Month())
	}
	for m := first; m <= last; m++ {
		names = append(names, labels.Month(m))
	}
	for _, f := range kept {
		name := labels.Series(f)
		i := slices.IndexFunc(lines, func(l line) bool { return l.name == name })
		if i < 0 {
			i = len(lines)
			lines = append(lines, line{name: name, values: holes(len(names))})
			if labels.Banded != nil && labels.Banded(f) {
				lines[i].low, lines[i].high = holes(len(names)), holes(len(names))
			}
		}
		lines[i].put(int(f.Period.Start.Month()-first), f, labels.Scale(f))
	}
	return names, lines
}

func holes(n int) []any {
	values := make([]any, n)
	for i := range values {
		values[i] = missing
	}
	return values
}

// Draws reports whether a figure has a place in a chart of months: that of a month
// whose value is shown. Of a rounded count only the bracket is.
func Draws(f observatory.Figure) bool {
	_, err := observatory.ParseMonth(f.Period.Name)
	rounded := f.Shown == observatory.ShownRounded && f.Unit != "count"
	return err == nil && f.Sufficient && (f.Shown == observatory.ShownWhole || rounded)
}

// put sets a month's value and interval. The height of the band is the
// difference of the rounded bounds, so that its top is the rounded upper bound.
func (l *line) put(month int, f observatory.Figure, scale float64) {
	if !Draws(f) {
		return
	}
	l.values[month] = round(f.Value * scale)
	if len(l.low) > 0 && f.HasInterval {
		low, high := round(f.Low*scale), round(f.High*scale)
		l.low[month], l.high[month] = low, round(high-low)
	}
}

func round(v float64) float64 { return math.Round(v*10) / 10 }

// globals are the options common to all charts.
func globals(labels Labels, lines []line) []charts.GlobalOpts {
	y := opts.YAxis{Min: 0}
	if labels.Percent {
		y.Max = 100
	}
	legend := make([]any, 0, len(lines)+1)
	for _, l := range lines {
		legend = append(legend, l.name)
		if len(l.low) > 0 {
			legend = append(legend, map[string]string{"name": labels.Band, "icon": "rect"})
		}
	}
	return []charts.GlobalOpts{
		charts.WithAriaOpts(&opts.Aria{
			Enabled: opts.Bool(true),
			Label:   &opts.AriaLabel{Enabled: opts.Bool(true), Description: labels.Description},
			Decal:   &opts.AriaDecal{Show: opts.Bool(true)},
		}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(true), Top: "0", Left: "0", Data: legend}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis"}),
		charts.WithGridOpts(opts.Grid{Left: "8", Right: "16", Top: "64", Bottom: "8", ContainLabel: opts.Bool(true)}),
		charts.WithYAxisOpts(y),
		charts.WithAnimation(false),
	}
}

func marshal(option map[string]any, unit string) ([]byte, error) {
	data, err := json.Marshal(Option{Unit: unit, Option: option})
	if err != nil {
		return nil, fmt.Errorf("encode the option of a chart: %w", err)
	}
	return data, nil
}
