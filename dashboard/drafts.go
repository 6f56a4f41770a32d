package dashboard

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// draftContent is what a draft holds, before it is sealed. A proof is not kept
// with it.
type draftContent struct {
	Shape  string            `json:"shape"`
	Values map[string]string `json:"values"`
}

func (s *site) keepDraft(w http.ResponseWriter, r *http.Request, report Report, form postedReport) error {
	plain, err := json.Marshal(draftContent{report.Shape, report.Values})
	if err != nil {
		return err
	}
	sealed, err := s.desk.Seal(plain)
	if err != nil {
		return err
	}
	d := access.Draft{Kind: report.Shape, Content: sealed}
	if known, err := observatory.ParseID(form.id); err == nil {
		d.ID = known
	}
	if form.kept != 0 {
		d.Saved = time.UnixMilli(form.kept)
	}
	apart := ""
	kept, err := s.desk.State.SaveDraft(r.Context(), who(r.Context()).Account, d, s.Now())
	if errors.Is(err, observatory.ErrNotFound) { // changed, sent or thrown away in another window
		d.ID, apart = observatory.NoID, "?a-part=oui"
		kept, err = s.desk.State.SaveDraft(r.Context(), who(r.Context()).Account, d, s.Now())
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/brouillon/"+kept.String()+apart, http.StatusSeeOther)
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
	data.Draft, data.Kept, data.Saved = id.String(), d.Saved.UnixMilli(), s.words.Moment(d.Saved, s.zone)
	data.Apart = r.URL.Query().Has("a-part")
	return s.show(w, http.StatusOK, "report", data)
}

// dropSent throws away the draft of a form that was sent, unless another window has
// kept something else in it since.
func (s *site) dropSent(r *http.Request, form postedReport) error {
	id, err := observatory.ParseID(form.id)
	if err != nil {
		return nil //nolint:nilerr // the form is of no draft
	}
	author := who(r.Context()).ID
	d, err := s.desk.State.Draft(r.Context(), author, id)
	if errors.Is(err, observatory.ErrNotFound) || err == nil && form.kept != 0 && d.Saved.UnixMilli() != form.kept {
		return nil
	}
	if err != nil {
		return err
	}
	return s.desk.State.DropDraft(r.Context(), author, id)
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
