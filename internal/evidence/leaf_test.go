package evidence_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

func fullAttempt() *observatory.Attempt {
	at := time.Date(2026, 11, 2, 8, 5, 1, 123_456_789, time.UTC)
	return &observatory.Attempt{
		Envelope: observatory.Envelope{
			ID: testID(1), At: at, RecordedAt: at.Add(time.Second), Source: "probe",
			Evidence: []observatory.Piece{{Role: "screenshot", Hash: helloHash, Media: "image/png"}},
		},
		Journey: "pan.door", Outcome: observatory.Unmet, Message: "<aucun créneau>", Slots: -1,
		Duration: 1234567 * time.Microsecond,
		Steps: []observatory.Step{
			{Index: 1, Name: "b", StartedAt: at, Screenshot: observatory.Hash(strings.Repeat("1", 64))},
			{Index: 0, Name: "a", StartedAt: at, Screenshot: helloHash},
		},
	}
}

// TestCanonicalAttemptSurvivesTheStore compares an attempt with the same
// attempt as a store could give it back: coarser times, another zone, another
// order of steps, 1970 for an unknown instant, another recorded_at.
func TestCanonicalAttemptSurvivesTheStore(t *testing.T) {
	want, err := evidence.CanonicalAttempt(fullAttempt())
	if err != nil {
		t.Fatal(err)
	}
	stored := fullAttempt()
	zone := time.FixedZone("", 3600)
	stored.At = stored.At.Truncate(time.Millisecond).In(zone)
	stored.RecordedAt = stored.RecordedAt.Add(time.Hour)
	stored.ReleasedAt = time.Unix(0, 0)
	stored.Duration = stored.Duration.Truncate(time.Millisecond)
	stored.Hops = []observatory.Hop{}
	stored.Steps[0], stored.Steps[1] = stored.Steps[1], stored.Steps[0]
	for i := range stored.Steps {
		stored.Steps[i].StartedAt = stored.Steps[i].StartedAt.Truncate(time.Microsecond).In(zone)
	}
	got, err := evidence.CanonicalAttempt(stored)
	if diff := cmp.Diff(string(want), string(got)); diff != "" || err != nil {
		t.Errorf("canonical row: %v (-want +got):\n%s", err, diff)
	}
	if !strings.Contains(string(want), `"message":"<aucun créneau>"`) || strings.Contains(string(want), "\n") {
		t.Errorf("row is escaped or not one line: %s", want)
	}
	stored.Message = "autre"
	if got, err := evidence.CanonicalAttempt(stored); err != nil || string(got) == string(want) {
		t.Errorf("another message gives the same row (%v)", err)
	}
}

// TestCanonicalAttemptWithoutRest holds that an attempt that tells of no day of rest
// has the bytes that it had before attempts told of them: its leaf is in the ledger.
func TestCanonicalAttemptWithoutRest(t *testing.T) {
	for rest, want := range map[int]string{0: `"planned_per_day":9}`, 2: `"planned_per_day":9,"planned_rest":2}`} {
		line, err := evidence.CanonicalAttempt(&observatory.Attempt{PlannedPerDay: 9, PlannedRest: rest})
		if err != nil || !strings.HasSuffix(string(line), want) {
			t.Errorf("%d days of rest: %s, %v, want it to end with %s", rest, line, err, want)
		}
	}
}

func TestCanonicalAttemptLeavesItsArgument(t *testing.T) {
	attempt := fullAttempt()
	if _, err := evidence.CanonicalAttempt(attempt); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fullAttempt(), attempt); diff != "" {
		t.Errorf("the attempt was changed (-want +got):\n%s", diff)
	}
}

func TestAttemptLeaf(t *testing.T) {
	leaf, err := evidence.AttemptLeaf(fullAttempt())
	if err != nil {
		t.Fatal(err)
	}
	line, err := leaf.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	read, err := evidence.ParseLeaf(line)
	if diff := cmp.Diff(leaf, read); diff != "" || err != nil {
		t.Errorf("ParseLeaf: %v (-want +got):\n%s", err, diff)
	}
	want := []observatory.Hash{helloHash, observatory.Hash(strings.Repeat("1", 64))}
	if diff := cmp.Diff(want, leaf.Evidence); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
	for _, bad := range []string{
		"", "{}", " " + string(line), string(line) + " ", strings.Replace(string(line), `"kind"`, `"Kind"`, 1),
		strings.Replace(string(line), "}", `,"more":1}`, 1), strings.Replace(string(line), string(helloHash[:4]), "XXXX", 1),
	} {
		if _, err := evidence.ParseLeaf([]byte(bad)); err == nil {
			t.Errorf("ParseLeaf(%q) = nil error", bad)
		}
	}
}

// TestLeavesAboutCases checks that they are bound to a key: nobody can guess
// back what they speak of, and without the key they prove nothing.
func TestLeavesAboutCases(t *testing.T) {
	row := &observatory.Import{Envelope: observatory.Envelope{ID: testID(2), At: time.Unix(1_790_000_000, 0)}, Association: "a", Rows: 30}
	key, other := []byte(strings.Repeat("k", 32)), []byte(strings.Repeat("o", 32))
	first, err := evidence.ImportLeaf(key, row)
	if err != nil {
		t.Fatal(err)
	}
	second, err := evidence.ImportLeaf(other, row)
	if err != nil {
		t.Fatal(err)
	}
	if first.ContentHash == second.ContentHash || first.Kind != evidence.LeafImport || len(first.Evidence) != 0 {
		t.Errorf("leaves = %+v, %+v; want two hashes and no evidence", first, second)
	}
	if _, err := evidence.ImportLeaf(nil, row); err == nil {
		t.Error("ImportLeaf without a key = nil error")
	}
	if _, err := evidence.DeletionLeaf([]byte("short"), testID(3), time.Now(), "case"); err == nil {
		t.Error("DeletionLeaf with a short key = nil error")
	}
	deletion, err := evidence.DeletionLeaf(key, testID(3), time.Now(), "case")
	if err != nil {
		t.Fatal(err)
	}
	if line, err := deletion.Bytes(); err != nil || strings.Contains(string(line), "case") {
		t.Errorf("deletion leaf = %s, %v; want no subject in clear", line, err)
	}
}
