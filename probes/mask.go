package probes

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

//go:embed mask.js
var maskScript string

// barStep rounds the width of a bar up, so that it does not tell the length of
// what it hides, in pixels.
const barStep = 32

// The greys of a masked picture, which are all there is besides the landmarks.
const (
	maskPage = 0xff
	maskBar  = 0x9e
	maskBox  = 0xd8
)

func grey(level uint8) image.Image { return image.NewUniform(color.Gray{level}) }

// spot is a rectangle of the page, in CSS pixels.
type spot struct{ X, Y, W, H float64 }

// layout is what mask.js measured.
type layout struct {
	Scale             float64 // pixels of the picture to one of these
	Keep, Bars, Boxes []spot
}

// plainAndMasked gives the page as it stands, and the same masked: a drawing of where
// text, fields and pictures stand, with the very pixels of the words that the
// journey itself writes and of nothing else. The page's scripts are stopped
// first, so that it does not change between the measure and the picture.
func plainAndMasked(tab context.Context, landmarks []string) (plain, masked []byte, err error) {
	_, err = chromedp.Call(tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err != nil {
		return nil, nil, err
	}
	before, err := measure(tab, landmarks, false)
	if err != nil {
		return nil, nil, err
	}
	if plain, err = picture(tab); err != nil {
		return nil, nil, err
	}
	after, err := measure(tab, landmarks, true)
	if err != nil {
		return nil, nil, err
	}
	after.Keep = both(before.Keep, after.Keep)
	masked, err = mask(plain, after)
	return plain, masked, err
}

func measure(tab context.Context, landmarks []string, hit bool) (layout, error) {
	arguments, err := json.Marshal([]any{landmarks, hit})
	if err != nil {
		return layout{}, fmt.Errorf("encode landmarks: %w", err)
	}
	return chromedp.Run(tab, chromedp.Evaluate[layout](maskScript+"(..."+string(arguments)+")"))
}

// both gives the spots that stand in both lists: what moved meanwhile is hidden.
func both(a, b []spot) []spot {
	known := map[spot]bool{}
	for _, s := range a {
		known[s] = true
	}
	var kept []spot
	for _, s := range b {
		if known[s] {
			kept = append(kept, s)
		}
	}
	return kept
}

// mask draws the masked picture of a plain one.
func mask(plain []byte, page layout) ([]byte, error) {
	source, err := png.Decode(bytes.NewReader(plain))
	if err != nil {
		return nil, fmt.Errorf("read picture to mask: %w", err)
	}
	scale := page.Scale
	out := image.NewRGBA(source.Bounds())
	draw.Draw(out, out.Bounds(), grey(maskPage), image.Point{}, draw.Src)
	for _, s := range page.Boxes {
		draw.Draw(out, s.around(scale), grey(maskBox), image.Point{}, draw.Src)
	}
	for _, s := range page.Bars {
		s.W = math.Ceil(s.W/barStep) * barStep
		bar := s.around(scale)
		draw.Draw(out, bar.Inset(min(3, bar.Dy()/4)), grey(maskBar), image.Point{}, draw.Src)
	}
	for _, s := range page.Keep {
		draw.Draw(out, s.within(scale), source, s.within(scale).Min, draw.Src)
	}
	var content bytes.Buffer
	if err := png.Encode(&content, out); err != nil {
		return nil, fmt.Errorf("write masked picture: %w", err)
	}
	return content.Bytes(), nil
}

// around is the smallest rectangle of whole pixels that holds the spot.
func (s spot) around(scale float64) image.Rectangle {
	return image.Rect(int(math.Floor(s.X*scale)), int(math.Floor(s.Y*scale)), int(math.Ceil((s.X+s.W)*scale)), int(math.Ceil((s.Y+s.H)*scale)))
}

// within is the greatest rectangle of whole pixels that the spot holds: no
// pixel of a neighbour.
func (s spot) within(scale float64) image.Rectangle {
	return image.Rectangle{
		Min: image.Pt(int(math.Ceil(s.X*scale)), int(math.Ceil(s.Y*scale))),
		Max: image.Pt(int(math.Floor((s.X+s.W)*scale)), int(math.Floor((s.Y+s.H)*scale))),
	}
}

// landmarks are the words by which the journey knows its pages.
func (j Journey) landmarks() []string {
	var words []string
	var walk func(c *Condition)
	add := func(l *Locator) {
		if l != nil && l.Text != "" {
			words = append(words, l.Text)
		}
	}
	walk = func(c *Condition) {
		if c == nil {
			return
		}
		add(&c.Locator)
		walk(c.Not)
		for i := range c.All {
			walk(&c.All[i])
		}
		for i := range c.Any {
			walk(&c.Any[i])
		}
	}
	for _, s := range j.Steps {
		add(s.Click)
		walk(s.WaitFor)
		if s.Choose != nil {
			add(&s.Choose.Locator)
		}
		if s.Expect != nil {
			walk(&s.Expect.Condition)
		}
		if s.Identify != nil {
			walk(s.Identify.Landmark)
		}
		for i := range s.Branch {
			walk(&s.Branch[i].When)
		}
	}
	return words
}
