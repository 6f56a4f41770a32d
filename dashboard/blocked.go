package dashboard

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// Limits of the pages of refusals; the CSV file has them all.
const (
	refusalDays     = 300 // days of hosts on the page
	refusalAttempts = 200 // visits on the page of a host's day
)

// blockedPage is the page at /blocages.
type blockedPage struct {
	page

	Period, Horizon string
	Refused         string // how many visits
	Hosts           string
	Rows            []refusalRow
	More            string // how many days of hosts the page leaves out
}

// refusalRow is one host on one day.
type refusalRow struct {
	Host, Day, Href string
	Causes          []counted
	Besides         []counted
}

type counted struct{ Name, Class, Count string }

// blockedDayPage is the page at /blocages/{host}/{day}.
type blockedDayPage struct {
	page

	Row      refusalRow
	Visits   []refusalView
	Measured string
	More     bool
}

// refusalView is one refused visit.
type refusalView struct {
	Attempt    attemptRow
	Status     string
	Address    string
	Message    string
	Picture    pictureView
	RetryAfter string
	Place      string
}

// blocked serves the ledger of refusals, by host and day.
func (s *site) blocked(w http.ResponseWriter, r *http.Request) error {
	return s.drawn(w, r, "/blocages", func(shot *snapshot) (asset, error) {
		days, err := s.refusals(r.Context(), shot)
		if err != nil {
			return asset{}, err
		}
		data := blockedPage{
			page: s.page("Blocages"), Horizon: s.words.Moment(shot.window.Horizon, s.zone),
			Period: s.period(observatory.Period{Span: observatory.Span{Start: shot.window.From, End: shot.window.To}}),
		}
		data.Here = "/blocages"
		total, hosts := int64(0), map[string]bool{}
		for i, d := range days {
			total += d.Refused
			hosts[d.Host] = true
			if i < refusalDays {
				data.Rows = append(data.Rows, s.refusalRow(d))
			}
		}
		data.Refused = s.words.Count(total) + texts.NoWrap + s.words.Plural(total, "relevé bloqué", "relevés bloqués")
		n := int64(len(hosts))
		data.Hosts = s.words.Count(n) + texts.NoWrap + s.words.Plural(n, "site", "sites")
		if len(days) > refusalDays {
			data.More = s.words.Count(int64(len(days) - refusalDays))
		}
		return s.render("blocked", data)
	})
}

func (s *site) refusalRow(d indicators.Refusals) refusalRow {
	row := refusalRow{Host: d.Host, Day: s.words.Date(d.Day), Href: refusalHref(d.Host, d.Day)}
	for _, cause := range slices.Sorted(maps.Keys(d.Causes)) {
		row.Causes = append(row.Causes, counted{s.words.Cause(cause), "outcome-blocked", s.words.Count(d.Causes[cause])})
	}
	for _, o := range observatory.Outcomes() {
		if n := d.Besides[o]; n > 0 {
			row.Besides = append(row.Besides, counted{s.words.Outcome(o), "outcome-" + string(o), s.words.Count(n)})
		}
	}
	return row
}

func refusalHref(host string, day observatory.Date) string {
	return "/blocages/" + url.PathEscape(host) + "/" + day.String()
}

// blockedDay serves the refusals of one host on one day.
func (s *site) blockedDay(w http.ResponseWriter, r *http.Request) error {
	absent := notFound("Aucun blocage", "Aucun relevé n’a été bloqué par ce site ce jour-là, ou la date n’est pas de la forme 2026-11-23.")
	day, err := observatory.ParseDate(r.PathValue("day"))
	if err != nil {
		return absent
	}
	shot, err := s.figures.get(r.Context())
	if err != nil {
		return err
	}
	days, err := s.refusals(r.Context(), shot)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(days, func(d indicators.Refusals) bool { return d.Host == r.PathValue("host") && d.Day == day })
	if i < 0 {
		return absent
	}
	return s.drawn(w, r, refusalHref(days[i].Host, day), func(shot *snapshot) (asset, error) {
		return s.drawBlockedDay(r.Context(), shot, days[i])
	})
}

