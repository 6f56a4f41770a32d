package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A host written with capitals or with its port was another one for stops, caps,
// back-offs and windows than the host that the browser visits.
func TestHostsAreWrittenAsBrowsersDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vigie.yaml")
	const text = `contact: https://exemple.org
probes:
  maintenance:
    - {host: "WWW.Exemple.gouv.fr:443", from: 2026-12-01T22:00:00+01:00, to: 2026-12-02T02:00:00+01:00, announced: 2026-11-28T09:00:00+01:00, source: bandeau}
targets:
  - {id: t, system: anef, address: "https://WWW.Exemple.gouv.fr:443/Usagers/#/A", source: vu, status: unverified}
  - {id: u, system: anef, address: "https://www.exemple.gouv.fr:8443/", source: vu, status: unverified}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := loadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"https://www.exemple.gouv.fr/Usagers/#/A", "https://www.exemple.gouv.fr:8443/"} {
		if got := cfg.Targets[i].Address; got != want {
			t.Errorf("target: %s, want %s", got, want)
		}
	}
	if window := cfg.Probes.Maintenance[0].window(); !window.Covers("www.exemple.gouv.fr", time.Date(2026, 12, 1, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("the window of %s does not hold", window.Host)
	}
	for given, want := range map[string]string{
		"https://WWW.Exemple.gouv.fr:443/page": "www.exemple.gouv.fr", "Exemple.fr:80": "exemple.fr", "exemple.fr:8080": "exemple.fr:8080",
	} {
		if got, err := hostName(given); got != want || err != nil {
			t.Errorf("%s: %s, %v", given, got, err)
		}
	}
	one, err := aim{URL: "https://www.exemple.gouv.fr/a", System: "anef"}.target(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for address, same := range map[string]bool{"https://WWW.exemple.gouv.fr:443/a": true, "https://www.exemple.gouv.fr/b": false} {
		if other, err := (aim{URL: address, System: "anef"}).target(cfg); err != nil || (other.ID == one.ID) != same {
			t.Errorf("%s is the target %s, %s is %s", address, other.ID, one.Address, one.ID)
		}
	}
	for given, want := range map[string]string{
		"https://Exemple.fr:80/": "https://exemple.fr:80/", "http://Exemple.fr:443/": "http://exemple.fr:443/", "http://Exemple.fr:80/": "http://exemple.fr/",
		"https://[FE80::443]/": "https://[fe80::443]/", "https://[::1]:443/": "https://[::1]/",
	} {
		if got := plainAddress(given); got != want {
			t.Errorf("%s: %s, want %s", given, got, want)
		}
	}
	for given, want := range map[string]string{"https://exemple.fr:80/": "exemple.fr:80", "http://exemple.fr": "exemple.fr"} {
		if got, err := hostName(given); got != want || err != nil {
			t.Errorf("%s: %s, %v", given, got, err)
		}
	}
	aimed, err := aim{URL: "https://WWW.Exemple.gouv.fr:443/", System: "anef"}.target(cfg)
	if err != nil || aimed.Address != "https://www.exemple.gouv.fr/" {
		t.Errorf("address of the command line: %s, %v", aimed.Address, err)
	}
}
