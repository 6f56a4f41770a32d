package indicators

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/indicators.md anew")

// TestDocs keeps docs/indicators.md equal to the definitions.
func TestDocs(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "indicators.md")
	want := docs()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/indicators.md is not what the definitions say: go test ./internal/indicators -run TestDocs -update, then read the diff")
	}
}

func docs() string {
	var out strings.Builder
	out.WriteString("# Indicateurs\n\nPage faite des définitions de `internal/indicators` (`go test ./internal/indicators -run TestDocs -update`) ; rien n’y est écrit à la main. " +
		"`vigie indicator list`, `vigie indicator show ID` et `vigie indicator compute ID` disent la même chose en ligne de commande. Un petit monde inventé où chaque indicateur a été calculé à la main : [pencil-world.md](pencil-world.md).\n\n" +
		"Sous tout chiffre fait de dossiers : ces cas sont ceux que des associations ont reçus ; ils ne représentent pas l’ensemble des demandeurs.\n")
	for _, d := range All() {
		fmt.Fprintf(&out, "\n## %s\n\n**%s** (%s). %s\n\n%s\n\n| | |\n|---|---|\n", d.ID, d.Name.FR, d.Name.EN, d.Meaning.FR, d.Meaning.EN)
		row := func(name, text string) {
			fmt.Fprintf(&out, "| %s | %s |\n", name, strings.ReplaceAll(text, "|", "\\|"))
		}
		row("obligations", strings.Join(d.Legal, ", "))
		row("preuve", string(d.Proof))
		row("unité, sens", string(d.Unit)+", "+string(d.Direction))
		row("numérateur", d.Numerator)
		row("dénominateur", d.Denominator)
		row("n", d.N)
		row("couverture", d.Coverage)
		row("requête", "`"+d.Query+"`")
		row("n minimal", fmt.Sprint(d.MinimumN))
		row("intervalle", d.Interval)
		var splits []string
		for _, s := range d.Splits {
			splits = append(splits, string(s))
		}
		row("ventilations", strings.Join(splits, ", "))
		out.WriteString("\nBiais connus :\n\n")
		for _, b := range d.Biases {
			fmt.Fprintf(&out, "- %s\n", b)
		}
		out.WriteString("\nHistorique :\n\n")
		for _, h := range d.History {
			fmt.Fprintf(&out, "- version %d, %s : %s\n", h.Version, h.Date, h.What)
		}
	}
	return out.String()
}
