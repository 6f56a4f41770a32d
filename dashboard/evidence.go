package dashboard

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"

	"vigie/internal/observatory"
)

// sealed is how a file encrypted with age begins. Such files hold what persons
// entrusted; no public page ever sends one.
const sealed = "age-encryption.org/"

// sniffed is how much of a file is read to tell what it is.
const sniffed = 512

// evidence serves one capture of the probes, by its hash. A picture is shown;
// all else is handed over as a file to keep, in a sandbox, so that a captured
// page can run nothing here. With ?texte=1 a text is shown as plain text.
func (s *site) evidence(w http.ResponseWriter, r *http.Request) error {
	absent := notFound("Preuve introuvable", "Aucun fichier de preuve public ne porte cette empreinte.")
	hash := observatory.Hash(r.PathValue("hash"))
	if !wellFormed(hash) || s.Evidence == nil {
		return absent
	}
	file, err := s.Evidence(hash)
	if errors.Is(err, observatory.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return absent
	}
	if err != nil {
		return fmt.Errorf("open evidence file %s: %w", hash, err)
	}
	defer file.Close()
	head := make([]byte, sniffed)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("read evidence file %s: %w", hash, err)
	}
	head = head[:n]
	if bytes.HasPrefix(head, []byte(sealed)) {
		return absent
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", `"`+string(hash)+`"`)
	setDisposition(h, hash, http.DetectContentType(head), r.URL.Query().Has("texte"))
	if r.Header.Get("If-None-Match") == h.Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if _, err := io.Copy(w, io.MultiReader(bytes.NewReader(head), file)); err != nil {
		s.Logger.Debug("visitor went away", slog.Any("error", err))
	}
	return nil
}

// setDisposition says what the file is and whether it may be shown. What is
// not a picture is never given as a type that a browser would run.
func setDisposition(h http.Header, hash observatory.Hash, found string, asText bool) {
	media, _, _ := strings.Cut(found, ";")
	extensions := map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
	if extension, picture := extensions[media]; picture {
		h.Set("Content-Type", media)
		h.Set("Content-Disposition", `inline; filename="`+string(hash)+extension+`"`)
		return
	}
	if strings.HasPrefix(media, "text/") && asText {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Content-Disposition", "inline")
		return
	}
	extension := ".bin"
	if strings.HasPrefix(media, "text/") {
		extension = ".html.txt"
	}
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="`+string(hash)+extension+`"`)
}

// wellFormed reports whether the hash is 64 lower-case hexadecimal digits.
func wellFormed(hash observatory.Hash) bool {
	if len(hash) != 64 {
		return false
	}
	return strings.Trim(string(hash), "0123456789abcdef") == ""
}
