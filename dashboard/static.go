package dashboard

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed static
var staticFiles embed.FS

// asset is a static file, compressed once at the start.
type asset struct {
	media     string
	plain, gz []byte
	entityTag string
}

// staticAssets are the embedded files, compressed once a process; nobody writes
// to them.
var staticAssets = sync.OnceValues(readStatic) //nolint:gochecknoglobals // embedded, read once

func readStatic() (map[string]asset, error) {
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		return nil, fmt.Errorf("read static files: %w", err)
	}
	assets := map[string]asset{}
	for _, entry := range entries {
		data, err := staticFiles.ReadFile("static/" + entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read static file %s: %w", entry.Name(), err)
		}
		zipped, err := compress(data)
		if err != nil {
			return nil, fmt.Errorf("compress static file %s: %w", entry.Name(), err)
		}
		media := mime.TypeByExtension(path.Ext(entry.Name()))
		switch path.Ext(entry.Name()) { // not left to the machine's own table
		case ".js":
			media = "text/javascript; charset=utf-8"
		case ".css":
			media = "text/css; charset=utf-8"
		case ".txt":
			media = "text/plain; charset=utf-8"
		}
		sum := sha256.Sum256(data)
		assets[entry.Name()] = asset{media: media, plain: data, gz: zipped, entityTag: hex.EncodeToString(sum[:8])}
	}
	return assets, nil
}

func compress(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// asset serves a static file.
func (s *site) asset(w http.ResponseWriter, r *http.Request) error {
	file, ok := s.static[r.PathValue("name")]
	if !ok {
		return notFound("Fichier introuvable", "Ce fichier n’existe pas.")
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, file)
}

// send answers with a file, compressed where the browser takes it, or says
// that the browser already holds it.
func send(w http.ResponseWriter, r *http.Request, file asset) error {
	h := w.Header()
	h.Set("Content-Type", file.media)
	h.Set("Vary", "Accept-Encoding")
	tag := `"` + file.entityTag + `"`
	body := file.plain
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		tag = `"` + file.entityTag + `-gz"`
		body = file.gz
	}
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return nil
	}
	_, err := w.Write(body)
	return err
}

// acceptsGzip reports whether the browser takes gzip.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.TrimSpace(quality) != "q=0" {
			return true
		}
	}
	return false
}
