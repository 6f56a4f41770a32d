package store

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Config says where ClickHouse is. Either Address or Dial is set.
type Config struct {
	// Address is host:port of a server's HTTP interface (8123 by default at
	// ClickHouse), or https://host:port for TLS.
	Address string
	// Dial opens a connection to the embedded engine. It is used when Address
	// is empty.
	Dial func(ctx context.Context) (net.Conn, error)
	// Database is "default" when empty.
	Database string
	// User is "default" when empty.
	User string
	// PasswordFile holds the password on its first line; empty = no password.
	PasswordFile string
	// Cluster names the cluster of the server: tables are then Replicated with
	// a Distributed face. Empty = one server.
	Cluster string
	// Logger takes the progress of migrations; nil = none.
	Logger *slog.Logger
	// ZoneOf gives the time zone of a department's code ("" for a national
	// target): days begin at its midnight. nil = Europe/Paris everywhere.
	ZoneOf func(department string) *time.Location
}

// Store is an open database. It is safe for concurrent use. An iterator that
// is being read holds one connection: do not wait, inside the loop, for
// another goroutine's read.
type Store struct {
	tables
	conn    driver.Conn
	options *clickhouse.Options
	client  *http.Client // for inserts
	stream  *http.Client // for those whose body cannot be sent a second time: each on a connection of its own
	insert  url.URL      // of inserts, without the query
	zone    func(department string) *time.Location
	cluster string
	logger  *slog.Logger
	sql     *library
	totals  gapMemory
	heard   stateMemory
}

// Names under which clients of the socket speak to the engine. "localhost" is
// never sent through a proxy.
const engineHost = "localhost"

// most connections that one store opens for reading.
const maxConnections = 16

// Open connects and makes sure that ClickHouse answers. It neither creates nor
// checks tables: see Migrate and CheckSchema.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.Address == "" && cfg.Dial == nil {
		return nil, errors.New("base de données : ni adresse de serveur ni moteur embarqué")
	}
	zone, err := zones(cfg.ZoneOf)
	if err != nil {
		return nil, err
	}
	options, err := cfg.options()
	if err != nil {
		return nil, err
	}
	sql, err := loadLibrary()
	if err != nil {
		return nil, err
	}
	conn, err := clickhouse.Open(options)
	if err != nil {
		return nil, fmt.Errorf("connexion à ClickHouse (%s) : %w", cfg.place(), err)
	}
	s := &Store{
		tables: newTables(zone), conn: conn, options: options, zone: zone, cluster: cfg.Cluster,
		logger: cfg.Logger, sql: sql,
	}
	if s.logger == nil {
		s.logger = slog.New(slog.DiscardHandler)
	}
	s.client, s.insert = inserter(options)
	s.stream, _ = inserter(options)
	s.stream.Transport.(*http.Transport).DisableKeepAlives = true
	if err := conn.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("ClickHouse ne répond pas (%s) ; vérifiez que le serveur est démarré et que l'adresse est la bonne : %w",
			cfg.place(), err), conn.Close())
	}
	return s, nil
}

// Close ends every connection. Reads under way fail.
func (s *Store) Close() error {
	s.client.CloseIdleConnections()
	if err := s.conn.Close(); err != nil {
		return fmt.Errorf("fermeture de la base de données : %w", err)
	}
	return nil
}

// idlePasses are passes of the engine over the text of a query that find nothing to
// do in ours, but for one more bound in cases.lag, and take up to a quarter of the
// time of one over few rows: left out of the embedded engine, whose version we know.
func idlePasses() []string {
	return []string{
		"optimize_and_compare_chain", "optimize_truncate_order_by_after_group_by_keys", "optimize_group_by_function_keys",
		"optimize_arithmetic_operations_in_aggregate_functions", "optimize_rewrite_aggregate_function_with_if", "optimize_aggregators_of_group_by_keys",
	}
}

// place names the database in errors, without any secret.
func (c Config) place() string {
	if c.Address != "" {
		return c.Address
	}
	return "moteur embarqué"
}

func zones(of func(string) *time.Location) (func(string) *time.Location, error) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return nil, fmt.Errorf("fuseau horaire Europe/Paris introuvable ; installez le paquet tzdata : %w", err)
	}
	return func(department string) *time.Location {
		if of != nil {
			if zone := of(department); zone != nil {
				return zone
			}
		}
		return paris
	}, nil
}

func (c Config) options() (*clickhouse.Options, error) {
	o := &clickhouse.Options{
		Protocol:     clickhouse.HTTP,
		Auth:         clickhouse.Auth{Database: cmp.Or(c.Database, "default"), Username: c.User},
		Addr:         []string{engineHost},
		MaxOpenConns: maxConnections,
		MaxIdleConns: maxConnections,
		DialTimeout:  10 * time.Second,
		ReadTimeout:  10 * time.Minute,
		Settings:     clickhouse.Settings{"max_query_size": 1 << 20},
		TransportFunc: func(t *http.Transport) (http.RoundTripper, error) {
			t.Proxy = nil
			return t, nil
		},
	}
	if c.Cluster != "" {
		o.Settings["distributed_product_mode"] = "global"
	}
	if c.Address == "" {
		for _, pass := range idlePasses() {
			o.Settings[pass] = 0
		}
		dial := c.Dial
		o.DialContext = func(ctx context.Context, _ string) (net.Conn, error) { return dial(ctx) }
	} else {
		address, secure := strings.CutPrefix(c.Address, "https://")
		o.Addr = []string{strings.TrimPrefix(address, "http://")}
		if secure {
			o.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
		}
	}
	if c.PasswordFile != "" {
		raw, err := os.ReadFile(c.PasswordFile)
		if err != nil {
			return nil, fmt.Errorf("mot de passe de ClickHouse : %w", err)
		}
		line, _, _ := strings.Cut(string(raw), "\n")
		o.Auth.Username = cmp.Or(c.User, "default")
		o.Auth.Password = strings.TrimSuffix(line, "\r")
	}
	return o, nil
}
