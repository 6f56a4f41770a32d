package probes

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// rulesVersion names the rules by which outcomes and causes are told; it
// changes when they do.
const rulesVersion = "2"

// Keep stores an evidence file and gives its hash.
type Keep func(ctx context.Context, media string, content []byte) (observatory.Hash, error)

// Seal encrypts to the instance what may be seen by nobody else.
type Seal func(content []byte) ([]byte, error)

// Config says how the runner works. Zero fields take the value in brackets.
type Config struct {
	Browser      string                // path of the browser [found on the machine]
	Version      string                // of Vigie, in the User-Agent
	Contact      string                // address or mail, in the User-Agent
	Place        string                // id of the place that the attempts run from
	Simulation   bool                  // marks every attempt as simulated
	Concurrency  int                   // tabs at a time [2]
	Recycle      int                   // attempts of one browser [100]
	RecycleSize  int64                 // bytes of memory after which a browser is replaced between two attempts [512 MiB]
	MemoryCap    int64                 // bytes of memory at which a browser is ended, and with it its attempts [1 GiB]
	Scratch      string                // where browsers keep their files [the machine's temporary folder]
	Free         func() (int64, error) // bytes free where captures go [not asked]
	DiskReserve  int64                 // bytes under which no attempt begins [256 MiB]
	HostInterval time.Duration         // between two attempts on one host [none]
	BackOff      time.Duration         // how long a host is left alone that asks for time without saying how long [no host is]
	Gate         Gate                  // the state that outlives the runner [none]
	PagePause    time.Duration         // between two pages of a site read one after the other [none]
	ConfirmAfter time.Duration         // before a confirmation [none]; at least 60 s in production
	Quiet        time.Duration         // without activity before a landmark is held missing [2 s]
	AskTimeout   time.Duration         // for robots.txt and the control site [10 s]
	Control      string                // address of the control site [none]
	NTP          string                // server that the clock is held against [none]
	Echo         string                // address of a service that answers the public address [none]
	Network      string                // provider or network of the place, as declared [unknown]
	Exceptions   []RobotsException     // paths that robots.txt disallows and that are visited
	Keep         Keep                  // where captures go [nowhere]
	Seal         Seal                  // how what shows a person is sealed before it is kept [it is not kept]
	Log          *slog.Logger          // [discarded]
	Registerer   prometheus.Registerer // of the runner's metrics [none]
	Now          func() time.Time      // [time.Now]
	Wait         func(context.Context, time.Duration) error
}

// RunOptions are the options of one run.
type RunOptions struct {
	PlannedPerDay int           // how many first attempts a day the schedule planned, 0 if unplanned
	PlannedRest   int           // on how many of the days that follow it plans none
	Budget        time.Duration // in place of the journey's [none]
	Timeout       time.Duration // in place of the journey's, human steps apart [none]
	Visible       bool          // in a browser with a window
}

// AssistOptions are the options of an assisted run.
type AssistOptions struct {
	RunOptions
	// Prompt is told what the person has to do, in French.
	Prompt func(text string)
	// Human stands for the person in tests: it acts in the tab of its context,
	// and the browser then has no window.
	Human func(tab context.Context) error
	// Consent is that of the person whose account a journey needs.
	Consent observatory.Consent

	standIn bool // the double stands in for the person
}

// Runner runs journeys. It is safe for concurrent use.
type Runner struct {
	full       *atomic.Bool     // the last file was not written for want of room
	wall       func() time.Time // by the clock of the machine, not the steady one
	starved    float64          // part of the wanted processor time that was waited for, from which timings mean nothing
	config     Config
	agent      string // what the probe says of itself
	client     *http.Client
	pool       *pool
	metrics    *metrics
	robots     *robots
	politeness *politeness
	clock      *outside
	public     *outside
	reference  func() (*catalogue.Catalogue, error) // read once, by the audits of information
}

// NewRunner makes a runner. A missing browser is an input error that says what
// to install. The browser starts with the first attempt.
func NewRunner(config Config) (*Runner, error) {
	path, err := FindBrowser(config.Browser)
	if err != nil {
		return nil, err
	}
	config.Browser = path
	defaults(&config)
	r := &Runner{
		config: config,
		agent:  UserAgent(config.Version, config.Contact),
		client: &http.Client{Timeout: config.AskTimeout},
		pool:   newPool(path, false, config.Concurrency, config.limits(), config.Log),
	}
	r.full, r.starved, r.wall = new(atomic.Bool), starvedShare, func() time.Time { return time.Now().Round(0) }
	r.config.Keep = r.heedful(config.Keep)
	r.metrics = newMetrics(config.Registerer, r.pool)
	r.pool.started = r.metrics.starts.Inc
	r.reference = sync.OnceValues(catalogue.Load)
	r.robots = &robots{
		client: r.client, agent: r.agent, exceptions: config.Exceptions,
		now: config.Now, log: config.Log, hosts: map[string]hostRules{},
		plead: func(ctx context.Context, p plea) { r.door().heed(ctx, p) },
	}
	r.politeness = &politeness{
		interval: config.HostInterval, now: config.Now, wait: config.Wait, next: map[string]time.Time{},
	}
	r.clock = newClockOffset(config.NTP, config.Now)
	r.public = r.newPublicAddress()
	return r, nil
}

func defaults(c *Config) {
	set(&c.Version, "dev")
	set(&c.Concurrency, 2)
	set(&c.Recycle, 100)
	set(&c.RecycleSize, 512<<20)
	set(&c.MemoryCap, 1<<30)
	set(&c.Scratch, os.TempDir())
	set(&c.DiskReserve, 256<<20)
	set(&c.Quiet, 2*time.Second)
	set(&c.AskTimeout, 10*time.Second)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wait == nil {
		c.Wait = sleep
	}
}

