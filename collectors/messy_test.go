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

// TestDepartmentsBesideTheirPrefecture: a code beside the place of one of its offices is
// that department; beside another place it is refused.
func TestDepartmentsBesideTheirPrefecture(t *testing.T) {
	t.Parallel()
	for cell, code := range map[string]string{"93 - Bobigny": "93", "Bobigny (93)": "93", "2A Ajaccio": "2A", "92 préfecture de Nanterre": "92", "93 / Le Raincy": "93", "Réunion": "974", "la réunion": "974", "93 - Nanterre": "", "Bobigny": "", "93 94": ""} {
		m := &memory{}
		s := take(t, ruled(t, m), "référence;date de dépôt;département\nA;12/03/2026;"+cell+"\n")
		got := ""
		if len(m.events) == 1 {
			got = m.events[0].Department
		}
		if got != code || (code == "") != (s.RefusedRows == 1) {
			t.Errorf("%q: %q, want %q; %+v", cell, got, code, s.Refused)
		}
	}
	_, p := proposed(t, ruled(t, &memory{}), "N°;Déposé le;Dépt\n1;12/03/2026;93 - Bobigny\n2;13/03/2026;92 - Nanterre\n")
	if columns := taken(p); columns != "référence|date de dépôt|département" {
		t.Errorf("taken for %s", columns)
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

// TestBirthOfTwoDigits: a year of two digits that is not yet is of the century before;
// one that has been may be of either, and tells nobody apart.
func TestBirthOfTwoDigits(t *testing.T) {
	t.Parallel()
	s, err := check(t, oneColumn("date de naissance", []string{"01/01/90", "1-2-85", "29/02/96", "01/01/1990"}))
	if err != nil || s.RefusedRows != 0 || len(s.Warnings) != 0 {
		t.Errorf("%+v, %v", s.Warnings, err)
	}
	s, err = check(t, oneColumn("date de naissance", []string{"01/01/12", "1990"}))
	if err != nil || s.RefusedRows != 0 || len(s.Warnings) != 2 || s.Warnings[0].Problem != WarningBirth {
		t.Errorf("%+v, %v", s.Warnings, err)
	}
}

// TestNumbersThatAreNone: what people type into a box that must be filled is no
// number; all who share it were one person.
func TestNumbersThatAreNone(t *testing.T) {
	t.Parallel()
	s, err := check(t, oneColumn("numéro étranger", []string{"0000000000", "00 00 00 000", "9999999999", "111111111", "1234567890", "123456789", "0123456789"}))
	if err != nil || s.RefusedRows != 7 || s.Refused[0].Problem != ProblemNumber {
		t.Errorf("%d refused, %+v, %v", s.RefusedRows, s.Refused, err)
	}
	s, err = check(t, oneColumn("numéro étranger", []string{"0000000001", "9999999998", "1234567891"}))
	if err != nil || s.Persons != 3 || s.RefusedRows != 0 {
		t.Errorf("%d persons, %+v, %v", s.Persons, s.Refused, err)
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

// TestTotalsAndRepeatedHeaders: what a printed sheet holds between its rows and
// below them is no case, and no refusal.
func TestTotalsAndRepeatedHeaders(t *testing.T) {
	t.Parallel()
	file := "Permanence de Bobigny;;;\nréférence;département;date de dépôt;commentaire\nA;93;12/03/2026;\nréférence;département;date de dépôt;commentaire\nB;93;12/03/2026;\n" +
		";;;\nTOTAL;2 dossiers;;\nSous-total 2026;;2;\nNombre de dossiers : 2;;;\n"
	s, err := check(t, file)
	if err != nil || s.Rows != 2 || s.Cases != 2 || s.RefusedRows != 0 {
		t.Fatalf("%+v, %v", s, err)
	}
	var told []string
	for _, f := range s.Warnings {
		told = append(told, fmt.Sprint(f.Row, " ", f.Problem))
	}
	if got, want := strings.Join(told, ", "), "4 header_again, 7 total_row, 8 total_row, 9 total_row"; got != want {
		t.Errorf("warnings: got %s, want %s", got, want)
	}
	// A case may bear such a reference: it has its department.
	s, err = check(t, "référence;département;date de dépôt\nTotal 3;93;12/03/2026\nTotal 4;9A;12/03/2026\n")
	if err != nil || s.Cases != 1 || s.RefusedRows != 1 {
		t.Errorf("a case of that name: %+v, %v", s, err)
	}
}

// TestBlocksThatExcelCutsShort: Excel writes CSV in blocks of sixteen rows and
// leaves out of a block the last columns that are empty in all of it.
func TestBlocksThatExcelCutsShort(t *testing.T) {
	t.Parallel()
	const header = "référence;département;date de dépôt;API début;API fin;commentaire\n"
	rows := func(n int, full int) string {
		var file strings.Builder
		file.WriteString(header)
		for row := 2; row <= n; row++ {
			fmt.Fprintf(&file, "E-%d;93;12/03/2026", row)
			if row <= full {
				file.WriteString(";;;")
			} else {
				file.WriteString(";")
			}
			file.WriteString("\n")
		}
		return file.String()
	}
	for name, test := range map[string]struct {
		file    string
		refused int
	}{
		"blocks after the first":      {rows(40, 16), 0},
		"one row after the first":     {rows(17, 16), 0},
		"the first block is whole":    {rows(40, 12), 4},
		"a block that is cut by hand": {rows(40, 20), 12},
		"cut in two by a line break":  {rows(16, 16) + strings.Repeat("E;93;12/03\n2026;;;\n", 8), 16},
	} {
		s, err := check(t, test.file)
		if err != nil || s.RefusedRows != test.refused {
			t.Errorf("%s: %d refused, want %d: %+v, %v", name, s.RefusedRows, test.refused, s.Refused, err)
		}
		for _, f := range s.Refused {
			if f.Problem != ProblemCellsMissing {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

// TestMonthFirst: a column of which some dates can only be month/day/year is
// told as such; what could be read the French way is doubtful.
func TestMonthFirst(t *testing.T) {
	t.Parallel()
	american := []string{"03/25/2026", "03/04/2026", "02/14/2026", "01/05/2026", "4/30/2026"}
	s, err := check(t, oneColumn("date de clôture", american))
	if err != nil || len(s.Warnings) != 1 || s.Warnings[0].Problem != WarningMonthFirst || s.Warnings[0].Column != "date de clôture" {
		t.Errorf("%+v, %v", s.Warnings, err)
	}
	for name, values := range map[string][]string{
		"one slip among French dates": {"03/25/2026", "02/14/2026", "25/04/2026"},
		"one slip":                    {"03/25/2026", "04/05/2026"},
		"days that do not exist":      {"31/02/2026", "30/02/2026", "31/04/2026"},
	} {
		s, err := check(t, oneColumn("date de clôture", values))
		if err != nil || len(s.Warnings) != 0 {
			t.Errorf("%s: %+v, %v", name, s.Warnings, err)
		}
	}
}
