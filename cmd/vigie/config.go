package main

import (
	"bytes"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"time"

	"go.yaml.in/yaml/v4"

	"vigie/internal/access"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/probes"
)

// config is vigie.yaml. vigie.example.yaml explains every key.
type config struct {
	Data       string         `yaml:"data"`
	Listen     string         `yaml:"listen"`
	Proxies    []string       `yaml:"proxies"`
	Simulation bool           `yaml:"simulation"`
	Contact    string         `yaml:"contact"`
	Log        logConfig      `yaml:"log"`
	Engine     engineConfig   `yaml:"engine"`
	Store      storeConfig    `yaml:"store"`
	Place      placeConfig    `yaml:"place"`
	Probes     probesConfig   `yaml:"probes"`
	Targets    []targetConfig `yaml:"targets"`
	Intakes    []intakeConfig `yaml:"intakes"`
	Uploads    uploadsConfig  `yaml:"uploads"`

	Associations map[string]associationConfig `yaml:"associations"`

	Information infoConfig      `yaml:"information"`
	Retention   retentionConfig `yaml:"retention"`
	Law         lawConfig       `yaml:"law"`
	Public      publicConfig    `yaml:"public"`
	Alerts      alertsConfig    `yaml:"alerts"`
}

// associationConfig is what is known of an association, by its code.
type associationConfig struct {
	Recipient string `yaml:"recipient"` // public age key
}

type logConfig struct {
	Level string `yaml:"level"`
}

type engineConfig struct {
	Library string `yaml:"library"`
}

type storeConfig struct {
	Address      string `yaml:"address"`
	Database     string `yaml:"database"`
	User         string `yaml:"user"`
	PasswordFile string `yaml:"password_file"`
	Cluster      string `yaml:"cluster"`
}

type placeConfig struct {
	ID       string `yaml:"id"`
	Name     string `yaml:"name"`
	Network  string `yaml:"network"`
	TimeZone string `yaml:"time_zone"`
}

type probesConfig struct {
	Browser      string            `yaml:"browser"`
	Journeys     string            `yaml:"journeys"`
	Concurrency  int               `yaml:"concurrency"`
	HostInterval time.Duration     `yaml:"host_interval"`
	HostPerDay   int               `yaml:"host_per_day"`
	BackOff      time.Duration     `yaml:"back_off"`
	ConfirmAfter time.Duration     `yaml:"confirm_after"`
	ManualEvery  time.Duration     `yaml:"manual_every"`
	Control      string            `yaml:"control"`
	NTP          string            `yaml:"ntp"`
	PublicIP     string            `yaml:"public_address"`
	Robots       []robotsException `yaml:"robots_exceptions"`

	RecycleAttempts int   `yaml:"recycle_attempts"`
	RecycleMemory   int64 `yaml:"recycle_memory_mib"`
	BrowserMemory   int64 `yaml:"browser_memory_mib"`
	DiskReserve     int64 `yaml:"disk_reserve_mib"`

	Maintenance []maintenanceConfig `yaml:"maintenance"`
}

