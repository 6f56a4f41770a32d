package probes

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/temoto/robotstxt"

	"vigie/internal/observatory"
)

// robotName is the product token under which robots.txt may address the probe.
const robotName = "Vigie"

// robotsLife is how long an answer holds (RFC 9309, section 2.4: 24 hours).
const robotsLife = 24 * time.Hour

// robotsLimit is how much of a robots.txt is read (RFC 9309, section 2.5).
const robotsLimit = 500 << 10

// RobotsException names a path that robots.txt disallows and that is visited
// all the same: who decided it, and why, is written in the configuration.
type RobotsException struct {
	Host      string // host, with its port if any
	Path      string // beginning of the path
	Reason    string
	DecidedBy string
}

// robots knows the robots.txt of each host. It is safe for concurrent use.
type robots struct {
	client     *http.Client
	agent      string
	exceptions []RobotsException
	now        func() time.Time
	log        *slog.Logger
	plead      func(context.Context, plea) // told of a host that asks for time

	mu    sync.Mutex
	hosts map[string]hostRules
}

// hostRules is what a host's robots.txt says; without a group, it could not be
// had because of the server or of the network.
type hostRules struct {
	group *robotstxt.Group
	at    time.Time
}

// judge tells whether robots.txt lets the probe open a page. A robots.txt that
// cannot be had forbids everything (RFC 9309, section 2.3.1.4) but the first
// page of the journey, without which an outage could never be seen.
func (r *robots) judge(ctx context.Context, address string, first bool) (Ending, bool) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return Ending{}, false
	}
	rules := r.rules(ctx, u)
	if rules.group == nil {
		if first {
			return Ending{}, false
		}
		return Ending{observatory.Fault, CauseRobotsUnknown, "robots.txt de " + u.Host + " ne peut pas être lu : la sonde n'ouvre que la première page."}, true
	}
	path := u.EscapedPath()
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if rules.group.Test(robotsPath(path)) || r.excepted(u) {
		return Ending{}, false
	}
	return Ending{observatory.Fault, CauseRobots, fmt.Sprintf("robots.txt de %s interdit %s et la configuration ne l'excepte pas.", u.Host, u.EscapedPath())}, true
}

func (r *robots) excepted(u *url.URL) bool {
	for _, exception := range r.exceptions {
		if strings.EqualFold(exception.Host, u.Host) && strings.HasPrefix(u.EscapedPath(), exception.Path) {
			return true
		}
	}
	return false
}

func (r *robots) rules(ctx context.Context, u *url.URL) hostRules {
	key := u.Scheme + "://" + u.Host
	r.mu.Lock()
	known, found := r.hosts[key]
	r.mu.Unlock()
	if found && r.now().Sub(known.at) < robotsLife {
		return known
	}
	group, err := r.fetch(ctx, key)
	if err != nil {
		r.log.Debug("robots.txt not read", slog.String("host", u.Host), slog.Any("error", err))
		if asks, is := errors.AsType[*pleaError](err); is {
			r.plead(ctx, asks.plea)
		}
		// Old rules hold as long as no new ones can be had (RFC 9309, section 2.4).
		return known
	}
	rules := hostRules{group: group, at: r.now()}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hosts[key] = rules
	return rules
}

// fetch reads a robots.txt. Any 4xx means that there are no rules (RFC 9309,
// section 2.3.1.3), but 429, which says only that there were too many requests;
// that, a 5xx or no answer is an error. Of a longer file than the limit, the
// last line, cut in two, is left out. What is no rule is passed over, as in a
// page of HTML that a site gives at every address.
func (r *robots) fetch(ctx context.Context, site string) (*robotstxt.Group, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, site+"/robots.txt", nil)
	if err != nil {
		return nil, fmt.Errorf("ask for robots.txt: %w", err)
	}
	request.Header.Set("User-Agent", r.agent)
	response, err := r.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask for robots.txt: %w", err)
	}
	defer response.Body.Close()
	asks := plea{host: request.URL.Host, status: response.StatusCode, retryAfter: response.Header.Get("Retry-After")}
	if asks.asksForTime() {
		return nil, &pleaError{asks}
	}
	if response.StatusCode >= http.StatusInternalServerError {
		return nil, fmt.Errorf("ask for robots.txt: status %d", response.StatusCode)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return new(robotstxt.RobotsData).FindGroup(robotName), nil
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, robotsLimit))
	if err != nil {
		return nil, fmt.Errorf("read robots.txt: %w", err)
	}
	if len(body) == robotsLimit {
		body = body[:bytes.LastIndexByte(body, '\n')+1]
	}
	data, err := robotstxt.FromBytes(robotsText(body))
	if err != nil {
		return nil, fmt.Errorf("parse robots.txt: %w", err)
	}
	return data.FindGroup(robotName), nil
}
