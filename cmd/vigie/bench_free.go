package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/internal/access"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// freeTime is what the page of exact figures takes for one indicator, as a role
// asks for it over a year, with each filter: the first time and again.
type freeTime struct {
	id    string
	takes [][2]time.Duration
}

// freeFilter is a choice of the page of exact figures.
type freeFilter struct{ name, query string }

// freeFilters are the choices that are measured: those that no other one makes
// easier. A window that ends in the past is answered as it could be that day.
func freeFilters(today observatory.Date) []freeFilter {
	year := func(end observatory.Date) string { return "&du=" + (end - 365).String() + "&au=" + end.String() }
	return []freeFilter{
		{"the country", ""},
		{"one department", "&departement=75"},
		{"a procedure", "&procedure=renewal"},
		{"a ground", "&fondement=care"},
		{"in review", "&relecture=received"},
		{"a year that ended 200 days ago", year(today - 200)},
		{"the same, by month", year(today-200) + "&par=month"},
	}
}

// freeAgain is how often each page is read again, of which the slowest counts.
const freeAgain = 5

// freeFigures measures the page of exact figures, one indicator at a time.
func (b *bench) freeFigures(ctx context.Context) error {
	fmt.Fprintln(b.say, "bench : chiffres exacts")
	if _, err := b.app.keepGaps(ctx); err != nil { // as the service does every hour
		return err
	}
	address, stop, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer stop()
	analyst, err := b.signIn(ctx, address)
	if err != nil {
		return err
	}
	for _, d := range indicators.All() {
		if d.Proof != indicators.ByCase {
			continue // public, and measured by --pages
		}
		one := freeTime{id: d.ID}
		for _, filter := range freeFilters(observatory.DateOf(b.app.now(), time.UTC)) {
			page := address + "/analyse?indicateur=" + d.ID + filter.query
			var takes [2]time.Duration
			if takes[0], err = readFree(ctx, page, analyst); err != nil {
				return fmt.Errorf("%s, %s : %w", d.ID, filter.name, err)
			}
			for range freeAgain {
				took, err := readFree(ctx, page, analyst)
				if err != nil {
					return fmt.Errorf("%s, %s : %w", d.ID, filter.name, err)
				}
				takes[1] = max(takes[1], took)
			}
			one.takes = append(one.takes, takes)
		}
		b.free = append(b.free, one)
	}
	return nil
}

// signIn makes an analyst and signs her in: the cookie.
func (b *bench) signIn(ctx context.Context, address string) (*http.Cookie, error) {
	password := rand.Text()
	if _, err := b.app.state.AddAccount(ctx, access.NewAccount{Name: "mesure", Role: access.Analyst, Password: password, Simulation: true}, b.app.now()); err != nil {
		return nil, err
	}
	form := url.Values{"nom": {"mesure"}, "mot-de-passe": {password}, "suite": {"/espace"}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/connexion", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultTransport.RoundTrip(request) // the redirection is not followed
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	cookies := response.Cookies()
	i := slices.IndexFunc(cookies, func(c *http.Cookie) bool { return c.Name == access.CookieName })
	if i < 0 {
		return nil, fmt.Errorf("not signed in: %s", response.Status)
	}
	return cookies[i], nil
}

// readFree reads a page until it has its figures: what is still computed when
// the page gives up is asked for again.
func readFree(ctx context.Context, page string, by *http.Cookie) (time.Duration, error) {
	start := time.Now()
	for time.Since(start) < 10*time.Minute {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, page, http.NoBody)
		if err != nil {
			return 0, err
		}
		request.AddCookie(by)
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			return 0, err
		}
		_, err = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		switch {
		case err != nil:
			return 0, err
		case response.StatusCode == http.StatusOK:
			return time.Since(start), nil
		case response.StatusCode != http.StatusServiceUnavailable:
			return 0, errors.New(response.Status)
		}
	}
	return 0, errors.New("no answer in ten minutes")
}

// reportFree prints a line an indicator: the first reading and the slowest of those
// again, with each filter.
func (b *bench) reportFree(out io.Writer) {
	fmt.Fprintf(out, "\n## Exact figures by free filters\n\nThe page `/analyse` for one indicator at a time, as an analyst reads it, over a year of %d k events and %d k attempts of five; each reading is logged. The sums and cases of gaps were kept before, as the service does. Each place: ms the first time, and the slowest of %d readings again. Limits: 1,000 ms the first time, 150 ms again. A page waits 20 s at most and then says that its figures are still computed; where that happened, the time until they were there stands here.\n\n| indicator |", b.rows/1000, b.attempts/1000, freeAgain)
	filters := freeFilters(observatory.DateOf(b.app.now(), time.UTC))
	for _, filter := range filters {
		fmt.Fprintf(out, " %s, first / again |", filter.name)
	}
	fmt.Fprintf(out, "\n|---|%s\n", strings.Repeat("--:|", len(filters)))
	ms := func(took time.Duration) float64 { return float64(took.Microseconds()) / 1000 }
	most := make([][2]time.Duration, len(filters))
	for _, f := range b.free {
		fmt.Fprintf(out, "| `%s` |", f.id)
		for i, takes := range f.takes {
			fmt.Fprintf(out, " %.0f / %.0f |", ms(takes[0]), ms(takes[1]))
			for k := range takes {
				most[i][k] = max(most[i][k], takes[k])
			}
		}
		fmt.Fprintln(out)
	}
	fmt.Fprint(out, "| the slowest |")
	for _, takes := range most {
		fmt.Fprintf(out, " %.0f / %.0f |", ms(takes[0]), ms(takes[1]))
	}
	fmt.Fprint(out, "\n| of 1,000 / of 150 |")
	for _, takes := range most {
		fmt.Fprintf(out, " %.2f / %.2f |", ms(takes[0])/1000, ms(takes[1])/150)
	}
	fmt.Fprintln(out)
}
