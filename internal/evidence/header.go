package evidence

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"vigie/internal/observatory"
)

// captureHeader is what NF Z67-147 and the Berkeley Protocol ask to be recorded
// of one attempt, apart from the exchanges.
type captureHeader struct {
	Attempt    observatory.ID     `json:"attempt"`
	Journey    string             `json:"journey"`
	Version    string             `json:"journey_version"`
	Target     string             `json:"target"`
	Mode       observatory.Mode   `json:"mode"`
	Simulation bool               `json:"simulation"`
	Software   string             `json:"software"`
	Place      string             `json:"place"`
	Address    string             `json:"address"`
	StartedAt  time.Time          `json:"started_at"`
	EndedAt    time.Time          `json:"ended_at"`
	Journal    observatory.Hash   `json:"journal_sha256"` // of the sealed journal that it is read from
	Items      []observatory.Item `json:"items"`
}

// WriteHeader writes the header of the attempt as JSON: every item, obtained or
// not. It holds facts only, so that an assisted attempt has one too.
func (c *Capture) WriteHeader(w io.Writer) error {
	text, err := c.header()
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("écrire l'en-tête : %w", err)
	}
	return nil
}

func (c *Capture) header() ([]byte, error) {
	j := c.Journal
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(captureHeader{
		j.Attempt, j.Journey, j.JourneyVersion, j.Target, j.Mode, j.Simulation, j.Software, j.Place, j.Address,
		j.StartedAt, j.EndedAt, c.hash, j.Environment,
	})
	if err != nil {
		return nil, fmt.Errorf("en-tête de la tentative %s : %w", j.Attempt, err)
	}
	return out.Bytes(), nil
}
