package main

import (
	"vigie/internal/observatory"
)

// lawConfig holds facts of law that someone has read since the catalogue was
// made.
type lawConfig struct {
	Starts []startConfig `yaml:"starts"`
}

// startConfig is the event from which deadlines are counted.
type startConfig struct {
	ID     string             `yaml:"id"`
	Date   string             `yaml:"date"`
	Event  string             `yaml:"event"`
	Source string             `yaml:"source"`
	Status observatory.Status `yaml:"status"`
}

// starts gives the domain's form; a date that cannot be read is told by
// validate.
func (c lawConfig) starts() []observatory.Start {
	var list []observatory.Start
	for _, s := range c.Starts {
		date, err := observatory.ParseDate(s.Date)
		if err != nil {
			date = observatory.NoDate
		}
		list = append(list, observatory.Start{ID: s.ID, Date: date, Event: s.Event, Source: s.Source, Status: s.Status})
	}
	return list
}

func (c lawConfig) validate(add func(string, ...any)) {
	for i, s := range c.Starts {
		if _, err := observatory.ParseDate(s.Date); err != nil {
			add("law.starts[%d].date : %w", i, err)
		}
		if s.ID == "" || s.Source == "" || s.Status == "" {
			add("law.starts[%d] : id, source et status (verified, secondary, unverified, deduced) sont nécessaires", i)
		}
	}
}
