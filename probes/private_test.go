package probes

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/internal/testbed"
)

// person signs in as someone does at a visible browser.
func person(password string) func(context.Context) error {
	return func(tab context.Context) error {
		return chromedp.Do(tab,
			chromedp.SendKeys(chromedp.CSS("input[name=username]"), testbed.AccountIdentifier),
			chromedp.SendKeys(chromedp.CSS("input[name=password]"), password),
			chromedp.Click(chromedp.CSS("button[type=submit]")),
		)
	}
}

func agreed() observatory.Consent {
	on, _ := observatory.ParseDate("2026-11-26")
	return observatory.Consent{Purpose: "anef.personal_data.correct", On: on, Version: ConsentVersion()}
}

// asPortal gives the double as a target that is not said to be simulated: what
// holds there holds on a portal.
func (r *rig) asPortal(fault testbed.Fault) observatory.Target {
	target := r.target(SystemANEF, fault)
	target.Simulation = false
	return target
}

func TestAccountJourneysNeedAPersonAndHerConsent(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	journey := shipped(t, "anef.personal_data.correct", SystemANEF)
	old := agreed()
	old.Version = "ancienne"
	tests := map[string]struct {
		run  func() error
		want string
	}{
		"unattended": {func() error {
			_, err := r.runner.Run(t.Context(), journey, r.asPortal(testbed.Slots), RunOptions{})
			return err
		}, "demande une personne"},
		"assisted without consent": {func() error {
			_, err := r.runner.Assist(t.Context(), journey, r.asPortal(testbed.Slots), AssistOptions{Human: person(testbed.AccountPassword)})
			return err
		}, "vigie probe consent"},
		"assisted with a consent to another wording": {func() error {
			_, err := r.runner.Assist(t.Context(), journey, r.asPortal(testbed.Slots), AssistOptions{Human: person(testbed.AccountPassword), Consent: old})
			return err
		}, "version « ancienne »"},
		"the account of the double on a portal": {func() error {
			_, err := r.runner.once(t.Context(), r.runner.pool, journey, r.asPortal(testbed.Slots), AssistOptions{standIn: true}, observatory.NoID)
			return err
		}, "que sur le double de test"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if err := test.run(); !observatory.IsInput(err) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if got := r.bed.Requests(); len(got) > 0 {
				t.Errorf("the portal was asked: %+v", got)
			}
		})
	}
}

func TestPrivateAttemptKeepsFactsAndOneMaskedPicture(t *testing.T) {
	keys, err := privacy.EphemeralKeys()
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.Seal = func(content []byte) ([]byte, error) {
			var sealed bytes.Buffer
			w, err := keys.Seal(&sealed)
			if err != nil {
				return nil, err
			}
			_, err = w.Write(content)
			err = errors.Join(err, w.Close())
			return sealed.Bytes(), err
		}
	})
	a, err := r.runner.Assist(t.Context(), shipped(t, "anef.personal_data.correct", SystemANEF), r.asPortal(testbed.Slots),
		AssistOptions{Human: person(testbed.AccountPassword), Consent: agreed()})
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != observatory.Met || a.Mode != observatory.Assisted || a.Consent != agreed() {
		t.Errorf("got %s/%s, %s, consent %+v: %s", a.Outcome, a.Cause, a.Mode, a.Consent, a.Detail)
	}
	if len(a.Evidence) != 2 || a.Evidence[0].Role != "screenshot" || a.Evidence[1].Role != roleSealed || len(r.files) != 2 {
		t.Fatalf("kept %+v and %d files", a.Evidence, len(r.files))
	}
	told, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Exemplaire", testbed.AccountIdentifier, "Simulville", testbed.AccountPassword, "code=", "redirect"} {
		if bytes.Contains(told, []byte(secret)) {
			t.Errorf("the attempt tells %q: %s", secret, told)
		}
		for _, content := range r.files {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("a file tells %q", secret)
			}
		}
	}
	opened, err := keys.Open(strings.NewReader(r.file(a, roleSealed)))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(opened)
	if err != nil {
		t.Fatal(err)
	}
	onlyLandmarks(t, decode(t, plain), decode(t, []byte(r.file(a, "screenshot"))))
}

func decode(t *testing.T, content []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// onlyLandmarks holds a masked picture against the untouched one: whatever is
// not one of the three greys is a pixel of a landmark, and few are.
func onlyLandmarks(t *testing.T, plain, masked image.Image) {
	t.Helper()
	if plain.Bounds() != masked.Bounds() {
		t.Fatalf("pictures of %v and %v", plain.Bounds(), masked.Bounds())
	}
	greys := map[uint8]int{}
	same, own, all := 0, 0, plain.Bounds().Dx()*plain.Bounds().Dy()
	for y := range plain.Bounds().Dy() {
		for x := range plain.Bounds().Dx() {
			c := color.RGBAModel.Convert(masked.At(x, y)).(color.RGBA)
			if c.R == c.G && c.G == c.B && (c.R == maskPage || c.R == maskBar || c.R == maskBox) {
				greys[c.R]++
				continue
			}
			own++
			if c == color.RGBAModel.Convert(plain.At(x, y)).(color.RGBA) {
				same++
			}
		}
	}
	if own == 0 || same != own {
		t.Errorf("%d pixels are no grey of the mask, of which %d are the page's", own, same)
	}
	if share := own * 100 / all; share > 5 || greys[maskBar] == 0 || greys[maskBox] == 0 {
		t.Errorf("%d %% of the picture are the page's own pixels; greys %v", share, greys)
	}
}

func TestPrivateAttemptQuotesNothing(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	a, err := r.runner.Assist(t.Context(), shipped(t, "anef.personal_data.correct", SystemANEF), r.asPortal(testbed.ScriptError),
		AssistOptions{Human: person(testbed.AccountPassword), Consent: agreed()})
	if err != nil {
		t.Fatal(err)
	}
	if a.Cause != CauseScriptError || strings.Contains(a.Detail, "panne simulée") || a.Message != "" || !strings.Contains(a.Detail, "non conservé") {
		t.Errorf("got %s: %s, message %q", a.Cause, a.Detail, a.Message)
	}
}

func TestPersonWhoDoesNotSignInIsNotRecorded(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	journey := shipped(t, "anef.personal_data.correct", SystemANEF)
	limitHuman(journey, 3*time.Second)
	a, err := r.runner.Assist(t.Context(), journey, r.asPortal(testbed.Slots), AssistOptions{Human: person("autre"), Consent: agreed()})
	if !errors.Is(err, ErrNobody) || a != nil || len(r.files) > 0 {
		t.Errorf("got %+v, %v and %d files", a, err, len(r.files))
	}
}

func TestMaskedPictureOfEveryAccountPage(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	for _, id := range []string{"anef.certificate.renewal", "anef.filing.title_not_returned", "anef.application.add_document"} {
		journey := shipped(t, id, SystemANEF)
		a, err := r.once(journey, r.target(SystemANEF, testbed.Slots), RunOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if a.Mode != observatory.Unattended || a.Consent != (observatory.Consent{}) || len(a.Evidence) != 1 {
			t.Errorf("%s: %s, consent %v, kept %+v", id, a.Mode, a.Consent, a.Evidence)
		}
		picture := decode(t, []byte(r.file(a, "screenshot")))
		onlyLandmarks(t, picture, picture)
	}
}
