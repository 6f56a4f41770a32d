package vigie_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "vigie/"

// allowed is the import rule of docs/architecture.md: what each package of
// Vigie may import of Vigie. A package that is not listed fails.
var allowed = map[string][]string{
	"internal/observatory":       {},
	"internal/lazyregexp":        {},
	"internal/garbage":           {},
	"internal/catalogue":         {"internal/observatory"},
	"internal/store":             base(),
	"internal/engine":            base(),
	"internal/indicators":        base(),
	"internal/evidence":          base(),
	"internal/privacy":           append(base(), "internal/lazyregexp"),
	"internal/access":            base(),
	"internal/schedule":          base(),
	"internal/charts":            base(),
	"internal/texts":             base(),
	"internal/testbed":           base(),
	"probes":                     append(base(), "internal/evidence", "internal/privacy", "internal/lazyregexp"),
	"collectors":                 append(base(), "internal/evidence", "internal/privacy", "internal/texts", "internal/garbage", "collectors/notice", "collectors/letters"),
	"collectors/notice":          {"internal/observatory", "internal/lazyregexp"},
	"collectors/letters":         {"internal/observatory", "internal/lazyregexp", "collectors/notice", "collectors/letters/pdftext"},
	"collectors/letters/pdftext": {"internal/observatory"},
	"dashboard":                  faces(),
	"reports":                    faces(),
	"cmd/vigie":                  nil, // wires everything
	".":                          {},
}

// testOnly may be imported by the tests of any package.
var testOnly = []string{"internal/testbed", "internal/engine"}

// solely names the one package that may import a module from outside.
var solely = map[string][]string{
	"github.com/ClickHouse/clickhouse-go": {"internal/store", "internal/engine"},
	"github.com/chromedp/":                {"probes"},
	"github.com/ebitengine/purego":        {"internal/engine"},
	"github.com/ledongthuc/pdf":           {"collectors/letters/pdftext"},
}

func base() []string { return []string{"internal/observatory", "internal/catalogue"} }

func faces() []string {
	return append(base(), "internal/indicators", "internal/evidence", "internal/privacy",
		"internal/access", "internal/charts", "internal/texts")
}

func TestImportRule(t *testing.T) {
	files := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && name != "." || entry.Name() == "node_modules" || entry.Name() == "testdata") {
			return fs.SkipDir
		}
		if strings.HasSuffix(name, ".go") {
			files++
			checkFile(t, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("only %d Go files were read: the walk is broken", files)
	}
}

func checkFile(t *testing.T, name string) {
	t.Helper()
	dir := path.Dir(name)
	rule, listed := allowed[dir]
	if !listed {
		t.Errorf("%s: package %s is not in the import table; add it there and to docs/architecture.md", name, dir)
		return
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	test := strings.HasSuffix(name, "_test.go")
	for _, spec := range file.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Error(err)
			continue
		}
		checkOutside(t, name, dir, target, test)
		own, found := strings.CutPrefix(target, module)
		if !found || dir == "cmd/vigie" || own == dir || slices.Contains(rule, own) {
			continue
		}
		if test && slices.Contains(testOnly, own) {
			continue
		}
		t.Errorf("%s imports %s, which the import rule does not allow", name, own)
	}
}

func checkOutside(t *testing.T, name, dir, target string, test bool) {
	t.Helper()
	for prefix, owners := range solely {
		if strings.HasPrefix(target, prefix) && !slices.Contains(owners, dir) && !test {
			t.Errorf("%s imports %s, which belongs to %s alone", name, target, strings.Join(owners, " and "))
		}
	}
}

// sheetWriters are the files that write tables for a spreadsheet, all of which
// keep formulas out of them (observatory.SafeCell, SafeRow, or guard of reports),
// and three that need not: the names of the published columns, our own forms, and
// what the collectors themselves read again.
var sheetWriters = map[string]bool{
	"cmd/vigie/indicator.go": true, "collectors/export.go": true, "collectors/sheet.go": true, "collectors/sheetbook.go": true,
	"dashboard/drawn.go": true, "reports/sheet.go": true,
	"dashboard/uploads.go": false, "collectors/xlsform.go": false, "collectors/reports.go": false,
}

// TestSheetsRunNothing: no table goes out of the product by a way that is not
// listed, and each that is listed calls what keeps formulas out.
func TestSheetsRunNothing(t *testing.T) {
	seen := 0
	for _, folder := range []string{"cmd", "collectors", "dashboard", "reports", "internal", "probes"} {
		err := fs.WalkDir(os.DirFS("."), folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			text := string(data)
			guards, listed := sheetWriters[name]
			writes := strings.Contains(text, "csv.NewWriter(") || strings.Contains(text, "excelize.NewFile(")
			if writes && !listed {
				t.Errorf("%s writes a table and is not listed", name)
			}
			if listed {
				seen++
			}
			if guards && !strings.Contains(text, "observatory.SafeCell(") && !strings.Contains(text, "observatory.SafeRow(") && !strings.Contains(text, "guard(") {
				t.Errorf("%s writes a table whose cells a spreadsheet might run", name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen != len(sheetWriters) {
		t.Errorf("%d of the %d listed files are there", seen, len(sheetWriters))
	}
}
