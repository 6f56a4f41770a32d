package catalogue

import (
	"net/url"
	"strconv"
	"testing"
)

func TestPortalAddressOf(t *testing.T) {
	c := loaded(t)
	const base = "https://administration-etrangers-en-france.interieur.gouv.fr"
	for address, want := range map[string]struct {
		path     string
		obsolete bool
	}{
		base:                                  {"/", false},
		base + "/":                            {"/", false},
		base + "/particuliers/#/contact":      {"/particuliers", true},
		base + "/particuliers":                {"/particuliers", true},
		base + "/particuliersx":               {"/", false},
		base + "/usagers/#/":                  {"/usagers", false},
		"https://www.yonne.gouv.fr/usagers/#": {"", false},
	} {
		parsed, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := c.PortalAddress(parsed)
		if got.Path != want.path || got.Obsolete != want.obsolete || ok != (want.path != "") {
			t.Errorf("%s: got %+v, %v", address, got, ok)
		}
	}
}

func TestNationalFacts(t *testing.T) {
	c := loaded(t)
	for _, fact := range c.NationalFacts() {
		if fact.Source == "" || !fact.Sure() {
			t.Errorf("%s: no sure source", fact.ID)
		}
	}
	for _, p := range c.PortalAddresses() {
		if p.Obsolete && (!p.Sure() || p.Since == "") {
			t.Errorf("%s: said to be obsolete without a sure source and a month", p.Path)
		}
	}
	rule, _ := c.Rule("certificate")
	if fact, ok := c.NationalFact("certificate.maximum_months"); !ok || fact.Value != strconv.FormatInt(rule.Values["maximum_months"], 10) {
		t.Errorf("got %+v, %v, want the rule's value", fact, ok)
	}
	if _, ok := c.NationalFact("nothing"); ok {
		t.Error("an unknown fact was found")
	}
	if fact, ok := c.NationalFact("ccc.phone"); !ok || fact.Value != "0806001620" {
		t.Errorf("got %+v, %v", fact, ok)
	}
}
