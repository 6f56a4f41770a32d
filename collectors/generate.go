package collectors

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// generatedColumns are the 25 columns of a generated file.
func generatedColumns() []columnID {
	return []columnID{
		colReference, colAssociation, colNumber, colName, colFirstName, colMail, colPhone, colDepartment,
		colProcedure, colGround, colEvent, colDate, colStart, colEnd, colChannel, colRank, colRights,
		colEnding, colReasonStated, colReasonSource, colOrganisation, colAnswer, colDetail, colLevel, colComment,
	}
}

// GenerateEvents writes a made-up file of one row an event: 25 columns, about
// 288 bytes a row, comma, ISO dates, without comments, so that the engine's
// own CSV reader can take the same file. Six events a case on average, all
// distinct facts. The same rows and seed give the same bytes. It is for benches
// and load tests; every person in it is invented.
func GenerateEvents(w io.Writer, rows int, seed uint64) error {
	return GenerateCommented(w, rows, seed, 0)
}

// GenerateCommented is GenerateEvents with a comment on every so many rows, none
// when every is 0.
func GenerateCommented(w io.Writer, rows int, seed uint64, every int) error {
	names := map[columnID]string{}
	for _, c := range columns() {
		names[c.id] = c.name
	}
	header := make([]string, 0, 25)
	for _, id := range generatedColumns() {
		header = append(header, names[id])
	}
	g := &generator{random: rand.New(rand.NewPCG(seed, seed^0x5DEECE66D)), out: bufio.NewWriterSize(w, 1<<20), every: every}
	g.vocabularies()
	if _, err := g.out.WriteString(strings.Join(header, ",") + "\n"); err != nil {
		return fmt.Errorf("generate events: %w", err)
	}
	for row := 0; row < rows; {
		row += g.dossier(row, rows)
	}
	if err := g.out.Flush(); err != nil {
		return fmt.Errorf("generate events: %w", err)
	}
	return nil
}

var generatedProcedures = []string{"first", "renewal", "change_of_status", "change_of_situation", "duplicate", "naturalisation"}

type generator struct {
	random                         *rand.Rand
	out                            *bufio.Writer
	procedures, grounds, reasons   []string
	organisations, answers, detail []string
	line                           []byte
	every, written                 int // a comment on every so many rows; rows so far
}

// comments are invented: what caseworkers write, with and without numbers, no
// comma in them.
var comments = [...]string{ //nolint:gochecknoglobals // a constant list
	"Dossier complet - aucune réponse de la préfecture depuis le dépôt.",
	"Relance envoyée le 12/03/2026 par le formulaire de contact - sans réponse à ce jour.",
	"Mme Inventée a rappelé : son numéro est maintenant le 06 99 12 34 56.",
	"Attestation refusée par la CAF ; droits suspendus depuis avril - voir la pièce jointe.",
	"Rappeler avant vendredi. L'employeur demande un document valide avant la fin du mois.",
	"Écrire à personne.inventee@exemple.invalid pour le reçu de la demande 9912345678.",
	"Vu au guichet avec son frère - pas de rendez-vous avant trois mois.",
}

// comment gives the comment of the next row, mostly none.
func (g *generator) comment() string {
	g.written++
	if g.every == 0 || g.written%g.every != 0 {
		return ""
	}
	return comments[g.written/g.every%len(comments)]
}

func (g *generator) vocabularies() {
	// Codes that the catalogue's pairings do not speak of: any two go together.
	g.procedures = slices.DeleteFunc(procedures(), func(t term) bool { return !slices.Contains(generatedProcedures, t.code) }).published()
	g.grounds = slices.DeleteFunc(grounds(), func(t term) bool { return t.code == "exceptional" }).published()
	g.organisations, g.answers = organisations().published(), answers().published()
	g.detail, g.reasons = details().published(), yesNo().published()[:2]
}

func (g *generator) pick(from []string) string { return from[g.random.IntN(len(from))] }

// dossier writes the events of one case and gives how many.
func (g *generator) dossier(row, rows int) int {
	department := departmentForRow(g.random.IntN(96))
	common := []string{
		fmt.Sprintf("SYNTH-2026-%09d", row), "", fmt.Sprintf("99%08d", g.random.IntN(100_000_000)),
		fmt.Sprintf("NomInventé%06d", row%1_000_000), fmt.Sprintf("Prénom%05d", row%100_000),
		fmt.Sprintf("personne%07d@exemple.invalid", row), fmt.Sprintf("+33 6 99 %02d %02d %02d", row%100, row/100%100, row/10_000%100),
		department, g.pick(g.procedures), g.pick(g.grounds),
	}
	filed := observatory.NewDate(2024, time.July, 10) + observatory.Date(g.random.IntN(500)) // the ANEF was open to every ground
	kinds := []string{"titre détenu", "dépôt", "confirmation de dépôt", "API", "API", "état constaté", "clôture"}
	count := min(5+g.random.IntN(3), rows-row)
	for i := range count {
		date := filed + observatory.Date(30*i)
		g.event(common, kinds[i], date)
	}
	return count
}

func (g *generator) event(common []string, kind string, date observatory.Date) {
	line := g.line[:0]
	for _, cell := range common {
		line = append(append(line, cell...), ',')
	}
	cells := [...]string{
		kind, date.String(), date.String(), (date + 80).String(), "ANEF", "première", "oui",
		"défavorable", g.pick(g.reasons), "document vu", g.pick(g.organisations), g.pick(g.answers), g.pick(g.detail), "document vu",
	}
	for _, cell := range cells {
		line = append(append(line, cell...), ',')
	}
	line = append(append(line, g.comment()...), '\n')
	_, _ = g.out.Write(line) // the flush at the end gives the error
	g.line = line
}

// departmentForRow gives a code of metropolitan France.
func departmentForRow(n int) string {
	switch n {
	case 19:
		return "2A"
	case 95:
		return "2B"
	}
	code := strconv.Itoa(n + 1)
	if len(code) == 1 {
		return "0" + code
	}
	return code
}
