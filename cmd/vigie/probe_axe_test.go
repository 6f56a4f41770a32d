package main

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

func TestRulesOfAccessibilityAreKeptAsFacts(t *testing.T) {
	config, _ := prepareTarget(t)
	bed, err := testbed.Start(testbed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := bed.Close(); err != nil {
			t.Error(err)
		}
	})
	stdout, stderr, code := vigie(t, "probe", "run", "ccc.form.axe", "--url", bed.URL+"/_fault/inaccessible/contact-ccc/", "--system", "ccc-form", "--config", config)
	if code != 0 || !strings.Contains(stdout, "axe_rules_broken") {
		t.Fatalf("code %d: %s%s", code, stdout, stderr)
	}
	con := &console{ctx: t.Context(), out: io.Discard, err: io.Discard, log: slog.New(slog.DiscardHandler)}
	states := map[string]observatory.PageFact{}
	err = withApp(con, config, func(ctx context.Context, a *app) error {
		window := observatory.Window{Horizon: a.recordedAt(), Simulation: true}
		for fact, err := range a.store.PageFacts(ctx, observatory.PageFactFilter{Window: window, Latest: true}) {
			if err != nil {
				return err
			}
			states[fact.Item] = fact
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// They are no information of a page: nothing is read again, and no page is shown.
	if stdout, stderr, code = vigie(t, "info", "reextract", "--config", config, "--dry-run"); code != 0 || !strings.HasPrefix(stdout, "0 page(s) relue(s) sans requête, 0 fait(s) ; 0 page(s) déjà lue(s)") ||
		!strings.Contains(stdout, "0 sans preuve") {
		t.Errorf("code %d: %s%s", code, stdout, stderr)
	}
	broken, held := states["axe:image-alt"], states["axe:html-has-lang"]
	if broken.State != observatory.Wrong || !strings.HasPrefix(broken.Value, "impact=critical nodes=1 tags=wcag2a,wcag111") ||
		!strings.HasPrefix(broken.SourceVersion, "axe-core/4.") || len(broken.Evidence) != 1 || broken.Quote != "" {
		t.Errorf("image-alt: %+v", broken)
	}
	if held.State != observatory.Present || len(states) < 10 {
		t.Errorf("html-has-lang: %+v, of %d rules", held, len(states))
	}
}
