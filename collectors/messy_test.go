package collectors

import (
	"fmt"
	"strings"
	"testing"
)

// oneColumn writes a file of one row a value, which stands in a column beside a
// reference, a department and a filing date.
func oneColumn(column string, values []string) string {
	var file strings.Builder
	fmt.Fprintf(&file, "référence;département;date de dépôt;%s\n", column)
	for i, value := range values {
		fmt.Fprintf(&file, "M-%d;93;12/03/2026;%s\n", i, value)
	}
	return file.String()
}

// TestDatesAsPeopleWriteThem holds the ways of sheets that people keep by hand.
func TestDatesAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{
		"12 mars 2025 à 14h30", "12/03/2025 à 14h30", "12/03/2025 14h30", "le 12/03/2025", "Le 12 mars 2025", "\u200e12/\u200e03/\u200e2025",
		"\u202a12/03/2025\u202c", "12\u00a0mars\u00a02025",
	} {
		d, problem := parseDay(clean([]byte(cell)))
		if problem != "" || d.date.String() != "2025-03-12" || d.monthOnly {
			t.Errorf("%q: %v, %q", cell, d, problem)
		}
	}
	for _, cell := range []string{"12/03/2025 à Bobigny", "le", "le le", "à 14h30", "12 mars 2025 à", "du 12/03/2025"} {
		if d, problem := parseDay([]byte(cell)); problem != ProblemDateUnreadable {
			t.Errorf("%q: %v, %q", cell, d, problem)
		}
	}
}

// TestMessagesSayWhatIsWrong holds what a caseworker is told of a cell: what is
// wrong with it, and what to do with it.
func TestMessagesSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := []struct{ column, cell, message, remedy string }{
		{"date de clôture", "31/02/2026", "cette date n'existe pas", "le jour et le mois"},
		{"date de clôture", "12/03", "année absente", "quatre chiffres"},
		{"date de clôture", "12/04/2026 puis 15/05/2026", "plusieurs dates", "vigie collect map"},
		{"date de clôture", "du 12/04/2026 au 15/05/2026", "plusieurs dates", "vigie collect map"},
		{"date de clôture", "#VALUE!", "erreur de formule", "la valeur"},
		{"procédure", "#REF!", "erreur de formule", "la valeur"},
		{"procédure", "renouvèlement express", "valeur inconnue", "première demande, renouvellement, changement"},
		{"issue de la clôture", "bof", "valeur inconnue", "défavorable, favorable, désistement, autre"},
		{"réponse du CCC", "sans réponse du tout", "valeur inconnue", "« sans réponse »"},
	}
	for _, test := range tests {
		s, err := check(t, oneColumn(test.column, []string{test.cell}))
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Refused) != 1 || !strings.Contains(s.Refused[0].Message, test.message) || !strings.Contains(s.Refused[0].Remedy, test.remedy) {
			t.Errorf("%s %q: %+v", test.column, test.cell, s.Refused)
		}
	}
}

// TestDepartmentsAsPeopleWriteThem takes what can only mean one department, and
// says of the others what to write.
func TestDepartmentsAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	head := "référence;date de dépôt;département\n"
	for cell, code := range map[string]string{"93.0": "93", "Dpt 93": "93", "dép. 93": "93", "département 1": "01", "1": "01", "1,0": "01", "75 - Paris": "75", "Paris (75)": "75", "\u200b93\u200e": "93"} {
		m := &memory{}
		s := take(t, options(t, m, testKeys(t)), head+"A;12/03/2026;"+cell+"\n")
		if len(m.events) != 1 || m.events[0].Department != code {
			t.Errorf("%q: %+v", cell, s.Refused)
		}
	}
	for cell, remedy := range map[string]string{"20": "2A", "Corse": "2A", "93200": "code postal", "9A": "01, 2A, 971"} {
		s, err := check(t, head+"A;12/03/2026;"+cell+"\n")
		if err != nil || len(s.Refused) != 1 || !strings.Contains(s.Refused[0].Message+s.Refused[0].Remedy, remedy) {
			t.Errorf("%q: %+v, %v", cell, s.Refused, err)
		}
	}
}

// TestNumbersAsSpreadsheetsLeaveThem: a foreigner number with what tools and
// people put around it is the same person; one that lost digits is refused. A
// number of nine digits that a tool wrote with a decimal was taken for one of ten.
func TestNumbersAsSpreadsheetsLeaveThem(t *testing.T) {
	t.Parallel()
	same := []string{"990000601", "99 00 00 601", "N° 990000601", "n°990000601", "990000601.0", "990000601,00", "'990000601", "\u200e990000601"}
	s, err := check(t, oneColumn("numéro étranger", same))
	if err != nil || s.Persons != 1 || len(s.Refused) != 0 {
		t.Errorf("%d persons, %+v, %v", s.Persons, s.Refused, err)
	}
	lost := []string{"9,9E+09", "990000601,5", "N°", "12345678.0", "12345678,00", "#REF!"}
	s, err = check(t, oneColumn("numéro étranger", lost))
	if err != nil || s.RefusedRows != len(lost) {
		t.Errorf("%d refused, %+v, %v", s.RefusedRows, s.Refused, err)
	}
}

// TestFormulaErrorIsNoReference: two rows whose reference could not be computed
// are not one case.
func TestFormulaErrorIsNoReference(t *testing.T) {
	t.Parallel()
	s, err := check(t, "référence;département;date de dépôt\n#N/A;93;12/03/2026\n#REF!;93;13/03/2026\n#12;93;13/03/2026\n")
	if err != nil || s.Cases != 1 || s.RefusedRows != 2 || s.Refused[0].Problem != ProblemFormula {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestInvisibleSigns: what cannot be seen does not count.
func TestInvisibleSigns(t *testing.T) {
	t.Parallel()
	s, err := check(t, "\u200eréférence;départe\u00adment;procédure;date\u00a0de\u202fdépôt\n\u2066A\u2069;93\u200f;renou\u00advelle\u200bment;\u200e12/03/2026\n")
	if err != nil || s.Events != 1 || len(s.Warnings)+len(s.Refused) != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}
