package catalogue

import (
	"io/fs"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// departmentRow is one department with what the domain type does not hold.
type departmentRow struct {
	observatory.Department
	Provenance

	of         string
	regionCode string
	zone       *time.Location
}

func readDepartments(files fs.FS, faults *problems) []departmentRow {
	columns := []string{"code", "name", "of", "zone", "region_code", "region", "time_zone", "source", "status"}
	rows := readTable(files, "departments.csv", columns, faults)
	unique(rows, "code")
	list := make([]departmentRow, 0, len(rows))
	for _, r := range rows {
		d := departmentRow{
			Department: observatory.Department{
				Code: r.need("code"), Name: r.need("name"), Zone: r.oneOf("zone", "metro", "drom", "com"),
				Region: r.need("region"), TimeZone: r.need("time_zone"),
			},
			Provenance: r.provenance(), of: r.need("of"), regionCode: r.need("region_code"),
		}
		zone, err := time.LoadLocation(d.TimeZone)
		if err != nil {
			r.fault("time_zone", err.Error())
			zone = time.UTC
		}
		d.zone = zone
		list = append(list, d)
	}
	return list
}

// Departments gives the 101 departments in the order of their codes, then 975,
// 977 and 978.
func (c *Catalogue) Departments() []observatory.Department {
	list := make([]observatory.Department, len(c.departments))
	for i, d := range c.departments {
		list[i] = d.Department
	}
	return list
}

// Department finds a department by its code, such as "01", "2A" or "971".
func (c *Catalogue) Department(code string) (observatory.Department, bool) {
	d, ok := c.department(code)
	return d.Department, ok
}

// DepartmentProvenance gives the source of a department's row.
func (c *Catalogue) DepartmentProvenance(code string) (Provenance, bool) {
	d, ok := c.department(code)
	return d.Provenance, ok
}

// DepartmentOf gives the name with its French article, such as "de l’Ain",
// empty for an unknown code.
func (c *Catalogue) DepartmentOf(code string) string {
	d, _ := c.department(code)
	return d.of
}

// RegionCode gives the INSEE code of the department's region, empty for an
// unknown department.
func (c *Catalogue) RegionCode(code string) string {
	d, _ := c.department(code)
	return d.regionCode
}

// Zone gives the time zone of a department, that of Paris for an unknown code
// or an empty one (national targets).
func (c *Catalogue) Zone(code string) *time.Location {
	if d, ok := c.department(code); ok {
		return d.zone
	}
	return c.paris
}

func (c *Catalogue) department(code string) (departmentRow, bool) {
	i, ok := c.byCode[strings.ToUpper(code)]
	if !ok {
		return departmentRow{}, false
	}
	return c.departments[i], true
}
