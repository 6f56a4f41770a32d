package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/testbed"
)

// sender is a client of the server of the rounds.
type sender struct {
	client  *http.Client
	address string
	cookie  string
}

func newSender(address string) *sender {
	return &sender{address: address, client: &http.Client{
		Transport:     &http.Transport{DialContext: (&net.Dialer{Timeout: time.Second}).DialContext, MaxIdleConnsPerHost: 8},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// form sends a form, with a file when there is one, and gives where the answer
// leads to.
func (s *sender) form(t *testing.T, path string, values map[string]string, file []byte) (string, error) {
	t.Helper()
	var body bytes.Buffer
	media := "application/x-www-form-urlencoded"
	if file != nil || strings.HasPrefix(path, "/signaler/") {
		media = multipartForm(t, &body, values, file)
	} else {
		query := url.Values{}
		for name, value := range values {
			query.Set(name, value)
		}
		body.WriteString(query.Encode())
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.address+path, &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", media)
	r.Header.Set("Cookie", access.CookieName+"="+s.cookie)
	answer, err := s.client.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusSeeOther {
		return "", fmt.Errorf("%w: status %d: %.300s", errAnswered, answer.StatusCode, text)
	}
	for _, c := range answer.Cookies() {
		if c.Name == access.CookieName {
			s.cookie = c.Value
		}
	}
	return answer.Header.Get("Location"), nil
}

// errAnswered is an answer of another status than the one that is looked for.
var errAnswered = errors.New("answered")

// multipartForm writes a form, with a table when there is one, and gives its media
// type.
func multipartForm(t *testing.T, to io.Writer, values map[string]string, table []byte) string {
	t.Helper()
	var file *testbed.FormFile
	if table != nil {
		file = &testbed.FormFile{Field: "fichier", Name: "mon tableau.csv", Data: table}
	}
	media, err := testbed.WriteForm(to, values, file)
	if err != nil {
		t.Fatal(err)
	}
	return media
}

// alive asks the server whether it is there.
func (s *sender) alive(t *testing.T) error {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.address+"/connexion", nil)
	if err != nil {
		return err
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}
