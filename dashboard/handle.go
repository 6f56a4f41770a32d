package dashboard

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// requestTime bounds the work of one request.
const requestTime = 30 * time.Second

// policy is the content security policy of every page: nothing but our own
// files, no inline script or style, no frame.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// handler is a page that returns what went wrong.
type handler func(w http.ResponseWriter, r *http.Request) error

// pageError is an error with what the visitor is told.
type pageError struct {
	status  int
	title   string
	message string
}

func (e pageError) Error() string { return e.title }

func notFound(title, message string) error {
	return pageError{status: http.StatusNotFound, title: title, message: message}
}

// wrap is the one place where a handler's error becomes an answer and a log
// line, and where requests are counted.
func (s *site) wrap(rt route) http.Handler {
	page := s.guard(rt)
	fail := func(w http.ResponseWriter, r *http.Request, err error) {
		if rt.api || strings.HasPrefix(r.URL.Path, "/api/") { // an address or a method that the API does not have, too
			s.problem(w, r, err)
			return
		}
		s.fail(w, r, err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), cmp.Or(rt.time, requestTime))
		defer cancel()
		setHeaders(w.Header())
		answer := &recorder{ResponseWriter: w}
		started := time.Now()
		err := s.run(page, answer, r.WithContext(ctx))
		switch {
		case err == nil:
		case gone(r, err):
			s.Logger.Debug("visitor went away", slog.String("route", rt.pattern), slog.Any("error", err))
			if !answer.wrote {
				answer.status = visitorGone
			}
		case !answer.wrote:
			fail(answer, r, err)
		default:
			s.Logger.Error("answer broke off", slog.String("route", rt.pattern), slog.Any("error", err))
		}
		s.metrics.observe(rt.pattern, answer.status, time.Since(started))
	})
}

// gone reports whether an error is that of a request whose visitor went. One that is
// worded for the visitor is not: a body that comes too slowly ends its request too.
func gone(r *http.Request, err error) bool {
	return errors.Is(r.Context().Err(), context.Canceled) && !errors.As(err, new(pageError))
}

// visitorGone counts requests whose visitor went before there was an answer: no
// fault of ours. nginx counts them so.
const visitorGone = 499

// run turns a panic of a page into an error.
func (s *site) run(page handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s.Logger.Error("page panicked", slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
			err = errors.New("page panicked")
		}
	}()
	return page(w, r)
}

// told words an error for who asked, and logs it when it is ours.
func (s *site) told(r *http.Request, err error) pageError {
	var told pageError
	switch {
	case errors.As(err, &told):
		if told.status >= http.StatusInternalServerError {
			level := slog.LevelError
			if err == error(told) { //nolint:errorlint // nothing failed: the answer takes its time
				level = slog.LevelInfo
			}
			s.Logger.Log(r.Context(), level, "answer refused", slog.String("path", r.URL.Path), slog.Any("error", err))
		}
	case errors.Is(err, privacy.ErrNotYet):
		told = pageError{http.StatusForbidden, "Pas encore public", "Un relevé de créneaux devient public après un délai, pour ne servir à aucun revendeur de rendez-vous. Revenez plus tard."}
	case errors.Is(err, observatory.ErrNotFound):
		told = pageError{http.StatusNotFound, "Page introuvable", "Ce que vous cherchez n’existe pas ou n’existe plus."}
	case observatory.IsInput(err):
		told = pageError{http.StatusBadRequest, "Demande illisible", err.Error()}
	default:
		told = pageError{http.StatusInternalServerError, "Erreur interne", "La page n’a pas pu être préparée. L’incident est consigné ; réessayez dans un instant."}
		s.Logger.Error("page failed", slog.String("path", r.URL.Path), slog.Any("error", err))
	}
	return told
}

func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	told := s.told(r, err)
	page := errorPage{page: s.page(told.title), Message: s.words.Typeset(told.message)}
	if told.status == http.StatusServiceUnavailable && r.Method == http.MethodGet {
		page.Links = []link{{r.URL.RequestURI(), "Afficher de nouveau"}}
	}
	body, renderErr := s.views.render("error", page)
	if renderErr != nil {
		s.Logger.Error("error page failed", slog.Any("error", renderErr))
		http.Error(w, told.title, told.status)
		return
	}
	w.Header().Del("Content-Disposition") // of the file that could not be made
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(told.status)
	if _, err := w.Write(body); err != nil {
		s.Logger.Debug("visitor went away", slog.Any("error", err))
	}
}

type errorPage struct {
	page

	Message string
	Links   []link // what can be done
}

// unknown answers every address that no page has.
func (s *site) unknown(w http.ResponseWriter, r *http.Request) error {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		if r.URL.Path == "/api/v1/reports" {
			w.Header().Set("Allow", http.MethodPost)
			return pageError{http.StatusMethodNotAllowed, "Méthode refusée", "Les rapports s’envoient par POST, comme le décrit /api/v1/openapi.json."}
		}
		return notFound("Adresse inconnue de l’API", "L’API prend POST /api/v1/reports et GET /api/v1/openapi.json ; ce dernier décrit les deux.")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return pageError{http.StatusMethodNotAllowed, "Méthode refusée", "Ces pages se lisent seulement ; rien ne peut y être envoyé."}
	}
	return notFound("Page introuvable", "Cette adresse ne mène à aucune page. Revenez à la vue d’ensemble ou choisissez un département.")
}

// health says whether pages can be served.
func (s *site) health(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := s.Healthy(r.Context()); err != nil {
		s.Logger.Error("not healthy", slog.Any("error", err))
		w.WriteHeader(http.StatusServiceUnavailable)
		_, err = io.WriteString(w, "base de données injoignable\n")
		return err
	}
	_, err := io.WriteString(w, "ok\n")
	return err
}

func setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// recorder remembers the status that was sent.
type recorder struct {
	http.ResponseWriter

	status int
	wrote  bool
}

func (w *recorder) WriteHeader(status int) {
	if !w.wrote {
		w.status, w.wrote = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(p []byte) (int, error) {
	if !w.wrote {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController find the writer behind.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
