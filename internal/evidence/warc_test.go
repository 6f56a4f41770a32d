package evidence

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// parsed is a record as a reader finds it.
type parsed struct {
	fields textproto.MIMEHeader
	block  []byte
	offset int64
	length int64
}

// records reads a WARC member by member, as the standard says: each record is
// one gzip member, ends with two line ends, and nothing follows.
func records(t *testing.T, archive []byte) []parsed {
	t.Helper()
	var all []parsed
	source := bufio.NewReader(bytes.NewReader(archive))
	offset := int64(0)
	for {
		counted := &counter{r: source}
		z, err := gzip.NewReader(counted)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		z.Multistream(false)
		content, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		head, rest, found := bytes.Cut(content, []byte("\r\n\r\n"))
		version, fields, _ := bytes.Cut(head, []byte("\r\n"))
		if !found || string(version) != "WARC/1.1" {
			t.Fatalf("record at %d begins with %q", offset, version)
		}
		r := parsed{offset: offset, length: counted.n}
		r.fields, err = textproto.NewReader(bufio.NewReader(strings.NewReader(string(fields) + "\r\n\r\n"))).ReadMIMEHeader()
		if err != nil {
			t.Fatal(err)
		}
		size, err := strconv.Atoi(r.fields.Get("Content-Length"))
		if err != nil || len(rest) != size+4 || string(rest[size:]) != "\r\n\r\n" {
			t.Fatalf("record at %d: length %v of %d bytes, %v", offset, r.fields.Get("Content-Length"), len(rest), err)
		}
		r.block = rest[:size]
		all = append(all, r)
		offset += counted.n
	}
}

// counter counts what gzip takes; it gives single bytes, so gzip takes no more
// than its member.
type counter struct {
	r *bufio.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counter) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

