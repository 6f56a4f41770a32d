package dashboard

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// snapshot is all figures of the pages at one version of the data, and the
// pages drawn from them. It is replaced as a whole, never changed.
type snapshot struct {
	version string
	window  observatory.Window
	made    time.Time
	tables  map[string]tables // by indicator

	published observatory.Publication // the case tables

	mu    sync.Mutex
	pages map[string]asset // by address; all addresses are of known departments, indicators, journeys, tasks and refusals

	tasks       memo[[]indicators.DriftTask]
	refused     memo[[]indicators.Refusals]
	latest      memo[[]indicators.LatestAttempt]
	duties      memo[*matrixData]
	incidents   memo[[]indicators.Incident]
	week, month memo[observatory.Table] // figures of journeys over the last 7 and 30 days
	funnels     memo[[]funnelView]
	more        memo[map[string]tables] // of the indicators that only the pages of families show
}

// tables are the tables of one indicator.
type tables struct {
	national, monthly, departments, departmentMonths, targets observatory.Table
	targetMonths                                              observatory.Table // of journeys alone
}

// maximumAge is how long a snapshot is taken for fresh while no row is added:
// days pass, and what was planned for them with them.
const maximumAge = 5 * time.Minute

// computeTime bounds the computing of all figures.
const computeTime = 2 * time.Minute

// keeper holds the newest snapshot and makes the next one in the background.
type keeper struct {
	site *site

	mu      sync.Mutex
	current *snapshot
	making  chan struct{} // closed when the snapshot in the making is done
	failed  error         // of the last making, and when and for which version
	broken  string
	since   time.Time
	took    time.Duration // by the last making
}

// pause is how long a version whose figures could not be computed is left
// alone while older figures can be shown.
const pause = 10 * time.Second

func newKeeper(s *site) *keeper { return &keeper{site: s} }

// get gives the figures of the newest version. When those at hand are older
// it has new ones made, waits a little, and gives the old ones if that was not
// enough: every page prints its horizon. It does not wait when the last making
// took longer than it would. The first ever is waited for.
func (k *keeper) get(ctx context.Context) (*snapshot, error) {
	version, err := k.site.Reader.Version(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the version of the data: %w", err)
	}
	k.mu.Lock()
	old := k.current
	if old != nil && (old.version == version && !k.aged(old) || k.resting(version)) {
		k.mu.Unlock()
		return old, nil
	}
	if k.making == nil {
		k.making = make(chan struct{})
		go k.make(context.WithoutCancel(ctx), version, k.making)
	}
	done, hopeless := k.making, k.took > k.site.Patience
	k.mu.Unlock()
	if old != nil && hopeless {
		return old, nil
	}

	var patience <-chan time.Time
	if old != nil {
		timer := time.NewTimer(k.site.Patience)
		defer timer.Stop()
		patience = timer.C
	}
	select {
	case <-done:
	case <-patience:
		return old, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the figures: %w", ctx.Err())
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.current == nil {
		return nil, k.failed
	}
	return k.current, nil
}

// resting reports whether the making of a version failed a moment ago.
func (k *keeper) resting(version string) bool {
	return k.failed != nil && k.broken == version && time.Since(k.since) < pause
}

// aged reports whether the clock alone has made a snapshot old.
func (k *keeper) aged(s *snapshot) bool {
	now := k.site.Now()
	return now.Sub(s.made) > maximumAge || observatory.DateOf(now, k.site.zone) != s.window.To
}

func (k *keeper) make(ctx context.Context, version string, done chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, computeTime)
	defer cancel()
	started := time.Now()
	made, err := k.site.compute(ctx, version)
	if err == nil {
		err = k.site.refill(ctx, k.newest(), made)
	}
	k.site.metrics.figures.Observe(time.Since(started).Seconds())
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil {
		k.site.Logger.Error("figures not computed", slog.Any("error", err))
	} else {
		k.current = made
	}
	k.failed, k.broken, k.since, k.took = err, version, time.Now(), time.Since(started)
	k.making = nil
	close(done)
}

func (k *keeper) newest() *snapshot {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.current
}

