package probes

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
)

// The time of a step ends at any moment, also in the middle of a look: a page
// that was whole at the look before is at rest, a page gone silent is not.
func TestTheLookBeforeTheEndCounts(t *testing.T) {
	end := time.Date(2026, time.November, 27, 12, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		last sight
		want bool
	}{
		"whole just before the end":    {sight{"complete", end.Add(-30 * time.Millisecond)}, true},
		"whole, then a look cut short": {sight{"complete", end.Add(-lookTimeout / 2)}, true},
		"whole, then silent":           {sight{"complete", end.Add(-lookTimeout)}, false},
		"still loading":                {sight{"interactive", end.Add(-30 * time.Millisecond)}, false},
		"never seen":                   {sight{}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.last.complete(end); got != test.want {
				t.Errorf("complete: %v, want %v", got, test.want)
			}
		})
	}
}

// A page is looked at when it has something to show, not when it begins to come;
// what ends the attempt is heard at once.
func TestAPageOnItsWayWakesNobody(t *testing.T) {
	trace := newTrace("main")
	tell := func(event any) (woken bool) {
		trace.listen(event)
		select {
		case <-trace.moved:
			return true
		default:
			return false
		}
	}
	ask := &network.EventRequestWillBeSent{RequestID: "1", FrameID: "main", Type: network.ResourceTypeDocument, Request: &network.Request{URL: "https://un.example/"}}
	answer := func(status int64) any {
		return &network.EventResponseReceived{RequestID: "1", Response: &network.Response{Status: status}}
	}
	for _, e := range []any{ask, answer(200), &page.EventFrameNavigated{Frame: &cdp.Frame{ID: "main"}}} {
		if tell(e) || !trace.state().parsing {
			t.Errorf("%T: woken, or the page was held to have come", e)
		}
	}
	if !tell(&page.EventFrameNavigated{Frame: &cdp.Frame{ID: "inner", ParentID: "main"}}) {
		t.Error("the page in a frame changed and nobody was woken")
	}
	if !tell(&page.EventDomContentEventFired{}) || trace.state().parsing {
		t.Error("the page came and nobody was woken")
	}
	if tell(ask) || !tell(answer(503)) {
		t.Error("an error status was not heard at once")
	}
	if tell(ask); !trace.state().parsing {
		t.Error("another page was asked for and held to have come")
	}
	tell(&network.EventLoadingFailed{RequestID: "1", Canceled: true})
	if trace.state().parsing {
		t.Error("what is no page, such as a download, is waited for")
	}
}
