package probes

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"

	"vigie/internal/observatory"
)

func (d *decoder) accessFields(a *Access, landmark **Locator) map[string]field {
	return map[string]field{
		"landmark": d.locator(landmark),
		"modes":    each(d, &a.Modes, func(way *string) field { return oneOf(d, way, Ways()...) }),
		"budget":   d.duration(&a.Budget),
	}
}

func (d *decoder) access(into **Access) field {
	return field{schema: ref("access"), read: func(node *yaml.Node, path string) {
		a := new(Access)
		*into = a
		var landmark *Locator
		if !d.whole(node, path, d.accessFields(a, &landmark)) {
			return
		}
		if landmark != nil {
			a.Landmark = *landmark
		}
		switch {
		case len(a.Modes) == 0:
			d.problem(node, path, "aucune façon d'accéder", "Donnez modes : keyboard, phone, zoom...")
		case landmark == nil:
			d.problem(node, path, "accès sans repère", "Donnez landmark : ce qu'une personne doit voir et pouvoir presser.")
		case slices.Contains(a.Modes, WaySlowLink) && a.Budget == 0:
			d.problem(node, path, "liaison lente sans temps prévu", "Donnez budget, la durée d'une étape sur une liaison lente, telle que 20s.")
		}
		for i, way := range a.Modes {
			if slices.Contains(a.Modes[:i], way) {
				d.at(fmt.Sprintf("%s.modes[%d]", path, i), fmt.Sprintf("« %s » donné deux fois", way), "N'en gardez qu'un.")
			}
		}
	}}
}

// checkAccess refuses other ways for a journey that needs a person or that
// types and sends.
func (d *decoder) checkAccess(j Journey) {
	if j.Access != nil && (j.Testbed || j.Mode == observatory.Assisted) {
		d.at("access", "accès d'un parcours qui demande une personne ou remplit un formulaire", "Retirez access : ces façons se vérifient sans personne.")
	}
}
