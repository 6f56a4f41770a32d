package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
	"vigie/internal/texts"
	"vigie/probes"
)

type probeListCmd struct {
	maybeConfigured
}

// Run lists journeys, family by family of the letter, with what each needs,
// then targets.
func (cmd probeListCmd) Run(con *console) error {
	cfg, err := loadConfig(cmd.configPath())
	if err != nil {
		return err
	}
	journeys, err := loadJourneys(cfg)
	if err != nil {
		return err
	}
	names, err := familyNames()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
	printer := texts.In(texts.French)
	for _, family := range probes.Families() {
		fmt.Fprintf(table, "%s\n", names[family])
		if !slices.ContainsFunc(journeys, func(j probes.Journey) bool { return j.Family == family }) {
			fmt.Fprint(table, "  aucun parcours : cette famille se prouve par les cas\n\n")
			continue
		}
		fmt.Fprintln(table, "  PARCOURS\tCIBLES\tIL FAUT\tREPÈRES\tATTENDU\tTITRE")
		for _, j := range journeys {
			if j.Family == family {
				fmt.Fprintf(table, "  %s\t%s\t%s\t%s\t%s\t%s\n",
					j.ID, j.Targets(), needsOf(j), printer.Status(j.Status), printer.Outcome(j.Expected), j.Title.FR)
			}
		}
		fmt.Fprintln(table)
	}
	fmt.Fprintln(table, "CIBLE\tSYSTÈME\tDÉPARTEMENT\tPARCOURS PLANIFIÉS")
	for _, t := range cfg.Targets {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", t.ID, t.System, t.Department, strings.Join(t.Journeys, ", "))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(con.out, "\nLes sites de préfecture sont des cibles du catalogue : --department CODE.\n"+
		"Ce qui n'a pas d'écran (téléphone, formulaire, guichet) : « vigie probe manual ».")
	return err
}

// familyNames are the titles of the families, from the letter.
func familyNames() (map[string]string, error) {
	reference, err := catalogue.Load()
	if err != nil {
		return nil, err
	}
	names := map[string]string{probes.FamilyAccess: "Accès au portail, langue et accessibilité"}
	for _, family := range reference.Families() {
		names[family.Code] = family.Code + ". " + family.Name
	}
	return names, nil
}

// needsOf says what must be there for a journey to run.
func needsOf(j probes.Journey) string {
	var needs []string
	switch {
	case j.Needs == probes.NeedsAccount:
		needs = append(needs, "un compte, par consentement")
	case j.Needs == probes.NeedsPerson, j.Mode == observatory.Assisted:
		needs = append(needs, "une personne au clavier")
	}
	if j.Way == probes.WayAxe {
		needs = append(needs, "axe-core (make setup)")
	}
	if j.Testbed {
		needs = append(needs, "le double de test")
	}
	if len(needs) == 0 {
		return "rien"
	}
	return strings.Join(needs, ", ")
}
