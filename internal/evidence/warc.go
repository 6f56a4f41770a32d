package evidence

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// warcName is the name of an archive within itself and within a WACZ.
const warcName = "data.warc.gz"

// WriteWARC writes the attempt as WARC 1.1 (ISO 28500:2017), one gzip member a
// record: a warcinfo, then for each exchange the response and the request, then
// pictures, snapshots, certificates and the journal itself as resources. Bodies
// are as the browser decoded them, so that the headers of the encodings are
// renamed x-orig-*; a body that could not be had is marked WARC-Truncated. The
// error is an input error for an assisted attempt, ErrAltered when a file is
// not what the journal names.
func (c *Capture) WriteWARC(w io.Writer) error {
	_, err := c.warc(w)
	return err
}

// warc writes the archive and gives its index.
func (c *Capture) warc(out io.Writer) (index, error) {
	if err := c.exportable(); err != nil {
		return nil, err
	}
	w := &warcWriter{capture: c, out: out}
	if err := w.info(); err != nil {
		return nil, err
	}
	for i := range c.Journal.Exchanges {
		if err := w.exchange(i, &c.Journal.Exchanges[i]); err != nil {
			return nil, fmt.Errorf("échange %d de la tentative %s : %w", i, c.Journal.Attempt, err)
		}
	}
	if err := w.resources(); err != nil {
		return nil, err
	}
	return w.index, nil
}

type warcWriter struct {
	capture *Capture
	out     io.Writer
	offset  int64
	count   int
	index   index
}

// record is one record to write. Empty fields are left out.
type record struct {
	kind      string
	target    string
	at        time.Time
	media     string
	fields    [][2]string // further named fields
	block     []byte
	payload   []byte
	noPayload bool // a record whose block is not a message with a payload
}

func (w *warcWriter) info() error {
	j := w.capture.Journal
	fields := [][2]string{
		{"software", j.Software},
		{"format", "WARC File Format 1.1"},
		{"conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"},
		{"robots", "obey"},
		{"isPartOf", j.Journey + " / " + j.Target + " / " + j.Attempt.String()},
		{"description", w.capture.notice()},
	}
	var block bytes.Buffer
	for _, f := range fields {
		fmt.Fprintf(&block, "%s: %s\r\n", f[0], oneLine(f[1]))
	}
	_, _, err := w.write(record{
		kind: "warcinfo", at: j.EndedAt, media: "application/warc-fields", block: block.Bytes(), noPayload: true,
		fields: [][2]string{{"WARC-Filename", warcName}},
	})
	return err
}

func (w *warcWriter) exchange(i int, x *observatory.Exchange) error {
	sent, err := w.capture.body(x.RequestBody)
	if err != nil {
		return err
	}
	responseID := w.id("response", i)
	fields := [][2]string{{"WARC-Page-ID", w.pageID(x.Page)}, {"WARC-Resource-Type", strings.ToLower(x.Type)}}
	request := record{
		kind: "request", target: x.Address, at: x.StartedAt, media: "application/http; msgtype=request",
		block: requestBlock(x, sent), payload: sent, fields: fields,
	}
	if x.Status == 0 {
		_, _, err = w.write(request)
		return err
	}
	body, err := w.capture.body(x.Body)
	if err != nil {
		return err
	}
	response := record{
		kind: "response", target: x.Address, at: x.StartedAt, media: "application/http; msgtype=response",
		block: responseBlock(x, body), payload: body,
		fields: append([][2]string{{"WARC-IP-Address", x.RemoteIP}, {"WARC-Protocol", x.Protocol}, {"WARC-Truncated", truncated(x.Body)}}, fields...),
	}
	offset, length, err := w.writeAs(responseID, response)
	if err != nil {
		return err
	}
	line := entry{
		url: x.Address, at: x.StartedAt, media: mediaOf(x.Response), status: x.Status, digest: digest(body), offset: offset, length: length,
	}
	line.look(x, sent)
	w.index.add(line)
	request.fields = append([][2]string{{"WARC-Concurrent-To", responseID}}, fields...)
	_, _, err = w.write(request)
	return err
}

func truncated(b *observatory.Body) string {
	if b != nil && b.State != observatory.Obtained {
		return "unspecified"
	}
	return ""
}

// resources writes what is no exchange: the pieces of the attempt, the
// certificates, the journal.
func (w *warcWriter) resources() error {
	c := w.capture
	page := c.Journal.Address
	if n := len(c.Journal.Pages); n > 0 {
		page = c.Journal.Pages[n-1].Address
	}
	for i, piece := range c.Journal.Pieces {
		target := fmt.Sprintf("urn:vigie:%s:%d", piece.Role, i)
		switch piece.Role {
		case "screenshot":
			target = "urn:view:" + page
		case "html":
			target = "urn:dom:" + page
		}
		content, err := c.files.read(piece.Hash, fileLimit)
		if err != nil {
			return err
		}
		if err := w.resource(target, piece.Media, content); err != nil {
			return err
		}
	}
	seen := map[observatory.Hash]bool{}
	for _, x := range c.Journal.Exchanges {
		for _, hash := range x.Certificates {
			if seen[hash] {
				continue
			}
			seen[hash] = true
			content, err := c.files.read(hash, fileLimit)
			if err != nil {
				return err
			}
			if err := w.resource("urn:vigie:certificate:"+string(hash), "application/pkix-cert", content); err != nil {
				return err
			}
		}
	}
	return w.resource("urn:vigie:journal:"+c.Journal.Attempt.String(), "application/json", c.line)
}

