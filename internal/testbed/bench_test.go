package testbed

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestBenchPagesLeadToTheConfirmation(t *testing.T) {
	bed := New(Options{})
	for _, path := range []string{BenchPath, BenchPath + "connexion", BenchPath + "choix", BenchPath + "depot", BenchPath + "fin", StoragePath, BenchPath + "veilleur.js"} {
		if status, body := get(t, bed, path); status != http.StatusOK || !strings.Contains(body, "double de test — simulation") {
			t.Errorf("%s: status %d, or it does not say that it is a double:\n%s", path, status, body)
		}
	}
	var form bytes.Buffer
	media, err := WriteForm(&form, nil, &FormFile{"piece", "piece.pdf", make([]byte, 1234)})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		body   string
		media  string
		status int
		to     string
	}{
		"connexion": {"identifiant=a", "application/x-www-form-urlencoded", http.StatusSeeOther, BenchPath + "choix"},
		"choix":     {"titre=2", "application/x-www-form-urlencoded", http.StatusSeeOther, BenchPath + "depot"},
		"depot":     {form.String(), media, http.StatusSeeOther, BenchPath + "fin?recu=1234"},
		"ailleurs":  {"", "text/plain", http.StatusNotFound, ""},
	}
	for page, test := range tests {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, BenchPath+page, strings.NewReader(test.body))
		r.Header.Set("Content-Type", test.media)
		bed.ServeHTTP(w, r)
		if w.Code != test.status || w.Header().Get("Location") != test.to {
			t.Errorf("%s: got %d to %q, want %d to %q", page, w.Code, w.Header().Get("Location"), test.status, test.to)
		}
	}
}
