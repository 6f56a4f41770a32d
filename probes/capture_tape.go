package probes

import (
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/performancetimeline"
	"github.com/chromedp/cdproto/runtime"

	"vigie/internal/observatory"
)

const (
	tapeExchanges = 1000 // exchanges kept of one attempt
	tapeEntries   = 200  // lines of console kept of one attempt
	entryLength   = 500  // runes of a line of console
)

// tape holds what the browser told of the network and of its console during
// one attempt, in the order of telling. The trace's lock guards it.
type tape struct {
	exchanges []*taped
	requests  map[network.RequestID]*request
	omitted   int
	console   []observatory.Entry
	paints    []*page.EventLifecycleEvent
	timeline  []*performancetimeline.TimelineEvent
	deaf      bool // of a journey that shows what is a person's: nothing is remembered
}

// request gathers the exchanges of one request of the browser: one a redirect,
// then the last. The headers on the wire come apart and in the same order.
type request struct {
	exchanges []*taped
	sent      []network.Headers
	received  []network.Headers
}

// taped is one exchange as the browser told it.
type taped struct {
	id         network.RequestID
	request    *network.EventRequestWillBeSent
	response   *network.Response
	wire       bool   // the headers on the wire were told apart
	location   string // where the answer redirected
	answered   cdp.MonotonicTime
	finished   cdp.MonotonicTime // 0 while it has not
	bytes      float64
	err        string
	sentOnWire network.Headers
	gotOnWire  network.Headers
}

func newTape() *tape {
	return &tape{requests: map[network.RequestID]*request{}, console: []observatory.Entry{}}
}

// listen takes one event; it only remembers.
func (t *tape) listen(event any) {
	if t.deaf {
		return
	}
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		t.sent(e)
	case *network.EventRequestWillBeSentExtraInfo:
		r := t.request(e.RequestID)
		r.sent = append(r.sent, e.Headers)
	case *network.EventResponseReceivedExtraInfo:
		r := t.request(e.RequestID)
		r.received = append(r.received, e.Headers)
	case *network.EventResponseReceived:
		if x := t.last(e.RequestID); x != nil {
			x.response, x.wire, x.answered = e.Response, e.HasExtraInfo, e.Timestamp
		}
	case *network.EventLoadingFinished:
		if x := t.last(e.RequestID); x != nil {
			x.finished, x.bytes = e.Timestamp, e.EncodedDataLength
		}
	case *network.EventLoadingFailed:
		if x := t.last(e.RequestID); x != nil {
			x.finished, x.err = e.Timestamp, e.ErrorText
		}
	case *page.EventLifecycleEvent:
		if e.Name == "firstContentfulPaint" && len(t.paints) < tapeEntries {
			t.paints = append(t.paints, e)
		}
	case *performancetimeline.EventTimelineEventAdded:
		if len(t.timeline) < tapeExchanges {
			t.timeline = append(t.timeline, e.Event)
		}
	case *cdplog.EventEntryAdded:
		t.entry(e.Entry.Timestamp, string(e.Entry.Source), string(e.Entry.Level), e.Entry.Text, e.Entry.URL)
	case *runtime.EventConsoleAPICalled:
		t.entry(e.Timestamp, "console", string(e.Type), spoken(e.Args), "")
	case *runtime.EventExceptionThrown:
		t.entry(e.Timestamp, "exception", "error", exceptionText(e.ExceptionDetails), "")
	case *page.EventJavascriptDialogOpening:
		t.entry(runtime.Timestamp(time.Now().UnixMilli()), "dialog", string(e.Type), e.Message, "")
	}
}

func (t *tape) sent(e *network.EventRequestWillBeSent) {
	if strings.HasPrefix(e.Request.URL, "data:") || strings.HasPrefix(e.Request.URL, "blob:") {
		return
	}
	if x := t.last(e.RequestID); x != nil && e.RedirectResponse != nil {
		x.response, x.wire, x.location = e.RedirectResponse, e.RedirectHasExtraInfo, e.Request.URL
		x.answered, x.finished, x.bytes = e.Timestamp, e.Timestamp, e.RedirectResponse.EncodedDataLength
	}
	if len(t.exchanges) == tapeExchanges {
		t.omitted++
		return
	}
	x := &taped{id: e.RequestID, request: e}
	r := t.request(e.RequestID)
	r.exchanges = append(r.exchanges, x)
	t.exchanges = append(t.exchanges, x)
}

func (t *tape) request(id network.RequestID) *request {
	r := t.requests[id]
	if r == nil {
		r = &request{}
		t.requests[id] = r
	}
	return r
}

func (t *tape) last(id network.RequestID) *taped {
	r := t.requests[id]
	if r == nil || len(r.exchanges) == 0 {
		return nil
	}
	return r.exchanges[len(r.exchanges)-1]
}

func (t *tape) entry(at runtime.Timestamp, source, level, text, url string) {
	if len(t.console) == tapeEntries {
		return
	}
	t.console = append(t.console, observatory.Entry{
		At: time.UnixMilli(int64(at.Float64())).UTC(), Source: source, Level: level, Text: cut(text, entryLength), URL: url,
	})
}

// spoken is what was given to console.log and its like.
func spoken(args []*runtime.RemoteObject) string {
	var words []string
	for _, arg := range args {
		switch {
		case arg.Description != "":
			words = append(words, arg.Description)
		case len(arg.Value) > 0:
			words = append(words, strings.Trim(string(arg.Value), `"`))
		}
	}
	return strings.Join(words, " ")
}

// match gives every exchange its headers on the wire: the browser tells them
// in the order of the exchanges of a request, leaving out those that did not
// reach the network.
func (t *tape) match() {
	for _, r := range t.requests {
		next := 0
		for _, x := range r.exchanges {
			if x.response != nil && !x.wire {
				continue
			}
			if next < len(r.sent) {
				x.sentOnWire = r.sent[next]
			}
			if next < len(r.received) && x.response != nil {
				x.gotOnWire = r.received[next]
			}
			next++
		}
	}
}
