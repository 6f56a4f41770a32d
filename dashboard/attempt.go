package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// attemptPage is the page at /tentative/{id}.
type attemptPage struct {
	page

	Row           attemptRow
	ID            string
	Meaning       string
	Counts        string // how the outcome counts
	Detail        string
	Message       string
	Facts         []fact
	Picture       pictureView
	Hops          []hopView
	Steps         []stepView
	Pictures      bool // a step has a picture
	Capture       captureView
	Evidence      []pieceView
	Deleted       string // when and why the captures were deleted
	Dossier       string // commands that take the evidence away
	Archive       string
	Confirms      *link
	ConfirmedBy   *link
	ConfirmedNote string
	Elsewhere     []link // pages that list it: journey, refusals, task
}

// fact is a name and what it says.
type fact struct {
	Name, Value string
	Code        bool // written in a fixed-width face
}

type hopView struct {
	Address, Location string
	Status            string
}

// attempt serves the page of one attempt.
func (s *site) attempt(w http.ResponseWriter, r *http.Request) error {
	id, err := observatory.ParseID(r.PathValue("id"))
	if err != nil {
		return notFound("Tentative introuvable", "L’identifiant d’une tentative compte 36 caractères ; celui-ci n’en est pas un.")
	}
	a, err := s.Reader.Attempt(r.Context(), id)
	if err != nil {
		return fmt.Errorf("read attempt %s: %w", id, err)
	}
	data := s.attemptData(&a)
	if err := s.linkConfirmation(r.Context(), &a, &data); err != nil {
		return err
	}
	if err := s.linkElsewhere(r.Context(), &a, &data); err != nil {
		return err
	}
	answer, err := s.render("attempt", data)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, answer)
}

func (s *site) attemptData(a *observatory.Attempt) attemptPage {
	row := s.attemptRow(a)
	data := attemptPage{
		page: s.page("Tentative du " + row.Link.Text), Row: row, ID: a.ID.String(),
		Meaning: s.words.OutcomeMeaning(a.Outcome), Counts: s.words.Typeset(counts(a)), Detail: s.words.Typeset(a.Detail), Message: a.Message, Facts: s.attemptFacts(a),
	}
	data.Simulation = s.Simulation || a.Simulation
	data.Here = "/tentatives"
	data.Picture = s.lastPicture(a, "Capture d’écran de la page à la fin de la tentative. Issue : "+row.Outcome+".")
	for _, hop := range a.Hops {
		data.Hops = append(data.Hops, hopView{Address: hop.Address, Location: hop.Location, Status: status(hop.Status)})
	}
	data.Steps = s.stepViews(a.Steps)
	data.Pictures = slices.ContainsFunc(data.Steps, func(step stepView) bool { return step.Picture != nil })
	data.Capture = s.capture(a)
	data.Evidence = s.pieces(a.Evidence)
	data.Deleted = s.deletion(a)
	data.Dossier, data.Archive = commands(a, s.Catalogue.Zone(a.Department))
	return data
}

// counts says how the outcome counts in figures (design.md section 4).
func counts(a *observatory.Attempt) string {
	switch {
	case !a.First():
		return "Relevé de confirmation : il ne compte que dans le compte confirmé, à la place du premier relevé."
	case a.Outcome.Success():
		return "Compte comme une réussite du service."
	case a.Announced != "" && (a.Outcome == observatory.Maintenance || a.Outcome == observatory.Down):
		return "Compte comme un échec dans le compte strict ; laissé à part dans le compte confirmé, sauf si le relevé de confirmation a abouti : une maintenance était annoncée avant ce relevé (" + a.Announced + ")."
	case a.Outcome.Measured():
		return "Compte comme un échec du service."
	}
	return "Non mesuré : ne compte ni pour ni contre le service."
}

func (s *site) attemptFacts(a *observatory.Attempt) []fact {
	facts := []fact{
		{"Parcours", s.journeyTitle(a.Journey, a.System), false},
		{"Identifiant du parcours", a.Journey, true},
		{"Module", s.words.System(a.System), false},
		{"Mode", s.words.Mode(a.Mode), false},
		{"Heure de Paris", s.words.Moment(a.At, s.zone), false},
	}
	if zone := s.Catalogue.Zone(a.Department); zone.String() != s.zone.String() {
		facts = append(facts, fact{"Heure locale", s.words.Moment(a.At, zone), false})
	}
	facts = append(
		facts,
		fact{"Heure universelle (UTC)", a.At.UTC().Format("2006-01-02 15:04:05"), true},
		fact{"Lieu de la sonde", a.Place, false},
		fact{"Durée", s.words.Duration(a.Duration), false},
		fact{"Cause", s.words.Cause(a.Cause), false},
		fact{"Code de la cause", a.Cause, true},
		fact{"Dernière étape commencée", a.StepReached, false},
		fact{"Adresse demandée", a.Address, true},
		fact{"Adresse à l’arrivée", a.FinalAddress, true},
		fact{"Réponse HTTP", status(a.Status), false},
		fact{"Première date proposée", s.words.Date(a.FirstDate), false},
		fact{"Deuxième date proposée", s.words.Date(a.SecondDate), false},
	)
	if a.Slots >= 0 {
		facts = append(facts, fact{"Créneaux vus", s.words.Count(int64(a.Slots)), false})
	}
	facts = append(
		facts,
		fact{"Dernière mise en ligne affichée", s.words.Moment(a.ReleasedAt, s.zone), false},
		fact{"Substitution proposée sur l’écran de l’échec", substitution(a.Substitution), false},
		fact{"Accord de la personne", s.consent(a.Consent), false},
		fact{"Maintenance annoncée avant ce relevé", s.words.Typeset(a.Announced), false},
		fact{"Site témoin", s.words.Control(a.Control), false},
		fact{"Version du parcours", a.JourneyVersion, true},
		fact{"Enregistrée le", s.words.Moment(a.RecordedAt, s.zone), false},
	)
	told := facts[:0]
	for _, f := range facts {
		if f.Value != "" {
			told = append(told, f)
		}
	}
	return told
}

