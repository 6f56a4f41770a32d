package probes

import (
	"context"
	"os"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const (
	captureHeight = 6000            // CSS pixels; a longer page is cut
	stepSide      = 640             // pixels; the picture of a step is no wider and no higher
	frameTimeout  = 2 * time.Second // for the browser to give the frame that it shows
)

// drawn resolves once what the page holds now has been drawn.
const drawn = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`

// stepPicture is what the window shows, as a small PNG: the work of a browser
// grows with the number of pixels.
func (a *attempt) stepPicture(tab context.Context) ([]byte, error) {
	return a.frame(tab, stepSide)
}

// pagePicture is the whole page as a PNG, at its own size.
func (a *attempt) pagePicture(tab context.Context) ([]byte, error) {
	metrics, err := chromedp.Call(tab, page.GetLayoutMetrics, struct{}{})
	if err != nil {
		return nil, err
	}
	if !beyondWindow(metrics) {
		if content, err := a.frame(tab, 0); err == nil {
			return content, nil
		}
	}
	return picture(tab, metrics)
}

// wholePicture is the same of a page whose scripts do not run any more.
func wholePicture(tab context.Context) ([]byte, error) {
	metrics, err := chromedp.Call(tab, page.GetLayoutMetrics, struct{}{})
	if err != nil {
		return nil, err
	}
	return picture(tab, metrics)
}

// frame gives the frame that the window shows, to the pixel, or made smaller to
// fit a square of side pixels. A screenshot would have the browser draw the page
// once more, and at another size lay it out twice.
func (a *attempt) frame(tab context.Context, side int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(tab, frameTimeout)
	defer cancel()
	if os.Getenv("XRAF") == "" {
	} else if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](drawn, chromedp.EvalAwaitPromise)); err != nil {
		return nil, err
	}
	select {
	case <-a.frames: // left by a frame that came too late
	default:
	}
	_, err := chromedp.Call(ctx, page.StartScreencast, page.StartScreencastParams{
		Format: page.StartScreencastFormatPng, MaxWidth: side, MaxHeight: side, MaxFramesInFlight: 1,
	})
	if err != nil {
		return nil, err
	}
	defer func() {
		// A tab that no longer answers shows nothing either.
		_, _ = chromedp.Call(ctx, page.StopScreencast, cdp.Empty{})
	}()
	select {
	case e := <-a.frames:
		return e.Data, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func beyondWindow(m page.GetLayoutMetricsResult) bool {
	size, window := m.CSSContentSize, m.CSSLayoutViewport
	return size.Width > float64(window.ClientWidth) || size.Height > float64(window.ClientHeight)
}

// picture has the browser draw the whole page.
func picture(tab context.Context, metrics page.GetLayoutMetricsResult) ([]byte, error) {
	params := page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng, OptimizeForSpeed: new(true)}
	if beyondWindow(metrics) {
		size := metrics.CSSContentSize
		params.CaptureBeyondViewport = new(true)
		params.Clip = &page.Viewport{Width: size.Width, Height: min(size.Height, captureHeight), Scale: 1}
	}
	result, err := chromedp.Call(tab, page.CaptureScreenshot, params)
	return result.Data, err
}
