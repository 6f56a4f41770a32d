package probes

import (
	"cmp"
	"context"
	"encoding/base64"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

const (
	sealTimeout = 25 * time.Second
	tabPatience = 10 * time.Second // of which to ask the tab
	bodyLimit   = 16 << 20         // bytes of one body
	bodiesLimit = 64 << 20         // bytes that the browser holds for one attempt
)

// Why something is missing from a journal, for its reader.
const (
	whyAssisted   = "tentative assistée : seuls les faits et l'image sont conservés"
	whyRedirect   = "le navigateur ne donne pas le corps d'une redirection"
	whyUnfinished = "la réponse n'était pas finie à la fin de la tentative"
	whyGone       = "l'onglet ne répondait plus"
	whyTooBig     = "corps de plus de 16 Mio"
	whyOld        = "ce navigateur ne garde pas les corps à l'octet près"
)

// sealer makes the journal of one attempt.
type sealer struct {
	attempt *attempt
	tab     context.Context // of the commands to the tab
	broken  error           // the first file that could not be written
	tape    *tape
	visits  []*taped // the exchange of each page of the journal
	journal *observatory.Journal
}

// seal keeps the journal of the attempt, and every body once. A journal that
// cannot be written makes the attempt a fault, for nothing would prove it.
func (a *attempt) seal(ctx, tab context.Context, b *browser, ending Ending) Ending {
	if a.runner.config.Keep == nil || a.nobody {
		return ending
	}
	ctx, cancel := context.WithTimeout(ctx, sealTimeout)
	defer cancel()
	limited, leave := context.WithTimeout(tab, tabPatience)
	defer leave()
	s := &sealer{attempt: a, tab: limited}
	s.fill(ctx, b)
	content, err := evidence.SealJournal(s.journal)
	if err = cmp.Or(s.broken, err); err == nil {
		var hash observatory.Hash
		if hash, err = a.runner.config.Keep(ctx, evidence.JournalMedia, content); err == nil {
			a.facts.Evidence = append(a.facts.Evidence, observatory.Piece{Role: observatory.RoleJournal, Hash: hash, Media: evidence.JournalMedia})
			return ending
		}
	}
	a.runner.config.Log.Error("journal not written", slog.String("target", a.target.ID), slog.Any("error", err))
	return Ending{observatory.Fault, CauseEvidence, "Le journal des échanges n'a pas pu être écrit. Vu sur la cible : " + ending.Detail}
}

func (s *sealer) fill(ctx context.Context, b *browser) {
	a := s.attempt
	s.tape = a.trace.taped()
	s.journal = &observatory.Journal{
		Version: observatory.JournalVersion, Attempt: a.facts.ID, Journey: a.journey.ID, JourneyVersion: a.journey.Version,
		Target: a.target.ID, Mode: a.journey.Mode, Simulation: a.facts.Simulation, Software: "vigie/" + a.runner.config.Version,
		Place: a.runner.config.Place, Address: a.target.Address, StartedAt: a.facts.At, EndedAt: a.runner.config.Now().UTC(),
		Pages: []observatory.Visit{}, Exchanges: []observatory.Exchange{}, Omitted: s.tape.omitted, Console: s.tape.console,
		Pieces: slices.Clone(a.facts.Evidence),
	}
	for _, x := range s.tape.exchanges {
		s.visit(x)
		s.journal.Exchanges = append(s.journal.Exchanges, s.exchange(ctx, x))
	}
	s.vitals()
	s.stepVitals()
	s.certificates(ctx)
	s.journal.Environment = s.environment(b)
	if s.assisted() {
		s.bare()
	}
}

func (s *sealer) assisted() bool { return s.attempt.journey.Mode == observatory.Assisted }

// gone reports whether the tab can no longer be asked.
func (s *sealer) gone() bool { return s.tab.Err() != nil || s.attempt.trace.state().crashed }

// visit notes the page that an exchange opens, if any.
func (s *sealer) visit(x *taped) {
	if !s.main(x) || x.response == nil || x.location != "" {
		return
	}
	s.visits = append(s.visits, x)
	s.journal.Pages = append(s.journal.Pages, observatory.Visit{
		Address: x.request.Request.URL, At: instant(x.request.WallTime), Exchange: len(s.journal.Exchanges),
	})
}

func (s *sealer) main(x *taped) bool {
	return x.request.FrameID == s.attempt.trace.frame && x.request.Type == network.ResourceTypeDocument
}

func (s *sealer) exchange(ctx context.Context, x *taped) observatory.Exchange {
	request := x.request.Request
	out := observatory.Exchange{
		Method: request.Method, Address: request.URL, Type: string(x.request.Type), Main: s.main(x), Page: len(s.journal.Pages) - 1,
		StartedAt: instant(x.request.WallTime), Location: x.location, Error: x.err, Transferred: int64(x.bytes), Timing: timing(x),
	}
	out.Request, out.Withheld = headers(first(x.sentOnWire, request.Headers), nil)
	out.RequestBody = s.posted(ctx, request)
	r := x.response
	if r == nil {
		return out
	}
	out.Status, out.StatusText, out.Protocol, out.Media = int(r.Status), r.StatusText, r.Protocol, r.MimeType
	out.RemoteIP, out.RemotePort = strings.Trim(r.RemoteIPAddress, "[]"), int(r.RemotePort)
	out.FromCache = r.FromDiskCache || r.FromPrefetchCache || r.FromServiceWorker
	out.Response, out.Withheld = headers(first(x.gotOnWire, r.Headers), out.Withheld)
	if d := r.SecurityDetails; d != nil {
		out.TLSProtocol, out.TLSCipher = d.Protocol, d.Cipher
	}
	out.Body = s.body(ctx, x)
	return out
}

func first(candidates ...network.Headers) network.Headers {
	for _, h := range candidates {
		if len(h) > 0 {
			return h
		}
	}
	return nil
}

// secret are headers that name or open a session: they are never kept.
func secret(name string) bool {
	switch strings.ToLower(name) {
	case "cookie", "set-cookie", "set-cookie2", "authorization", "proxy-authorization":
		return true
	}
	return false
}

// headers gives the headers in the order of their names, without the secret
// ones, whose names are added to withheld. The browser joins the values of a
// repeated header by a line end.
func headers(all network.Headers, withheld []string) ([]observatory.Header, []string) {
	var kept []observatory.Header
	for name, value := range all {
		text, isText := value.(string)
		switch {
		case !isText || strings.HasPrefix(name, ":"):
		case secret(name):
			withheld = append(withheld, strings.ToLower(name))
		default:
			for line := range strings.SplitSeq(text, "\n") {
				kept = append(kept, observatory.Header{Name: name, Value: strings.TrimSpace(line)})
			}
		}
	}
	slices.SortStableFunc(kept, func(a, b observatory.Header) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	slices.Sort(withheld)
	return kept, slices.Compact(withheld)
}

func missing(reason string) *observatory.Body {
	return &observatory.Body{State: observatory.NotObtained, Reason: reason}
}

// body keeps the body of an answer. An answer that has none by its nature has
// no body in the journal either.
func (s *sealer) body(ctx context.Context, x *taped) *observatory.Body {
	status := x.response.Status
	switch {
	case s.assisted():
		return missing(whyAssisted)
	case x.location != "":
		return missing(whyRedirect)
	case x.request.Request.Method == http.MethodHead || status == http.StatusNoContent || status == http.StatusNotModified:
		return nil
	case x.finished == 0:
		return missing(whyUnfinished)
	case x.err != "":
		return missing("réponse interrompue : " + x.err)
	case s.gone():
		return missing(whyGone)
	case !s.attempt.beginning.bodies:
		return missing(whyOld)
	}
	result, err := chromedp.Call(s.tab, network.GetResponseBody, network.GetResponseBodyParams{RequestID: x.id})
	if err != nil {
		return missing("le navigateur ne l'a pas donné : " + cut(err.Error(), 200))
	}
	return s.put(ctx, cmp.Or(x.response.MimeType, "application/octet-stream"), result.Body)
}

func (s *sealer) posted(ctx context.Context, request *network.Request) *observatory.Body {
	switch {
	case !request.HasPostData:
		return nil
	case s.assisted():
		return missing(whyAssisted)
	case len(request.PostDataEntries) == 0:
		return missing("le navigateur ne l'a pas donné")
	}
	var content []byte
	for _, entry := range request.PostDataEntries {
		content = append(content, entry.Bytes...)
	}
	return s.put(ctx, "application/octet-stream", content)
}

// put keeps a content, once for all attempts.
func (s *sealer) put(ctx context.Context, media string, content []byte) *observatory.Body {
	if len(content) > bodyLimit {
		return missing(whyTooBig)
	}
	hash, err := s.attempt.runner.config.Keep(ctx, media, content)
	if err != nil {
		s.broken = cmp.Or(s.broken, err)
		return missing("non écrit")
	}
	return &observatory.Body{State: observatory.Obtained, Hash: hash, Size: int64(len(content))}
}

// certificates keeps the chain of every TLS origin that gave a main document.
func (s *sealer) certificates(ctx context.Context) {
	known := map[string][]observatory.Hash{}
	for i := range s.journal.Exchanges {
		x := &s.journal.Exchanges[i]
		u, err := url.Parse(x.Address)
		if err != nil || !x.Main || u.Scheme != "https" || x.Status == 0 {
			continue
		}
		origin := u.Scheme + "://" + u.Host
		if _, asked := known[origin]; !asked {
			known[origin] = s.chain(ctx, origin)
		}
		x.Certificates = known[origin]
	}
}

func (s *sealer) chain(ctx context.Context, origin string) []observatory.Hash {
	if s.gone() {
		return nil
	}
	result, err := chromedp.Call(s.tab, network.GetCertificate, network.GetCertificateParams{Origin: origin})
	if err != nil {
		return nil
	}
	var chain []observatory.Hash
	for _, text := range result.TableNames {
		der, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil
		}
		body := s.put(ctx, "application/pkix-cert", der)
		if body.State != observatory.Obtained {
			return nil
		}
		chain = append(chain, body.Hash)
	}
	return chain
}

// bare leaves only facts in the journal of an assisted attempt: an address can
// carry what identifies the person, and so can a header or a message.
func (s *sealer) bare() {
	for i := range s.journal.Exchanges {
		x := &s.journal.Exchanges[i]
		x.Address, x.Location, x.Request, x.Response = bareAddress(x.Address), bareAddress(x.Location), nil, nil
	}
	for i := range s.journal.Pages {
		s.journal.Pages[i].Address = bareAddress(s.journal.Pages[i].Address)
	}
	for i := range s.journal.Console {
		s.journal.Console[i].Text, s.journal.Console[i].URL = "", bareAddress(s.journal.Console[i].URL)
	}
}

// bareAddress is an address without its query, fragment and user.
func bareAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}).String()
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func instant(t cdp.TimeSinceEpoch) time.Time {
	return time.UnixMilli(int64(t.Float64() * 1000)).UTC()
}

