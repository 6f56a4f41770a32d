package store

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// ErrOldSchema says that the tables are older than this program. The remedy is
// the command « vigie migrate ».
var ErrOldSchema = errors.New("les tables sont plus anciennes que ce programme ; lancez « vigie migrate »")

// ErrNewSchema says that the tables were made by a newer program.
var ErrNewSchema = errors.New("les tables sont plus récentes que ce programme ; installez la version de Vigie qui les a faites")

// versionTable is where goose notes which migrations were applied.
const versionTable = "goose_db_version"

// unknownTable is ClickHouse's error code for a table that does not exist.
const unknownTable = 60

// ddl is what a migration's template can say. Without a cluster a table is a
// MergeTree under its own name. With one, NAME_local is Replicated on every
// server and NAME is its Distributed face.
type ddl struct{ Cluster string }

func (s *Store) ddl() ddl { return ddl{Cluster: s.cluster} }

// OnCluster is the clause that runs a statement on every server, with a space
// before it, or nothing.
func (d ddl) OnCluster() string {
	if d.Cluster == "" {
		return ""
	}
	return " ON CLUSTER '" + d.Cluster + "'"
}

// Table is the name of the table that holds the rows.
func (d ddl) Table(name string) string {
	if d.Cluster == "" {
		return name
	}
	return name + "_local"
}

// Engine is the engine of the table that holds the rows. {shard} and {replica}
// are macros of the server's own configuration.
func (d ddl) Engine(name string) string {
	if d.Cluster == "" {
		return "MergeTree"
	}
	return "ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/" + name + "', '{replica}')"
}

// Whole is the engine of a small table that every server holds whole, under its
// own name and without a Distributed face.
func (d ddl) Whole(name string) string {
	if d.Cluster == "" {
		return "MergeTree"
	}
	return "ReplicatedMergeTree('/clickhouse/tables/all/{database}/" + name + "', '{shard}-{replica}')"
}

// migration is one embedded file: a statement that may be run again.
type migration struct {
	version   int64
	name      string
	statement string // empty when it only matters on a cluster
}

// render fills in every migration, in order of version.
func (d ddl) render() ([]migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("migrations : %w", err)
	}
	var all []migration
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("migration %s : %w", name, err)
		}
		t, err := template.ParseFS(migrationFiles, name)
		if err != nil {
			return nil, fmt.Errorf("migration %s : %w", name, err)
		}
		var out bytes.Buffer
		if err := t.Execute(&out, d); err != nil {
			return nil, fmt.Errorf("migration %s : %w", name, err)
		}
		all = append(all, migration{version, path.Base(name), strings.TrimSpace(out.String())})
	}
	return all, nil
}

// Migrate brings the tables up to this program and returns the version before
// and after. Running it again changes nothing; an interrupted run is finished
// by the next one. On a cluster run it against one server, always the same.
func (s *Store) Migrate(ctx context.Context) (from, to int64, err error) {
	migrations, err := s.ddl().render()
	if err != nil {
		return 0, 0, err
	}
	versions, err := s.versions()
	if err != nil {
		return 0, 0, err
	}
	steps := make([]*goose.Migration, len(migrations))
	for i, m := range migrations {
		steps[i] = goose.NewGoMigration(m.version, &goose.GoFunc{Mode: goose.TransactionDisabled, RunDB: m.run}, nil)
	}
	db := clickhouse.OpenDB(s.options)
	defer func() { err = errors.Join(err, db.Close()) }()
	provider, err := goose.NewProvider(database.DialectCustom, db, nil, goose.WithStore(versions),
		goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true), goose.WithSlog(s.logger))
	if err != nil {
		return 0, 0, fmt.Errorf("migration des tables : %w", err)
	}
	if from, err = provider.GetDBVersion(ctx); err != nil {
		return 0, 0, fmt.Errorf("migration des tables, version actuelle : %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return from, from, fmt.Errorf("migration des tables depuis la version %d : %w", from, err)
	}
	if to, err = provider.GetDBVersion(ctx); err != nil {
		return from, from, fmt.Errorf("migration des tables, version atteinte : %w", err)
	}
	return from, to, nil
}

func (m migration) run(ctx context.Context, db *sql.DB) error {
	if m.statement == "" {
		return nil
	}
	if _, err := db.ExecContext(ctx, m.statement); err != nil {
		return fmt.Errorf("%s : %w", m.name, err)
	}
	return nil
}

// versionStore keeps goose's notes; its table, too, must survive a power cut.
type versionStore struct {
	database.Store
	ddl ddl
}

func (s *Store) versions() (database.Store, error) {
	inner, err := database.NewStore(database.DialectClickHouse, versionTable)
	if err != nil {
		return nil, fmt.Errorf("migration des tables : %w", err)
	}
	return versionStore{inner, s.ddl()}, nil
}

// CreateVersionTable makes the table of goose, replicated on a cluster.
func (v versionStore) CreateVersionTable(ctx context.Context, db database.DBTxConn) error {
	engine := "MergeTree"
	if v.ddl.Cluster != "" {
		engine = "ReplicatedMergeTree('/clickhouse/tables/all/{database}/" + versionTable + "', '{shard}-{replica}')"
	}
	query := "CREATE TABLE IF NOT EXISTS " + versionTable + v.ddl.OnCluster() + ` (
		version_id Int64, is_applied UInt8, date Date DEFAULT now(), tstamp DateTime DEFAULT now()
	) ENGINE = ` + engine + ` ORDER BY version_id SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`
	if _, err := db.ExecContext(ctx, query); err != nil {
		return fmt.Errorf("table %s : %w", versionTable, err)
	}
	return nil
}

// CheckSchema returns ErrOldSchema or ErrNewSchema, with both versions, when
// the tables are not those of this program. It changes nothing.
func (s *Store) CheckSchema(ctx context.Context) error {
	migrations, err := s.ddl().render()
	if err != nil {
		return err
	}
	want := migrations[len(migrations)-1].version
	var applied []int64
	err = s.conn.QueryRow(ctx, "SELECT groupUniqArray(version_id) FROM "+versionTable+" WHERE is_applied").Scan(&applied)
	exception, ok := errors.AsType[*clickhouse.Exception](err)
	if missing := ok && exception.Code == unknownTable; err != nil && !missing {
		return fmt.Errorf("version des tables : %w", err)
	}
	got := slices.Max(append(applied, 0))
	if got > want {
		return fmt.Errorf("version %d des tables, attendue %d : %w", got, want, ErrNewSchema)
	}
	for _, m := range migrations { // one may be missing below the highest
		if !slices.Contains(applied, m.version) {
			return fmt.Errorf("version %d des tables, attendue %d, il manque %s : %w", got, want, m.name, ErrOldSchema)
		}
	}
	return nil
}