// substitution says whether the screen on which an attempt failed offered another
// way; empty when it was not looked for.
func substitution(found observatory.Substitution) string {
	return map[observatory.Substitution]string{
		observatory.SubstitutionOffered: "oui, cet écran la propose", observatory.SubstitutionAbsent: "non, cet écran n’en dit rien",
	}[found]
}

// consent says when the person whose account was opened agreed, and to which
// wording; who she is was never recorded.
func (s *site) consent(given observatory.Consent) string {
	if !given.On.Known() {
		return ""
	}
	said := "donné le " + s.words.Date(given.On) + ", texte " + given.Version
	if given.Purpose != "" {
		said += " (" + given.Purpose + ")"
	}
	return s.words.Typeset(said + texts.Thin + "; son identité n’est pas enregistrée")
}

// status writes an HTTP status with its family in words.
func status(code int) string {
	families := []string{"", "", "réussite", "redirection", "demande refusée ou page absente", "erreur du serveur"}
	if family := code / 100; family > 1 && family < len(families) {
		return strconv.Itoa(code) + " (" + families[family] + ")"
	}
	if code == 0 {
		return ""
	}
	return strconv.Itoa(code)
}

// linkConfirmation links a first attempt with the one that confirms it, both
// ways: neither replaces the other.
func (s *site) linkConfirmation(ctx context.Context, a *observatory.Attempt, data *attemptPage) error {
	if !a.First() {
		data.Confirms = &link{"/tentative/" + a.Confirms.String(), "premier relevé que celui-ci confirme"}
		return nil
	}
	if !a.Outcome.Confirmable() {
		return nil
	}
	day := observatory.DateOf(a.At, s.zone)
	filter := observatory.AttemptFilter{
		Window: observatory.Window{From: day - 1, To: day + 2, Horizon: s.window().Horizon, Simulation: a.Simulation},
		Target: a.Target, Journey: a.Journey,
	}
	for other, err := range s.Reader.Attempts(ctx, filter) {
		if err != nil {
			return fmt.Errorf("look for the confirmation of %s: %w", a.ID, err)
		}
		if other.Confirms == a.ID {
			data.ConfirmedBy = &link{"/tentative/" + other.ID.String(), "relevé refait" + texts.NoWrap + ": " + s.words.Outcome(other.Outcome)}
			return nil
		}
	}
	data.ConfirmedNote = "Cette issue appelle un relevé de confirmation" + texts.Thin + "; aucun n’est encore enregistré."
	return nil
}

// linkElsewhere links the attempt with the pages that list it.
func (s *site) linkElsewhere(ctx context.Context, a *observatory.Attempt, data *attemptPage) error {
	if j, ok := s.journeyOf(a.Journey, a.System); ok {
		data.Elsewhere = append(data.Elsewhere, link{journeyHref(j.ID, j.System), "Ce parcours" + texts.NoWrap + ": ce qu’il mesure, ses chiffres et ses relevés"})
	}
	if a.Outcome != observatory.Blocked && a.Outcome != observatory.Drift || a.Simulation != s.Simulation {
		return nil
	}
	shot, err := s.figures.get(ctx)
	if err != nil {
		return err
	}
	if a.Outcome == observatory.Blocked {
		days, err := s.refusals(ctx, shot)
		if err != nil {
			return err
		}
		host, day := pageHost(a), observatory.DateOf(a.At, s.Catalogue.Zone(a.Department))
		if slices.ContainsFunc(days, func(d indicators.Refusals) bool { return d.Host == host && d.Day == day }) {
			data.Elsewhere = append(data.Elsewhere, link{refusalHref(host, day), "Les blocages de ce site ce jour-là"})
		}
		return nil
	}
	tasks, err := s.driftTasks(ctx, shot)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(tasks, func(t indicators.DriftTask) bool { return t.Holds(a) }); i >= 0 {
		data.Elsewhere = append(data.Elsewhere, link{"/derives/" + tasks[i].Opened.String(), "La tâche que cette page changée a ouverte, avec les deux images côte à côte"})
	}
	return nil
}
