package probes

import (
	"context"
	_ "embed"
	"log/slog"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

//go:embed print.js
var printScript string

// shotTimeout bounds the picture of a step: a page too busy to be pictured in
// that time goes without.
const shotTimeout = 3 * time.Second

// capturePolicy says what is kept of an attempt besides its facts.
type capturePolicy struct {
	steps  bool // a picture of the window at each step
	markup bool // the document at the end
}

// policy is what the mode of the journey allows to keep. Of an attempt that a
// person helps with, no step is pictured and the journal holds facts only; of a
// private one nothing is kept here (see keepless).
func (a *attempt) policy() capturePolicy {
	if a.runner.config.Keep == nil {
		return capturePolicy{}
	}
	if a.journey.Mode == observatory.Assisted {
		return capturePolicy{markup: true}
	}
	return capturePolicy{steps: true, markup: true}
}

// pageState tells two looks at a page apart without a picture.
type pageState struct {
	Print    string `json:"print"` // of the document and of what is typed in it
	Drawn    string `json:"drawn"` // of its pictures and fonts
	finished int    // answers that had come in
}

// awaits reports whether a step waits for the page to show what it did; the
// others leave that to the step that comes next.
func (s Step) awaits() bool {
	return s.Click == nil && s.Fill == nil && s.Choose == nil && s.Upload == nil
}

// pictures gives each step a picture of the page as the step left it. A picture
// costs as much as loading a small page, so that steps which only look share
// one, taken when the page is about to be acted on or left: a step whose page
// has changed since has none.
type pictures struct {
	waiting []waitingStep
	shown   observatory.Hash // of the last picture, and
	state   pageState        // the page that it shows
	left    *pageState       // the page as the step that has just ended left it
}

type waitingStep struct {
	index int
	print string
}

// before notes where the requests of a step begin, and pictures the page that
// the step is about to change.
func (a *attempt) before(tab context.Context, step Step) {
	a.marks = append(a.marks, a.trace.sentSoFar())
	left := a.pictures.left
	a.pictures.left = nil
	if len(a.pictures.waiting) > 0 && (!step.awaits() || step.Open != "" || step.Human != nil) {
		a.shoot(tab, left)
	}
}

// after notes the page as a step left it. A click may be leading to another
// page: its picture is that of the page it was made on.
func (a *attempt) after(tab context.Context, step Step, index int) {
	if !a.policy().steps || a.facts.Steps[index].Screenshot != "" {
		return
	}
	if step.Click != nil {
		a.facts.Steps[index].Screenshot = a.pictures.shown
		return
	}
	if state, err := a.lookNow(tab); err == nil && !a.trace.state().waiting {
		a.pictures.waiting = append(a.pictures.waiting, waitingStep{index, state.Print})
		a.pictures.left = &state
	}
}

// shoot pictures the window for the steps that wait for it. The last of them has
// just looked at the page.
func (a *attempt) shoot(tab context.Context, state *pageState) {
	ctx, cancel := context.WithTimeout(tab, shotTimeout)
	defer cancel()
	if state == nil {
		now, err := a.lookNow(ctx)
		if err != nil {
			return
		}
		state = &now
	}
	if a.trace.state().waiting {
		return
	}
	if a.pictures.shown == "" || a.pictures.state != *state {
		hash := a.screenshot(ctx, windowPicture)
		if hash == "" {
			return
		}
		a.pictures.shown, a.pictures.state = hash, *state
	}
	a.share(state.Print, a.pictures.shown)
}

// share gives a picture to the waiting steps that left the page as it shows it.
func (a *attempt) share(shown string, hash observatory.Hash) {
	for _, w := range a.pictures.waiting {
		if w.print == shown {
			a.facts.Steps[w.index].Screenshot = hash
		}
	}
	a.pictures.waiting = nil
}

// lookNow gives the state of the page in a few milliseconds.
func (a *attempt) lookNow(tab context.Context) (pageState, error) {
	ctx, cancel := context.WithTimeout(tab, lookTimeout)
	defer cancel()
	finished := a.trace.finishedSoFar()
	state, err := chromedp.Run(ctx, chromedp.Evaluate[pageState](printScript))
	state.finished = finished
	return state, err
}

// lastPicture gives the picture of the end to the last step, and to those that
// left the page as it stands.
func (a *attempt) lastPicture(ctx context.Context) {
	piece, found := a.facts.PieceByRole("screenshot")
	last := len(a.facts.Steps) - 1
	if !found || last < 0 || !a.policy().steps {
		return
	}
	if len(a.pictures.waiting) > 0 {
		if state, err := a.lookNow(ctx); err == nil {
			a.share(state.Print, piece.Hash)
		}
	}
	a.facts.Steps[last].Screenshot = piece.Hash
}

// screenshot keeps a picture in the middle of a journey, once; empty when it
// could not be had.
func (a *attempt) screenshot(ctx context.Context, take func(context.Context) ([]byte, error)) observatory.Hash {
	if a.runner.config.Keep == nil {
		return ""
	}
	content, err := take(ctx)
	if err != nil {
		a.runner.config.Log.Warn("step not pictured", slog.String("target", a.target.ID), slog.Any("error", err))
		return ""
	}
	hash, err := a.runner.config.Keep(ctx, pictureMedia, content)
	if err != nil {
		a.runner.config.Log.Error("picture not written", slog.String("target", a.target.ID), slog.Any("error", err))
		return ""
	}
	for _, piece := range a.facts.Evidence {
		if piece.Hash == hash {
			return hash
		}
	}
	a.facts.Evidence = append(a.facts.Evidence, observatory.Piece{Role: "step", Hash: hash, Media: pictureMedia})
	return hash
}

// pictureMedia is the form of pictures: what a reader sees is to the pixel what
// the browser drew.
const pictureMedia = "image/png"

// stepScale is the size of the picture of a step against the window's: the
// browser's work grows with the number of pixels.
const stepScale = 0.5

// windowPicture is what the window shows, as a PNG of half its width.
func windowPicture(tab context.Context) ([]byte, error) {
	metrics, err := chromedp.Call(tab, page.GetLayoutMetrics, struct{}{})
	if err != nil {
		return nil, err
	}
	shown := metrics.CSSVisualViewport
	result, err := chromedp.Call(tab, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: page.CaptureScreenshotFormatPng, OptimizeForSpeed: new(true),
		Clip: &page.Viewport{X: shown.PageX, Y: shown.PageY, Width: shown.ClientWidth, Height: shown.ClientHeight, Scale: stepScale},
	})
	return result.Data, err
}
