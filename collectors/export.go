package collectors

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"vigie/internal/observatory"
)

// exportColumns are the columns of a row-level export, in the words of the
// published format.
func exportColumns() []string {
	return []string{
		"dossier", "personne", "association", "département", "procédure", "fondement", "évènement", "date", "début", "fin", "canal", "rang",
		"mention des droits", "issue", "motif indiqué", "organisme", "réponse", "précision", "niveau de preuve", "détails",
	}
}

// Export writes events as CSV, one row an event, semicolons, UTF-8 with a byte
// order mark, and gives the number of cases and of rows. The caller gives only
// events of cases whose consent for the purpose holds, those of one case one after
// the other. That a person is kept from moving by a measure of constraint, and her
// consent to have it noted, are left out. Cases and persons bear their pseudonyms,
// an event told by its case's reference alone that of the person of the case; no
// text goes out.
func Export(to io.Writer, events iter.Seq2[observatory.CaseEvent, error]) (cases, rows int, err error) {
	out := bufio.NewWriterSize(to, headSize)
	if _, err := out.WriteString("\ufeff" + strings.Join(exportColumns(), ";") + "\r\n"); err != nil {
		return 0, 0, fmt.Errorf("write the export: %w", err)
	}
	var dossier []observatory.CaseEvent
	words := detailWords{}
	flush := func() error {
		n, err := exportCase(out, dossier, words)
		if n > 0 {
			cases, rows = cases+1, rows+n
		}
		dossier = dossier[:0]
		return err
	}
	for e, err := range events {
		if err == nil && len(dossier) > 0 && e.Case != dossier[0].Case {
			err = flush()
		}
		if err != nil {
			return cases, rows, err
		}
		dossier = append(dossier, e)
	}
	if err := errors.Join(flush(), out.Flush()); err != nil {
		return cases, rows, fmt.Errorf("write the export: %w", err)
	}
	return cases, rows, nil
}

// exportCase writes the events of one case that may go out, and counts them.
func exportCase(out *bufio.Writer, events []observatory.CaseEvent, words detailWords) (rows int, err error) {
	var told toldPerson
	var person observatory.ID
	for i := range events {
		stated := events[i].Stated()
		if stated > told.stated() {
			person = events[i].Person
		}
		if stated > 0 {
			told = told.with(toldOf(events[i].Person, stated))
		}
	}
	for i := range events {
		e, ok := events[i].Exportable()
		if !ok {
			continue
		}
		if e.Stated() == 0 && told != 0 && told&disputed == 0 {
			e.Person = person
		}
		rows++
		if _, err := out.WriteString(exportRow(&e, words)); err != nil {
			return rows, fmt.Errorf("write the export: %w", err)
		}
	}
	return rows, nil
}

func exportRow(e *observatory.CaseEvent, words detailWords) string {
	date := e.Date.String()
	if e.MonthOnly && len(date) > len("2026-11") {
		date = date[:len("2026-11")]
	}
	var told []string
	for _, d := range e.Details {
		told = append(told, words.of(d))
	}
	code := details().label(e.Code)
	if e.Event == observatory.EventConsent || e.Event == observatory.EventConsentWithdrawn {
		code = purposes().label(e.Code)
	}
	cells := []string{
		e.Case.String(), e.Person.String(), e.Association, e.Department, procedures().label(e.Procedure), grounds().label(e.Ground),
		kinds().label(string(e.Event)), date, e.Start.String(), e.End.String(), channels().label(e.Channel), ranks().label(e.Rank),
		yesNo().label(string(e.RightsMention)), endings().label(e.Ending), yesNo().label(string(e.ReasonStated)),
		organisations().label(e.Organisation), answers().label(e.Answer), code, levels().label(string(e.Level)), strings.Join(told, " | "),
	}
	for i, cell := range cells {
		cell = observatory.SafeCell(cell)
		if strings.ContainsAny(cell, ";\"\r\n") {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		cells[i] = cell
	}
	return strings.Join(cells, ";") + "\r\n"
}

// detailWords keeps how details are told: the same ones come again and again.
type detailWords map[observatory.Detail]string

// of tells a detail by the name of its column and the published word of its value.
func (w detailWords) of(d observatory.Detail) string {
	told, known := w[d]
	if !known {
		name, value := Words(string(d.Name), d.Value)
		if told = name; value != "" {
			told += " : " + value
		}
		w[d] = told
	}
	return told
}

// label gives the published word of a code; a code of no word speaks for itself.
func (v vocabulary) label(code string) string {
	if code == "" {
		return ""
	}
	for _, t := range v {
		if t.code == code {
			return t.label
		}
	}
	return code
}