// timing tells where the time of an exchange went.
func timing(x *taped) observatory.Timing {
	out := observatory.Timing{Blocked: -1, DNS: -1, Connect: -1, TLS: -1}
	if x.response == nil {
		return out
	}
	sent := x.request.Timestamp.Float64()
	answered := max(x.answered.Float64(), sent)
	if t := x.response.Timing; t != nil && t.ReceiveHeadersEnd > 0 {
		out.DNS, out.Connect, out.TLS = span(t.DNSStart, t.DNSEnd), span(t.ConnectStart, t.ConnectEnd), span(t.SslStart, t.SslEnd)
		out.Send = max(0, span(t.SendStart, t.SendEnd))
		out.Wait = millis(t.ReceiveHeadersEnd - max(0, t.SendEnd))
		begin := t.SendStart
		for _, start := range []float64{t.ConnectStart, t.DNSStart} {
			if start >= 0 {
				begin = start
			}
		}
		out.Blocked = max(0, millis((t.RequestTime-sent)*1000+begin))
		answered = t.RequestTime + t.ReceiveHeadersEnd/1000
	} else {
		out.Wait = millis((answered - sent) * 1000)
	}
	if x.finished > 0 {
		out.Receive = max(0, millis((x.finished.Float64()-answered)*1000))
	}
	return out
}

func span(start, end float64) float64 {
	if start < 0 || end < start {
		return -1
	}
	return millis(end - start)
}

// millis rounds to the microsecond.
func millis(ms float64) float64 { return math.Round(ms*1000) / 1000 }
