package dashboard

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// formMost is the largest form without a file.
const formMost = 256 << 10

type signInPage struct {
	page

	Fault, Name, Next string
}

// signInAddress is the address of the page to sign in, which leads back.
func signInAddress(next string) string {
	return "/connexion?" + url.Values{"suite": {next}}.Encode()
}

// within gives an address of this site, or another one when it is none: a link
// to sign in must not lead elsewhere.
func within(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/espace"
	}
	return next
}

// signInForm serves the page to sign in.
func (s *site) signInForm(w http.ResponseWriter, r *http.Request) error {
	next := within(r.URL.Query().Get("suite"))
	if _, in, err := s.desk.sessions.Account(r.Context()); err != nil || in {
		if err == nil {
			http.Redirect(w, r, next, http.StatusSeeOther)
		}
		return err
	}
	return s.show(w, http.StatusOK, "signin", signInPage{page: s.page("Connexion"), Next: next})
}

// signIn checks a name and a password.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := s.readPosted(w, r, formMost); err != nil {
		return err
	}
	name, next := r.PostForm.Get("nom"), within(r.PostForm.Get("suite"))
	a, err := s.desk.State.SignIn(r.Context(), name, r.PostForm.Get("mot-de-passe"), s.address(r), s.Now())
	if err == nil && a.Simulation && !s.Simulation {
		err = access.ErrCredentials
	}
	data := signInPage{page: s.page("Connexion"), Name: name, Next: next}
	status := http.StatusUnauthorized
	var locked access.LockedError
	switch {
	case err == nil:
		if err := s.desk.sessions.Begin(r.Context(), a); err != nil {
			return err
		}
		s.Logger.Info("signed in", slog.String("account", a.ID.String()))
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	case errors.As(err, &locked):
		status, data.Fault = http.StatusTooManyRequests, "Trop d’essais. Réessayez après "+s.words.Moment(locked.Until, s.zone)+"."
	case errors.Is(err, access.ErrCredentials):
		data.Fault = "Nom ou mot de passe inconnu. Vérifiez les deux ; après plusieurs erreurs, les essais sont suspendus un moment."
		s.Logger.Warn("sign-in refused")
	default:
		return err
	}
	data.Fault = s.words.Typeset(data.Fault)
	return s.show(w, status, "signin", data)
}

// signOut ends the session.
func (s *site) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.desk.sessions.End(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, "/connexion", http.StatusSeeOther)
	return nil
}

type passwordPage struct {
	deskPage

	Fault string
}

// passwordForm serves the page to change one's password.
func (s *site) passwordForm(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, http.StatusOK, "password", passwordPage{deskPage: s.deskPage(r, "Changer de mot de passe")})
}

// setPassword changes the password of who asks. Other sessions of the account end.
func (s *site) setPassword(w http.ResponseWriter, r *http.Request) error {
	if err := s.readPosted(w, r, formMost); err != nil {
		return err
	}
	v, data := who(r.Context()), passwordPage{deskPage: s.deskPage(r, "Changer de mot de passe")}
	fresh := r.PostForm.Get("nouveau")
	_, err := s.desk.State.SignIn(r.Context(), v.Name, r.PostForm.Get("actuel"), s.address(r), s.Now())
	switch {
	case errors.As(err, new(access.LockedError)):
		data.Fault = "Trop d’essais avec un mauvais mot de passe. Réessayez plus tard."
	case errors.Is(err, access.ErrCredentials):
		data.Fault = "Le mot de passe actuel n’est pas le bon."
	case err != nil:
		return err
	case fresh != r.PostForm.Get("encore"):
		data.Fault = "Les deux saisies du nouveau mot de passe diffèrent."
	default:
		if err = s.desk.State.SetPassword(r.Context(), v.Name, fresh); observatory.IsInput(err) {
			data.Fault = err.Error()
		} else if err != nil {
			return err
		}
	}
	if data.Fault != "" {
		data.Fault = s.words.Typeset(data.Fault)
		return s.show(w, http.StatusUnprocessableEntity, "password", data)
	}
	if err := s.desk.sessions.Renew(r.Context(), v.ID); err != nil {
		return err
	}
	data.Notice = s.words.Typeset("Mot de passe changé. Vos autres sessions sont finies.")
	return s.show(w, http.StatusOK, "password", data)
}

// readPosted reads a form that was posted.
func (s *site) readPosted(w http.ResponseWriter, r *http.Request, most int64) error {
	if err := s.pace(w, r, most); err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return refusedBody(err)
	}
	return nil
}
