package testbed

import (
	"net/http"
	"strings"
)

// realm is the path of the sign-on service, under its own host.
const realm = "/auth/realms/anef-usagers"

// portal adds the pages of the portal: a shell that a script fills by the
// fragment of the address, and a sign-on service on another host.
func (b *Bed) portal() {
	b.mux.HandleFunc("GET /usagers/{$}", b.page(ANEF, b.shell))
	b.mux.HandleFunc("GET /particuliers/{$}", b.page(ANEF, b.oldShell))
	b.mux.HandleFunc("GET /usagers/app.js", b.script)
	b.mux.HandleFunc("GET "+realm+"/protocol/openid-connect/auth", b.page(ANEF, b.signOn))
	b.mux.HandleFunc("GET "+realm+"/login-actions/reset-credentials", b.page(ANEF, b.reset))
	b.space()
	b.mux.HandleFunc("GET "+realm+"/broker/franceconnect-particulier/login", b.page(ANEF, b.franceConnect))
}

func (b *Bed) shell(w http.ResponseWriter, r *http.Request, v visit) {
	switch v.Fault {
	case RedirectLoop:
		http.Redirect(w, r, v.Prefix+"/usagers/", http.StatusFound)
	case OldApp:
		http.Redirect(w, r, v.Prefix+"/particuliers/", http.StatusMovedPermanently)
	default:
		v.SignOn = "http://" + strings.Replace(r.Host, "127.0.0.1", "localhost", 1) + v.Prefix + realm
		b.render(w, http.StatusOK, "coquille", v)
	}
}

func (b *Bed) oldShell(w http.ResponseWriter, _ *http.Request, v visit) {
	b.render(w, http.StatusOK, "ancienne_application", v)
}

func (b *Bed) script(w http.ResponseWriter, r *http.Request) {
	content, err := pages.ReadFile("pages/anef.js")
	if v, _ := b.visit(r, ANEF); v.Fault == AppBlank || err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(content)
}

func (b *Bed) signOn(w http.ResponseWriter, _ *http.Request, v visit) {
	if v.Fault == SignOnDown {
		b.render(w, http.StatusBadGateway, "erreur", v)
		return
	}
	v.SignOn = v.Prefix + realm
	b.render(w, http.StatusOK, "connexion", v)
}

func (b *Bed) reset(w http.ResponseWriter, _ *http.Request, v visit) {
	if v.Fault == ResetDown {
		b.render(w, http.StatusBadGateway, "erreur", v)
		return
	}
	v.SignOn = v.Prefix + realm
	b.render(w, http.StatusOK, "mot_de_passe", v)
}

func (b *Bed) franceConnect(w http.ResponseWriter, _ *http.Request, v visit) {
	b.render(w, http.StatusOK, "franceconnect", v)
}
