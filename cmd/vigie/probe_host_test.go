package main

import (
	"strings"
	"testing"
)

func TestAHostIsStoppedAndResumedWhileServing(t *testing.T) {
	t.Parallel()
	config, target := prepareTarget(t)
	running := serve(t, config)
	host, err := hostName(target.Address)
	if err != nil {
		t.Fatal(err)
	}
	stdout, stderr, code := vigie(t, "probe", "stop", target.Address, "--reason", "demande de l'exploitant", "--by", "comité", "--config", config)
	if code != 0 || !strings.Contains(stdout, host+" : arrêté") {
		t.Fatalf("stop: code %d\n%s%s", code, stdout, stderr)
	}
	if stdout, _, _ = vigie(t, "probe", "stop", "--config", config); !strings.Contains(stdout, "comité") || !strings.Contains(stdout, host) {
		t.Errorf("list: %s", stdout)
	}
	_, stderr, code = vigie(t, "probe", "run", "pan.door", "--target", target.ID, "--config", config)
	if code != 1 || !strings.Contains(stderr, "visites arrêtées") {
		t.Errorf("run on a stopped host: code %d\n%s", code, stderr)
	}
	page := read(t, running.address+"/politique")
	if !strings.Contains(page, host) || !strings.Contains(page, "demande de l") || !strings.Contains(page, "comité") {
		t.Error("the public page does not show the stop")
	}
	if _, stderr, code = vigie(t, "probe", "resume", host, "--reason", "accord", "--config", config); code != 0 {
		t.Errorf("resume: code %d\n%s", code, stderr)
	}
	stdout, stderr, code = vigie(t, "probe", "maintenance", "add", host, "--from", "2020-01-01T00:00", "--to", "2099-01-01T00:00",
		"--announced", "2019-12-01T00:00", "--source", "bandeau de l'accueil", "--config", config)
	if code != 0 {
		t.Fatalf("maintenance: code %d\n%s%s", code, stdout, stderr)
	}
	stdout, stderr, code = vigie(t, "probe", "run", "pan.door", "--target", target.ID, "--config", config, "--json")
	if code != 0 || !strings.Contains(stdout, `"announced":"bandeau de l'accueil"`) {
		t.Errorf("run in a window: code %d\n%s%s", code, stdout, stderr)
	}
	if log, code := running.stop(); code != 0 {
		t.Errorf("stop of serve: code %d\n%s", code, log)
	}
}

func TestWhatAPersonCanGetWrongAboutAHost(t *testing.T) {
	unraced(t)
	t.Parallel()
	config, _ := prepareTarget(t)
	keepEngine(t, config)
	tests := map[string][]string{
		"no reason":       {"probe", "stop", "www.exemple.fr"},
		"no host":         {"probe", "stop", "www exemple", "--reason", "x"},
		"announced after": {"probe", "maintenance", "add", "h", "--from", "2026-01-01T00:00", "--to", "2026-01-02T00:00", "--source", "s"},
		"no such hour":    {"probe", "maintenance", "add", "h", "--from", "demain", "--to", "2026-01-02T00:00", "--source", "s"},
		"ends before":     {"probe", "maintenance", "add", "h", "--from", "2099-01-02T00:00", "--to", "2099-01-01T00:00", "--source", "s"},
		"announced in advance of itself": {
			"probe", "maintenance", "add", "h", "--from", "2099-01-01T00:00", "--to", "2099-01-02T00:00", "--source", "s", "--announced", "2098-01-01T00:00",
		},
	}
	for name, arguments := range tests {
		if stdout, stderr, code := vigie(t, append(arguments, "--config", config)...); code != 2 || !strings.Contains(stderr, "vigie : ") {
			t.Errorf("%s: code %d\n%s%s", name, code, stdout, stderr)
		}
	}
}
