package dashboard

import (
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// reportMost is the largest form with a proof.
const reportMost = proofMost + formMost

// reportPage is the page of a case or of an event to be written.
type reportPage struct {
	deskPage

	Action string // where the form goes
	Kind   string // of event
	Groups []fieldGroup
	Faults []fieldFault // what is wrong, as links to the fields
	Draft  string       // id
	Saved  string       // when the draft was saved
	Proof  bool
	Most   string // size of a proof
}

type fieldGroup struct {
	Title  string // empty for the fields that are always open
	Fields []fieldView
	Open   bool
}

type fieldView struct {
	ID, Name, Label, Hint, Value, Fault string
	Required, Date, Text                bool
	Choices                             []option
}

type fieldFault struct{ ID, Label, Message string }

// kindsPage lets a person choose what happened.
type kindsPage struct {
	deskPage

	Groups []kindGroup
	Follow string // the case to which the event will be added
}

type kindGroup struct {
	Title string
	Kinds []link
}

// eventKinds serves the choice of a kind of event.
func (s *site) eventKinds(w http.ResponseWriter, r *http.Request) error {
	data := kindsPage{deskPage: s.deskPage(r, "Ajouter un évènement"), Follow: r.URL.Query().Get("dossier")}
	kinds, _ := s.desk.forms[ShapeEvents].field("évènement")
	for _, g := range kindGroups(kinds.Constraints.Enum) {
		group := kindGroup{Title: s.words.Typeset(g.title)}
		for _, kind := range g.kinds {
			query := url.Values{"genre": {kind}}
			if data.Follow != "" {
				query.Set("dossier", data.Follow)
			}
			group.Kinds = append(group.Kinds, link{"/signaler/evenement?" + query.Encode(), s.words.Typeset(capital(kind))})
		}
		data.Groups = append(data.Groups, group)
	}
	return s.show(w, http.StatusOK, "kinds", data)
}

// reportForm serves the form of an event of a kind, or of a case.
func (s *site) reportForm(w http.ResponseWriter, r *http.Request) error {
	shape, kind := shapeOf(r), r.URL.Query().Get("genre")
	if shape == ShapeEvents && !s.knownKind(kind) {
		return s.eventKinds(w, r)
	}
	values := map[string]string{}
	if follow := r.URL.Query().Get("dossier"); follow != "" {
		values = s.recall(r, follow)
	}
	return s.show(w, http.StatusOK, "report", s.reportPage(r, shape, kind, values, nil))
}

func shapeOf(r *http.Request) string {
	if strings.HasSuffix(r.URL.Path, "/evenement") {
		return ShapeEvents
	}
	return ShapeCases
}

func (s *site) knownKind(kind string) bool {
	f, _ := s.desk.forms[ShapeEvents].field("évènement")
	return slices.Contains(f.Constraints.Enum, kind)
}

func (s *site) reportPage(r *http.Request, shape, kind string, values map[string]string, findings []Finding) reportPage {
	title, action := "Ajouter un dossier", "/signaler/dossier"
	if shape == ShapeEvents {
		title, action = capital(kind), "/signaler/evenement"
	}
	f := s.desk.forms[shape]
	data := reportPage{deskPage: s.deskPage(r, title), Action: action, Kind: kind, Most: mebibytes(proofMost)}
	data.Title = s.words.Typeset(data.Title)
	faults := map[string]string{}
	for _, x := range findings {
		faults[x.Column] = strings.TrimSpace(faults[x.Column] + " " + capital(x.Message) + ". " + capital(x.Remedy) + ".")
	}
	number := 0
	for _, g := range fieldGroups(f, shape, kind) {
		group := fieldGroup{Title: s.words.Typeset(g.title)}
		for _, x := range g.fields {
			if x.Name == proofField {
				data.Proof = true
				continue
			}
			number++
			view := s.fieldView(x, number, values[x.Name], faults[x.Name])
			group.Open = group.Open || view.Value != "" || view.Fault != ""
			group.Fields = append(group.Fields, view)
			if view.Fault != "" {
				data.Faults = append(data.Faults, fieldFault{view.ID, view.Label, view.Fault})
				delete(faults, x.Name)
			}
		}
		if len(group.Fields) > 0 {
			data.Groups = append(data.Groups, group)
		}
	}
	for _, name := range sortedKeys(faults) {
		data.Faults = append(data.Faults, fieldFault{"piece", capital(name), s.words.Typeset(faults[name])})
	}
	return data
}

func (s *site) fieldView(x field, number int, value, fault string) fieldView {
	v := fieldView{
		ID: "champ-" + itoa(number), Name: x.Name, Label: s.words.Typeset(x.Title), Hint: s.words.Typeset(x.Description), Value: value,
		Fault: s.words.Typeset(fault), Required: x.Constraints.Required, Date: x.isDate(), Text: x.isText(),
	}
	if len(x.Constraints.Enum) > 0 {
		v.Choices = append(v.Choices, option{"", "–", value == ""})
		for _, word := range x.Constraints.Enum {
			v.Choices = append(v.Choices, option{word, s.words.Typeset(word), word == value})
		}
	}
	return v
}

// postReport takes a form in as the API does, keeps it as a draft, or shows what
// is wrong.
func (s *site) postReport(w http.ResponseWriter, r *http.Request) error {
	report, form, err := s.readReport(w, r)
	if err != nil {
		return err
	}
	kind := report.Values["évènement"]
	if form.draft {
		return s.keepDraft(w, r, report, form.id)
	}
	how := Take{Association: who(r.Context()).Association, Author: who(r.Context()).ID, Origin: "form"}
	var outcomes []Outcome
	if fault := proofFault(report.Proof); fault != nil {
		outcomes = []Outcome{{Fate: FateRefused, Problems: []Finding{*fault}}}
	} else if outcomes, err = s.desk.Intake.Take(r.Context(), []Report{report}, how); err != nil {
		return err
	}
	o := outcomes[0]
	if o.Fate == FateRefused {
		data := s.reportPage(r, report.Shape, kind, report.Values, o.Problems)
		data.Draft = form.id
		return s.show(w, http.StatusUnprocessableEntity, "report", data)
	}
	if id, err := observatory.ParseID(form.id); err == nil {
		if err := s.desk.State.DropDraft(r.Context(), how.Author, id); err != nil {
			return err
		}
	}
	if err := s.remember(r, o.Case, report.Values); err != nil {
		return err
	}
	http.Redirect(w, r, "/cas/"+o.Case.String()+"?fait="+o.Fate, http.StatusSeeOther)
	return nil
}

func proofFault(proof []byte) *Finding {
	if len(proof) == 0 {
		return nil
	}
	return checkProof(proof)
}

type postedReport struct {
	id    string // of the draft
	draft bool   // keep it and send nothing
}

// readReport reads a form of multipart/form-data, with a file or without.
func (s *site) readReport(w http.ResponseWriter, r *http.Request) (Report, postedReport, error) {
	report, posted := Report{Shape: shapeOf(r), Values: map[string]string{}}, postedReport{}
	if err := s.pace(w, r, reportMost); err != nil {
		return report, posted, err
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return report, posted, refusedBody(err)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return report, posted, nil
		}
		if err != nil {
			return report, posted, refusedBody(err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return report, posted, refusedBody(err)
		}
		s.readPart(&report, &posted, part, data)
	}
}

func (s *site) readPart(report *Report, posted *postedReport, part *multipart.Part, data []byte) {
	switch name, text := part.FormName(), strings.ReplaceAll(string(data), "\x00", ""); {
	case name == "brouillon":
		posted.id = text
	case name == "garder":
		posted.draft = true
	case name == "piece":
		report.Proof = data
	case s.desk.forms[report.Shape].has(name) && name != proofField && strings.TrimSpace(text) != "":
		report.Values[name] = text
	}
}

// draftContent is what a draft holds, before it is sealed. A proof is not kept
// with it.
type draftContent struct {
	Shape  string            `json:"shape"`
	Values map[string]string `json:"values"`
}

func (s *site) keepDraft(w http.ResponseWriter, r *http.Request, report Report, id string) error {
	plain, err := json.Marshal(draftContent{report.Shape, report.Values})
	if err != nil {
		return err
	}
	sealed, err := s.desk.Seal(plain)
	if err != nil {
		return err
	}
	d := access.Draft{Kind: report.Shape, Content: sealed}
	if known, err := observatory.ParseID(id); err == nil {
		d.ID = known
	}
	kept, err := s.desk.State.SaveDraft(r.Context(), who(r.Context()).Account, d, s.Now())
	if errors.Is(err, observatory.ErrNotFound) { // sent or thrown away in another window
		d.ID = observatory.NoID
		kept, err = s.desk.State.SaveDraft(r.Context(), who(r.Context()).Account, d, s.Now())
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/brouillon/"+kept.String(), http.StatusSeeOther)
	return nil
}

// draft serves the form of a draft.
func (s *site) draft(w http.ResponseWriter, r *http.Request) error {
	id, err := observatory.ParseID(r.PathValue("id"))
	if err != nil {
		return observatory.ErrNotFound
	}
	d, err := s.desk.State.Draft(r.Context(), who(r.Context()).ID, id)
	if err != nil {
		return err
	}
	plain, err := s.desk.Unseal(d.Content)
	if err != nil {
		return err
	}
	var content draftContent
	if err := json.Unmarshal(plain, &content); err != nil {
		return err
	}
	kind := content.Values["évènement"]
	data := s.reportPage(r, content.Shape, kind, content.Values, nil)
	data.Draft, data.Saved = id.String(), s.words.Moment(d.Saved, s.zone)
	return s.show(w, http.StatusOK, "report", data)
}

// dropDraft throws a draft away.
func (s *site) dropDraft(w http.ResponseWriter, r *http.Request) error {
	id, err := observatory.ParseID(r.PathValue("id"))
	if err != nil {
		return observatory.ErrNotFound
	}
	if err := s.desk.State.DropDraft(r.Context(), who(r.Context()).ID, id); err != nil {
		return err
	}
	http.Redirect(w, r, "/espace", http.StatusSeeOther)
	return nil
}
