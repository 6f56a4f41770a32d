package dashboard

import (
	"context"
	"fmt"
	"iter"
	"net/http"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// readingsShown is how many readings the log's page shows.
const readingsShown = 200

// Readings reads the log of readings, the newest first.
type Readings interface {
	Accesses(ctx context.Context, w observatory.Window, limit int) iter.Seq2[observatory.Access, error]
}

type spacePage struct {
	deskPage

	Drafts []draftView
	Reads  bool // the log of readings is for this account
	Cases  bool
	Review bool
}

type draftView struct {
	Link link
	Kind string
	Drop string
}

// space serves the page that everything of a signed-in person begins at.
func (s *site) space(w http.ResponseWriter, r *http.Request) error {
	v := who(r.Context())
	data := spacePage{deskPage: s.deskPage(r, "Mon espace"), Reads: v.Role.May(access.ReadLog), Cases: v.Role.May(access.ReadCases), Review: v.Role.May(access.Review)}
	drafts, err := s.desk.State.Drafts(r.Context(), v.ID)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		kind := "dossier"
		if d.Kind == ShapeEvents {
			kind = "évènement"
		}
		data.Drafts = append(data.Drafts, draftView{
			Link: link{"/brouillon/" + d.ID.String(), s.words.Moment(d.Saved, s.zone)}, Kind: kind, Drop: "/brouillon/" + d.ID.String() + "/jeter",
		})
	}
	return s.show(w, http.StatusOK, "space", data)
}

// readingsPage is the log of readings.
type readingsPage struct {
	deskPage

	Rows []readingRow
}

type readingRow struct{ At, Account, Role, Action, Object string }

// readings serves the log of readings: pseudonymous ids, never a name.
func (s *site) readings(w http.ResponseWriter, r *http.Request) error {
	data := readingsPage{deskPage: s.deskPage(r, "Journal des lectures")}
	window := observatory.Window{Horizon: s.Now().UTC(), Simulation: s.Simulation}
	for a, err := range s.desk.Readings.Accesses(r.Context(), window, readingsShown) {
		if err != nil {
			return fmt.Errorf("read the log of readings: %w", err)
		}
		data.Rows = append(data.Rows, readingRow{
			At: s.words.Moment(a.At, s.zone), Account: a.Account, Role: access.Role(a.Role).French(), Action: readingAction(a.Action), Object: a.Object,
		})
	}
	return s.show(w, http.StatusOK, "readings", data)
}

func readingAction(action string) string {
	switch action {
	case "list_cases":
		return "liste des dossiers"
	case "read_case":
		return "lecture d’un dossier"
	case "read_file":
		return "lecture d’un fichier envoyé"
	case "list_reviews":
		return "liste des dossiers à relire"
	case "review_case":
		return "relecture d’un dossier"
	case "list_notices":
		return "liste des messages reçus"
	case "read_figures":
		return "chiffres de l’association"
	}
	return action
}
