package testbed

import (
	"hash/fnv"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// The systems doubled.
const (
	RDVPrefecture    = "rdv-prefecture"
	RDVServicePublic = "rdv-service-public"
	OldModule        = "ancien-module"
	ANEF             = "anef"
)

// Target is one simulated address to probe.
type Target struct {
	ID         string  // number in its address
	System     string  // one of the systems above
	Department string  // code
	Prefecture string  // name that the page prints
	Profile    Profile // how it behaves over time
	Lead       int     // days from today to its first date when it has slots
}

// Profile says how a target behaves over time: a chance in a hundred for each
// fault.
type Profile map[Fault]int

// Profiles of the demo. Their shares are invented.
func open() Profile { return Profile{Slots: 92, Slow: 4, BadGateway: 4} }
func rare() Profile { return Profile{Slots: 22, NoSlot: 72, BadGateway: 3, Rate429: 3} }
func full() Profile { return Profile{NoSlot: 97, Maintenance: 3} }
func shaky() Profile {
	return Profile{Slots: 45, NoSlot: 15, BadGateway: 20, Maintenance503: 10, ScriptError: 10}
}
func walled() Profile { return Profile{Slots: 40, Wall403: 45, Rate429: 15} }
func closed() Profile { return Profile{Disabled: 100} }

// DemoTargets are the targets of the demo: names of real prefectures, figures
// invented from start to end.
func DemoTargets() []Target {
	return []Target{
		{"1001", RDVPrefecture, "01", "Préfecture de l'Ain", open(), 6},
		{"1013", RDVPrefecture, "13", "Préfecture des Bouches-du-Rhône", walled(), 20},
		{"1031", RDVPrefecture, "31", "Préfecture de la Haute-Garonne", shaky(), 12},
		{"1059", RDVPrefecture, "59", "Préfecture du Nord", open(), 9},
		{"1069", RDVPrefecture, "69", "Préfecture du Rhône", shaky(), 18},
		{"1093", RDVPrefecture, "93", "Préfecture de la Seine-Saint-Denis", shaky(), 45},
		{"2021", RDVServicePublic, "2A", "Préfecture de la Corse-du-Sud", open(), 3},
		{"2035", RDVServicePublic, "35", "Préfecture d'Ille-et-Vilaine", open(), 14},
		{"2044", RDVServicePublic, "44", "Préfecture de la Loire-Atlantique", rare(), 25},
		{"2077", RDVServicePublic, "77", "Préfecture de Seine-et-Marne", full(), 40},
		{"2094", RDVServicePublic, "94", "Préfecture du Val-de-Marne", rare(), 52},
		{"2971", RDVServicePublic, "971", "Préfecture de la Guadeloupe", rare(), 33},
		{"2976", RDVServicePublic, "976", "Préfecture de Mayotte", full(), 60},
		{"3012", OldModule, "12", "Préfecture de l'Aveyron", closed(), 0},
		{"3042", OldModule, "42", "Préfecture de la Loire", open(), 8},
	}
}

// Portal is the double of the ANEF itself: one for all departments.
func Portal() Target { return Target{ID: "portail", System: ANEF, Prefecture: "ANEF"} }

// Path is the path and query of the target on the double.
func (t Target) Path() string {
	switch t.System {
	case RDVPrefecture:
		return "/rdvpref/reservation/demarche/" + t.ID + "/"
	case ANEF:
		return "/usagers/#/"
	case RDVServicePublic:
		return "/prendre_rdv?" + url.Values{"departement": {t.Department}, "public_link_organisation_id": {t.ID}}.Encode()
	case OldModule:
		return "/booking/create/" + t.ID
	default:
		return publicPath(t)
	}
}

// Observed gives the target as the catalogue would, at the address of a running
// double, marked as a simulation.
func (t Target) Observed(base string) observatory.Target {
	return observatory.Target{
		ID: t.System + "-" + t.ID, System: t.System, Department: t.Department, Prefecture: t.Prefecture,
		Name: t.Prefecture + " (simulation)", Address: strings.TrimSuffix(base, "/") + t.Path(),
		Source: "double de test", Status: observatory.Unverified, Simulation: true,
	}
}

// StateAt is the fault of a target in the period that holds an instant: the
// same seed, target and period always give the same.
func StateAt(seed uint64, target Target, at time.Time, period time.Duration) Fault {
	h := fnv.New64a()
	_, _ = h.Write([]byte(target.System + "/" + target.ID)) // never fails
	chance := rand.New(rand.NewPCG(seed^h.Sum64(), uint64(at.UnixNano()/int64(period)))).IntN(100)
	for _, fault := range Faults() {
		if chance -= target.Profile[fault]; chance < 0 {
			return fault
		}
	}
	return Slots
}
