package catalogue

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"vigie/internal/observatory"
)

//go:embed data
var embedded embed.FS

// Catalogue is the reference data, read and checked. It does not change.
type Catalogue struct {
	paris         *time.Location
	departments   []departmentRow
	byCode        map[string]int
	prefectures   []Prefecture
	byHost        map[string]string
	families      []Family
	measures      []Measure
	procedures    []Procedure
	grounds       []Ground
	pairings      []Pairing
	documentKinds []DocumentKind
	organisations []Organisation
	rules         []Rule
	extended      []ExtensionDepartment
	obligations   []observatory.Obligation
	starts        []observatory.Start
	targets       []observatory.Target
	pans          []PAN
	portal        []PortalAddress
	facts         []NationalFact
	pages         []SitePage
	drawing       Map
}

// Load reads the embedded data and checks it. The error tells every problem,
// each with its file, line and column. The caller embeds the time zones
// (time/tzdata) where the machine may have none.
func Load() (*Catalogue, error) { return LoadWith(nil) }

// LoadWith does as Load with other starts of deadlines in the place of those of
// the data: facts that someone has read since.
func LoadWith(starts []observatory.Start) (*Catalogue, error) {
	data, err := fs.Sub(embedded, "data")
	if err != nil {
		return nil, fmt.Errorf("open the catalogue's data: %w", err)
	}
	return load(data, starts)
}

func load(files fs.FS, starts []observatory.Start) (*Catalogue, error) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return nil, fmt.Errorf("load the time zone of Paris: %w", err)
	}
	faults := &problems{}
	c := &Catalogue{
		paris:         paris,
		departments:   readDepartments(files, faults),
		byCode:        map[string]int{},
		prefectures:   readPrefectures(files, faults),
		families:      readFamilies(files, faults),
		measures:      readMeasures(files, faults),
		procedures:    readProcedures(files, faults),
		grounds:       readGrounds(files, faults),
		pairings:      readPairings(files, faults),
		documentKinds: readDocumentKinds(files, faults),
		organisations: readOrganisations(files, faults),
		rules:         readRules(files, faults),
		extended:      readExtensionDepartments(files, faults),
		obligations:   readObligations(files, faults),
		starts:        replaceStarts(readStarts(files, faults), starts, faults),
		targets:       readTargets(files, faults),
		pans:          readPANs(files, faults),
		portal:        readPortalAddresses(files, faults),
		facts:         readNationalFacts(files, faults),
		pages:         readSitePages(files, faults),
		drawing:       readMap(files, faults),
	}
	for i, d := range c.departments {
		c.byCode[d.Code] = i
	}
	c.byHost = indexHosts(c.prefectures)
	c.checkDepartments(faults)
	c.setDeadlines(faults)
	c.dateDepartments(readDepartmentDates(files, faults), faults)
	c.checkPairings(faults)
	if err := faults.err(); err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	return c, nil
}

// checkDepartments reports the rows that name a department that is not one.
func (c *Catalogue) checkDepartments(faults *problems) {
	for _, p := range c.prefectures {
		if _, ok := c.byCode[p.Department]; !ok {
			faults.addf("prefectures.csv : %s : département inconnu « %s »", p.ID, p.Department)
		}
	}
	for _, p := range c.pages {
		if _, ok := c.byCode[p.Department]; !ok {
			faults.addf("site_pages.csv : %s : département inconnu « %s »", p.Address, p.Department)
		}
	}
	for _, p := range c.pans {
		if _, ok := c.byCode[p.Department]; !ok {
			faults.addf("pans.csv : %s : département inconnu « %s »", p.ID, p.Department)
		}
		if p.Place != "" && !slices.ContainsFunc(c.prefectures, func(o Prefecture) bool { return o.ID == p.Place && o.Department == p.Department }) {
			faults.addf("pans.csv : %s : lieu inconnu « %s » dans ce département", p.ID, p.Place)
		}
	}
	for _, e := range c.extended {
		if _, ok := c.byCode[e.Department]; !ok {
			faults.addf("extension_departments.csv : département inconnu « %s »", e.Department)
		}
	}
	for _, t := range c.targets {
		if _, ok := c.byCode[t.Department]; !ok && t.Department != "" {
			faults.addf("targets.csv : %s : département inconnu « %s »", t.ID, t.Department)
		}
	}
}
