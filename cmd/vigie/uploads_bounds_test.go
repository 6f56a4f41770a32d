package main

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"vigie/internal/access"
)

// TestHugeAndSlowSendings: what is too large, announced or not, and what does not
// come is refused with its reason, by the page and by the API, and nothing of it
// stays on the disk.
func TestHugeAndSlowSendings(t *testing.T) {
	open := openCounter(t, "uploads: {max_mib: 1, silence: 1s}\n")
	claire := open.as(t, "claire", access.Contributor, "asso")
	_, token, err := open.app.state.AddToken(t.Context(), "asso", "essai", 0, true, open.app.now())
	if err != nil {
		t.Fatal(err)
	}
	const huge = 5 << 30
	page := "--b\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"gros.csv\"\r\n\r\nréférence;"
	tests := []struct {
		name, path, begins string
		announced          int64 // -1: not
		rest               io.Reader
		status             int
		wants              []string
	}{
		{"5 GB announced, by the page", "/fichiers", page, huge, zeros{}, http.StatusRequestEntityTooLarge, []string{"trop gros", "1 Mio", "rien n'a été pris"}},
		{"5 GB as they come, by the page", "/fichiers", page, -1, zeros{}, http.StatusRequestEntityTooLarge, []string{"trop gros", "1 Mio", "rien n'a été pris"}},
		{"slow, by the page", "/fichiers", page, -1, stalled{t}, http.StatusRequestTimeout, []string{"trop lent", "4 Kio par seconde", "1 s", "Rien n'a été pris"}},
		{"5 GB announced, by the API", "/api/v1/reports", `{"reports":[`, huge, zeros{}, http.StatusRequestEntityTooLarge, []string{"trop gros", "16 Mio"}},
		{"5 GB as they come, by the API", "/api/v1/reports", `{"reports":[`, -1, zeros{}, http.StatusRequestEntityTooLarge, []string{"trop gros", "16 Mio"}},
		{"slow, by the API", "/api/v1/reports", `{"reports":[`, -1, stalled{t}, http.StatusRequestTimeout, []string{"trop lent", "1 s"}},
	}
	t.Run("all", func(t *testing.T) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				t.Parallel()
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, claire.server.URL+test.path, io.MultiReader(strings.NewReader(test.begins), io.LimitReader(test.rest, huge)))
				if err != nil {
					t.Fatal(err)
				}
				r.ContentLength = test.announced
				r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
				r.AddCookie(claire.cookie)
				if strings.HasPrefix(test.path, "/api/") {
					r.Header.Set("Content-Type", "application/json")
					r.Header.Set("Authorization", "Bearer "+token)
				}
				response, text := claire.do(t, r)
				if response.StatusCode != test.status {
					t.Errorf("status %d, want %d\n%s", response.StatusCode, test.status, text)
				}
				for _, want := range test.wants {
					if !strings.Contains(text, want) {
						t.Errorf("the answer lacks %q:\n%s", want, text)
					}
				}
			})
		}
	})
	sealed, err := os.ReadDir(open.app.cfg.path("sealed"))
	if err != nil && !os.IsNotExist(err) || len(sealed) > 0 {
		t.Errorf("left on the disk: %v, %v", sealed, err)
	}
	if sent, err := open.app.state.Uploads(t.Context(), ""); err != nil || len(sent) > 0 {
		t.Errorf("left in the list: %v, %v", sent, err)
	}
}

// zeros is a body without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// stalled is a body of which nothing comes any more.
type stalled struct{ t *testing.T }

func (s stalled) Read([]byte) (int, error) {
	<-s.t.Context().Done()
	return 0, io.ErrUnexpectedEOF
}