// refill makes in a new snapshot what pages asked of the old one, before they are
// given the new: after each new row, a page would wait for it otherwise.
func (s *site) refill(ctx context.Context, old, made *snapshot) error {
	if old == nil {
		return nil
	}
	for _, part := range []struct {
		asked bool
		fill  func() error
	}{
		{old.latest.has(), func() error { _, err := s.latest(ctx, made); return err }},
		{old.duties.has(), func() error { _, err := s.duties(ctx, made); return err }},
		{old.incidents.has(), func() error { _, err := s.incidents(ctx, made); return err }},
		{old.week.has(), func() error { _, err := s.lastDays(ctx, made, weekDays); return err }},
		{old.month.has(), func() error { _, err := s.lastDays(ctx, made, monthDays); return err }},
		{old.funnels.has(), func() error { _, err := s.funnels(ctx, made); return err }},
		{old.more.has(), func() error { return s.fillThemes(ctx, made) }},
	} {
		if !part.asked {
			continue
		}
		if err := part.fill(); err != nil {
			return err
		}
	}
	return nil
}

// compute makes all tables of all indicators, reading each query once; those of
// cases are the published ones.
func (s *site) compute(ctx context.Context, version string) (*snapshot, error) {
	made := &snapshot{version: version, window: s.window(), made: s.Now(), tables: map[string]tables{}, pages: map[string]asset{}}
	edition, err := s.editionOf(ctx)
	if err != nil {
		return nil, err
	}
	made.published = edition
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	var mu sync.Mutex
	for _, d := range indicators.Headlines() {
		group.Go(func() (err error) {
			var list tables
			if d.Proof == indicators.ByCase {
				list = publishedTables(edition, d, made.window)
			} else {
				list, err = s.computeTables(ctx, s.Reader, made.window, d)
			}
			mu.Lock()
			defer mu.Unlock()
			made.tables[d.ID] = list
			return err
		})
	}
	// The overview shows them: they are made while the engine works anyway.
	group.Go(func() error { _, err := s.refusals(ctx, made); return err })
	group.Go(func() error { _, err := s.driftTasks(ctx, made); return err })
	return made, group.Wait()
}

// atOnce is how many figures are made at once: one is added up while the engine
// reads for the other.
const atOnce = 2

// computeTables makes the tables of one indicator of probes or pages, as far as
// its figures can be split, in one reading of its query.
func (s *site) computeTables(ctx context.Context, r indicators.Reader, w observatory.Window, d indicators.Definition) (tables, error) {
	var t tables
	wanted := []struct {
		to *observatory.Table
		by []indicators.Dimension
	}{
		{&t.national, nil},
		{&t.monthly, []indicators.Dimension{indicators.Month}},
		{&t.departments, []indicators.Dimension{indicators.Department}},
		{&t.departmentMonths, []indicators.Dimension{indicators.Department, indicators.Month}},
		{&t.targets, []indicators.Dimension{indicators.Target}},
	}
	if d.PerJourney {
		wanted = append(wanted, wanted[4])
		wanted[5].to, wanted[5].by = &t.targetMonths, []indicators.Dimension{indicators.Target, indicators.Month}
	}
	var requests []indicators.Request
	var to []*observatory.Table
	for _, one := range wanted {
		if d.Allows(one.by...) {
			requests = append(requests, indicators.Request{Window: w, By: one.by, Rules: s.rules, Zone: s.Catalogue.Zone})
			to = append(to, one.to)
		}
	}
	list, err := indicators.ComputeEach(ctx, r, d.ID, requests)
	if err != nil {
		return t, fmt.Errorf("compute the figures of the pages: %w", err)
	}
	for i := range list {
		*to[i] = list[i]
	}
	return t, nil
}

// once gives the answer kept under an address, or makes and keeps it.
func (s *snapshot) once(address string, build func() (asset, error)) (asset, error) {
	s.mu.Lock()
	kept, ok := s.pages[address]
	s.mu.Unlock()
	if ok {
		return kept, nil
	}
	built, err := build()
	if err != nil {
		return asset{}, err
	}
	s.mu.Lock()
	s.pages[address] = built
	s.mu.Unlock()
	return built, nil
}
