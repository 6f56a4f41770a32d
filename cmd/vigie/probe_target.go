package main

import (
	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// known is the target that the configuration or the catalogue has under a
// name, or the site of a department's prefecture. What the configuration says
// goes before the catalogue.
func (cmd aim) known(cfg config) (observatory.Target, error) {
	if cmd.Target == "" && cmd.Department == "" {
		return observatory.Target{}, observatory.InputErrorf("donnez --target CIBLE, --department CODE (site de sa préfecture) ou --url ADRESSE")
	}
	configured, missing := (&app{cfg: cfg}).target(cmd.Target)
	if cmd.Target != "" && missing == nil {
		return configured, nil
	}
	reference, err := catalogue.Load()
	if err != nil {
		return observatory.Target{}, err
	}
	for _, site := range append(reference.Sites(), reference.Targets()...) {
		if site.ID == cmd.Target || cmd.Target == "" && site.System == catalogue.SystemSite && site.Department == cmd.Department {
			site.Simulation = cfg.Simulation
			return site, nil
		}
	}
	if cmd.Target == "" {
		return observatory.Target{}, observatory.InputErrorf("département « %s » : le catalogue n'a pas de site de préfecture sous ce code. Les codes vont de 01 à 95, 2A et 2B, 971 à 978", cmd.Department)
	}
	return observatory.Target{}, missing
}