func (c Config) limits() limits {
	return limits{
		scratch: c.Scratch, runs: c.Recycle, recycle: c.RecycleSize, memory: c.MemoryCap,
		watch: watchEvery, answer: answerTimeout,
	}
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// UserAgent is what the probe adds to the browser's own User-Agent.
func UserAgent(version, contact string) string {
	if contact == "" {
		return "Vigie/" + version
	}
	return fmt.Sprintf("Vigie/%s (+%s)", version, contact)
}

// Close ends the browser and waits for its process.
func (r *Runner) Close() error { return r.pool.close() }

// Run runs an unattended journey on a target: the first attempt, then the
// confirmation when it ended down or degraded, linked by Confirms. The portal's
// failure is in the attempts. An error means that nothing could be observed: a
// journey and a target that do not go together, a *HeldError for a host that
// may not be visited now, or the end of the context, and then the attempts
// already made come with it.
func (r *Runner) Run(ctx context.Context, journey Journey, target observatory.Target, options RunOptions) ([]*observatory.Attempt, error) {
	standIn := journey.Mode == observatory.Assisted && onDouble(journey, target)
	if journey.Mode == observatory.Assisted && !standIn {
		return nil, observatory.InputErrorf("le parcours %s (%s) demande une personne : lancez « vigie probe assist »", journey.ID, journey.System)
	}
	browsers, done, err := r.browsers(options.Visible)
	if err != nil {
		return nil, err
	}
	defer done()
	all := AssistOptions{RunOptions: options, standIn: standIn}
	first, err := r.once(ctx, browsers, journey, target, all, observatory.NoID)
	if err != nil {
		return nil, err
	}
	attempts := []*observatory.Attempt{first}
	if !first.Outcome.Confirmable() {
		return attempts, nil
	}
	if err := r.config.Wait(ctx, r.config.ConfirmAfter); err != nil {
		return attempts, fmt.Errorf("wait before confirmation: %w", err)
	}
	second, err := r.once(ctx, browsers, journey, target, all, first.ID)
	if held, is := errors.AsType[*HeldError](err); is {
		// The first attempt stands alone: that a confirmation is missing changes nothing of it.
		r.config.Log.Warn("no confirmation", slog.String("host", held.Host), slog.String("held", held.Leave.Held))
		return attempts, nil
	}
	if err != nil {
		return attempts, err
	}
	return append(attempts, second), nil
}

// ErrNobody says that no person did what an assisted journey asked: nothing is
// recorded.
var ErrNobody = errors.New("personne n'a répondu : rien n'est enregistré")

// Assist runs an assisted journey once, in a visible browser: one answer of a
// person gives one reading. It records that a person helped, not who. A missing
// browser or display is an input error; ErrNobody when nobody answered.
func (r *Runner) Assist(ctx context.Context, journey Journey, target observatory.Target, options AssistOptions) (*observatory.Attempt, error) {
	if journey.Mode != observatory.Assisted {
		return nil, observatory.InputErrorf("le parcours %s (%s) ne demande personne : lancez « vigie probe run »", journey.ID, journey.System)
	}
	// What forbids the attempt is told before a browser is looked for.
	if _, err := fits(journey, target, options); err != nil {
		return nil, err
	}
	browsers, done, err := r.browsers(options.Human == nil)
	if err != nil {
		return nil, err
	}
	defer done()
	return r.once(ctx, browsers, journey, target, options, observatory.NoID)
}

// browsers gives the runner's browsers, or one with a window, made for the
// occasion. The caller must call done once.
func (r *Runner) browsers(visible bool) (p *pool, done func(), err error) {
	if !visible {
		return r.pool, func() {}, nil
	}
	path, err := FindVisibleBrowser("")
	if err != nil {
		return nil, nil, err
	}
	p = newPool(path, true, 1, r.config.limits(), r.config.Log)
	return p, func() {
		if err := p.close(); err != nil {
			r.config.Log.Warn("visible browser not stopped", slog.Any("error", err))
		}
	}, nil
}

// fits checks that a journey can run on a target.
func fits(journey Journey, target observatory.Target, options AssistOptions) (*url.URL, error) {
	address, err := url.Parse(target.Address)
	if err != nil || address.Host == "" || (address.Scheme != "http" && address.Scheme != "https") {
		return nil, observatory.InputErrorf("cible %s : « %s » n'est pas une adresse web entière (https://...)", target.ID, target.Address)
	}
	if !journey.runsOn(target.System) {
		return nil, observatory.InputErrorf("cible %s : système « %s », le parcours %s est écrit pour « %s »", target.ID, target.System, journey.ID, journey.Targets())
	}
	if len(journey.Departments) > 0 && !slices.Contains(journey.Departments, target.Department) {
		return nil, observatory.InputErrorf("cible %s : le parcours %s ne vaut pas pour le département « %s »", target.ID, journey.ID, target.Department)
	}
	if err := journey.mayRun(target, address); err != nil {
		return nil, err
	}
	if err := journey.mayAsk(target, address, options); err != nil {
		return nil, err
	}
	if journey.needsAxe() {
		if _, err := FindAxe(); err != nil {
			return nil, err
		}
	}
	names := slices.ContainsFunc(journey.Steps, func(s Step) bool { return s.Identify != nil && s.Identify.Prefecture })
	if names && target.Prefecture == "" {
		return nil, observatory.InputErrorf("cible %s : donnez le nom de préfecture que la page doit afficher ; sans lui rien n'est conclu", target.ID)
	}
	return address, nil
}
