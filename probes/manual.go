package probes

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// manualVersion is the version of the questions below.
const manualVersion = "manual-1"

// SystemManual is the system of the checks that a person makes where no screen
// is.
const SystemManual = "manual"

// oldestCheck is how long after it a check may still be told.
const oldestCheck = 60 * 24 * time.Hour

// Choice is one answer to a question: its code and its French words.
type Choice struct{ Code, Words string }

// Channels are the manual channels of a PAN.
func Channels() []Choice {
	return []Choice{{"telephone", "par téléphone"}, {"form", "par formulaire ou courriel"}, {"walk_in", "sur place, sans rendez-vous"}}
}

// ManualRoles are who may have made a check: a role, never a name.
func ManualRoles() []Choice {
	return []Choice{
		{"volunteer", "bénévole"},
		{"employee", "salarié ou salariée d'une association"},
		{"lawyer", "avocat ou avocate"},
		{"applicant", "personne concernée, accompagnée"},
	}
}

// manualResult is one way in which a check can end.
type manualResult struct {
	Choice

	outcome observatory.Outcome
}

func manualResults() []manualResult {
	return []manualResult{
		{Choice{"appointment_offered", "un rendez-vous a été proposé"}, observatory.Met},
		{Choice{"received", "la personne a été reçue"}, observatory.Met},
		{Choice{"no_appointment", "aucun rendez-vous n'a été proposé"}, observatory.Unmet},
		{Choice{"sent_elsewhere", "la personne a été renvoyée ailleurs"}, observatory.Unmet},
		{Choice{"closed_door", "c'était fermé aux heures annoncées"}, observatory.Unmet},
		{Choice{"not_in_service", "le numéro, le formulaire ou l'adresse n'est plus en service"}, observatory.Unmet},
		{Choice{"no_answer", "personne n'a répondu"}, observatory.Down},
	}
}

// ManualResults are the answers to how a check ended.
func ManualResults() []Choice {
	var choices []Choice
	for _, r := range manualResults() {
		choices = append(choices, r.Choice)
	}
	return choices
}

// ManualJourney is the journey under which a channel's checks are recorded.
func ManualJourney(channel string) string { return "pan." + channel }

// ManualCheck is what a person tells of a check that she made.
type ManualCheck struct {
	Channel   string // code of Channels
	Result    string // code of ManualResults
	Role      string // code of ManualRoles
	At        time.Time
	FirstDate observatory.Date // proposed, if any
}

// Attempt makes the attempt of a check. It is of the mode manual, and so of no
// other series; it holds no name and no free text. An answer that is none of
// those known, or an instant to come or long past, is an input error.
func (c ManualCheck) Attempt(target observatory.Target, place string, now time.Time) (*observatory.Attempt, error) {
	channel, err := chosen("--channel", c.Channel, Channels())
	if err != nil {
		return nil, err
	}
	role, err := chosen("--role", c.Role, ManualRoles())
	if err != nil {
		return nil, err
	}
	if _, err := chosen("--result", c.Result, ManualResults()); err != nil {
		return nil, err
	}
	results := manualResults()
	result := results[slices.IndexFunc(results, func(r manualResult) bool { return r.Code == c.Result })]
	switch {
	case c.At.After(now):
		return nil, observatory.InputErrorf("--at %s : cet instant est à venir", c.At.Format("2006-01-02T15:04"))
	case now.Sub(c.At) > oldestCheck:
		return nil, observatory.InputErrorf("--at %s : une vérification se rapporte dans les 60 jours", c.At.Format("2006-01-02T15:04"))
	case c.FirstDate.Known() && result.outcome != observatory.Met:
		return nil, observatory.InputErrorf("--first-date : une date va avec un rendez-vous proposé ; ici, %s", result.Words)
	case c.FirstDate.Known() && c.FirstDate < observatory.DateOf(c.At, paris()):
		return nil, observatory.InputErrorf("--first-date %s : cette date est passée à l'instant de la vérification", c.FirstDate)
	}
	return &observatory.Attempt{
		Envelope: observatory.Envelope{
			ID: newID(now), At: c.At.UTC().Truncate(time.Millisecond), Source: SystemManual, SourceVersion: manualVersion + " role/" + role.Code,
			Place: place, Simulation: target.Simulation,
		},
		Journey: ManualJourney(channel.Code), JourneyVersion: manualVersion, Target: target.ID, Department: target.Department,
		System: SystemManual, Mode: observatory.Manual, Outcome: result.outcome, Cause: result.Code,
		Detail:  fmt.Sprintf("Vérifié %s : %s. Rapporté par : %s.", channel.Words, result.Words, role.Words),
		Address: target.Address, FinalAddress: target.Address, Slots: -1, FirstDate: c.FirstDate, Control: observatory.ControlNotRun,
	}, nil
}

// chosen finds a code among the answers to a question.
func chosen(flag, code string, among []Choice) (Choice, error) {
	i := slices.IndexFunc(among, func(c Choice) bool { return c.Code == code })
	if i < 0 {
		names := make([]string, len(among))
		for i, c := range among {
			names[i] = c.Code + " (" + c.Words + ")"
		}
		return Choice{}, observatory.InputErrorf("%s « %s » : réponse inconnue. Réponses possibles : %s", flag, code, strings.Join(names, ", "))
	}
	return among[i], nil
}
