package dashboard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// closedTasks is how many closed tasks the page of tasks shows.
const closedTasks = 100

// driftsPage is the page at /derives.
type driftsPage struct {
	page

	Period, Horizon string
	Open, Closed    []taskView
	More            string // how many closed tasks the page leaves out
}

// taskView is a task in words.
type taskView struct {
	Link       link
	Journey    link
	Target     string
	Department link
	Cause      string
	Step       string
	Since      string
	Lasting    string // how long it has been open, or was
	Closed     string
	Drifts     string
	File       string
	Landmark   string
	Remedy     string
}

// driftPage is the page at /derives/{id}, the id of the attempt that opened
// the task.
type driftPage struct {
	page

	Task   taskView
	IsOpen bool
	Before *shotView // nil when the pages were never recognised before
	After  shotView
	Latest *link
	Closer *link
}

// shotView is an attempt with its picture, to be compared with another.
type shotView struct {
	Link    link
	Class   string
	Outcome string
	Detail  string
	Message string
	Address string
	Version string
	Moment  string // when the picture was taken
	Picture pictureView
}

// drifts serves the list of tasks, open ones first.
func (s *site) drifts(w http.ResponseWriter, r *http.Request) error {
	return s.drawn(w, r, "/derives", func(shot *snapshot) (asset, error) {
		tasks, err := s.driftTasks(r.Context(), shot)
		if err != nil {
			return asset{}, err
		}
		data := driftsPage{
			page: s.page("Parcours à reprendre"), Horizon: s.words.Moment(shot.window.Horizon, s.zone),
			Period: s.period(observatory.Period{Span: observatory.Span{Start: shot.window.From, End: shot.window.To}}),
		}
		data.Here = "/derives"
		left := 0
		for _, t := range tasks {
			switch {
			case t.Open():
				data.Open = append(data.Open, s.taskView(t, shot.window.Horizon))
			case len(data.Closed) < closedTasks:
				data.Closed = append(data.Closed, s.taskView(t, shot.window.Horizon))
			default:
				left++
			}
		}
		if left > 0 {
			data.More = s.words.Count(int64(left))
		}
		return s.render("drifts", data)
	})
}

func (s *site) taskView(t indicators.DriftTask, horizon time.Time) taskView {
	v := taskView{
		Link:    link{"/derives/" + t.Opened.String(), s.words.Moment(t.OpenedAt, s.zone)},
		Journey: link{"", s.journeyTitle(t.Journey, t.System)}, Target: s.targetName(t.Target), Cause: s.words.Cause(t.Cause), Step: t.Step,
		Since: s.words.Moment(t.OpenedAt, s.zone), Remedy: s.words.Typeset(remedy(t.Cause)),
		Drifts: s.words.Count(t.Drifts) + " sur " + s.words.Count(t.Attempts) + texts.NoWrap + s.words.Plural(t.Attempts, "relevé", "relevés"),
	}
	end := horizon
	if !t.Open() {
		end = t.ClosedAt
		v.Closed = s.words.Moment(t.ClosedAt, s.zone)
	}
	v.Lasting = s.words.Span(end.Sub(t.OpenedAt))
	if t.Department != "" {
		v.Department = link{"/departement/" + t.Department, s.departmentName(t.Department)}
	}
	if j, ok := s.journeyOf(t.Journey, t.System); ok {
		v.Journey = link{journeyHref(j.ID, j.System), v.Journey.Text}
		v.File = j.File
		if i := slices.IndexFunc(j.Steps, func(step JourneyStep) bool { return step.Name == t.Step }); i >= 0 {
			v.Landmark = s.words.Typeset(j.Steps[i].Landmark)
		}
	}
	return v
}

