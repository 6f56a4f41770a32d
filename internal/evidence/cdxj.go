package evidence

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/observatory"
)

const (
	cdxName  = "index.cdx.gz"
	idxName  = "index.idx"
	cdxBlock = 300 // lines of one compressed block
)

// entry is one line of the index of an archive.
type entry struct {
	address string // that is looked up: with the form that was posted
	url     string
	at      time.Time
	media   string
	status  int // 0 for a resource
	digest  string
	offset  int64
	length  int64
	method  string // when it is not GET
	posted  string // form that was posted
}

type index []entry

func (i *index) add(e entry) { *i = append(*i, e) }

// lines writes the index as CDXJ, in the order of bytes.
func (i index) lines() ([]string, error) {
	lines := make([]string, 0, len(i))
	for _, e := range i {
		fields := struct {
			URL      string `json:"url"`
			Mime     string `json:"mime,omitempty"`
			Status   string `json:"status,omitempty"`
			Digest   string `json:"digest"`
			Length   string `json:"length"`
			Offset   string `json:"offset"`
			Filename string `json:"filename"`
			Method   string `json:"method,omitempty"`
			Posted   string `json:"requestBody,omitempty"`
		}{
			URL: e.url, Mime: e.media, Digest: e.digest, Filename: warcName, Method: e.method, Posted: e.posted,
			Length: strconv.FormatInt(e.length, 10), Offset: strconv.FormatInt(e.offset, 10),
		}
		if e.status > 0 {
			fields.Status = strconv.Itoa(e.status)
		}
		text, err := canonicalJSON(fields)
		if err != nil {
			return nil, err
		}
		lines = append(lines, surt(e.address)+" "+e.at.UTC().Format("20060102150405")+" "+string(text)+"\n")
	}
	slices.Sort(lines)
	return lines, nil
}

// compressed writes the index as blocks of lines, each one gzip member, and the
// second index that finds the blocks.
func (i index) compressed() (cdx, idx []byte, err error) {
	lines, err := i.lines()
	if err != nil {
		return nil, nil, err
	}
	var blocks, second bytes.Buffer
	fmt.Fprintf(&second, "!meta 0 {\"format\":\"cdxj-gzip-1.0\",\"filename\":%q}\n", cdxName)
	for block := range slices.Chunk(lines, cdxBlock) {
		member, err := gzipped([]byte(strings.Join(block, "")))
		if err != nil {
			return nil, nil, err
		}
		key, _, _ := strings.Cut(block[0], " {")
		fmt.Fprintf(&second, "%s {\"offset\":%d,\"length\":%d,\"digest\":%q,\"filename\":%q}\n",
			key, blocks.Len(), len(member), digest(member), cdxName)
		blocks.Write(member)
	}
	return blocks.Bytes(), second.Bytes(), nil
}

var leadingWWW = regexp.MustCompile(`^www\d*\.`)

// surt writes an address in the order in which an index sorts it: host from
// right to left, port, path, sorted query, in lower case. What is no web
// address stays as it is.
func surt(address string) string {
	if !strings.HasPrefix(address, "http:") && !strings.HasPrefix(address, "https:") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	labels := strings.Split(leadingWWW.ReplaceAllString(strings.ToLower(u.Hostname()), ""), ".")
	slices.Reverse(labels)
	out := strings.Join(labels, ",")
	if port := u.Port(); port != "" && (u.Scheme != "http" || port != "80") && (u.Scheme != "https" || port != "443") {
		out += ":" + port
	}
	path := strings.ToLower(u.EscapedPath())
	if path == "" {
		path = "/"
	}
	out += ")" + path
	if u.RawQuery != "" {
		pairs := strings.Split(strings.ToLower(u.RawQuery), "&")
		slices.Sort(pairs)
		out += "?" + strings.Join(pairs, "&")
	}
	return out
}

// look tells how an answer is looked up: what was sent with another method than
// GET becomes a part of the address, as replay tools expect.
func (e *entry) look(x *observatory.Exchange, sent []byte) {
	e.address = x.Address
	if x.Method == http.MethodGet {
		return
	}
	joint := "?"
	if strings.Contains(x.Address, "?") {
		joint = "&"
	}
	e.method = x.Method
	e.address += joint + "__wb_method=" + x.Method
	if len(sent) > 0 && mediaOf(x.Request) == "application/x-www-form-urlencoded" {
		e.posted = string(sent)
		e.address += "&" + e.posted
	}
}
