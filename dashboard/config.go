package dashboard

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/internal/catalogue"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// Reader is what the pages read: privacy.Public satisfies it. Of cases it gives
// the published tables and nothing else.
type Reader interface {
	indicators.Reader

	// Attempts gives the attempts of a filter, in the order it asks.
	Attempts(ctx context.Context, f observatory.AttemptFilter) iter.Seq2[observatory.Attempt, error]
	// Attempt gives one attempt with its steps; observatory.ErrNotFound when there is none.
	Attempt(ctx context.Context, id observatory.ID) (observatory.Attempt, error)
	// PageFacts gives the facts read on pages of prefectures.
	PageFacts(ctx context.Context, f observatory.PageFactFilter) iter.Seq2[observatory.PageFact, error]
	// Verdicts gives rows of the duty matrix.
	Verdicts(ctx context.Context, f observatory.VerdictFilter) iter.Seq2[observatory.DutyVerdict, error]
	// Published gives the newest edition of the case tables, empty when there is none.
	Published(ctx context.Context) (observatory.Publication, error)
	// Version changes whenever a row is added. It must be cheap.
	Version(ctx context.Context) (string, error)
}

// CaptureDeleted tells when the captures of an attempt were deleted and by which
// rule, an empty rule when they were not.
type CaptureDeleted func(observatory.ID) (at time.Time, rule string, err error)

// Config is what the dashboard needs. Reader, Catalogue, Logger and Registerer
// are mandatory.
type Config struct {
	Reader     Reader
	Catalogue  *catalogue.Catalogue
	Targets    []observatory.Target // all that is known to be probed or probable
	Journeys   []Journey            // all that may be run, in the order of their ids
	Policy     Policy               // how the probes behave
	Hosts      Hosts                // what they have done today; none when nil
	Now        func() time.Time     // time.Now when nil
	Simulation bool                 // shows simulated rows, and says so on every page
	Logger     *slog.Logger
	Registerer prometheus.Registerer
	Desk       *Desk                                         // for signed-in persons and the API; nobody can sign in when nil
	Metrics    http.Handler                                  // served at /metrics; 404 when nil
	Evidence   func(observatory.Hash) (io.ReadCloser, error) // opens a capture; none is served when nil
	Deleted    CaptureDeleted                                // tells deleted captures; none is told when nil
	Pencil     fs.FS                                         // the small world of the method page (package vigie); no page of it when nil
	Months     int                                           // months shown, this one included; 12 when zero
	Patience   time.Duration                                 // how long a page waits for newer figures before it shows those it has; 300 ms when zero
	ExactWait  time.Duration                                 // how long a page waits for exact figures, whose computing then goes on; 20 s when zero
	Healthy    func(ctx context.Context) error               // for /healthz; Reader.Version when nil
}

func (c *Config) complete() error {
	switch {
	case c.Reader == nil:
		return errors.New("dashboard: no reader")
	case c.Catalogue == nil:
		return errors.New("dashboard: no catalogue")
	case c.Logger == nil:
		return errors.New("dashboard: no logger")
	case c.Registerer == nil:
		return errors.New("dashboard: no registerer of metrics")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Months == 0 {
		c.Months = 12
	}
	if c.Patience == 0 {
		c.Patience = 300 * time.Millisecond
	}
	if c.ExactWait == 0 {
		c.ExactWait = 20 * time.Second
	}
	if c.Healthy == nil {
		c.Healthy = func(ctx context.Context) error {
			_, err := c.Reader.Version(ctx)
			return err
		}
	}
	return nil
}
