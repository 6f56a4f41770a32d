package catalogue

import (
	"io/fs"
	"slices"

	"vigie/internal/observatory"
)

// ExtensionDepartment is a department that an order names for L. 433-3 CESEDA,
// second paragraph, and the dates between which it does.
type ExtensionDepartment struct {
	Provenance

	Department string           `json:"department"`
	From       observatory.Date `json:"from"` // unknown: from ever
	To         observatory.Date `json:"to"`   // last day; unknown while in force
}

func readExtensionDepartments(files fs.FS, faults *problems) []ExtensionDepartment {
	rows := readTable(files, "extension_departments.csv", []string{"department", "from", "to", "source", "status"}, faults)
	list := make([]ExtensionDepartment, 0, len(rows))
	for _, r := range rows {
		list = append(list, ExtensionDepartment{
			Provenance: r.provenance(), Department: r.need("department"), From: r.date("from"), To: r.date("to"),
		})
	}
	return list
}

// ExtensionDepartments gives the departments in which the second paragraph of
// L. 433-3 covers an expired title. That one is not here says nothing of what
// the order says: its list was not read.
func (c *Catalogue) ExtensionDepartments() []ExtensionDepartment { return slices.Clone(c.extended) }
