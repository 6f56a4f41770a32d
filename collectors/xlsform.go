package collectors

import (
	"embed"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"vigie/internal/observatory"
)

// Forms holds the published XLSForms, forms/dossiers.xlsx and
// forms/evenements.xlsx, for KoboToolbox and ODK.
//
//go:embed forms/*.xlsx
var Forms embed.FS

// formLanguage is the one language of the forms, as XLSForm names it.
const formLanguage = "Français (fr)"

// formBook is an XLSForm (xlsform.org) being written: three sheets of texts.
type formBook struct {
	file *excelize.File
	next map[string]int // next row of each sheet
	err  error          // the first one
}

func (b *formBook) row(sheet string, cells ...string) {
	b.next[sheet]++
	for i, cell := range cells {
		if cell == "" || b.err != nil {
			continue
		}
		name, err := excelize.CoordinatesToCellName(i+1, b.next[sheet])
		if err == nil {
			err = b.file.SetCellStr(sheet, name, cell)
		}
		b.err = err
	}
}

// WriteForm writes the XLSForm of a shape from the table of columns: a form
// filled in KoboToolbox or ODK gives exactly the columns of the schema, under
// names that the import recognises.
func WriteForm(to io.Writer, shape Shape, departments []observatory.Department) error {
	b := &formBook{file: excelize.NewFile(), next: map[string]int{}}
	defer func() { _ = b.file.Close() }() // made in memory: closing loses nothing
	if err := b.file.SetSheetName("Sheet1", "survey"); err != nil {
		return fmt.Errorf("write form: %w", err)
	}
	for _, sheet := range []string{"choices", "settings"} {
		if _, err := b.file.NewSheet(sheet); err != nil {
			return fmt.Errorf("write form: %w", err)
		}
	}
	b.row("survey", "type", "name", "label::"+formLanguage, "hint::"+formLanguage, "required", "constraint", "constraint_message::"+formLanguage, "relevant", "appearance")
	b.row("choices", "list_name", "name", "label::"+formLanguage)
	b.row("settings", "form_title", "form_id", "version", "default_language")
	title, id := "Vigie : un dossier", "vigie_dossier"
	if shape == ShapeEvents {
		title, id = "Vigie : un évènement", "vigie_evenement"
	}
	b.row("settings", title, id, formatVersion, formLanguage)
	for _, d := range departments {
		b.row("choices", "departements", d.Code, d.Code+" "+d.Name)
	}
	b.questions(shape)
	for sheet, width := range map[string]string{"survey": "I", "choices": "C", "settings": "D"} {
		if b.err == nil { // readers trust it: pyxform sees one cell without it
			b.err = b.file.SetSheetDimension(sheet, fmt.Sprintf("A1:%s%d", width, b.next[sheet]))
		}
	}
	if b.err == nil {
		b.err = b.file.Write(to)
	}
	if b.err != nil {
		return fmt.Errorf("write form: %w", b.err)
	}
	return nil
}

func (b *formBook) questions(shape Shape) {
	listed := map[string]bool{}
	group := 0
	for _, c := range columns() {
		if !c.in(shape) {
			continue
		}
		if nth, begins := certificateOf(c.id); begins {
			relevant := ""
			if nth > 1 {
				relevant = "${" + formName(certificateName(nth-1)) + "} != ''"
			}
			b.row("survey", "begin_group", fmt.Sprintf("attestation_%d", nth), fmt.Sprintf("Attestation de prolongation d'instruction n° %d", nth), "", "", "", "", relevant)
			group = nth
		}
		b.question(c, shape, listed)
		if group > 0 && c.id == colCertificate+columnID(3*group-1) {
			b.row("survey", "end_group")
			group = 0
		}
	}
}

// certificateOf tells the first column of a certificate, and which it is.
func certificateOf(id columnID) (nth int, begins bool) {
	if id < colCertificate || id >= colCertificate+3*certificateCount || (id-colCertificate)%3 != 0 {
		return 0, false
	}
	return int(id-colCertificate)/3 + 1, true
}

// certificateName is the published name of a certificate's first day.
func certificateName(nth int) string {
	if nth == 1 {
		return "API début"
	}
	return fmt.Sprintf("API %d début", nth)
}

func (b *formBook) question(c column, shape Shape, listed map[string]bool) {
	kind, required, constraint, message, appearance := "text", "", "", "", ""
	switch c.kind {
	case kindDate:
		kind = "date"
	case kindDepartment:
		kind, appearance = "select_one departements", "minimal"
	case kindWord, kindYesNo:
		list := formName(c.name)
		kind, appearance = "select_one "+list, "minimal"
		if !listed[list] {
			listed[list] = true
			for _, t := range c.words() {
				if t.code != implicitRefusal {
					b.row("choices", list, choiceName(t), t.label)
				}
			}
		}
	case kindNumber:
		constraint, message = "regex(., '^[0-9]{9,10}$')", "9 ou 10 chiffres ; laissez vide si le numéro est inconnu"
	case kindText:
		appearance = "multiline"
	case kindReference:
		required = "${" + formName("numéro étranger") + "} = ''"
	case kindAssociation, kindIdentity:
	}
	if c.requiredIn(shape) && (c.kind != kindDate || shape == ShapeEvents && c.id == colDate) {
		required = "yes"
	}
	if c.id == colDate { // a document is dated by its first day
		required = ""
	}
	b.row("survey", kind, formName(c.name), title(c.name), c.description, required, constraint, message, "", appearance)
}

// choiceName is the name of a word in a form: its code, or for the word that
// stands for nothing known its label.
func choiceName(t term) string {
	if t.code == "" {
		return formName(t.label)
	}
	return formName(t.code)
}

// formName is the name of a question or choice: the folded name, which the
// import recognises as it does the published one.
func formName(name string) string { return strings.ReplaceAll(fold(name), " ", "_") }
