package testbed

import (
	"fmt"
	"io"
	"net/http"
)

// BenchPath is the first of the five pages that drivers of browsers are
// measured on: a link, a sign-in, a list and a number, a file, a confirmation.
// Nothing is checked and nothing is kept.
const BenchPath = "/banc/"

// StoragePath is a page that leaves something in every store a page has, and
// says what it found there.
const StoragePath = "/banc/stockage"

// benchFile bounds what the page takes of a file, in bytes.
const benchFile = 1 << 20

func (b *Bed) bench() {
	show := func(name string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			b.render(w, http.StatusOK, name, visit{Code: r.URL.Query().Get("recu")})
		}
	}
	b.mux.HandleFunc("GET "+BenchPath+"{$}", show("banc_accueil"))
	b.mux.HandleFunc("GET "+BenchPath+"connexion", show("banc_connexion"))
	b.mux.HandleFunc("GET "+BenchPath+"choix", show("banc_choix"))
	b.mux.HandleFunc("GET "+BenchPath+"depot", show("banc_depot"))
	b.mux.HandleFunc("GET "+BenchPath+"fin", show("banc_fin"))
	b.mux.HandleFunc("POST "+BenchPath+"{page}", b.benchPost)
	b.mux.HandleFunc("GET "+StoragePath, func(w http.ResponseWriter, r *http.Request) {
		v := visit{Again: len(r.Cookies()) > 0}
		http.SetCookie(w, &http.Cookie{Name: "trace", Value: "serveur", Path: "/", MaxAge: 86400, HttpOnly: true})
		b.render(w, http.StatusOK, "banc_stockage", v)
	})
	b.mux.HandleFunc("GET "+BenchPath+"veilleur.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write([]byte("// double de test — simulation\nself.addEventListener(\"install\", () => self.skipWaiting());\n"))
	})
	b.mux.HandleFunc("GET "+BenchPath+"image.svg", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		w.Header().Set("Cache-Control", "max-age=86400")
		_, _ = w.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>`))
	})
}

// benchPost sends the visitor on to the next page.
func (b *Bed) benchPost(w http.ResponseWriter, r *http.Request) {
	switch r.PathValue("page") {
	case "connexion":
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "banc", Path: BenchPath, HttpOnly: true})
		http.Redirect(w, r, BenchPath+"choix", http.StatusSeeOther)
	case "choix":
		http.Redirect(w, r, BenchPath+"depot", http.StatusSeeOther)
	case "depot":
		r.Body = http.MaxBytesReader(w, r.Body, benchFile)
		file, _, err := r.FormFile("piece")
		if err != nil {
			b.render(w, http.StatusBadRequest, "absent", visit{})
			return
		}
		size, err := io.Copy(io.Discard, file)
		if err != nil {
			b.render(w, http.StatusBadRequest, "absent", visit{})
			return
		}
		http.Redirect(w, r, BenchPath+"fin?recu="+fmt.Sprint(size), http.StatusSeeOther)
	default:
		b.render(w, http.StatusNotFound, "absent", visit{})
	}
}
