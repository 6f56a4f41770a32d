package catalogue

import (
	"io/fs"
	"net/url"
	"slices"

	"vigie/internal/observatory"
)

// targetSystems are the systems of targets: those of the journeys, the captcha
// apart, which is seen on the targets of RDV-Préfecture.
func targetSystems() []string {
	return []string{"rdv-prefecture", "rdv-service-public", "ancien-module", "anef", "ccc-form", "prefecture-site", "demarches-simplifiees"}
}

func readTargets(files fs.FS, faults *problems) []observatory.Target {
	columns := []string{"id", "system", "department", "name", "prefecture", "address", "source", "status"}
	rows := readTable(files, "targets.csv", columns, faults)
	unique(rows, "id")
	list := make([]observatory.Target, 0, len(rows))
	for _, r := range rows {
		origin := r.provenance()
		address := r.need("address")
		if parsed, err := url.Parse(address); err != nil || parsed.Scheme != "https" || parsed.Host == "" {
			r.fault("address", "adresse https complète attendue")
		}
		list = append(list, observatory.Target{
			ID: r.need("id"), System: r.oneOf("system", targetSystems()...),
			Department: r.get("department"), Name: r.need("name"), Prefecture: r.need("prefecture"),
			Address: address, Source: origin.Source, Status: origin.Status,
		})
	}
	return list
}

// Targets gives the desks and points d’accueil numérique to probe. None is
// shipped: no address was confirmed; instances name theirs in the
// configuration.
func (c *Catalogue) Targets() []observatory.Target {
	return append(slices.Clone(c.targets), c.panTargets()...)
}
