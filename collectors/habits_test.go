package collectors

import (
	"strings"
	"testing"
)

// TestDitto refuses the sign that says "as above", which a blank or an unknown
// word would hide, and says what to do.
func TestDitto(t *testing.T) {
	t.Parallel()
	head := "référence;département;procédure;date de dépôt\n"
	for _, row := range []string{"A;idem;;12/03/2026", `A;93;"""";12/03/2026`, "A;93;Idem;12/03/2026", `A;93;;"〃"`, `A;93;;"''"`, "A;93;;id."} {
		s, err := check(t, head+row+"\n")
		if err != nil || len(s.Refused) != 1 || s.Refused[0].Problem != ProblemDitto || !strings.Contains(s.Refused[0].Remedy, "recopiez") {
			t.Errorf("%q: %+v, %v", row, s.Refused, err)
		}
	}
}

// TestRowsThatAreNoCase leaves out what people write below a header and below
// the rows, and nothing that could be a case.
func TestRowsThatAreNoCase(t *testing.T) {
	t.Parallel()
	head := "référence;département;date de dépôt;date de clôture\n"
	s, err := check(t, head+"(interne);(93, 75…);(jj/mm/aaaa);(si clos)\nA;93;12/03/2026;15/04/2026\nTotal;2;;1\n")
	must(t, err)
	if s.Rows != 1 || s.RefusedRows != 0 || len(s.Warnings) != 2 || s.Warnings[0].Problem != WarningGuide || s.Warnings[1].Problem != WarningTotal {
		t.Errorf("summary: %+v", s)
	}
	for _, row := range []string{"A;93;bientôt;", "A;Seine;12/03/2026;", "A;93;;", "A;Seine;bientôt;", "A;;;"} { // faults of a case, told as such
		if s, err = check(t, head+row+"\n"); err != nil || s.RefusedRows != 1 || len(s.Warnings) != 0 {
			t.Errorf("%q: %+v, %v", row, s, err)
		}
	}
}
