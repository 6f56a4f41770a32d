package collectors

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestProposeForAYearASheet: sheets with one header are read by one mapping, that of
// the next year too; the others are named.
func TestProposeForAYearASheet(t *testing.T) {
	year := func(f *excelize.File, name, number string) {
		if name != "Sheet1" {
			_, err := f.NewSheet(name)
			must(t, err)
		}
		fillSheet(t, f, name, 1, "Suivi "+name, "", "N° dossier,Dpt,Dépôt ANEF le,Clos le", number+"-1,93,05/01/2026,", number+"-2,93,06/01/2026,07/02/2026", "TOTAL,2,,1", "Total suivi,93,08/01/2026,")
	}
	file := bytesSource(book(t, func(f *excelize.File) {
		year(f, "Sheet1", "2025")
		year(f, "2026", "2026")
		_, err := f.NewSheet("Domiciliation")
		must(t, err)
		fillSheet(t, f, "Domiciliation", 1, "Nom,Depuis", "X,05/01/2026")
	}))
	o := options(t, &memory{}, testKeys(t))
	p, err := ProposeMapping(context.Background(), file, o)
	must(t, err)
	if len(p.Mapping.Sheets) != 0 || !slices.ContainsFunc(p.Notes, func(note string) bool { return strings.Contains(note, "« Domiciliation »") }) || len(p.Notes) != 1 {
		t.Errorf("sheets %q, notes %q", p.Mapping.Sheets, p.Notes)
	}
	o.Mapping = &p.Mapping
	s, err := CheckSource(context.Background(), file, o)
	must(t, err)
	if s.Rows != 6 || s.Cases != 5 || s.Events != 7 || s.Duplicates != 1 || s.RefusedRows != 0 { // « Total suivi » has a date: it is a case, once
		t.Errorf("summary: %+v", s)
	}
	if last := s.Warnings[len(s.Warnings)-1]; last.Problem != WarningSheetUnmapped || last.Sheet != 3 {
		t.Errorf("last warning: %+v", last)
	}
}
