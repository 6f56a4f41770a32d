package probes

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// maxSitePages bounds how many pages of a site one attempt reads.
const maxSitePages = 20

// Audit holds the page against a list of rules: those of axe-core, or one item
// of the information audit, looked for on the page and on those that its own
// links lead to.
type Audit struct {
	Axe         bool     // run axe-core on the page
	Information string   // key of the item, such as certificate_renewal
	Follow      []string // texts of the links to follow, on the same host
	Pages       int      // most pages to read, the first included
	Otherwise   Ending   // a rule is broken, or the item is said nowhere
}

// informationItems are the items that a journey may look for.
func informationItems() []string {
	return []string{
		ItemANEFNamed, ItemANEFLink, ItemPANNamed, ItemPANAddress, ItemPANHours, ItemPANBooking, ItemPANAudience, ItemCCCPhone,
		ItemCCCForm, ItemCertificateRenewal, ItemCertificateEquivalence, ItemSubstitution, ItemLastUpdated, ItemOnlineProcedures, ItemBookingLink,
	}
}

func (d *decoder) auditFields(a *Audit) map[string]field {
	return map[string]field{
		"axe":         d.boolean(&a.Axe),
		"information": oneOf(d, &a.Information, informationItems()...),
		"follow":      d.texts(&a.Follow),
		"pages":       d.number(&a.Pages, 1, maxSitePages),
		"otherwise":   d.ending(&a.Otherwise),
	}
}

func (d *decoder) audit(into **Audit) field {
	return field{schema: ref("audit"), read: func(node *yaml.Node, path string) {
		a := &Audit{Pages: 1}
		*into = a
		if !d.whole(node, path, d.auditFields(a)) {
			return
		}
		switch {
		case a.Axe == (a.Information != ""):
			d.problem(node, path, "audit sans objet, ou de deux objets", "Donnez axe: true, ou information (un des points de l'audit de l'information).")
		case a.Axe && (len(a.Follow) > 0 || a.Pages > 1):
			d.problem(node, path, "axe-core ne regarde qu'une page", "Retirez follow et pages.")
		case a.Pages > 1 && (len(a.Follow) == 0 || slices.Contains(a.Follow, "")):
			d.problem(node, path, "plusieurs pages et aucun lien à suivre", "Donnez follow : des mots des liens, tels que étranger.")
		case !a.Otherwise.judges():
			d.problem(node, path, "audit sans fin", "Donnez otherwise : la fin quand une règle n'est pas tenue, ou que rien n'est dit.")
		}
	}}
}