func (w *warcWriter) resource(target, media string, content []byte) error {
	at := w.capture.Journal.EndedAt
	offset, length, err := w.write(record{kind: "resource", target: target, at: at, media: media, block: content, payload: content})
	if err != nil {
		return err
	}
	w.index.add(entry{address: target, url: target, at: at, media: media, digest: digest(content), offset: offset, length: length})
	return nil
}

func (w *warcWriter) write(r record) (offset, length int64, err error) {
	return w.writeAs(w.id(r.kind, w.count), r)
}

// writeAs writes one record as one gzip member.
func (w *warcWriter) writeAs(id string, r record) (offset, length int64, err error) {
	fields := [][2]string{
		{"WARC-Type", r.kind}, {"WARC-Record-ID", id}, {"WARC-Date", r.at.UTC().Format("2006-01-02T15:04:05.000Z")}, {"WARC-Target-URI", r.target},
	}
	if r.kind != "warcinfo" {
		fields = append(fields, [2]string{"WARC-Warcinfo-ID", w.id("warcinfo", 0)})
	}
	fields = append(fields, r.fields...)
	if !r.noPayload {
		fields = append(fields, [2]string{"WARC-Payload-Digest", digest(r.payload)})
	}
	fields = append(fields, [2]string{"WARC-Block-Digest", digest(r.block)},
		[2]string{"Content-Type", r.media}, [2]string{"Content-Length", strconv.Itoa(len(r.block))})
	var text bytes.Buffer
	text.WriteString("WARC/1.1\r\n")
	for _, f := range fields {
		if f[1] != "" {
			fmt.Fprintf(&text, "%s: %s\r\n", f[0], oneLine(f[1]))
		}
	}
	text.WriteString("\r\n")
	text.Write(r.block)
	text.WriteString("\r\n\r\n")
	member, err := gzipped(text.Bytes())
	if err != nil {
		return 0, 0, err
	}
	if _, err := w.out.Write(member); err != nil {
		return 0, 0, fmt.Errorf("écrire l'archive : %w", err)
	}
	offset, length = w.offset, int64(len(member))
	w.offset += length
	w.count++
	return offset, length, nil
}

// id names a record: the same record of the same journal has the same name
// (UUID version 8, RFC 9562, from a SHA-256).
func (w *warcWriter) id(kind string, number int) string {
	return "<urn:uuid:" + w.uuid(kind, number) + ">"
}

func (w *warcWriter) uuid(kind string, number int) string {
	return nameUUID(fmt.Sprintf("%s %s %d", w.capture.hash, kind, number))
}

func nameUUID(name string) string {
	sum := sha256.Sum256([]byte(name))
	var id observatory.ID
	copy(id[:], sum[:])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// pageID names a page, as pages.jsonl does; empty before the first.
func (w *warcWriter) pageID(page int) string {
	if page < 0 {
		return ""
	}
	return w.uuid("page", page)
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func oneLine(text string) string {
	return strings.NewReplacer("\r", " ", "\n", " ", "\x00", " ").Replace(text)
}

func requestBlock(x *observatory.Exchange, body []byte) []byte {
	path, host := x.Address, ""
	if u, err := url.Parse(x.Address); err == nil {
		path, host = u.RequestURI(), u.Host
	}
	var block bytes.Buffer
	fmt.Fprintf(&block, "%s %s HTTP/1.1\r\n", oneLine(x.Method), oneLine(path))
	if !hasHeader(x.Request, "Host") && host != "" {
		fmt.Fprintf(&block, "Host: %s\r\n", host)
	}
	messageHeaders(&block, x.Request, len(body), len(body) > 0)
	block.Write(body)
	return block.Bytes()
}

func responseBlock(x *observatory.Exchange, body []byte) []byte {
	var block bytes.Buffer
	fmt.Fprintf(&block, "HTTP/1.1 %d %s\r\n", x.Status, oneLine(cmp.Or(x.StatusText, http.StatusText(x.Status))))
	messageHeaders(&block, x.Response, len(body), true)
	block.Write(body)
	return block.Bytes()
}

// messageHeaders writes headers that hold for the decoded body: those that told
// of its encodings and its length on the wire get the prefix x-orig-.
func messageHeaders(block *bytes.Buffer, headers []observatory.Header, size int, withLength bool) {
	for _, h := range headers {
		name := oneLine(h.Name)
		switch strings.ToLower(name) {
		case "content-encoding", "transfer-encoding", "content-length":
			name = "x-orig-" + strings.ToLower(name)
		}
		fmt.Fprintf(block, "%s: %s\r\n", name, oneLine(h.Value))
	}
	if withLength {
		fmt.Fprintf(block, "Content-Length: %d\r\n", size)
	}
	block.WriteString("\r\n")
}

func hasHeader(headers []observatory.Header, name string) bool {
	_, found := header(headers, name)
	return found
}

func header(headers []observatory.Header, name string) (string, bool) {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value, true
		}
	}
	return "", false
}

// mediaOf is the media type of an answer, without its parameters.
func mediaOf(headers []observatory.Header) string {
	media, _ := header(headers, "Content-Type")
	media, _, _ = strings.Cut(media, ";")
	return strings.TrimSpace(media)
}
