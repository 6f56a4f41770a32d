package dashboard

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"strings"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// readingsShown is how many readings the log's page shows.
const readingsShown = 200

// Readings reads the log of readings, the newest first, of one account or of
// all (empty).
type Readings interface {
	Accesses(ctx context.Context, w observatory.Window, account string, limit int) iter.Seq2[observatory.Access, error]
}

type spacePage struct {
	deskPage

	Drafts []draftView
	Reads  bool // the log of readings is for this account
	Cases  bool
	Review bool
	Exact  bool // figures of all cases

	Consented string // purpose of the cases that are read row by row, empty without any
	Evidence  bool   // dossiers of attempts
	House     bool   // accounts, imports, quarantine, jobs
}

type draftView struct {
	Link link
	Kind string
	Drop string
}

// space serves the page that everything of a signed-in person begins at.
func (s *site) space(w http.ResponseWriter, r *http.Request) error {
	v := who(r.Context())
	data := spacePage{
		deskPage: s.deskPage(r, "Mon espace"), Reads: v.Role.May(access.ReadLog), Cases: v.Role.May(access.ReadCases), Review: v.Role.May(access.Review), Exact: v.Role.May(access.ReadFigures),
		Consented: purposeWord(v.Role.Purpose()), Evidence: v.Role.May(access.ExportEvidence), House: v.Role.May(access.Administer),
	}
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

	Own  bool // of the viewer alone
	Rows []readingRow
}

type readingRow struct{ At, Account, Role, Action, Object string }

// readings serves the log of readings: pseudonymous ids, never a name.
func (s *site) readings(w http.ResponseWriter, r *http.Request) error {
	return s.showReadings(w, r, readingsPage{deskPage: s.deskPage(r, "Journal des lectures")}, "")
}

// ownReadings serves what the log holds of the viewer.
func (s *site) ownReadings(w http.ResponseWriter, r *http.Request) error {
	return s.showReadings(w, r, readingsPage{deskPage: s.deskPage(r, "Mes lectures"), Own: true}, who(r.Context()).ID.String())
}

func (s *site) showReadings(w http.ResponseWriter, r *http.Request, data readingsPage, account string) error {
	window := observatory.Window{Horizon: s.Now().UTC(), Simulation: s.Simulation}
	for a, err := range s.desk.Readings.Accesses(r.Context(), window, account, readingsShown) {
		if err != nil {
			return fmt.Errorf("read the log of readings: %w", err)
		}
		data.Rows = append(data.Rows, readingRow{
			At: s.words.Moment(a.At, s.zone), Account: a.Account, Role: access.Role(a.Role).French(), Action: readingAction(a.Action), Object: s.readingObject(a.Action, a.Object),
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
	case "rotate_keys":
		return "renouvellement de la clé des pseudonymes"
	case "read_figures":
		return "chiffres de l’association"
	case "read_all_figures":
		return "chiffres exacts"
	case "list_consented":
		return "dossiers dont le consentement vaut"
	case "read_consented":
		return "lecture d’un dossier consenti"
	case "export":
		return "export ligne à ligne"
	case "vault":
		return "ouverture du coffre d’un dossier"
	}
	return action
}

// readingCodes words the codes that stand in what was read, by what was done.
func readingCodes(action string) map[string]string {
	switch action {
	case "vault":
		return map[string]string{"follow_up": "suivi du dossier", "review": "relecture", "court": "recours", "request": "demande de la personne", "incident": "incident"}
	case "export":
		return map[string]string{"statistics": "statistiques", "ddd": "Défenseur des droits", "court": "justice"}
	case "rotate_keys":
		return map[string]string{"periodic": "échéance", "leak": "clé perdue ou copiée", "departure": "départ d’une personne"}
	}
	return nil
}

// readingObject words what was read: filters by their names, codes by what was
// done, an id as it is.
func (s *site) readingObject(action, object string) string {
	codes := readingCodes(action)
	names := map[string]string{
		"from": "du", "to": "au", "indicator": "indicateur", "association": "association", "department": "département", "procedure": "démarche",
		"ground": "fondement", "level": "niveau de preuve", "review": "relecture", "by": "par", "purpose": "pour",
	}
	columns := map[string]string{"procedure": "procédure", "ground": "fondement", "level": "niveau de preuve"}
	var words []string
	for part := range strings.FieldsSeq(object) {
		key, value, _ := strings.Cut(part, "=")
		name, known := names[key]
		if !known {
			if word, coded := codes[part]; coded {
				part = word
			}
			if part == "csv" {
				part = "en CSV"
			}
			if codes != nil && len(words) > 0 { // one thing, no list
				part = words[len(words)-1] + " " + part
				words = words[:len(words)-1]
			}
			words = append(words, part)
			continue
		}
		if day, err := observatory.ParseDate(value); err == nil {
			value = s.words.Date(day)
		}
		switch key {
		case "review":
			value = reviewWord(observatory.ReviewState(value))
		case "by":
			value = map[string]string{"month": "mois", "department": "département"}[value]
		case "purpose":
			value = purposeWord(observatory.Purpose(value))
		default:
			value = label(s.desk.Labels(columns[key]), value)
		}
		if key == "to" && len(words) > 0 { // the end of a span that has begun
			words[len(words)-1] += " " + name + " " + value
			continue
		}
		words = append(words, name+" "+value)
	}
	return s.words.Typeset(strings.Join(words, ", "))
}

// purposeWord is the French word for what a consent serves.
func purposeWord(p observatory.Purpose) string {
	switch p {
	case observatory.PurposeStatistics:
		return "statistiques"
	case observatory.PurposeDDD:
		return "Défenseur des droits"
	case observatory.PurposeCourt:
		return "justice"
	}
	return string(p)
}
