package evidence

import (
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"net/url"
	"strings"
	"unicode/utf8"

	"vigie/internal/observatory"
)

type harLog struct {
	Version string     `json:"version"`
	Creator harProgram `json:"creator"`
	Browser harProgram `json:"browser"`
	Pages   []harPage  `json:"pages"`
	Entries []harEntry `json:"entries"`
	Comment string     `json:"comment"`
}

type harProgram struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type harPage struct {
	Started string         `json:"startedDateTime"`
	ID      string         `json:"id"`
	Title   string         `json:"title"`
	Timings harPageTimings `json:"pageTimings"`
}

type harPageTimings struct {
	Content float64 `json:"onContentLoad"`
	Load    float64 `json:"onLoad"`
}

type harEntry struct {
	Page     string      `json:"pageref,omitempty"`
	Started  string      `json:"startedDateTime"`
	Time     float64     `json:"time"`
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  harTimings  `json:"timings"`
	Server   string      `json:"serverIPAddress,omitempty"`
	Type     string      `json:"_resourceType,omitempty"`
	Comment  string      `json:"comment,omitempty"`
}

type harRequest struct {
	Method      string    `json:"method"`
	URL         string    `json:"url"`
	HTTPVersion string    `json:"httpVersion"`
	Cookies     []harPair `json:"cookies"`
	Headers     []harPair `json:"headers"`
	Query       []harPair `json:"queryString"`
	PostData    *harPost  `json:"postData,omitempty"`
	HeadersSize int       `json:"headersSize"`
	BodySize    int64     `json:"bodySize"`
}

type harPost struct {
	Mime    string `json:"mimeType"`
	Text    string `json:"text"`
	Comment string `json:"comment,omitempty"`
}

type harResponse struct {
	Status      int        `json:"status"`
	StatusText  string     `json:"statusText"`
	HTTPVersion string     `json:"httpVersion"`
	Cookies     []harPair  `json:"cookies"`
	Headers     []harPair  `json:"headers"`
	Content     harContent `json:"content"`
	Redirect    string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int64      `json:"bodySize"`
	Transfer    int64      `json:"_transferSize"`
	Error       string     `json:"_error,omitempty"`
}

type harContent struct {
	Size     int64  `json:"size"`
	Mime     string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
	Encoding string `json:"encoding,omitempty"`
	Comment  string `json:"comment,omitempty"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type harTimings struct {
	Blocked float64 `json:"blocked"`
	DNS     float64 `json:"dns"`
	Connect float64 `json:"connect"`
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
	TLS     float64 `json:"ssl"`
}

// WriteHAR writes the attempt as HAR 1.2, without cookies and without the
// headers that open a session. Errors are those of WriteWARC.
func (c *Capture) WriteHAR(w io.Writer) error {
	if err := c.exportable(); err != nil {
		return err
	}
	name, version, _ := strings.Cut(c.Journal.Software, "/")
	browser, browserVersion, _ := strings.Cut(c.item("browser"), "/")
	log := harLog{
		Version: "1.2", Creator: harProgram{name, version}, Browser: harProgram{browser, browserVersion},
		Pages: []harPage{}, Entries: []harEntry{}, Comment: c.notice(),
	}
	for i, page := range c.Journal.Pages {
		log.Pages = append(log.Pages, harPage{rfc3339(page.At), harPageID(i), page.Address, harPageTimings{-1, -1}})
	}
	for i := range c.Journal.Exchanges {
		entry, err := c.harEntry(&c.Journal.Exchanges[i])
		if err != nil {
			return fmt.Errorf("échange %d de la tentative %s : %w", i, c.Journal.Attempt, err)
		}
		log.Entries = append(log.Entries, entry)
	}
	text, err := canonicalJSON(struct {
		Log harLog `json:"log"`
	}{log})
	if err != nil {
		return err
	}
	if _, err := w.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("écrire l'archive : %w", err)
	}
	return nil
}

// item is the first value of an item of the environment, empty when it was not
// obtained.
func (c *Capture) item(name string) string {
	for _, item := range c.Journal.Environment {
		if item.Name == name && len(item.Values) > 0 {
			return item.Values[0]
		}
	}
	return ""
}

func harPageID(page int) string { return fmt.Sprintf("page_%d", page) }

func (c *Capture) harEntry(x *observatory.Exchange) (harEntry, error) {
	t := x.Timing
	entry := harEntry{
		Started: rfc3339(x.StartedAt), Server: x.RemoteIP, Type: strings.ToLower(x.Type),
		Timings: harTimings{t.Blocked, t.DNS, t.Connect, t.Send, t.Wait, t.Receive, t.TLS},
		Request: harRequest{
			Method: x.Method, URL: x.Address, HTTPVersion: x.Protocol, Cookies: []harPair{}, Headers: harHeaders(x.Request),
			Query: harQuery(x.Address), HeadersSize: -1,
		},
	}
	for _, part := range []float64{t.Blocked, t.DNS, t.Connect, t.Send, t.Wait, t.Receive} {
		entry.Time += max(0, part)
	}
	entry.Time = math.Round(entry.Time*1000) / 1000
	if x.Page >= 0 {
		entry.Page = harPageID(x.Page)
	}
	if len(x.Withheld) > 0 {
		entry.Comment = "En-têtes non conservés : " + strings.Join(x.Withheld, ", ")
	}
	if err := c.harPost(&entry.Request, x); err != nil {
		return harEntry{}, err
	}
	response, err := c.harResponse(x)
	entry.Response = response
	return entry, err
}

func (c *Capture) harPost(request *harRequest, x *observatory.Exchange) error {
	if x.RequestBody == nil {
		return nil
	}
	content, err := c.body(x.RequestBody)
	if err != nil {
		return err
	}
	media, _ := header(x.Request, "Content-Type")
	request.PostData = &harPost{Mime: media, Comment: x.RequestBody.Reason}
	request.BodySize = int64(len(content))
	if utf8.Valid(content) {
		request.PostData.Text = string(content)
	} else {
		request.PostData.Text, request.PostData.Comment = base64.StdEncoding.EncodeToString(content), "base64"
	}
	return nil
}

func (c *Capture) harResponse(x *observatory.Exchange) (harResponse, error) {
	out := harResponse{
		Status: x.Status, StatusText: x.StatusText, HTTPVersion: x.Protocol, Cookies: []harPair{}, Headers: harHeaders(x.Response),
		Redirect: x.Location, HeadersSize: -1, BodySize: -1, Transfer: x.Transferred, Error: x.Error,
	}
	out.Content.Mime = x.Media
	if x.Body == nil {
		return out, nil
	}
	content, err := c.body(x.Body)
	if err != nil {
		return out, err
	}
	out.Content.Size, out.Content.Comment = int64(len(content)), x.Body.Reason
	switch {
	case len(content) == 0:
	case utf8.Valid(content):
		out.Content.Text = string(content)
	default:
		out.Content.Text, out.Content.Encoding = base64.StdEncoding.EncodeToString(content), "base64"
	}
	return out, nil
}

func harHeaders(headers []observatory.Header) []harPair {
	pairs := make([]harPair, 0, len(headers))
	for _, h := range headers {
		pairs = append(pairs, harPair(h))
	}
	return pairs
}

// harQuery splits the query of an address in its order.
func harQuery(address string) []harPair {
	pairs := []harPair{}
	u, err := url.Parse(address)
	if err != nil || u.RawQuery == "" {
		return pairs
	}
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		pairs = append(pairs, harPair{unescape(name), unescape(value)})
	}
	return pairs
}

func unescape(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}
