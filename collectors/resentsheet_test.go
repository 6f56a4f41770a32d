package collectors

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestSheetOfProblemsSentBack: the column that we added is no unknown one when the sheet
// comes back corrected, and a second sheet of problems says what is wrong now, once.
func TestSheetOfProblemsSentBack(t *testing.T) {
	t.Parallel()
	o := options(t, &memory{}, testKeys(t))
	const first = "référence;département;date de dépôt\nA;93;05/01/2026\nB;96;05/01/2026\n"
	csv := sheetOfProblems(t, o, text(first))
	workbook := sheetOfProblems(t, o, bytesSource(book(t, func(f *excelize.File) {
		fillSheet(t, f, "Sheet1", 1, "référence,département,date de dépôt", "A,93,05/01/2026", "B,96,05/01/2026")
	})))
	for name, data := range map[string][]byte{"csv": csv, "xlsx": workbook} {
		s, err := CheckSource(context.Background(), bytesSource(data), o)
		if err != nil || s.Events != 1 || s.RefusedRows != 1 || len(s.Warnings) != 0 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	again := sheetOfProblems(t, o, bytesSource(workbook))
	if _, rows := readAll(t, again); len(rows[0][1]) != 4 || rows[0][1][3] != "problème" || len(rows[0][2]) > 3 && rows[0][2][3] != "" || !strings.HasPrefix(rows[0][3][3], "département") {
		t.Errorf("the second workbook: %v", rows)
	}
	corrected := bytes.Replace(csv, []byte("B;96"), []byte("B;93"), 1)
	if csv := string(sheetOfProblems(t, o, bytesSource(corrected))); strings.Count(csv, "problème") != 1 || strings.Contains(csv, "département inconnu") {
		t.Errorf("the second sheet of problems:\n%s", csv)
	}
}

func sheetOfProblems(t *testing.T, o Options, source Source) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, ProblemSheet(context.Background(), source, o, &out))
	return out.Bytes()
}
