package probes

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

const (
	captureTimeout = 15 * time.Second
	captureHeight  = 6000 // CSS pixels; a longer page is cut
	captureWidth   = 2560 // CSS pixels; a wider one too
	messageLength  = 500  // runes
)

// keep captures the page as it stands at the end: message, final address,
// picture and HTML. A capture that cannot be written makes the attempt a fault,
// for nothing would prove it.
func (a *attempt) keep(tab context.Context, ending Ending) Ending {
	if a.nobody {
		return ending
	}
	ctx, cancel := context.WithTimeout(tab, captureTimeout)
	defer cancel()
	// A page still on its way would delay the capture; nothing is lost if it
	// cannot be stopped.
	a.land(ctx)
	_, _ = chromedp.Call(ctx, page.StopLoading, struct{}{})
	v := a.describe(ctx)
	a.noteSubstitution(v, ending)
	if a.journey.private() {
		return a.keepMasked(ctx, v, ending)
	}
	shown := v.Main
	if strings.TrimSpace(shown) == "" {
		shown = v.Text
	}
	a.facts.Message = cut(squeeze(shown), messageLength)
	if v.Address != "" && !strings.HasPrefix(v.Address, "chrome-error:") && v.Address != "about:blank" {
		a.facts.FinalAddress = v.Address
	}
	kept := a.piece(ctx, "screenshot", pictureMedia, picture)
	a.lastPicture(ctx)
	if a.policy().markup && !strings.HasPrefix(v.Address, "chrome-error:") {
		kept = a.piece(ctx, "html", "text/html; charset=utf-8", markup) && kept
	}
	if !kept {
		return Ending{observatory.Fault, CauseEvidence, "La capture n'a pas pu être écrite. Vu sur la cible : " + ending.Detail}
	}
	return ending
}

// land lets a page that has been answered take its place, for the time of a
// look: an error stopped on its way there is never drawn by Chromium.
func (a *attempt) land(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	for begun := time.Now(); a.trace.landing() && a.pause(ctx, begun) == nil; {
	}
}

// piece makes and keeps one evidence file. False means that it was made and
// could not be written; a page too stuck to be captured is no such fault.
func (a *attempt) piece(ctx context.Context, role, media string, capture func(context.Context) ([]byte, error)) bool {
	if a.runner.config.Keep == nil {
		return true
	}
	content, err := capture(ctx)
	if err != nil {
		a.runner.config.Log.Warn("page not captured", slog.String("role", role), slog.String("target", a.target.ID), slog.Any("error", err))
		return true
	}
	hash, err := a.runner.config.Keep(ctx, media, content)
	if err != nil {
		a.runner.config.Log.Error("capture not written", slog.String("role", role), slog.String("target", a.target.ID), slog.Any("error", err))
		return false
	}
	a.facts.Evidence = append(a.facts.Evidence, observatory.Piece{Role: role, Hash: hash, Media: media})
	return true
}

// picture is the whole page as a PNG.
func picture(tab context.Context) ([]byte, error) {
	metrics, err := chromedp.Call(tab, page.GetLayoutMetrics, struct{}{})
	if err != nil {
		return nil, err
	}
	params := page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng, OptimizeForSpeed: new(true)}
	size, window := metrics.CSSContentSize, metrics.CSSLayoutViewport
	if size.Width > float64(window.ClientWidth) || size.Height > float64(window.ClientHeight) {
		params.CaptureBeyondViewport = new(true)
		params.Clip = &page.Viewport{Width: min(size.Width, captureWidth), Height: min(size.Height, captureHeight), Scale: 1}
	}
	result, err := chromedp.Call(tab, page.CaptureScreenshot, params)
	return result.Data, err
}

// markup is the document as it stands, its scripts having run.
func markup(tab context.Context) ([]byte, error) {
	html, err := chromedp.Run(tab, chromedp.Evaluate[string](
		`(document.doctype ? new XMLSerializer().serializeToString(document.doctype) + "\n" : "") + document.documentElement.outerHTML`))
	return []byte(html), err
}