// openingConfig is a span of hours in which a target is probed.
type openingConfig struct {
	Days string `yaml:"days"`
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

func (t targetConfig) openings() []probes.Opening {
	var all []probes.Opening
	for _, o := range t.Open {
		all = append(all, probes.Opening{Days: o.Days, From: o.From, To: o.To})
	}
	return all
}

// maintenanceConfig is a maintenance that a site announced before it began.
type maintenanceConfig struct {
	Host      string    `yaml:"host"`
	From      time.Time `yaml:"from"`
	To        time.Time `yaml:"to"`
	Announced time.Time `yaml:"announced"`
	Source    string    `yaml:"source"`
}

func (m maintenanceConfig) window() access.Maintenance {
	return access.Maintenance{Host: m.Host, Begins: m.From, Ends: m.To, Announced: m.Announced, Source: m.Source, DeclaredBy: "configuration", Configuration: true}
}

// robotsException is a path that robots.txt disallows and that is visited all
// the same, with the reason and who decided.
type robotsException struct {
	Host    string `yaml:"host"`
	Path    string `yaml:"path"`
	Reason  string `yaml:"reason"`
	Decided string `yaml:"decided_by"`
}

type targetConfig struct {
	ID         string             `yaml:"id"`
	System     string             `yaml:"system"`
	Department string             `yaml:"department"`
	Name       string             `yaml:"name"`
	Prefecture string             `yaml:"prefecture"`
	Address    string             `yaml:"address"`
	Source     string             `yaml:"source"`
	Status     observatory.Status `yaml:"status"`
	Journeys   []string           `yaml:"journeys"`
	Every      time.Duration      `yaml:"every"`
	Open       []openingConfig    `yaml:"open"`
	Spread     string             `yaml:"spread"`
}

type intakeConfig struct {
	Folder       string        `yaml:"folder"`
	Association  string        `yaml:"association"`
	AllOrNothing bool          `yaml:"all_or_nothing"`
	Every        time.Duration `yaml:"every"`
	Mapping      string        `yaml:"mapping"`
	Messages     bool          `yaml:"messages"`   // the folder holds messages of the administration
	Department   string        `yaml:"department"` // whose administration wrote them; empty: as their text says
	Kobo         koboConfig    `yaml:"kobo"`
}

// koboConfig is a KoboToolbox project. The token is in a file, or in the
// environment variable VIGIE_KOBO_TOKEN, never here.
type koboConfig struct {
	Address   string        `yaml:"address"`
	Project   string        `yaml:"project"`
	TokenFile string        `yaml:"token_file"`
	Page      int           `yaml:"page"`
	Sweep     time.Duration `yaml:"sweep"`
}

// uploadsConfig bounds the files that persons send from the page.
type uploadsConfig struct {
	MaxMiB     int64         `yaml:"max_mib"`
	Silence    time.Duration `yaml:"silence"`     // the longest within what is sent
	SlowestKiB int64         `yaml:"slowest_kib"` // a second
}

type retentionConfig struct {
	SealedDays int                         `yaml:"sealed_days"`
	CasesDays  int                         `yaml:"cases_days"`    // 0: cases stay
	AccessDays int                         `yaml:"accesses_days"` // 0: the log of accesses stays
	UploadDays int                         `yaml:"uploads_days"`  // of the reports of files sent; 0: they stay
	DraftDays  int                         `yaml:"drafts_days"`
	Captures   map[observatory.Outcome]int `yaml:"captures"` // days, by outcome
	Erasures   string                      `yaml:"erasures"` // folder of the list of erasures
}

type alertsConfig struct {
	ChecksWithoutSuccess int `yaml:"checks_without_success"`
}

func defaultConfig() config {
	return config{
		Data:   "var/vigie",
		Listen: "127.0.0.1:8080",
		Log:    logConfig{Level: "info"},

		Place: placeConfig{ID: "inconnu", TimeZone: "Europe/Paris"},
		Probes: probesConfig{
			Concurrency: 2, HostInterval: 30 * time.Second, HostPerDay: 500, BackOff: time.Hour, ConfirmAfter: time.Minute,
			ManualEvery:     30 * 24 * time.Hour,
			RecycleAttempts: 100, RecycleMemory: 512, BrowserMemory: 1024, DiskReserve: 256,
		},
		Retention: retentionConfig{SealedDays: 90, AccessDays: 365, UploadDays: 365, DraftDays: 30},
		Public:    publicConfig{SlotDelay: 48 * time.Hour},
		Uploads:   uploadsConfig{MaxMiB: 512, Silence: 20 * time.Second, SlowestKiB: 4},

		Information: infoConfig{Interval: 10 * time.Second, Pages: 40, Depth: 4},
		Alerts:      alertsConfig{ChecksWithoutSuccess: 6},
	}
}

// loadConfig reads a configuration strictly and checks it whole: every problem
// is reported at once. An empty path gives the defaults.
func loadConfig(path string) (config, error) {
	cfg := defaultConfig()
	if path == "" {
		return cfg, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return cfg, observatory.InputErrorf("configuration %s : fichier introuvable. Copiez vigie.example.yaml puis adaptez-le", path)
	}
	if err != nil {
		return cfg, observatory.InputErrorf("configuration %s : illisible : %w", path, err)
	}
	if len(bytes.TrimSpace(data)) > 0 {
		if err := yaml.Load(data, &cfg, yaml.WithKnownFields()); err != nil {
			return cfg, observatory.InputErrorf("configuration %s :\n%w\nvigie.example.yaml explique chaque clé", path, configFault(err))
		}
	}
	cfg.plainHosts()
	if err := cfg.validate(); err != nil {
		return cfg, observatory.InputErrorf("configuration %s :\n%w", path, err)
	}
	return cfg, nil
}

// validate gives every problem of the configuration, joined.
func (c config) validate() error {
	var problems []error
	add := func(format string, args ...any) {
		problems = append(problems, observatory.InputErrorf(format, args...))
	}
	if c.Data == "" {
		add("data : donnez le dossier de données")
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		add("listen : « %s » n'est pas une adresse hôte:port", c.Listen)
	}
	if _, err := time.LoadLocation(c.Place.TimeZone); err != nil {
		add("place.time_zone : « %s » n'est pas un fuseau horaire IANA, tel que Europe/Paris", c.Place.TimeZone)
	}
	if c.Probes.ManualEvery < 24*time.Hour {
		add("probes.manual_every : au moins 24h")
	}
	if !c.Simulation && len(c.Targets) > 0 && c.Contact == "" {
		add("contact : donnez une adresse web ou électronique ; les sondes disent qui elles sont")
	}
	c.Retention.validate(add)
	c.Law.validate(add)
	for code, association := range c.Associations {
		if _, err := privacy.Recipient(association.Recipient); err != nil {
			add("associations.%s.recipient : %w", code, err)
		}
	}
	if c.Public.SlotDelay < 0 {
		add("public.slot_delay : zéro ou plus")
	}
	if c.Uploads.MaxMiB < 1 || c.Uploads.MaxMiB > 4096 {
		add("uploads.max_mib : de 1 à 4096")
	}
	if c.Uploads.Silence <= 0 || c.Uploads.SlowestKiB < 1 {
		add("uploads.silence, uploads.slowest_kib : plus de zéro")
	}
	if _, err := c.proxies(); err != nil {
		add("%w", err)
	}
	if c.Alerts.ChecksWithoutSuccess < 1 {
		add("alerts.checks_without_success : au moins 1")
	}
	c.validateProbes(add)
	c.validateTargets(add)
	c.validateInformation(add)
	for i, intake := range c.Intakes {
		intake.validate(func(format string, args ...any) { add("intakes[%d] : "+format, append([]any{i}, args...)...) })
	}
	return errors.Join(problems...)
}

func (i intakeConfig) kobo() bool { return i.Kobo.Address != "" || i.Kobo.Project != "" }

func (i intakeConfig) validate(add func(string, ...any)) {
	if i.Association == "" || (i.Folder == "") != i.kobo() {
		add("association, et folder ou kobo, sont nécessaires")
	}
	if i.Messages && (i.kobo() || i.Mapping != "" || i.AllOrNothing) || i.Department != "" && !i.Messages {
		add("messages : un dossier de messages n'a ni kobo, ni mapping, ni all_or_nothing ; department n'est que pour lui")
	}
	if i.kobo() {
		if address, err := url.Parse(i.Kobo.Address); err != nil || address.Host == "" || i.Kobo.Project == "" {
			add("kobo : address (adresse web entière du serveur) et project (identifiant du projet) sont nécessaires")
		}
	}
}

func (c config) validateProbes(add func(string, ...any)) {
	p := c.Probes
	if p.Concurrency < 1 {
		add("probes.concurrency : au moins 1")
	}
	if !c.Simulation && p.ConfirmAfter < time.Minute {
		add("probes.confirm_after : au moins 60s hors simulation (design, section 4)")
	}
	if !c.Simulation && (p.HostPerDay < 1 || p.BackOff < time.Minute) {
		add("probes.host_per_day et probes.back_off : au moins 1 et 1m hors simulation (politesse)")
	}
	if p.RecycleAttempts < 1 || p.RecycleMemory < 1 || p.BrowserMemory <= p.RecycleMemory {
		add("probes.recycle_attempts, recycle_memory_mib, browser_memory_mib : au moins 1, et browser_memory_mib au-dessus de recycle_memory_mib")
	}
	for i, exception := range p.Robots {
		if exception.Host == "" || exception.Path == "" || exception.Reason == "" || exception.Decided == "" {
			add("probes.robots_exceptions[%d] : host, path, reason et decided_by sont tous nécessaires", i)
		}
	}
	for i, m := range p.Maintenance {
		if err := m.window().Check(); err != nil {
			add("probes.maintenance[%d] : %w", i, err)
		}
	}
}

func (c config) validateTargets(add func(string, ...any)) {
	seen := map[string]bool{}
	for i, target := range c.Targets {
		if target.ID == "" || seen[target.ID] {
			add("targets[%d].id : vide ou déjà pris (« %s »)", i, target.ID)
		}
		seen[target.ID] = true
		if address, err := url.Parse(target.Address); err != nil || address.Host == "" {
			add("targets[%d].address : « %s » n'est pas une adresse web entière", i, target.Address)
		}
		if target.Source == "" {
			add("targets[%d].source : dites qui a vu cette adresse, où et quand", i)
		}
		if target.Prefecture == "" && !probes.National(target.System) {
			add("targets[%d].prefecture : le nom que la page doit afficher est nécessaire", i)
		}
		for _, opening := range target.openings() {
			if _, _, err := opening.Minutes(); err != nil {
				add("targets[%d].open : %w", i, err)
			}
		}
		if target.Spread != "" && target.Spread != probes.SpreadEven && target.Spread != probes.SpreadPoisson {
			add("targets[%d].spread : even (à distances égales) ou poisson (au hasard)", i)
		}
		if len(target.Journeys) > 0 && target.Every != 0 && target.Every < shortestPlanned && !c.Simulation {
			add("targets[%d].every : au moins 10m (politesse)", i)
		}
	}
}

// target gives the domain's form of a configured target.
func (c config) target(t targetConfig) observatory.Target {
	return observatory.Target{
		ID: t.ID, System: t.System, Department: t.Department, Name: t.Name, Prefecture: t.Prefecture,
		Address: t.Address, Source: t.Source, Status: t.Status, Simulation: c.Simulation,
	}
}
