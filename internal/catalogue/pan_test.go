package catalogue

import (
	"testing"
	"testing/fstest"
)

func TestPANsSayWhoSawThem(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.PANs() {
		if p.SeenBy == "" || !p.SeenOn.Known() || p.Source == "" || p.Sure() {
			t.Errorf("%+v: nobody has seen it live", p)
		}
	}
	if got := c.Targets(); len(got) != 0 {
		t.Errorf("a PAN without a known address became a target: %+v", got)
	}
}

func TestPANWithAnAddressIsATarget(t *testing.T) {
	files := shipped(t)
	row := "pan-01,01,PAN de l’Ain,,online,rdv-prefecture,https://x.example/rdvpref/reservation/demarche/1/,Préfecture de l’Ain,bénévole,2026-11-02,essai,verified\n"
	files["pans.csv"] = &fstest.MapFile{Data: append(append([]byte(nil), files["pans.csv"].Data...), row...)}
	c, err := load(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	targets := c.Targets()
	if len(targets) != 1 || targets[0].ID != "pan-01" || targets[0].System != "rdv-prefecture" || targets[0].Source != "essai ; vu par : bénévole, le 2026-11-02" {
		t.Errorf("got %+v", targets)
	}
}
