package store

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

func TestMigrateTwice(t *testing.T) {
	s, err := Open(t.Context(), testConfig(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	migrations, err := ddl{}.render()
	if err != nil {
		t.Fatal(err)
	}
	newest := migrations[len(migrations)-1].version
	for i, want := range [][2]int64{{0, newest}, {newest, newest}} {
		from, to, err := s.Migrate(t.Context())
		if err != nil || from != want[0] || to != want[1] {
			t.Errorf("run %d: got %d -> %d, %v; want %d -> %d", i+1, from, to, err, want[0], want[1])
		}
	}
	if err := s.CheckSchema(t.Context()); err != nil {
		t.Errorf("check after migrating: %v", err)
	}
}

// A run that was cut off after a statement and before its note is taken up.
func TestMigrateAfterInterruption(t *testing.T) {
	s := testStore(t)
	attempt := fullAttempt()
	add(t, s, attempt)
	if err := s.conn.Exec(t.Context(), "ALTER TABLE "+versionTable+" DELETE WHERE version_id > 3 SETTINGS mutations_sync = 2"); err != nil {
		t.Fatal(err)
	}
	from, _, err := s.Migrate(t.Context())
	if err != nil || from != 3 {
		t.Fatalf("got from %d, %v; want 3", from, err)
	}
	got, err := collect(s.Attempts(t.Context(), observatory.AttemptFilter{WithSteps: true}))
	check(t, "rows after the second run", got, err, *attempt)
}

func TestCheckSchema(t *testing.T) {
	empty, err := Open(t.Context(), testConfig(t))
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	if err := empty.CheckSchema(t.Context()); !errors.Is(err, ErrOldSchema) || !strings.Contains(err.Error(), "vigie migrate") {
		t.Errorf("empty database: got %v, want ErrOldSchema with its remedy", err)
	}
	tests := []struct {
		name, change string
		want         error
	}{
		{"older", "ALTER TABLE goose_db_version DELETE WHERE version_id > 2 SETTINGS mutations_sync = 2", ErrOldSchema},
		{"a gap", "ALTER TABLE goose_db_version DELETE WHERE version_id = 21 SETTINGS mutations_sync = 2", ErrOldSchema},
		{"newer", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)", ErrNewSchema},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := testStore(t)
			if err := s.conn.Exec(t.Context(), tt.change); err != nil {
				t.Fatal(err)
			}
			if err := s.CheckSchema(t.Context()); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if _, _, err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := s.CheckSchema(t.Context()); errors.Is(tt.want, ErrOldSchema) && err != nil {
				t.Errorf("after the migration: %v", err)
			}
		})
	}
}

// Every statement can be run again, is one statement, and says nothing of a
// cluster without one; with one, it runs everywhere.
func TestRenderedMigrations(t *testing.T) {
	single, err := ddl{}.render()
	if err != nil {
		t.Fatal(err)
	}
	cluster, err := ddl{Cluster: "trois"}.render()
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range single {
		if i > 0 && m.version <= single[i-1].version {
			t.Errorf("%s has version %d, after %d", m.name, m.version, single[i-1].version)
		}
		face := strings.HasSuffix(m.name, "_face.sql")
		if face != (m.statement == "") {
			t.Errorf("%s without a cluster: %q", m.name, m.statement)
		}
		if strings.Contains(m.statement, "CLUSTER") || strings.Contains(m.statement, "Replicated") {
			t.Errorf("%s speaks of a cluster without one", m.name)
		}
		for _, statement := range []string{m.statement, cluster[i].statement} {
			if strings.Contains(statement, ";") || strings.Contains(statement, "<no value>") ||
				strings.Count(statement, "CREATE TABLE") != strings.Count(statement, "CREATE TABLE IF NOT EXISTS") ||
				strings.Count(statement, "ADD COLUMN") != strings.Count(statement, "ADD COLUMN IF NOT EXISTS") {
				t.Errorf("%s cannot be run again:\n%s", m.name, statement)
			}
		}
		if !strings.Contains(cluster[i].statement, " ON CLUSTER 'trois'") {
			t.Errorf("%s does not run on the cluster:\n%s", m.name, cluster[i].statement)
		}
		if strings.Contains(m.statement, "CREATE TABLE") && !strings.Contains(m.statement, "fsync_after_insert = 1, fsync_part_directory = 1") {
			t.Errorf("%s does not survive a power cut", m.name)
		}
	}
	checkClusterPair(t, cluster)
}

func checkClusterPair(t *testing.T, cluster []migration) {
	t.Helper()
	i := slices.IndexFunc(cluster, func(m migration) bool { return m.name == "00007_case_events.sql" })
	for _, want := range []string{
		"CREATE TABLE IF NOT EXISTS case_events_local ON CLUSTER 'trois' (",
		"ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/case_events', '{replica}')",
	} {
		if !strings.Contains(cluster[i].statement, want) {
			t.Errorf("want %q in:\n%s", want, cluster[i].statement)
		}
	}
	want := "CREATE TABLE IF NOT EXISTS case_events ON CLUSTER 'trois' AS case_events_local\n" +
		"ENGINE = Distributed('trois', currentDatabase(), case_events_local, cityHash64(case_id))"
	if got := cluster[i+1].statement; got != want {
		t.Errorf("face: got\n%s\nwant\n%s", got, want)
	}
}
