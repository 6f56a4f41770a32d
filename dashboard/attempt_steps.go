package dashboard

import (
	"html/template"
	"time"

	"vigie/internal/charts"
	"vigie/internal/observatory"
)

// stepView is one step of an attempt, with its place in the time of the whole.
type stepView struct {
	Number, Name, Action, Duration, Message string
	OK                                      bool
	Picture                                 *pictureView
	Later                                   string // without a picture: the number of the next step that has one
	Bar                                     template.HTML
}

// stepViews words the steps. The bar of each shows when it ran within the
// attempt: from the first step's start to the last one's end.
func (s *site) stepViews(steps []observatory.Step) []stepView {
	if len(steps) == 0 {
		return nil
	}
	begins, total := offsets(steps)
	views := make([]stepView, 0, len(steps))
	for i, step := range steps {
		v := stepView{
			Number: s.words.Count(int64(i + 1)), Name: step.Name, Action: s.words.Action(step.Action),
			Duration: s.words.Duration(step.Duration), Message: s.words.Typeset(step.Message), OK: step.OK,
			Bar: charts.Bar(begins[i], step.Duration, total),
		}
		if step.Screenshot != "" {
			picture := s.picture(step.Screenshot, "Image de l’étape "+step.Name+".")
			v.Picture = &picture
		}
		views = append(views, v)
	}
	for i, later := len(views)-1, ""; i >= 0; i-- {
		if views[i].Picture != nil {
			later = views[i].Number
		} else {
			views[i].Later = later
		}
	}
	return views
}

// offsets are the starts of steps after that of the first, and the time of
// all. Where a start is not known, a step begins when the one before it ends.
func offsets(steps []observatory.Step) (begins []time.Duration, total time.Duration) {
	begins = make([]time.Duration, len(steps))
	end := time.Duration(0)
	for i, step := range steps {
		begins[i] = end
		if !step.StartedAt.IsZero() && !steps[0].StartedAt.IsZero() {
			begins[i] = max(end, step.StartedAt.Sub(steps[0].StartedAt))
		}
		end = begins[i] + step.Duration
	}
	return begins, end
}
