package dashboard

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a form. One with a too large proof is read to its end: a browser shows no
// answer to what it is still sending, and all that was typed would be lost.
const (
	reportMost = 64 << 20 // bytes
	textMost   = 1 << 20  // bytes of all that is typed
)

// reportPage is the page of a case or of an event to be written.
type reportPage struct {
	deskPage

	Action string // where the form goes
	Kind   string // of event
	Groups []fieldGroup
	Faults []fieldFault // what is wrong, as links to the fields
	Draft  string       // id
	Kept   int64        // which state of the draft the form was opened with
	Saved  string       // when the draft was saved
	Asked  bool         // whether it corrects what is known, or stands beside it
	Apart  bool         // it had changed elsewhere: this is another one
	SignIn string       // where to sign in, when the session ended before the form was sent
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
		values = s.recall(r, follow).Values
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
		faults[x.Column] = strings.TrimSpace(faults[x.Column] + " " + sentences(x))
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
			x.Constraints.Enum = offered(x, kind, values[x.Name])
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
		label := capital(name)
		if name == proofField {
			label = "Pièce"
		}
		data.Faults = append(data.Faults, fieldFault{"piece", label, s.words.Typeset(faults[name])})
	}
	return data
}

// sentences tell what is wrong and what to do.
func sentences(x Finding) string { return capital(x.Message) + ". " + capital(x.Remedy) + "." }

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
	report, form, err := s.readReport(w, r, proofMost)
	if err != nil {
		return err
	}
	if form.draft {
		return s.keepDraft(w, r, report, form)
	}
	o, asks, err := s.takeForm(r, report, form)
	if err != nil {
		return err
	}
	if asks {
		data := s.reportAgain(r, report, form, nil)
		data.Asked = true
		return s.show(w, http.StatusConflict, "report", data)
	}
	if o.Fate == FateRefused {
		return s.show(w, http.StatusUnprocessableEntity, "report", s.reportAgain(r, report, form, o.Problems))
	}
	if err := s.dropSent(r, form); err != nil {
		return err
	}
	if err := s.remember(r, o.Case, report.Values, o.Warnings); err != nil {
		return err
	}
	http.Redirect(w, r, "/cas/"+o.Case.String()+"?fait="+o.Fate, http.StatusSeeOther)
	return nil
}

// takeForm takes a form in. Of an event that would correct another one of its kind and
// day it takes nothing until she has said whether it does: asks.
func (s *site) takeForm(r *http.Request, report Report, form postedReport) (o Outcome, asks bool, err error) {
	if fault := proofFault(report.Proof); fault != nil {
		return Outcome{Fate: FateRefused, Problems: []Finding{*fault}}, false, nil
	}
	how := Take{Association: who(r.Context()).Association, Author: who(r.Context()).ID, Origin: "form", Beside: form.known == knownBeside}
	if form.known == "" && report.Shape == ShapeEvents && mayStandBeside(report.Values) {
		how.DryRun = true
		tried, err := s.desk.Intake.Take(r.Context(), []Report{report}, how)
		if err != nil || tried[0].Fate == FateCorrected || tried[0].Fate == FateRefused {
			return firstOutcome(tried), err == nil && tried[0].Fate == FateCorrected, err
		}
		how.DryRun = false
	}
	taken, err := s.desk.Intake.Take(r.Context(), []Report{report}, how)
	return firstOutcome(taken), false, err
}

func firstOutcome(of []Outcome) Outcome {
	if len(of) == 0 {
		return Outcome{}
	}
	return of[0]
}

// reportAgain is the page of a form that was not taken, with all that was typed. A
// browser does not send its file again.
func (s *site) reportAgain(r *http.Request, report Report, form postedReport, problems []Finding) reportPage {
	if len(report.Proof) > 0 && proofFault(report.Proof) == nil {
		problems = append(slices.Clone(problems), Finding{Column: "pièce", Message: "la pièce n’a pas été gardée", Remedy: "joignez-la de nouveau"})
	}
	data := s.reportPage(r, report.Shape, report.Values["évènement"], report.Values, problems)
	data.Draft, data.Kept = form.id, form.kept
	return data
}

// unsentReport shows a form whose session had ended again, with all that was typed:
// she signs in in another window, and sends it from this one.
func (s *site) unsentReport(w http.ResponseWriter, r *http.Request) error {
	report, form, err := s.readReport(w, r, sniffed)
	if err != nil { // there is nothing to show again
		return errSignIn
	}
	data := s.reportAgain(r, report, form, nil)
	data.SignIn = signInAddress("/espace")
	return s.show(w, http.StatusUnauthorized, "report", data)
}

func proofFault(proof []byte) *Finding {
	if len(proof) == 0 {
		return nil
	}
	return checkProof(proof)
}

type postedReport struct {
	id    string // of the draft
	kept  int64  // its state when the form was opened; 0 when it does not say
	draft bool   // keep it and send nothing
	known string // knownBeside, or another word: it corrects what is known; empty: not asked yet
}

// readReport reads a form of multipart/form-data, with a file or without, of which so
// many bytes are held, and one more when it is larger.
func (s *site) readReport(w http.ResponseWriter, r *http.Request, held int64) (Report, postedReport, error) {
	report, posted := Report{Shape: shapeOf(r), Values: map[string]string{}}, postedReport{}
	if err := s.pace(w, r, reportMost); err != nil {
		return report, posted, err
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return report, posted, refusedBody(err)
	}
	left := int64(textMost)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return report, posted, nil
		}
		if err != nil {
			return report, posted, refusedBody(err)
		}
		most := left
		if part.FormName() == "piece" {
			most = held
		}
		data, err := io.ReadAll(io.LimitReader(part, most+1))
		if err != nil {
			return report, posted, refusedBody(err)
		}
		if part.FormName() != "piece" {
			if left -= int64(len(data)); left < 0 {
				return report, posted, errLarge(textMost)
			}
		}
		s.readPart(&report, &posted, part, data)
	}
}

func (s *site) readPart(report *Report, posted *postedReport, part *multipart.Part, data []byte) {
	switch name, text := part.FormName(), strings.ReplaceAll(string(data), "\x00", ""); {
	case name == "brouillon":
		posted.id = text
	case name == "garde":
		posted.kept, _ = strconv.ParseInt(text, 10, 64)
	case name == "connu":
		posted.known = text
	case name == "garder":
		posted.draft = true
	case name == "piece":
		report.Proof = data
	case s.desk.forms[report.Shape].has(name) && name != proofField && strings.TrimSpace(text) != "":
		report.Values[name] = text
	}
}
