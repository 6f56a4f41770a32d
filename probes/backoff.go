package probes

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Bounds of a back-off. A host that asks for more is asked again after a day,
// once; one that asks for nothing gets a minute all the same.
const (
	minBackOff = time.Minute
	maxBackOff = 24 * time.Hour
)

// plea is an answer by which a host asks for time.
type plea struct {
	host       string
	status     int
	retryAfter string // of the header; empty when it has none
}

// asksForTime reports whether an answer is one: 429, or 503 with Retry-After
// (RFC 6585, section 4; RFC 9110, section 10.2.3).
func (p plea) asksForTime() bool {
	return p.status == http.StatusTooManyRequests || (p.status == http.StatusServiceUnavailable && p.retryAfter != "")
}

// retryAfter reads the header: a number of seconds or a date.
func retryAfter(text string, now time.Time) (time.Duration, bool) {
	text = strings.TrimSpace(text)
	if seconds, err := strconv.ParseUint(text, 10, 63); err == nil {
		return time.Duration(min(seconds, uint64(maxBackOff/time.Second))) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		return at.Sub(now), true
	}
	return 0, false
}

// heed keeps what hosts have asked for. Nothing is visited there before.
func (d doorkeeper) heed(ctx context.Context, pleas ...plea) {
	if d.backOff <= 0 || d.gate.BackOff == nil {
		return
	}
	for _, p := range pleas {
		now := d.now()
		wait, told := retryAfter(p.retryAfter, now)
		if !told {
			wait = d.backOff
		}
		wait = max(minBackOff, min(wait, maxBackOff))
		cause := fmt.Sprintf("http_%d", p.status)
		d.log.Warn("host asks for time", slog.String("host", p.host), slog.String("cause", cause), slog.Duration("wait", wait))
		if err := d.gate.BackOff(ctx, p.host, cause, now, now.Add(wait)); err != nil {
			d.log.Error("back-off not kept", slog.String("host", p.host), slog.Any("error", err))
		}
	}
}

// pleaError is the error of an answer by which a host asks for time.
type pleaError struct{ plea plea }

// Error says what the answer was.
func (e *pleaError) Error() string { return fmt.Sprintf("%s answers %d", e.plea.host, e.plea.status) }
