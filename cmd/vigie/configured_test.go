package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// bare are the commands that have something to say without a configuration.
var bare = []string{"probe run", "probe assist", "probe list", "collect check", "collect map", "info audit"}

func TestEveryCommandReadsTheConfigurationOfTheFolder(t *testing.T) {
	t.Parallel()
	parser, err := kong.New(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	var without []string
	for _, command := range parser.Model.Leaves(false) {
		name, _, _ := strings.Cut(strings.TrimPrefix(command.Path(), "vigie "), " <")
		for _, flag := range command.Flags {
			if flag.Name == "config" && flag.Default != configFile {
				without = append(without, name)
			}
		}
	}
	slices.Sort(without)
	if want := slices.Sorted(slices.Values(bare)); !slices.Equal(without, want) {
		t.Errorf("without %s: %q, want %q", configFile, without, want)
	}
}

func TestCollectReadsTheConfigurationOfTheFolder(t *testing.T) {
	unraced(t)
	t.Parallel()
	config := prepare(t)
	keepEngine(t, config)
	file := write(t, "cas.csv", "référence;département;évènement;date\nR1;93;dépôt;12/01/2026\n")
	mapping := write(t, "maison.yaml", "correspondance: \"1\"\nnom: maison\nforme: évènements\ncolonnes:\n"+
		"  référence: {colonne: référence}\n  département: {colonne: département}\n  évènement: {colonne: évènement}\n  date: {colonne: date}\n")
	run := func(args ...string) string {
		t.Helper()
		cmd := command(t.Context(), t, args...)
		cmd.Dir = filepath.Dir(config)
		stdout, stderr, code := finish(t, cmd)
		if code != 0 {
			t.Fatalf("%s: code %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
		}
		return stdout
	}
	run("collect", "import", file)
	if got := run("collect", "check", file); !strings.Contains(got, "déjà importé") {
		t.Errorf("what was imported is not known to be: %s", got)
	}
	run("collect", "mappings", "save", mapping)
	if got := run("collect", "map", file, "--mapping", "maison"); !strings.Contains(got, "maison") {
		t.Errorf("the kept mapping is not read: %s", got)
	}
}
