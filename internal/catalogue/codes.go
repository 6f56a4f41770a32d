package catalogue

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/observatory"
)

// Procedure is a kind of application.
type Procedure struct {
	Provenance

	Code    string   `json:"code"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"` // words under which files name it, lower case
}

// Ground is a legal ground of a residence permit.
type Ground struct {
	Provenance

	Code         string           `json:"code"`
	Name         string           `json:"name"`
	Articles     string           `json:"articles"`      // of CESEDA
	Annexe9      observatory.Tri  `json:"annexe9"`       // whether ANEF is mandatory (annexe 9 of CESEDA)
	Annexe9Since observatory.Date `json:"annexe9_since"` // in law, unknown when it was not found
}

// DocumentKind is a kind of document that a person may hold during an
// application.
type DocumentKind struct {
	Provenance

	Code          string                `json:"code"`
	Name          string                `json:"name"`
	Short         string                `json:"short"`
	Event         observatory.EventKind `json:"event"`          // event that records it
	ProvesStay    bool                  `json:"proves_stay"`    // false for the deposit confirmation, always
	MaximumMonths int                   `json:"maximum_months"` // 0 when the law sets none
	Aliases       []string              `json:"aliases"`        // words under which files name it, lower case
}

// Organisation is a kind of third party to whom the certificate is shown.
type Organisation struct {
	Provenance

	Code          string   `json:"code"`
	Name          string   `json:"name"`
	NamedByLetter bool     `json:"named_by_letter"` // family D
	Aliases       []string `json:"aliases"`
}

func readProcedures(files fs.FS, faults *problems) []Procedure {
	rows := readTable(files, "procedures.csv", []string{"code", "name", "aliases", "source", "status"}, faults)
	unique(rows, "code")
	list := make([]Procedure, 0, len(rows))
	for _, r := range rows {
		list = append(list, Procedure{
			Provenance: r.provenance(), Code: r.need("code"), Name: r.need("name"), Aliases: r.list("aliases"),
		})
	}
	return list
}

func readGrounds(files fs.FS, faults *problems) []Ground {
	columns := []string{"code", "name", "articles", "annexe9", "annexe9_since", "source", "status"}
	rows := readTable(files, "grounds.csv", columns, faults)
	unique(rows, "code")
	list := make([]Ground, 0, len(rows))
	for _, r := range rows {
		list = append(list, Ground{
			Provenance: r.provenance(), Code: r.need("code"), Name: r.need("name"), Articles: r.get("articles"),
			Annexe9: r.tri("annexe9"), Annexe9Since: r.date("annexe9_since"),
		})
	}
	return list
}

func readDocumentKinds(files fs.FS, faults *problems) []DocumentKind {
	columns := []string{"code", "name", "short", "event", "proves_stay", "maximum_months", "aliases", "source", "status"}
	rows := readTable(files, "document_kinds.csv", columns, faults)
	unique(rows, "code")
	unique(rows, "event")
	list := make([]DocumentKind, 0, len(rows))
	for _, r := range rows {
		kind := DocumentKind{
			Provenance: r.provenance(), Code: r.need("code"), Name: r.need("name"), Short: r.need("short"),
			Event: observatory.EventKind(r.need("event")), ProvesStay: r.oneOf("proves_stay", "yes", "no") == "yes",
			Aliases: r.list("aliases"),
		}
		if !slices.Contains(observatory.EventKinds(), kind.Event) {
			r.fault("event", "fait inconnu")
		}
		if text := r.get("maximum_months"); text != "" {
			months, err := strconv.Atoi(text)
			if err != nil || months <= 0 {
				r.fault("maximum_months", "un nombre de mois est attendu")
			}
			kind.MaximumMonths = months
		}
		list = append(list, kind)
	}
	return list
}

func readOrganisations(files fs.FS, faults *problems) []Organisation {
	columns := []string{"code", "name", "named_by_letter", "aliases", "source", "status"}
	rows := readTable(files, "organisations.csv", columns, faults)
	unique(rows, "code")
	list := make([]Organisation, 0, len(rows))
	for _, r := range rows {
		list = append(list, Organisation{
			Provenance: r.provenance(), Code: r.need("code"), Name: r.need("name"),
			NamedByLetter: r.oneOf("named_by_letter", "yes", "no") == "yes", Aliases: r.list("aliases"),
		})
	}
	return list
}

// list gives the parts of a cell written one|two|three.
func (r row) list(column string) []string {
	parts := strings.Split(r.need(column), "|")
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
		if parts[i] == "" || parts[i] != strings.ToLower(parts[i]) {
			r.fault(column, "chaque nom est attendu en minuscules, non vide")
		}
	}
	return parts
}

// tri gives yes, no, or unknown.
func (r row) tri(column string) observatory.Tri {
	switch r.oneOf(column, "yes", "no", "unknown") {
	case "yes":
		return observatory.Yes
	case "no":
		return observatory.No
	}
	return observatory.Unknown
}

// Procedures gives the kinds of application.
func (c *Catalogue) Procedures() []Procedure { return slices.Clone(c.procedures) }

// Grounds gives the legal grounds of residence permits that the project knows;
// annexe 9 itself was not read, so most dates are of secondary sources.
func (c *Catalogue) Grounds() []Ground { return slices.Clone(c.grounds) }

// DocumentKinds gives the kinds of document held during an application.
func (c *Catalogue) DocumentKinds() []DocumentKind { return slices.Clone(c.documentKinds) }

// Organisations gives the kinds of third party to whom the certificate is
// shown.
func (c *Catalogue) Organisations() []Organisation { return slices.Clone(c.organisations) }
