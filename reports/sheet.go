package reports

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"path"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// byteOrderMark lets a French spreadsheet read the file as UTF-8.
const byteOrderMark = "\ufeff"

// chronologySheet writes the chronology as CSV: UTF-8 with a byte order mark,
// semicolons, CRLF, one line an attempt.
func chronologySheet(entries []entry) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(byteOrderMark)
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = ';', true
	header := []string{
		"numero", "date_paris", "heure_paris", "instant_utc", "serie", "rang", "resultat", "mesuree",
		"cause", "cause_en_clair", "constat", "etape_atteinte", "adresse_demandee", "adresse_finale", "statut_http", "message_affiche",
		"creneaux_vus", "premiere_date", "captures", "empreintes_sha256", "identifiant", "simulation",
	}
	if err := w.Write(header); err != nil {
		return nil, err
	}
	for i := range entries {
		if err := w.Write(sheetRow(&entries[i])); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func sheetRow(e *entry) []string {
	local := e.At.In(paris())
	var names, hashes []string
	for _, capture := range e.Captures {
		names = append(names, path.Base(capture.Name))
		hashes = append(hashes, string(capture.Hash))
	}
	row := []string{
		fmt.Sprint(e.Number), local.Format(time.DateOnly), local.Format(time.TimeOnly), e.At.UTC().Format(time.RFC3339),
		modeLabel(e.Mode), e.rank(), outcomeLabel(e.Outcome), e.measured(),
		e.Cause, causeLabel(e.Cause), e.Detail, e.StepReached, e.Address, e.FinalAddress, statusText(e.Status), e.Message,
		slotsText(e.Slots), e.FirstDate.String(), strings.Join(names, " "), strings.Join(hashes, " "), e.ID.String(), e.simulationMark(),
	}
	for i := range row {
		row[i] = guard(row[i])
	}
	return row
}

// rank says what the row is beside the others: a first attempt, the
// confirmation of one, a row withdrawn, or a withdrawal.
func (e *entry) rank() string {
	switch {
	case !e.Withdraws.IsZero():
		return "retrait"
	case e.Withdrawn:
		return "retirée"
	case e.First():
		return "première"
	case e.Confirmed > 0:
		return fmt.Sprintf("confirmation du n° %d", e.Confirmed)
	}
	return "confirmation"
}

func (e *entry) measured() string {
	if e.Outcome.Measured() {
		return "oui"
	}
	return "non"
}

func (e *entry) simulationMark() string {
	if e.Simulation {
		return "SIMULATION"
	}
	return ""
}

func statusText(status int) string {
	if status == 0 {
		return ""
	}
	return fmt.Sprint(status)
}

func slotsText(slots int) string {
	if slots < 0 {
		return "non lus"
	}
	return fmt.Sprint(slots)
}

// dateOf is the civil day of an attempt in Paris.
func (e *entry) dateOf() observatory.Date { return observatory.DateOf(e.At, paris()) }
