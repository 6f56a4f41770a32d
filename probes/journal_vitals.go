package probes

import (
	"cmp"
	"math"
	"slices"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performancetimeline"

	"vigie/internal/observatory"
)

const whyNoVitals = "le navigateur ne l'a pas dit avant que la page soit quittée"

// A layout shift belongs to the same window as the one before it within a
// second, and a window lasts five seconds at most (web.dev, "Evolving the CLS
// metric").
const (
	shiftGap    = 1.0 // seconds
	shiftWindow = 5.0
)

// vitals gives every page its web vitals, as the browser told them unasked:
// nothing runs in the page.
func (s *sealer) vitals() {
	for i, x := range s.visits {
		begun := s.tape.requests[x.id].exchanges[0].request
		end := math.Inf(1)
		if i+1 < len(s.visits) {
			end = s.tape.requests[s.visits[i+1].id].exchanges[0].request.WallTime.Float64()
		}
		v := observatory.Vitals{}
		if t := x.response.Timing; t != nil && t.ReceiveHeadersEnd > 0 {
			v.TTFB = new(millis((t.RequestTime-begun.Timestamp.Float64())*1000 + t.ReceiveHeadersEnd))
		}
		for _, paint := range s.tape.paints {
			if paint.LoaderID == begun.LoaderID && paint.FrameID == begun.FrameID && v.FCP == nil {
				v.FCP = new(millis((paint.Timestamp.Float64() - begun.Timestamp.Float64()) * 1000))
			}
		}
		var shifts []*performancetimeline.TimelineEvent
		for _, e := range s.tape.timeline {
			switch at := e.Time.Float64(); {
			case e.FrameID != begun.FrameID || at < begun.WallTime.Float64() || at >= end:
			case e.LcpDetails != nil:
				v.LCP = new(millis((painted(e.LcpDetails) - begun.WallTime.Float64()) * 1000))
			case e.LayoutShiftDetails != nil && !e.LayoutShiftDetails.HadRecentInput:
				shifts = append(shifts, e)
			}
		}
		if v.FCP != nil {
			v.CLS = new(layoutShift(shifts))
		}
		if v.TTFB == nil || v.FCP == nil || v.LCP == nil {
			v.Reason = whyNoVitals
		}
		s.journal.Pages[i].Vitals = v
	}
}

// stepVitals gives each step the vitals of the page that it brought. A page
// that a click asked for is that of the step after, which waits for it.
func (s *sealer) stepVitals() {
	steps := s.attempt.facts.Steps
	for i, page := range s.journal.Pages {
		step, _ := s.brought(i)
		if step >= 0 && step+1 < len(steps) && !s.attempt.journey.Steps[step].awaits() {
			step++
		}
		v := page.Vitals
		v.Reason = ""
		if step >= 0 && step < len(steps) && v != (observatory.Vitals{}) {
			steps[step].Vitals = &v
		}
	}
}

// painted is when the largest element was painted; of an image from another
// site the browser tells only when it was loaded.
func painted(lcp *performancetimeline.LargestContentfulPaint) float64 {
	if lcp.RenderTime > 0 {
		return lcp.RenderTime.Float64()
	}
	return lcp.LoadTime.Float64()
}

// layoutShift is the largest sum of a window of shifts.
func layoutShift(shifts []*performancetimeline.TimelineEvent) float64 {
	slices.SortStableFunc(shifts, func(a, b *performancetimeline.TimelineEvent) int {
		return cmp.Compare(a.Time, b.Time)
	})
	var largest, sum float64
	var begun, last cdp.TimeSinceEpoch
	for i, e := range shifts {
		if i == 0 || (e.Time-last).Float64() >= shiftGap || (e.Time-begun).Float64() >= shiftWindow {
			sum, begun = 0, e.Time
		}
		last = e.Time
		sum += e.LayoutShiftDetails.Value
		largest = max(largest, sum)
	}
	return math.Round(largest*1e6) / 1e6
}
