package vigie_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	required = regexp.MustCompile(`(?m)^\t([^\s/]+\.[^\s]+) v[^\s]+$`)
	// machine finds what must never be committed: paths of one machine and registry hosts.
	machine = regexp.MustCompile(`(?:^|[" (=])/(?:work|farm)/|https?://(?:registry|proxy|deb)[.]`)
)

func markdown(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && name != ".") {
			return fs.SkipDir
		}
		if strings.HasSuffix(name, ".md") {
			files = append(files, name)
		}
		return nil
	})
	if err != nil || len(files) < 8 {
		t.Fatalf("markdown files: %v, %v", files, err)
	}
	return files
}

func TestDocumentsHaveNoDeadLink(t *testing.T) {
	for _, name := range markdown(t) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(string(data), -1) {
			target, _, _ := strings.Cut(found[1], "#")
			if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), target)); err != nil {
				t.Errorf("%s: dead link %s", name, found[1])
			}
		}
	}
}

func TestDocumentsNameNoMachine(t *testing.T) {
	for _, name := range markdown(t) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := machine.Find(data); found != nil {
			t.Errorf("%s names a machine's path or a registry host: %s", name, found)
		}
	}
}

func TestEveryDependencyIsJustified(t *testing.T) {
	gomod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	direct := required.FindAllStringSubmatch(string(gomod), -1)
	if len(direct) < 10 {
		t.Fatalf("only %d direct dependencies were read from go.mod", len(direct))
	}
	for _, found := range direct {
		if !strings.Contains(string(page), "| "+found[1]+" |") {
			t.Errorf("docs/dependencies.md does not justify %s", found[1])
		}
	}
}

func TestDecisionsAreIndexed(t *testing.T) {
	index, err := os.ReadFile("docs/decisions/README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("docs/decisions/2*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("decisions: %v, %v", files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(data), "\n")
		if len(lines) < 3 || !slices.Contains([]string{"Status: decided.", "Status: superseded."}, lines[2]) {
			t.Errorf("%s: line 3 must be its status", name)
		}
		if !strings.Contains(string(index), "("+filepath.Base(name)+")") {
			t.Errorf("docs/decisions/README.md does not list %s", filepath.Base(name))
		}
	}
}