func (s *site) drawBlockedDay(ctx context.Context, shot *snapshot, d indicators.Refusals) (asset, error) {
	row := s.refusalRow(d)
	data := blockedDayPage{page: s.page("Blocages de " + d.Host + ", " + row.Day), Row: row}
	data.Here = "/blocages"
	data.Measured = s.words.Count(d.Measured) + texts.NoWrap + s.words.Plural(d.Measured, "relevé mesuré", "relevés mesurés")
	window := shot.window
	window.From, window.To = d.Day, d.Day
	for a, err := range s.Reader.Attempts(ctx, observatory.AttemptFilter{Window: window, Outcome: observatory.Blocked, Newest: true}) {
		if err != nil {
			return asset{}, fmt.Errorf("read refused attempts: %w", err)
		}
		if pageHost(&a) != d.Host {
			continue
		}
		if len(data.Visits) == refusalAttempts {
			data.More = true
			break
		}
		data.Visits = append(data.Visits, s.refusalView(&a))
	}
	return s.render("blocked_day", data)
}

func (s *site) refusalView(a *observatory.Attempt) refusalView {
	row := s.attemptRow(a)
	v := refusalView{
		Attempt: row, Status: status(a.Status), Address: pageAddress(a), Message: a.Message, Place: a.Place,
		Picture: s.lastPicture(a, "Page de refus affichée à la sonde : "+row.Cause+"."),
	}
	if journal, err := s.journal(a); err == nil {
		v.RetryAfter = s.retryAfter(journal)
	}
	return v
}

// retryAfter words when the host asks to come back, of the last refusal that
// says so.
func (s *site) retryAfter(journal *observatory.Journal) string {
	for _, x := range slices.Backward(journal.Exchanges) {
		if !x.Main || x.Status < http.StatusBadRequest {
			continue
		}
		for _, h := range x.Response {
			if !strings.EqualFold(h.Name, "Retry-After") {
				continue
			}
			if seconds, err := strconv.ParseInt(strings.TrimSpace(h.Value), 10, 32); err == nil {
				return "dans " + s.words.Duration(time.Duration(seconds)*time.Second)
			}
			return h.Value
		}
	}
	return ""
}

// pageAddress is where an attempt stood at the end.
func pageAddress(a *observatory.Attempt) string {
	if a.FinalAddress != "" {
		return a.FinalAddress
	}
	return a.Address
}

// pageHost is the host of that page, as the query blocked.hosts names it.
func pageHost(a *observatory.Attempt) string {
	u, err := url.Parse(pageAddress(a))
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// blockedTable serves every refused visit of the period as CSV.
func (s *site) blockedTable(w http.ResponseWriter, r *http.Request) error {
	file(w, "vigie-blocages.csv")
	return s.drawn(w, r, "/blocages.csv", func(shot *snapshot) (asset, error) {
		days, err := s.refusals(r.Context(), shot)
		if err != nil {
			return asset{}, err
		}
		measured := map[string]int64{}
		for _, d := range days {
			measured[d.Host+d.Day.String()] = d.Measured
		}
		var rows [][]string
		for a, err := range s.Reader.Attempts(r.Context(), observatory.AttemptFilter{Window: shot.window, Outcome: observatory.Blocked, Newest: true}) {
			if err != nil {
				return asset{}, fmt.Errorf("read refused attempts: %w", err)
			}
			host, day := pageHost(&a), observatory.DateOf(a.At, s.Catalogue.Zone(a.Department)).String()
			capture, _ := a.PieceByRole("screenshot")
			rows = append(rows, []string{
				host, day, a.At.UTC().Format(time.RFC3339), a.Cause, strconv.Itoa(a.Status), a.Journey, a.System, a.Target, a.Department,
				a.Place, pageAddress(&a), strconv.FormatInt(measured[host+day], 10), string(capture.Hash), a.ID.String(), strconv.FormatBool(a.Simulation),
			})
		}
		return table([]string{
			"host", "day", "at_utc", "cause", "http_status", "journey", "system", "target", "department",
			"place", "address", "measured_that_day", "screenshot_sha256", "attempt", "simulation",
		}, rows)
	})
}
