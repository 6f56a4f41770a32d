package catalogue

import (
	"io/fs"
	"net/url"
	"slices"

	"vigie/internal/observatory"
)

// PAN is a point d’accueil numérique of the ANEF that somebody has seen.
type PAN struct {
	Provenance

	ID         string           `json:"id"`
	Department string           `json:"department"`
	Name       string           `json:"name"`
	Place      string           `json:"place"`   // id of the prefecture or sub-prefecture, empty when it is not known
	Channel    string           `json:"channel"` // how an appointment is asked for: online, telephone, form, walk_in, unknown
	System     string           `json:"system"`  // of the online booking, empty without an address
	Address    string           `json:"address"` // of the online booking, empty when none is known
	Prefecture string           `json:"prefecture"`
	SeenBy     string           `json:"seen_by"` // a role, not a name
	SeenOn     observatory.Date `json:"seen_on"`
}

func readPANs(files fs.FS, faults *problems) []PAN {
	columns := []string{
		"id", "department", "name", "place", "channel", "system", "address", "prefecture", "seen_by", "seen_on", "source", "status",
	}
	rows := readTable(files, "pans.csv", columns, faults)
	unique(rows, "id")
	list := make([]PAN, 0, len(rows))
	for _, r := range rows {
		pan := PAN{
			Provenance: r.provenance(), ID: r.need("id"), Department: r.need("department"), Name: r.need("name"), Place: r.get("place"),
			Channel: r.oneOf("channel", "online", "telephone", "form", "walk_in", "unknown"), Address: r.get("address"),
			SeenBy: r.need("seen_by"), SeenOn: r.date("seen_on"),
		}
		r.need("seen_on")
		if pan.Address != "" {
			pan.System = r.oneOf("system", "rdv-prefecture", "rdv-service-public", "ancien-module")
			pan.Prefecture = r.need("prefecture")
			if parsed, err := url.Parse(pan.Address); err != nil || parsed.Scheme != "https" || parsed.Host == "" {
				r.fault("address", "adresse https complète attendue")
			}
		}
		if (pan.Channel == "online") != (pan.Address != "") {
			r.fault("channel", "online va avec une adresse, et une adresse avec online")
		}
		list = append(list, pan)
	}
	return list
}

// PANs gives the PANs that somebody has seen. That a department has none here
// says nothing of whether it has one.
func (c *Catalogue) PANs() []PAN { return slices.Clone(c.pans) }

// panTargets are the PANs whose booking address is known.
func (c *Catalogue) panTargets() []observatory.Target {
	var targets []observatory.Target
	for _, p := range c.pans {
		if p.Address == "" {
			continue
		}
		targets = append(targets, observatory.Target{
			ID: p.ID, System: p.System, Department: p.Department, Name: p.Name, Prefecture: p.Prefecture, Address: p.Address,
			Source: p.Source + " ; vu par : " + p.SeenBy + ", le " + p.SeenOn.String(), Status: p.Status,
		})
	}
	return targets
}
