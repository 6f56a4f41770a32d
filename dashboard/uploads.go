package dashboard

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"

	"vigie/internal/access"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

type uploadsPage struct {
	deskPage

	Rows []uploadRow
	Most string
}

type uploadRow struct {
	Link              link
	State, Size, Rows string
}

// uploadPage is the report of one file.
type uploadPage struct {
	deskPage

	ID, State, StateText, Size, Import, Fault string
	Working                                   bool // the page asks again by itself
	Reported                                  bool
	Counts                                    []pairView
	Refused, Warnings                         []noteView
	RefusedBeyond, WarningsBeyond             string
	CanCommit, CanCommitAll, CanWithdraw      bool
	CanForget, Already, Anything, CanMap      bool
	Identity, Mapping                         string
}

type noteView struct{ Place, Column, Message, Value, Remedy string }

// notesView is a table of notes with its title.
type notesView struct {
	Title string
	Rows  []noteView
}

func newNotes(title string, rows []noteView) notesView { return notesView{title, rows} }

// uploads serves the page to send a file, with those sent before.
func (s *site) uploads(w http.ResponseWriter, r *http.Request) error {
	data := uploadsPage{deskPage: s.deskPage(r, "Envoyer un fichier"), Most: mebibytes(s.desk.UploadMost)}
	all, err := s.desk.State.Uploads(r.Context(), who(r.Context()).Association)
	if err != nil {
		return err
	}
	for _, u := range all[:min(len(all), 100)] {
		row := uploadRow{Link: link{"/fichiers/" + u.ID.String(), s.words.Moment(u.At, s.zone)}, Size: s.words.Size(u.Bytes)}
		var sum Summary
		if json.Unmarshal(u.Report, &sum) == nil {
			row.Rows = s.words.Count(int64(sum.Rows))
		}
		row.State = uploadState(u.State, &sum)
		data.Rows = append(data.Rows, row)
	}
	return s.show(w, http.StatusOK, "uploads", data)
}

func uploadState(state access.UploadState, sum *Summary) string {
	if state == access.UploadChecked && sum.AlreadyImported {
		return "vérifié, déjà importé"
	}
	switch state {
	case access.UploadChecking:
		return "vérification en cours"
	case access.UploadChecked:
		return "vérifié, pas encore importé"
	case access.UploadCommitting:
		return "import en cours"
	case access.UploadCommitted:
		return "importé"
	case access.UploadRefused:
		return "refusé"
	case access.UploadRetiring:
		return "retrait en cours"
	case access.UploadWithdrawn:
		return "retiré"
	}
	return string(state)
}

