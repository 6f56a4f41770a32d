package charts

import (
	"fmt"
	"html"
	"html/template"
	"strings"
)

// Funnel is what a funnel plot shows: shares by how much was measured, and the
// limits between which chance alone leaves them. Shares are 0 to 1.
type Funnel struct {
	Rate      float64 // the common one
	Most      int64   // the right end of the axis
	Near, Far []FunnelLimit
	Points    []FunnelMark
	Percent   func(share float64) string // label of the share axis
	Count     func(n int64) string       // label of the other axis
}

// FunnelLimit are the limits at one n. Limits stand in the order of n.
type FunnelLimit struct {
	N         int64
	Low, High float64
}

// FunnelMark is one place in the plot.
type FunnelMark struct {
	Text  string // read when pointed at
	N     int64
	Share float64
	Apart bool // drawn as a square
}

// The plot, in units of its own.
const (
	funnelWidth, funnelHeight             = 720, 360
	funnelLeft, funnelRight, funnelMargin = 80, 40, 34 // beside the labels, which are larger on a narrow screen
)

// Draw draws the plot as SVG. The table beside it says the same, so that it is
// hidden from screen readers.
func (f Funnel) Draw() template.HTML {
	if f.Most <= 0 || len(f.Points) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="funnel" viewBox="0 0 %d %d" aria-hidden="true" focusable="false">`, funnelWidth, funnelHeight)
	for _, share := range []float64{0, 0.25, 0.5, 0.75, 1} {
		fmt.Fprintf(&b, `<path class="funnel-grid" d="M%d %.1fH%d"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`,
			funnelLeft, y(share), funnelWidth-funnelRight, funnelLeft-6, y(share)+4, html.EscapeString(f.Percent(share)))
	}
	for i := range int64(5) {
		n := f.Most * i / 4
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%s</text>`, f.x(n), funnelHeight-funnelMargin+20, html.EscapeString(f.Count(n)))
	}
	fmt.Fprintf(&b, `<path class="funnel-rate" d="M%d %.1fH%d"/>`, funnelLeft, y(f.Rate), funnelWidth-funnelRight)
	f.limits(&b, "funnel-far", f.Far)
	f.limits(&b, "funnel-near", f.Near)
	for _, p := range f.Points {
		title := "<title>" + html.EscapeString(p.Text) + "</title>"
		if p.Apart {
			fmt.Fprintf(&b, `<rect class="funnel-apart" x="%.1f" y="%.1f" width="11" height="11">%s</rect>`, f.x(p.N)-5.5, y(p.Share)-5.5, title)
			continue
		}
		fmt.Fprintf(&b, `<circle class="funnel-point" cx="%.1f" cy="%.1f" r="5">%s</circle>`, f.x(p.N), y(p.Share), title)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) //nolint:gosec // numbers, and text that was escaped
}

func (f Funnel) x(n int64) float64 {
	return funnelLeft + float64(funnelWidth-funnelLeft-funnelRight)*float64(n)/float64(f.Most)
}

func y(share float64) float64 {
	const height = funnelHeight - 2*funnelMargin
	return funnelMargin + height*(1-share)
}

// limits draws both limits as stepped lines: they are exact, and jump.
func (f Funnel) limits(b *strings.Builder, class string, limits []FunnelLimit) {
	for _, side := range []func(FunnelLimit) float64{func(l FunnelLimit) float64 { return l.Low }, func(l FunnelLimit) float64 { return l.High }} {
		fmt.Fprintf(b, `<path class="%s" d="`, class)
		for i, l := range limits {
			if i == 0 {
				fmt.Fprintf(b, "M%.1f %.1f", f.x(l.N), y(side(l)))
				continue
			}
			fmt.Fprintf(b, "H%.1fV%.1f", f.x(l.N), y(side(l)))
		}
		b.WriteString(`"/>`)
	}
}