func TestWARCReadBack(t *testing.T) {
	capture := open(t, nil)
	all := records(t, written(t, capture.WriteWARC))
	var kinds []string
	seen := map[string]bool{}
	for _, r := range all {
		kind, target := r.fields.Get("WARC-Type"), r.fields.Get("WARC-Target-URI")
		kinds = append(kinds, strings.TrimSpace(kind+" "+target))
		if id := r.fields.Get("WARC-Record-ID"); seen[id] || !strings.HasPrefix(id, "<urn:uuid:") {
			t.Errorf("%s: record id %q", target, id)
		} else {
			seen[id] = true
		}
		if got := r.fields.Get("WARC-Block-Digest"); got != digest(r.block) {
			t.Errorf("%s %s: block digest %s", kind, target, got)
		}
		if payload := payloadOf(t, r); kind != "warcinfo" && r.fields.Get("WARC-Payload-Digest") != digest(payload) {
			t.Errorf("%s %s: payload digest %s", kind, target, r.fields.Get("WARC-Payload-Digest"))
		}
	}
	want := []string{
		"warcinfo",
		"response https://portail.example/debut", "request https://portail.example/debut",
		"response https://portail.example/accueil?b=2&a=%C3%A9", "request https://portail.example/accueil?b=2&a=%C3%A9",
		"response https://portail.example/image.png", "request https://portail.example/image.png",
		"response https://portail.example/envoi", "request https://portail.example/envoi", "request https://perdu.example/x",
		"resource urn:view:https://portail.example/accueil?b=2&a=%C3%A9",
		"resource urn:vigie:certificate:" + digest([]byte("certificat"))[len("sha256:"):],
		"resource urn:vigie:journal:01020300-0000-0000-0000-000000000000",
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if got := all[1].fields.Get("WARC-Truncated"); got != "unspecified" {
		t.Errorf("a body that was not obtained is not told: %q", got)
	}
	page, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(all[3].block)), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	got := map[string][]string{}
	for _, name := range []string{"Content-Encoding", "X-Orig-Content-Encoding", "X-Orig-Content-Length", "X-Double", "Warc-Type"} {
		got[name] = page.Header.Values(name)
	}
	wantHeaders := map[string][]string{
		"Content-Encoding": nil, "X-Orig-Content-Encoding": {"br"}, "X-Orig-Content-Length": {"7"},
		"X-Double": {"un", "deux  WARC-Type: response"}, "Warc-Type": nil,
	}
	if diff := cmp.Diff(wantHeaders, got); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

func payloadOf(t *testing.T, r parsed) []byte {
	t.Helper()
	source := bufio.NewReader(bytes.NewReader(r.block))
	var body io.ReadCloser
	switch r.fields.Get("WARC-Type") {
	case "response":
		message, err := http.ReadResponse(source, nil)
		if err != nil {
			t.Fatal(err)
		}
		body = message.Body
	case "request":
		message, err := http.ReadRequest(source)
		if err != nil {
			t.Fatal(err)
		}
		body = message.Body
	default:
		return r.block
	}
	defer body.Close()
	payload, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

func TestWACZReadBack(t *testing.T) {
	content := written(t, open(t, nil).WriteWACZ)
	unzip(t, content)
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range archive.File {
		if f.Method != zip.Store {
			t.Errorf("%s is compressed", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	var manifest struct {
		Profile   string     `json:"profile"`
		Version   string     `json:"wacz_version"`
		Title     string     `json:"title"`
		Resources []resource `json:"resources"`
	}
	decode(t, files["datapackage.json"], &manifest)
	if manifest.Profile != "data-package" || manifest.Version != "1.1.1" || !strings.HasPrefix(manifest.Title, "SIMULATION") {
		t.Errorf("manifest %+v", manifest)
	}
	for _, r := range manifest.Resources {
		if file, found := files[r.Path]; !found || r.Hash != digest(file) || r.Bytes != len(file) {
			t.Errorf("resource %+v is not the file", r)
		}
	}
	if len(files) != len(manifest.Resources)+2 {
		t.Errorf("%d files, %d of them listed", len(files), len(manifest.Resources))
	}
	var seal struct{ Path, Hash string }
	decode(t, files["datapackage-digest.json"], &seal)
	if seal.Path != "datapackage.json" || seal.Hash != digest(files["datapackage.json"]) {
		t.Errorf("seal %+v", seal)
	}
	indexFinds(t, files["indexes/"+cdxName], files["archive/"+warcName])
}

// unzip asks a tool from outside, where there is one.
func unzip(t *testing.T, content []byte) {
	t.Helper()
	tool, err := exec.LookPath("unzip")
	if err != nil {
		t.Log("unzip is not installed: the zip is read with the standard library only")
		return
	}
	path := filepath.Join(t.TempDir(), "a.wacz")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), tool, "-tq", path).CombinedOutput(); err != nil {
		t.Errorf("unzip: %v\n%s", err, out)
	}
}

func decode(t *testing.T, content []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(content, into); err != nil {
		t.Fatal(err)
	}
}

// indexFinds checks that every line of the index points at the record it names.
func indexFinds(t *testing.T, cdx, archive []byte) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(cdx))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	byOffset := map[string]parsed{}
	for _, r := range records(t, archive) {
		byOffset[strconv.FormatInt(r.offset, 10)] = r
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 7 {
		t.Errorf("%d lines:\n%s", len(lines), text)
	}
	last := ""
	for _, line := range lines {
		if line <= last {
			t.Errorf("out of order: %s", line)
		}
		last = line
		var fields struct{ URL, Digest, Length, Offset string }
		_, text, _ := strings.Cut(line, " {")
		decode(t, []byte("{"+text), &fields)
		r, found := byOffset[fields.Offset]
		if !found || strconv.FormatInt(r.length, 10) != fields.Length || r.fields.Get("WARC-Target-URI") != fields.URL ||
			r.fields.Get("WARC-Payload-Digest") != fields.Digest {
			t.Errorf("line %s points at %+v", line, r.fields)
		}
	}
}