// postUpload receives a file and begins its dry run.
func (s *site) postUpload(w http.ResponseWriter, r *http.Request) error {
	part, err := s.sentFile(w, r, s.desk.UploadMost)
	if err != nil {
		return err
	}
	u, err := s.desk.Files.Receive(r.Context(), who(r.Context()).Account, part)
	var told pageError
	if errors.As(err, &told) || errors.Is(err, io.ErrUnexpectedEOF) {
		return refusedBody(err)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/fichiers/"+u.ID.String(), http.StatusSeeOther)
	return nil
}

// ownUpload finds the upload of a request among the viewer's association's.
func (s *site) ownUpload(r *http.Request) (access.Upload, error) {
	id, err := observatory.ParseID(r.PathValue("id"))
	if err != nil {
		return access.Upload{}, notFound("Fichier introuvable", "Cette adresse ne mène à aucun fichier.")
	}
	return s.desk.State.Upload(r.Context(), who(r.Context()).Association, id)
}

// upload serves the report of a file.
func (s *site) upload(w http.ResponseWriter, r *http.Request) error {
	u, err := s.ownUpload(r)
	if err != nil {
		return err
	}
	data := uploadPage{
		deskPage: s.deskPage(r, "Fichier du "+s.words.Moment(u.At, s.zone)), ID: u.ID.String(), State: string(u.State),
		Size: s.words.Size(u.Bytes), Fault: s.onPage(u.Fault),
		Working: u.State == access.UploadChecking || u.State == access.UploadCommitting || u.State == access.UploadRetiring,
	}
	data.Refresh = data.Working
	if !u.Import.IsZero() {
		data.Import = u.Import.String()
	}
	var sum Summary
	if len(u.Report) > 0 {
		if err := json.Unmarshal(u.Report, &sum); err != nil {
			return fmt.Errorf("read the report of a file: %w", err)
		}
		s.uploadReport(&data, &sum)
	}
	data.StateText = capital(uploadState(u.State, &sum))
	data.CanCommit = u.State == access.UploadChecked && !sum.AlreadyImported && data.Anything
	data.CanCommitAll = data.CanCommit && sum.RefusedRows == 0
	data.CanWithdraw = u.State == access.UploadCommitted
	data.CanForget = u.State == access.UploadChecked || u.State == access.UploadRefused
	data.CanMap, data.Mapping = data.CanForget, u.Mapping
	return s.show(w, http.StatusOK, "upload", data)
}

func (s *site) uploadReport(data *uploadPage, sum *Summary) {
	data.Reported, data.Already, data.Anything = true, sum.AlreadyImported, sum.Rows > sum.RefusedRows
	for _, c := range []struct {
		name string
		n    int
	}{
		{"Lignes lues", sum.Rows},
		{"Dossiers", sum.Cases},
		{"Personnes", sum.Persons},
		{"Évènements nouveaux ou corrigés", sum.Events},
		{"dont corrections", sum.Corrections},
		{"Lignes déjà connues", sum.Duplicates},
		{"Lignes refusées", sum.RefusedRows},
	} {
		data.Counts = append(data.Counts, pairView{c.name, s.words.Count(int64(c.n))})
	}
	data.Refused, data.Warnings = s.noteViews(sum.Refused), s.noteViews(sum.Warnings)
	if sum.RefusedBeyond > 0 {
		data.RefusedBeyond = s.words.Count(int64(sum.RefusedBeyond))
	}
	if sum.WarningsBeyond > 0 {
		data.WarningsBeyond = s.words.Count(int64(sum.WarningsBeyond))
	}
	data.Identity = s.words.Typeset(strings.Join(sum.IdentityColumns, ", "))
}

// noteViews tells several rows of one fault in one line, in the order of the
// first of each; what was found is that of the first.
func (s *site) noteViews(list []RowNote) []noteView {
	type words struct {
		sheet                   int
		column, problem, remedy string
	}
	views, rows, order, at := make([]noteView, 0, len(list)), [][]int{}, []words{}, map[words]int{}
	for _, n := range list {
		key := words{n.Sheet, n.Column, n.Message, n.Remedy}
		i, known := at[key]
		if !known {
			i = len(views)
			at[key], rows, order = i, append(rows, nil), append(order, key)
			views = append(views, noteView{"", s.words.Typeset(n.Column), s.words.Typeset(capital(n.Message)), n.Value, s.onPage(n.Remedy)})
		}
		rows[i] = append(rows[i], n.Row)
	}
	for i := range views {
		views[i].Place = s.place(order[i].sheet, rows[i])
	}
	return views
}

// place words where rows are.
func (s *site) place(sheet int, rows []int) string {
	text := "ligne " + texts.Rows(rows)
	switch {
	case sheet == 0 && rows[0] == 0: // of no row
		return s.words.Typeset("Tout le fichier")
	case len(rows) > 1:
		text = "lignes " + texts.Rows(rows) + " (" + s.words.Count(int64(len(rows))) + ")"
	}
	if sheet > 0 {
		text = "feuille " + itoa(sheet) + ", " + text
	}
	return s.words.Typeset(capital(text))
}

// onPage words for a page what is also said in the terminal: here there is a
// page for the columns, and a model to download.
func (s *site) onPage(text string) string {
	return s.words.Typeset(capital(strings.NewReplacer(
		"décrivez le tableau par une correspondance (vigie collect map)", "dites ce que contient chaque colonne (plus bas)",
		"une correspondance (vigie collect map)", "une correspondance (« Dire ce que contient chaque colonne », plus bas)",
		"d'après docs/import.md", "d'après le modèle à télécharger",
		" (docs/import.md)", " (celle des formulaires « Ajouter un dossier » et « Ajouter un évènement »)",
	).Replace(text)))
}

// problemSheet serves the file again with a column « problème ». It holds what
// the association sent: reading it is logged.
func (s *site) problemSheet(w http.ResponseWriter, r *http.Request) error {
	u, err := s.ownUpload(r)
	if err != nil {
		return err
	}
	if err := s.note(r, "read_file", u.ID.String()); err != nil {
		return err
	}
	name := path.Base("problemes-" + u.ID.String()[:8] + ".csv")
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	return s.desk.Files.Problems(r.Context(), u, w)
}

// commitUpload begins the import of a checked file.
func (s *site) commitUpload(w http.ResponseWriter, r *http.Request) error {
	return s.decideUpload(w, r, func(u access.Upload) error {
		return s.desk.Files.Commit(r.Context(), who(r.Context()).Account, u, r.PostForm.Get("mode") == "tout")
	})
}

// withdrawUpload takes an import back.
func (s *site) withdrawUpload(w http.ResponseWriter, r *http.Request) error {
	return s.decideUpload(w, r, func(u access.Upload) error {
		return s.desk.Files.Withdraw(r.Context(), who(r.Context()).Account, u)
	})
}

// forgetUpload drops a file that was not imported.
func (s *site) forgetUpload(w http.ResponseWriter, r *http.Request) error {
	if err := s.readPosted(w, r, formMost); err != nil {
		return err
	}
	u, err := s.ownUpload(r)
	if err != nil {
		return err
	}
	if err := s.desk.Files.Forget(r.Context(), u); err != nil {
		return err
	}
	http.Redirect(w, r, "/fichiers", http.StatusSeeOther)
	return nil
}

func (s *site) decideUpload(w http.ResponseWriter, r *http.Request, decide func(access.Upload) error) error {
	if err := s.readPosted(w, r, formMost); err != nil {
		return err
	}
	u, err := s.ownUpload(r)
	if err != nil {
		return err
	}
	if err := decide(u); err != nil {
		return err
	}
	http.Redirect(w, r, "/fichiers/"+u.ID.String(), http.StatusSeeOther)
	return nil
}

// sheetModel serves an empty file with the published columns of a shape.
func (s *site) sheetModel(w http.ResponseWriter, r *http.Request) error {
	f, ok := s.desk.forms[map[string]string{"cas.csv": ShapeCases, "evenements.csv": ShapeEvents}[r.PathValue("name")]]
	if !ok {
		return notFound("Modèle introuvable", "Il y a deux modèles : cas.csv et evenements.csv.")
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "vigie-" + r.PathValue("name")}))
	names := make([]string, len(f.Fields))
	for i, x := range f.Fields {
		names[i] = x.Name
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // spreadsheets then read UTF-8
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	if err := out.Write(names); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}
