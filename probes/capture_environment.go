package probes

import (
	"context"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/performancetimeline"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

// beginning is what is noted of the tab before the first address is opened.
type beginning struct {
	at      time.Time // of the machine, with its steady clock
	product string    // the browser and its version
	cookies int       // in the fresh context, -1 when it could not be read
	history int       // entries of the fresh tab, -1 when it could not be read
	clock   observatory.Item
	bodies  bool // the browser holds bodies to the byte until the end
}

// start notes the state of the fresh tab, and asks the browser to hold bodies
// until the end of the attempt. Nothing of it can fail the attempt: what could
// not be had is said in the journal.
func (a *attempt) start(tab context.Context) {
	a.beginning = beginning{at: time.Now(), cookies: -1, history: -1}
	if a.runner.config.Keep == nil {
		// Some eight events a page, of which the journal alone reads one.
		_, _ = chromedp.Call(tab, page.SetLifecycleEventsEnabled, page.SetLifecycleEventsEnabledParams{Enabled: false})
		return
	}
	a.beginning.clock = a.runner.clock.item("clock_offset")
	if version, err := chromedp.CallBrowser(tab, cdpbrowser.GetVersion, cdp.Empty{}); err == nil {
		a.beginning.product = version.Product
	}
	own := chromedp.FromContext(tab).BrowserContextID
	if jar, err := chromedp.CallBrowser(tab, storage.GetCookies, storage.GetCookiesParams{BrowserContextID: own}); err == nil {
		a.beginning.cookies = len(jar.Cookies)
	}
	if history, err := chromedp.Call(tab, page.GetNavigationHistory, cdp.Empty{}); err == nil {
		a.beginning.history = len(history.Entries)
	}
	// A browser that cannot tell has no vitals: the journal says so.
	_, _ = chromedp.Call(tab, performancetimeline.Enable, performancetimeline.EnableParams{
		EventTypes: []string{"largest-contentful-paint", "layout-shift"},
	})
	if a.journey.Mode != observatory.Assisted {
		// Without it the browser forgets the bodies of a page that it leaves, and
		// gives texts in another encoding than they came in.
		_, err := chromedp.Call(tab, network.ConfigureDurableMessages, network.ConfigureDurableMessagesParams{
			MaxTotalBufferSize: new(int64(bodiesLimit)), MaxResourceBufferSize: new(int64(bodyLimit)),
		})
		a.beginning.bodies = err == nil
	}
}

func had(name string, values ...string) observatory.Item {
	return observatory.Item{Name: name, State: observatory.Obtained, Values: values}
}

func notHad(name, reason string) observatory.Item {
	return observatory.Item{Name: name, State: observatory.NotObtained, Reason: reason}
}

// either is the item, not obtained when it has no value.
func either(name, reason string, values ...string) observatory.Item {
	if values = slices.DeleteFunc(values, func(v string) bool { return v == "" }); len(values) == 0 {
		return notHad(name, reason)
	}
	return had(name, values...)
}

// window is what the tab says of itself.
type window struct {
	Viewport  string `json:"viewport"`
	Languages string `json:"languages"`
	Zone      string `json:"zone"`
}

func (s *sealer) window() window {
	if s.gone() {
		return window{}
	}
	ctx, cancel := context.WithTimeout(s.tab, lookTimeout)
	defer cancel()
	seen, err := chromedp.Run(ctx, chromedp.Evaluate[window](`({
		viewport: innerWidth + "x" + innerHeight + " pixels CSS, densité " + devicePixelRatio,
		languages: navigator.languages.join(", "),
		zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
	})`))
	if err != nil {
		return window{}
	}
	return seen
}

// localAddress asks the machine, and nobody else, which of its addresses it
// uses towards the portal.
func (s *sealer) localAddress() observatory.Item {
	const name = "local_address"
	if s.assisted() {
		return notHad(name, whyAssisted)
	}
	for _, x := range s.journal.Exchanges {
		if x.RemoteIP == "" {
			continue
		}
		socket, err := net.Dial("udp", net.JoinHostPort(x.RemoteIP, strconv.Itoa(x.RemotePort))) // sends nothing
		if err != nil {
			return notHad(name, "le système n'a pas de route vers le portail")
		}
		host, _, err := net.SplitHostPort(socket.LocalAddr().String())
		_ = socket.Close() // nothing was sent
		if err != nil {
			return notHad(name, "adresse locale illisible")
		}
		return had(name, host)
	}
	return notHad(name, "aucune connexion n'a abouti")
}

// answers lists the addresses that the names of hosts led the browser to.
func (s *sealer) answers() []string {
	var answers []string
	for _, x := range s.journal.Exchanges {
		host := hostOf(x.Address)
		if x.RemoteIP != "" && host != "" {
			answers = append(answers, host+" = "+x.RemoteIP)
		}
	}
	slices.Sort(answers)
	return slices.Compact(answers)
}

func (s *sealer) tls() []observatory.Item {
	const why = "le document principal n'est pas venu par TLS"
	var protocols, chain []string
	for _, x := range s.journal.Exchanges {
		if !x.Main {
			continue
		}
		if x.TLSProtocol != "" {
			protocols = append(protocols, strings.TrimSpace(x.TLSProtocol+" "+x.TLSCipher))
		}
		for _, hash := range x.Certificates {
			chain = append(chain, string(hash))
		}
	}
	slices.Sort(protocols)
	reason := why
	if len(protocols) > 0 {
		reason = "le navigateur ne l'a pas donnée"
	}
	return []observatory.Item{
		either("tls", why, slices.Compact(protocols)...),
		either("certificate_chain", reason, unique(chain)...),
	}
}

// unique keeps the first of equal values, in their order.
func unique(values []string) []string {
	var out []string
	for _, v := range values {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func resolvers() []string {
	content, err := os.ReadFile("/etc/resolv.conf")
	if err != nil {
		return nil
	}
	var servers []string
	for text := range strings.Lines(string(content)) {
		if fields := strings.Fields(text); len(fields) > 1 && fields[0] == "nameserver" {
			servers = append(servers, fields[1])
		}
	}
	return servers
}

func systemName() string {
	content, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return ""
	}
	for text := range strings.Lines(string(content)) {
		if name, found := strings.CutPrefix(text, "PRETTY_NAME="); found {
			return strings.Trim(strings.TrimSpace(name), `"`)
		}
	}
	return ""
}

func line(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(content))
}