// remedy says in one sentence what the person who repairs the journey does.
func remedy(cause string) string {
	check := " Corrigez le fichier du parcours, vérifiez-le (« vigie probe check »), puis lancez-le (« vigie probe run ») : la tâche se ferme au premier relevé qui reconnaît la page."
	switch cause {
	case "landmark_missing":
		return "Comparez les deux images et retrouvez sur la page nouvelle ce que l’étape cherchait." + check
	case "wrong_page":
		return "La page atteinte n’est plus celle du parcours : trouvez où l’ancienne a été déplacée." + check
	case "wrong_prefecture":
		return "La page nomme une autre préfecture : vérifiez l’adresse de la cible dans la configuration avant de toucher au parcours."
	case "other_language":
		return "La page n’est plus servie en français : voyez si le portail a changé sa langue par défaut." + check
	case "contradiction", "unreadable":
		return "La page montre une forme que la lecture ne connaît pas : décrivez-la dans le parcours." + check
	case "http_404", "http_410":
		return "L’adresse n’existe plus : trouvez la nouvelle, avec sa source, et changez la cible dans la configuration."
	}
	return "Ouvrez les deux relevés et voyez ce qui a changé." + check
}

// drift serves the page of one task.
func (s *site) drift(w http.ResponseWriter, r *http.Request) error {
	absent := notFound("Tâche introuvable", "Aucune tâche n’a été ouverte par ce relevé sur la période affichée.")
	id, err := observatory.ParseID(r.PathValue("id"))
	if err != nil {
		return absent
	}
	shot, err := s.figures.get(r.Context())
	if err != nil {
		return err
	}
	tasks, err := s.driftTasks(r.Context(), shot)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(tasks, func(t indicators.DriftTask) bool { return t.Opened == id })
	if i < 0 {
		return absent
	}
	data, err := s.driftData(r.Context(), tasks[i], shot.window.Horizon)
	if err != nil {
		return err
	}
	answer, err := s.render("drift", data)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, answer)
}

func (s *site) driftData(ctx context.Context, t indicators.DriftTask, horizon time.Time) (driftPage, error) {
	data := driftPage{page: s.page("Parcours à reprendre : " + s.journeyTitle(t.Journey, t.System)), Task: s.taskView(t, horizon), IsOpen: t.Open()}
	data.Here = "/derives"
	data.Title = s.words.Typeset(data.Title)
	after, err := s.shotView(ctx, t.Opened, "", "Première image où le parcours n’a plus reconnu la page.")
	if err != nil {
		return data, err
	}
	data.After = after
	if !t.Good.IsZero() {
		before, err := s.shotView(ctx, t.Good, t.Step, "Dernière image où le parcours reconnaissait encore la page.")
		if err != nil && !errors.Is(err, observatory.ErrNotFound) {
			return data, err
		}
		if err == nil {
			data.Before = &before
		}
	}
	if t.Latest != t.Opened {
		data.Latest = &link{"/tentative/" + t.Latest.String(), s.words.Moment(t.LatestAt, s.zone)}
	}
	if !t.Open() {
		data.Closer = &link{"/tentative/" + t.Closed.String(), s.words.Moment(t.ClosedAt, s.zone)}
	}
	return data, nil
}

// shotView words an attempt with its picture: that of a step when one is named
// and has a picture of its own, so that the same page is compared, else that
// of the end.
func (s *site) shotView(ctx context.Context, id observatory.ID, step, alt string) (shotView, error) {
	a, err := s.Reader.Attempt(ctx, id)
	if err != nil {
		return shotView{}, fmt.Errorf("read attempt %s of a task: %w", id, err)
	}
	row := s.attemptRow(&a)
	detail := a.Detail
	if i := len(a.Steps) - 1; i >= 0 && !a.Steps[i].OK && a.Steps[i].Message != "" {
		detail = a.Steps[i].Message
	}
	picture, moment := s.lastPicture(&a, alt), "à la fin du relevé"
	if i := slices.IndexFunc(a.Steps, func(p observatory.Step) bool { return p.Name == step && p.Screenshot != "" }); i >= 0 {
		picture, moment = s.picture(a.Steps[i].Screenshot, alt), "à l’étape « "+step+" »"
	}
	if gone := s.deletion(&a); picture.Href == "" && gone != "" {
		picture.Missing = gone
	}
	return shotView{
		Moment: s.words.Typeset(moment), Link: row.Link, Class: row.Class, Outcome: row.Outcome, Detail: s.words.Typeset(detail), Message: a.Message,
		Address: pageAddress(&a), Version: a.JourneyVersion, Picture: picture,
	}, nil
}
