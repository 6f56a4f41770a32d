package main

import (
	"bytes"
	"strings"
	"testing"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// TestFiguresAreToldInFrench: series, accountings and units are words, and numbers
// have a comma.
func TestFiguresAreToldInFrench(t *testing.T) {
	var out bytes.Buffer
	table := observatory.Table{Figures: []observatory.Figure{
		{Series: "due_floor", Unit: string(indicators.Share), Value: 0.4567, Low: 0.25, High: 0.5, HasInterval: true, Sufficient: true},
		{Series: "block/stopped", Unit: string(indicators.Count), Value: 3, Sufficient: true},
		{Series: "anef.home/unattended", Accounting: observatory.Strict, Unit: string(indicators.Days), Value: 12.5, Sufficient: true},
	}}
	if err := printFigures(&console{out: &out}, indicators.Definition{ID: "essai"}, table); err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(out.String())
	for _, want := range []string{"document dû, compté au plus bas", "45,7 %", "25,0 % à 50,0 %", "blocage technique, arrêtées là", "12,5 jours"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
	for _, code := range []string{"due_floor", "share", "count", "stopped", "strict,"} {
		if strings.Contains(text, code) {
			t.Errorf("the code %q is in:\n%s", code, text)
		}
	}
}
