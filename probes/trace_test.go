package probes

import (
	"testing"

	"github.com/chromedp/cdproto/network"
)

// Of a document that its own script replaces, the browser does not always tell the
// end: the page that took its place comes to rest all the same.
func TestAReplacedDocumentIsNotWaitedFor(t *testing.T) {
	trace := newTrace("main")
	ask := func(id network.RequestID) {
		trace.listen(&network.EventRequestWillBeSent{RequestID: id, FrameID: "main", Type: network.ResourceTypeDocument, Request: &network.Request{URL: "https://portail.example/" + string(id)}})
		trace.listen(&network.EventResponseReceived{RequestID: id, Type: network.ResourceTypeDocument, Response: &network.Response{Status: 200}})
	}
	ask("first")
	ask("second")
	trace.listen(&network.EventLoadingFinished{RequestID: "second"})
	if s := trace.state(); s.quiet <= 0 || s.waiting {
		t.Errorf("quiet for %s, waiting %v", s.quiet, s.waiting)
	}
}
