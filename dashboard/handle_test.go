package dashboard

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vigie/internal/access"
)

// A visitor who goes before the answer is no error of ours; a page that fails is.
func TestVisitorsWhoGoAreNoErrors(t *testing.T) {
	for _, test := range []struct {
		name  string
		goes  bool
		level string
	}{{"a visitor who goes", true, "DEBUG"}, {"a page that fails", false, "ERROR"}} {
		t.Run(test.name, func(t *testing.T) {
			var log bytes.Buffer
			s := siteOver(t, world())
			s.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			page := s.wrap(route{pattern: "GET /essai", needs: access.ReadPublic, page: func(http.ResponseWriter, *http.Request) error {
				if test.goes {
					leave()
				}
				return errors.New("engine: context canceled")
			}})
			answer := httptest.NewRecorder()
			page.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, "/essai", nil))
			if got := log.String(); !strings.Contains(got, "level="+test.level) || test.goes && strings.Contains(got, "level=ERROR") {
				t.Errorf("logged %q, want level %s", got, test.level)
			}
			if test.goes != (answer.Body.Len() == 0) {
				t.Errorf("answered %q", answer.Body)
			}
		})
	}
}

// Figures that are still computed are no error of ours; a base that does not answer is.
func TestWaitIsNoError(t *testing.T) {
	wait := pageError{http.StatusServiceUnavailable, "Calcul en cours", stillComputed}
	for _, test := range []struct {
		name  string
		err   error
		level string
	}{{"figures that are still computed", wait, "INFO"}, {"a base that does not answer", errors.Join(wait, errors.New("connection refused")), "ERROR"}} {
		t.Run(test.name, func(t *testing.T) {
			var log bytes.Buffer
			s := siteOver(t, world())
			s.Logger = slog.New(slog.NewTextHandler(&log, nil))
			s.told(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/analyse", nil), test.err)
			if got := log.String(); strings.Count(got, "level=") != 1 || !strings.Contains(got, "level="+test.level) {
				t.Errorf("logged %q, want level %s", got, test.level)
			}
		})
	}
}
