package dashboard

import (
	"cmp"
	"context"
	"slices"

	"vigie/internal/indicators"
	"vigie/internal/texts"
)

// incidentsOf are the incidents of a journey in its own mode, newest first.
func (s *site) incidentsOf(ctx context.Context, shot *snapshot, j Journey) ([]indicators.Incident, error) {
	all, err := s.incidents(ctx, shot)
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(slices.Clone(all), func(i indicators.Incident) bool {
		return i.Journey != j.ID || i.System != j.System || i.Mode != j.Mode
	})
	slices.SortStableFunc(list, func(a, b indicators.Incident) int {
		return cmp.Or(-a.Start.Compare(b.Start), cmp.Compare(a.Target, b.Target), -cmp.Compare(a.Accounting, b.Accounting))
	})
	return list, nil
}

// fillIncidents sets the incidents of a journey and their hours by month.
func (s *site) fillIncidents(ctx context.Context, data *journeyPage, shot *snapshot, j Journey) error {
	list, err := s.incidentsOf(ctx, shot, j)
	if err != nil {
		return err
	}
	for _, m := range indicators.IncidentMonths(list, shot.window.Horizon, s.Catalogue.Zone) {
		data.IncidentMonths = append(data.IncidentMonths, incidentMonthView{
			Month: s.words.Month(m.Month), Accounting: s.words.Accounting(m.Accounting), Count: s.words.Count(m.Incidents),
			AtLeast: s.words.Span(m.AtLeast), AtMost: s.words.Span(m.AtMost),
		})
	}
	for n, i := range list {
		if n == journeyIncidents {
			data.MoreIncidents = s.words.Count(int64(len(list) - journeyIncidents))
			break
		}
		data.Incidents = append(data.Incidents, incidentView{
			First:  link{"/tentative/" + i.First.String(), s.words.Moment(i.Start, s.zone)},
			Last:   link{"/tentative/" + i.Last.String(), s.words.Moment(i.End, s.zone)},
			Target: s.targetName(i.Target), Accounting: s.words.Accounting(i.Accounting),
			AtLeast: s.words.Span(i.AtLeast()), AtMost: s.words.Span(i.AtMost(shot.window.Horizon)), Running: i.After.IsZero(),
			Failures: s.words.Count(i.Failures) + texts.NoWrap + s.words.Plural(i.Failures, "relevé", "relevés"),
		})
	}
	return nil
}
