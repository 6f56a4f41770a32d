package main

import (
	"os"
	"strings"
	"testing"

	"vigie/internal/testbed"
)

func TestPortalIsProbedFromTheCommandLine(t *testing.T) {
	t.Parallel()
	bed, err := testbed.Start(testbed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := bed.Close(); err != nil {
			t.Error(err)
		}
	})
	simulated := write(t, "vigie.yaml", "simulation: true\n")
	double := bed.URL + testbed.Portal().Path()
	tests := map[string]struct {
		args []string
		env  string
		code int
		want string
	}{
		"the home page":                    {[]string{"anef.home", "--url", double}, "", 0, "home_shown"},
		"a way, on the double":             {[]string{"anef.way.no_number", "--url", double, "--config", simulated}, "", 0, "no_way"},
		"an account, on the double":        {[]string{"anef.certificate.renewal", "--url", double, "--config", simulated}, "", 0, "renewal_offered"},
		"an account, on what may be real":  {[]string{"anef.certificate.renewal", "--url", double}, "", 2, "demande une personne"},
		"a visible browser without screen": {[]string{"anef.home", "--url", double, "--show"}, "DISPLAY=", 2, "navigateur"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			cmd := command(t.Context(), t, append(append([]string{"probe", "run"}, test.args...), "--dry-run")...)
			if test.env != "" {
				cmd.Env = append(cmd.Env, test.env, "WAYLAND_DISPLAY=")
			}
			stdout, stderr, code := finish(t, cmd)
			if code != test.code || !strings.Contains(stdout+stderr, test.want) {
				t.Errorf("code %d, want %d with %q:\n%s%s", code, test.code, test.want, stdout, stderr)
			}
		})
	}
}

func TestSchemaOfJourneysIsPrinted(t *testing.T) {
	want, err := os.ReadFile("../../probes/schema/journey.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if stdout, stderr, code := vigie(t, "probe", "schema"); code != 0 || stdout != string(want) {
		t.Errorf("code %d: %d bytes, want %d: %s", code, len(stdout), len(want), stderr)
	}
}

func TestProbeCheckReadsGroupsWithTheirJourneys(t *testing.T) {
	group := write(t, "groupe.yaml", "group: essai.ouverture\nsteps:\n  - name: ouvrir\n    open: target\n  - use: anef.application\n")
	journey := write(t, "parcours.yaml", "id: essai.un\ntitle: {fr: a, en: b}\nduty: x\nfamily: access\nsystem: anef\nbudget: 8s\ntimeout: 30s\n"+
		"met: {cause: vu, detail: Vu.}\nsteps:\n  - use: essai.ouverture\n")
	if stdout, stderr, code := vigie(t, "probe", "check", journey, group); code != 0 {
		t.Errorf("code %d: %s%s", code, stdout, stderr)
	}
	if stdout, _, code := vigie(t, "probe", "check", journey); code != 2 || !strings.Contains(stdout, "groupe inconnu « essai.ouverture »") {
		t.Errorf("code %d: %s", code, stdout)
	}
}

func TestConsentIsAskedBeforeAnAccountIsOpened(t *testing.T) {
	t.Parallel()
	stdout, _, code := vigie(t, "probe", "consent")
	if code != 0 || !strings.Contains(stdout, "ne le garde pas") || !strings.Contains(stdout, "Version de ce texte : ") {
		t.Errorf("code %d: %s", code, stdout)
	}
	const portal = "http://127.0.0.1:1/usagers/#/"
	tests := map[string]struct {
		consent []string
		want    string
	}{
		"none":             {nil, "lisez avec elle « vigie probe consent »"},
		"unreadable":       {[]string{"--consent", "hier"}, "date illisible « hier »"},
		"not yet come":     {[]string{"--consent", "2999-01-01"}, "n'est pas encore venu"},
		"without a screen": {[]string{"--consent", "2026-11-02"}, "navigateur"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"probe", "assist", "anef.certificate.renewal", "--url", portal, "--dry-run"}, test.consent...)
			cmd := command(t.Context(), t, args...)
			cmd.Env = append(cmd.Env, "DISPLAY=", "WAYLAND_DISPLAY=")
			stdout, stderr, code := finish(t, cmd)
			if code != 2 || !strings.Contains(stdout+stderr, test.want) {
				t.Errorf("code %d, want 2 with %q:\n%s%s", code, test.want, stdout, stderr)
			}
		})
	}
}
