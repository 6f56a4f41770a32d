package access

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/observatory"
)

func TestMappings(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "state.db"), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	at := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	for i, text := range []string{"a", "a", "b"} {
		version, err := s.SaveMapping(t.Context(), StoredMapping{Association: "x", Name: "permanence", Text: text, At: at})
		if err != nil || version != []int{1, 1, 2}[i] {
			t.Errorf("save %q: version %d, %v", text, version, err)
		}
	}
	for version, want := range map[int]string{0: "b", 1: "a", 2: "b"} {
		if m, err := s.Mapping(t.Context(), "x", "permanence", version); err != nil || m.Text != want || !m.At.Equal(at) {
			t.Errorf("version %d: %+v, %v", version, m, err)
		}
	}
	if _, err := s.Mapping(t.Context(), "y", "permanence", 0); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("another association's: %v", err)
	}
	if _, err := s.SaveMapping(t.Context(), StoredMapping{Association: "x"}); !observatory.IsInput(err) {
		t.Errorf("without a name: %v", err)
	}
	if list, err := s.Mappings(t.Context(), "x"); err != nil || len(list) != 1 || list[0].Version != 2 {
		t.Errorf("list: %+v, %v", list, err)
	}
}

func TestSurveys(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "state.db"), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if mark, err := s.SurveyMark(t.Context(), "k"); err != nil || !mark.Swept.IsZero() {
		t.Errorf("first mark: %+v, %v", mark, err)
	}
	want := SurveyMark{Since: time.UnixMilli(5000).UTC(), Swept: time.UnixMilli(7000).UTC()}
	if err := s.SetSurveyMark(t.Context(), "k", want); err != nil {
		t.Fatal(err)
	}
	if mark, err := s.SurveyMark(t.Context(), "k"); err != nil || mark != want {
		t.Errorf("mark: %+v, %v", mark, err)
	}
	for _, batch := range []string{"b1", "b2"} {
		if err := s.SetSurveySubmissions(t.Context(), "k", []SurveySubmission{{ID: "1", Digest: "d", Batch: batch}}); err != nil {
			t.Fatal(err)
		}
	}
	if known, err := s.SurveySubmissions(t.Context(), "k"); err != nil || len(known) != 1 || known["1"].Batch != "b2" {
		t.Errorf("known: %+v, %v", known, err)
	}
}
