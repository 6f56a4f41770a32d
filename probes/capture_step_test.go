package probes

import (
	"bytes"
	"image/png"
	"testing"
	"testing/fstest"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// pictureWidth gives the width of a kept picture.
func (r *rig) pictureWidth(hash observatory.Hash) int {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	config, err := png.DecodeConfig(bytes.NewReader(r.files[hash]))
	if err != nil {
		r.t.Fatalf("picture %s: %v", hash, err)
	}
	return config.Width
}

func TestEachStepHasItsPictureAndVitals(t *testing.T) {
	r, _ := journalRig(t)
	a := attemptOfSite(t, r)
	if len(a.Steps) != 4 {
		t.Fatalf("steps %+v", a.Steps)
	}
	open, click, end := a.Steps[0], a.Steps[2], a.Steps[3]
	final, _ := a.PieceByRole("screenshot")
	if open.Screenshot == "" || open.Screenshot != click.Screenshot || end.Screenshot != final.Hash || end.Screenshot == open.Screenshot {
		t.Errorf("pictures %q %q %q, end %q", open.Screenshot, click.Screenshot, end.Screenshot, final.Hash)
	}
	if window, whole := r.pictureWidth(open.Screenshot), r.pictureWidth(final.Hash); window != 640 || whole != 1280 {
		t.Errorf("widths %d and %d", window, whole)
	}
	if click.Vitals != nil {
		t.Errorf("the click brought no page, got %+v", click.Vitals)
	}
	for _, step := range []observatory.Step{open, end} {
		v := step.Vitals
		if v == nil || v.TTFB == nil || *v.TTFB <= 0 || (v.FCP == nil) != (v.CLS == nil) || v.Reason != "" {
			t.Errorf("%s: vitals %+v", step.Name, v)
		}
	}
}

// A page that changes by itself between two steps is not shown as what the
// first of them left.
func TestPictureIsOfThePageThatTheStepLeft(t *testing.T) {
	r, _ := journalRig(t)
	journeys, err := LoadJourneys(fstest.MapFS{"essai.yaml": {Data: []byte(journalJourney + `  - name: encore
    wait_for: {css: "main"}
`)}})
	if err != nil {
		t.Fatal(err)
	}
	target := observatory.Target{ID: "essai", System: SystemRDVPrefecture, Prefecture: "Préfecture d'essai", Address: site(t) + "/debut", Simulation: true}
	attempts, err := r.runner.Run(t.Context(), journeys[0], target, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	steps := attempts[0].Steps
	if len(steps) != 5 || steps[3].Screenshot == "" || steps[3].Screenshot != steps[4].Screenshot {
		t.Errorf("two steps that look at one page share its picture: %+v", steps)
	}
	a := &attempt{facts: &observatory.Attempt{Steps: make([]observatory.Step, 2)}, pictures: pictures{waiting: []waitingStep{{0, "before"}, {1, "now"}}}}
	a.share("now", "hash")
	if a.facts.Steps[0].Screenshot != "" || a.facts.Steps[1].Screenshot != "hash" || a.pictures.waiting != nil {
		t.Errorf("shared %+v", a.facts.Steps)
	}
}

// Without a place for captures an attempt keeps its facts and nothing else.
func TestWithoutCapture(t *testing.T) {
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Keep = nil })
	a := r.run("pan.door", SystemRDVPrefecture, testbed.Slots)
	if len(a.Evidence) > 0 || a.Outcome != observatory.Met {
		t.Errorf("%s, evidence %+v", a.Outcome, a.Evidence)
	}
	for _, step := range a.Steps {
		if step.Screenshot != "" || step.Vitals != nil {
			t.Errorf("step %+v", step)
		}
	}
}
