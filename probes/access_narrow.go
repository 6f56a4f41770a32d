package probes

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Widths of the narrow pages, in CSS pixels. 320 is a window of 1280 pixels
// enlarged to 400 % (WCAG 2.1, criterion 1.4.10).
const (
	phoneWidth  = 390
	phoneHeight = 844
	zoomWidth   = 320
	zoomHeight  = 256
)

// The slow link: figures of our choice, near those of a weak mobile line. They
// are no norm, and every attempt's sentence states them.
const (
	linkLatency = 300 * time.Millisecond
	linkDown    = 700 // kbit/s
	linkUp      = 250 // kbit/s
)

func linkFigures() string {
	return fmt.Sprintf("%d ms, %d kbit/s en réception, %d kbit/s en émission", linkLatency.Milliseconds(), linkDown, linkUp)
}

// slowDown puts the tab on the slow link, when its journey asks for it.
func (a *attempt) slowDown(tab context.Context) error {
	if a.journey.Way != WaySlowLink {
		return nil
	}
	const bytes = 1000.0 / 8
	_, err := chromedp.Call(tab, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{
			Latency: float64(linkLatency.Milliseconds()), DownloadThroughput: linkDown * bytes, UploadThroughput: linkUp * bytes,
		}},
	})
	if err != nil {
		return fmt.Errorf("slow the link down: %w", err)
	}
	return nil
}

// pageShape is how a page stands in its window, in CSS pixels.
type pageShape struct {
	Width  int  `json:"width"`  // of the window
	Scroll int  `json:"scroll"` // width of the page
	Found  bool `json:"found"`  // the landmark is shown
	Left   int  `json:"left"`   // of the landmark
	Right  int  `json:"right"`
}

// narrow looks at the page in a narrow window: as a telephone would load it,
// or as a person who enlarges it sees it.
func (a *attempt) narrow(ctx, tab context.Context, landmark Locator, width int) *Ending {
	height := zoomHeight
	if width == phoneWidth {
		height = phoneHeight
	}
	_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: int64(width), Height: int64(height), DeviceScaleFactor: 1, Mobile: width == phoneWidth,
	})
	if err != nil {
		return a.broken(ctx, tab, err)
	}
	if width == phoneWidth {
		if ending := a.reload(ctx, tab); ending != nil {
			return ending
		}
	}
	_, ending := a.await(ctx, tab, Condition{Locator: landmark})
	if ending != nil {
		return ending
	}
	shape, err := usable[pageShape](ctx, &landmark, "shape")
	if err != nil {
		return a.broken(ctx, tab, err)
	}
	shape.Width = width
	a.pieceOf(ctx, RoleAccess, shape)
	switch {
	case !shape.Found:
		return unmet(CauseNarrowHidden, fmt.Sprintf("À %d px CSS de large la page ne montre plus son repère.", width))
	case shape.Scroll > width+1 || shape.Left < -1 || shape.Right > width+1:
		return unmet(CauseSideways, fmt.Sprintf("À %d px CSS de large la page en prend %d : il faut la faire défiler de côté.", width, max(shape.Scroll, shape.Right)))
	}
	return nil
}

func reloadPage(ctx context.Context) error {
	_, err := chromedp.Call(ctx, page.Reload, page.ReloadParams{})
	return err
}
