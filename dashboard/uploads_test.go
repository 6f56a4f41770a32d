package dashboard

import "testing"

// TestNotesAlikeAreOneLine: what several rows of a file are told in the same
// words stands once, with their places.
func TestNotesAlikeAreOneLine(t *testing.T) {
	t.Parallel()
	s := siteOver(t, &memory{})
	var notes []RowNote
	for row := 2; row < 32; row++ {
		notes = append(notes, RowNote{Finding: Finding{"date", "date_unreadable", "date illisible", "b…", "écrivez la date"}, Row: row})
	}
	notes = append(notes, RowNote{Finding: Finding{"date", "date_unreadable", "date illisible", "b…", "écrivez la date"}, Sheet: 2, Row: 4},
		RowNote{Finding: Finding{"date", "date_impossible", "cette date n'existe pas", "99/99/9999", "vérifiez"}, Row: 40})
	views := s.noteViews(notes)
	var places []string
	for _, v := range views {
		places = append(places, v.Place)
	}
	want := []string{"2 à 31 (30 lignes)", "feuille 2, 4", "40"}
	if len(places) != len(want) {
		t.Fatalf("places: %q", places)
	}
	for i := range want {
		if places[i] != s.words.Typeset(want[i]) {
			t.Errorf("place %d: got %q, want %q", i, places[i], want[i])
		}
	}
}
