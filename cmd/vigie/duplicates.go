package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/internal/texts"
)

type duplicatesCmd struct {
	List   duplicatesListCmd   `cmd:"" help:"Paires de personnes sans numéro qui en sont probablement une seule."`
	Decide duplicatesDecideCmd `cmd:"" help:"Dit si une paire est une seule personne ; les chiffres suivent."`
	Undo   duplicatesUndoCmd   `cmd:"" help:"Défait une décision ; les chiffres suivent."`
}

type duplicatesListCmd struct {
	configured

	Association string  `help:"Code de l'association : les personnes de deux associations ne sont jamais rapprochées par ressemblance." required:""`
	Least       float64 `help:"Force de preuve à partir de laquelle une paire est proposée, en bits." default:"10"`
	Decided     bool    `help:"Montre les décisions prises, et non les paires à décider."`
	JSON        bool    `help:"En JSON."`
}

// proposal is a pair to be decided, with the cases of both sides.
type proposal struct {
	Simulation  bool                   `json:"simulation"`
	First       observatory.ID         `json:"first"`
	Second      observatory.ID         `json:"second"`
	Bits        float64                `json:"bits"`
	Agree       []observatory.HintKind `json:"agree"`
	Differ      []observatory.HintKind `json:"differ,omitempty"`
	FirstCases  []observatory.ID       `json:"first_cases"`
	SecondCases []observatory.ID       `json:"second_cases"`
}

// Run lists probable duplicates of an association, the strongest first.
func (cmd duplicatesListCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		book, err := a.decisions(ctx, cmd.Association)
		if err != nil {
			return err
		}
		if !cmd.JSON {
			a.tellSimulation(con)
		}
		if cmd.Decided {
			return book.print(con, cmd.JSON)
		}
		pairs, err := a.proposals(ctx, cmd.Association, int(100*cmd.Least), book)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return writeJSON(con, pairs)
		}
		for _, p := range pairs {
			fmt.Fprintf(con.out, "%s  %s  %s bits\n    concordent : %s%s\n    dossiers : %s | %s\n", p.First, p.Second, texts.In(texts.French).Decimal(p.Bits, 1),
				hintWords(p.Agree), wrapped(" ; diffèrent : ", hintWords(p.Differ), ""), idList(p.FirstCases), idList(p.SecondCases))
		}
		fmt.Fprintf(con.out, "%s. Comparez les dossiers chez vous, puis : vigie duplicates decide A B same|different --association %s --account COMPTE\n",
			plural(len(pairs), "paire à décider", "paires à décider"), cmd.Association)
		return nil
	})
}

// proposals scores the persons of an association; what was decided is left out.
func (a *app) proposals(ctx context.Context, association string, least int, book *decisionBook) ([]proposal, error) {
	people, err := a.features(ctx, association)
	if err != nil {
		return nil, err
	}
	told, err := a.toldPersons(ctx, association, a.cfg.Simulation, everyone(book.rows))
	if err != nil {
		return nil, err
	}
	book = book.ofPersons(told)
	cases := map[observatory.ID][]observatory.ID{}
	for _, person := range people {
		cases[person.Person] = person.Cases
	}
	out := []proposal{}
	for _, p := range privacy.Duplicates(people, least) {
		if book.settled(p.First, p.Second) {
			continue
		}
		out = append(out, proposal{a.cfg.Simulation, p.First, p.Second, float64(p.Score) / 100, p.Agree, p.Differ, cases[p.First], cases[p.Second]})
	}
	return out, nil
}

// features gathers the hints of an association's persons: those of a row with its
// case's reference alone are of the person of the case.
func (a *app) features(ctx context.Context, association string) ([]privacy.Features, error) {
	var rows []observatory.PersonHints
	var bare []observatory.ID
	for row, err := range a.store.PersonHints(ctx, association, a.cfg.Simulation) {
		if err != nil {
			return nil, err
		}
		if row.Person == row.Case {
			bare = append(bare, row.Case)
		}
		rows = append(rows, row)
	}
	told, err := a.toldPersons(ctx, association, a.cfg.Simulation, bare)
	if err != nil {
		return nil, err
	}
	var people []privacy.Features
	at := map[observatory.ID]int{}
	for _, row := range rows {
		person := cmp.Or(told[row.Person], row.Person)
		i, known := at[person]
		if !known {
			i = len(people)
			at[person] = i
			people = append(people, privacy.Features{Person: person})
		}
		one := &people[i]
		for _, hint := range row.Hints {
			if !slices.Contains(one.Hints, hint) {
				one.Hints = append(one.Hints, hint)
			}
		}
		if !slices.Contains(one.Cases, row.Case) {
			one.Cases = append(one.Cases, row.Case)
		}
	}
	return people, nil
}

type duplicatesDecideCmd struct {
	configured

	First       string `arg:"" help:"Pseudonyme d'une personne, tel que la liste le montre."`
	Second      string `arg:"" help:"Pseudonyme de l'autre."`
	Verdict     string `arg:"" help:"same (une seule personne) ou different (deux personnes)." enum:"same,different"`
	Association string `help:"Code de l'association." required:""`
	Account     string `help:"Compte de qui décide." required:""`
}

// Run writes the decision of a person on two pseudonyms.
func (cmd duplicatesDecideCmd) Run(con *console) error {
	first, err := observatory.ParseID(cmd.First)
	if err != nil {
		return err
	}
	second, err := observatory.ParseID(cmd.Second)
	if err != nil {
		return err
	}
	if first == second {
		return observatory.InputErrorf("deux fois le même pseudonyme : donnez ceux de deux personnes")
	}
	if second.String() < first.String() {
		first, second = second, first
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		by, err := a.accountFor(ctx, cmd.Account, cmd.Association, access.ReadCases)
		if err != nil {
			return err
		}
		d, err := a.decide(ctx, cmd.Association, by, &observatory.PersonDecision{First: first, Second: second, Verdict: observatory.Verdict(cmd.Verdict)})
		if err != nil {
			return err
		}
		fmt.Fprintf(con.out, "Décision %s : %s. Pour la défaire : vigie duplicates undo %s --association %s --account COMPTE\n", d.ID, verdictWord(d.Verdict), d.ID, cmd.Association)
		return nil
	})
}

type duplicatesUndoCmd struct {
	configured

	Decision    string `arg:"" help:"Identifiant de la décision."`
	Association string `help:"Code de l'association." required:""`
	Account     string `help:"Compte de qui défait." required:""`
}

// Run undoes a decision: its row stays, and holds no longer.
func (cmd duplicatesUndoCmd) Run(con *console) error {
	id, err := observatory.ParseID(cmd.Decision)
	if err != nil {
		return err
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		by, err := a.accountFor(ctx, cmd.Account, cmd.Association, access.ReadCases)
		if err != nil {
			return err
		}
		undone := &observatory.PersonDecision{Verdict: observatory.VerdictUndone}
		undone.Withdraws = id
		if _, err := a.decide(ctx, cmd.Association, by, undone); err != nil {
			return err
		}
		fmt.Fprintf(con.out, "Décision %s défaite.\n", id)
		return nil
	})
}

// decide completes a decision, with where each pseudonym that it touches counts
// from then on, and writes it.
func (a *app) decide(ctx context.Context, association string, by access.Account, d *observatory.PersonDecision) (*observatory.PersonDecision, error) {
	lock, err := a.associationLock(association)
	if err != nil {
		return nil, err
	}
	defer func() { _ = lock.release() }()
	book, err := a.decisions(ctx, association)
	if err != nil {
		return nil, err
	}
	if err := a.mayDecide(ctx, association, book, d); err != nil {
		return nil, err
	}
	touched := book.together(d.First, d.Second)
	book.add(*d)
	aliases, err := a.store.PersonAliases(ctx, association, touched, a.cfg.Simulation)
	if err != nil {
		return nil, err
	}
	for _, id := range []observatory.ID{d.First, d.Second} {
		if _, known := aliases[id]; !known && d.Verdict != observatory.VerdictUndone {
			return nil, observatory.InputErrorf("aucune personne %s dans l'association « %s »", id, association)
		}
	}
	now := a.recordedAt()
	d.Envelope = observatory.Envelope{
		ID: observatory.DeriveID([]byte("decision"), d.First[:], d.Second[:], []byte(d.Verdict), []byte(now.Format(time.RFC3339Nano))),
		At: now, RecordedAt: now, Source: "duplicates", SourceVersion: version, Simulation: a.cfg.Simulation, Withdraws: d.Withdraws,
	}
	d.Association, d.Account, d.Links = association, by.ID.String(), book.links(touched, aliases)
	if d.Score, err = a.scoreOf(ctx, association, d.First, d.Second); err != nil {
		return nil, err
	}
	return d, a.store.Append(ctx, []observatory.Observation{d})
}

// mayDecide refuses a decision that others say already, or gainsay: of the pair as
// it is given, and of the persons of its cases.
func (a *app) mayDecide(ctx context.Context, association string, book *decisionBook, d *observatory.PersonDecision) error {
	if err := book.check(d); err != nil || d.Verdict == observatory.VerdictUndone {
		return err
	}
	told, err := a.toldPersons(ctx, association, a.cfg.Simulation, append(everyone(book.rows), d.First, d.Second))
	if err != nil {
		return err
	}
	persons := *d
	if persons.First, persons.Second = inOrder(d.First, d.Second, told); persons.First == persons.Second {
		return observatory.InputErrorf("ces deux pseudonymes comptent déjà pour une seule personne : l'un est celui d'un dossier dont l'autre est la personne, ou tous deux de dossiers de la même")
	}
	return book.ofPersons(told).check(&persons)
}

// scoreOf gives the score of a pair, 0 when its persons share no block.
func (a *app) scoreOf(ctx context.Context, association string, first, second observatory.ID) (int, error) {
	people, err := a.features(ctx, association)
	if err != nil {
		return 0, err
	}
	told, err := a.toldPersons(ctx, association, a.cfg.Simulation, []observatory.ID{first, second})
	if err != nil {
		return 0, err
	}
	first, second = inOrder(first, second, told)
	for _, p := range privacy.Duplicates(people, -100_000) {
		if p.First == first && p.Second == second {
			return p.Score, nil
		}
	}
	return 0, nil
}

// accountFor gives the account of a person who may do something with the data
// of an association.
func (a *app) accountFor(ctx context.Context, name, association string, action access.Action) (access.Account, error) {
	account, err := a.activeAccount(ctx, name)
	if err != nil || account.Role.May(action) && account.Association == association {
		return account, err
	}
	needed := "de contribution ou de relecture"
	if action == access.Review {
		needed = "de relecture"
	}
	return access.Account{}, observatory.InputErrorf("le compte « %s » (%s) n'a pas accès aux dossiers de l'association « %s » : il faut un compte %s de cette association", account.Name, account.Role.French(), association, needed)
}

// activeAccount finds an account that is not disabled by its name.
func (a *app) activeAccount(ctx context.Context, name string) (access.Account, error) {
	all, err := a.state.Accounts(ctx)
	if err != nil {
		return access.Account{}, err
	}
	name = strings.ToLower(strings.TrimSpace(name))
	at := slices.IndexFunc(all, func(one access.Account) bool { return one.Name == name })
	if at < 0 || all[at].Disabled {
		return access.Account{}, observatory.InputErrorf("aucun compte actif « %s » : « vigie account list » les montre", name)
	}
	return all[at], nil
}

func idList(ids []observatory.ID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = id.String()
	}
	return strings.Join(words, ", ")
}

func hintWords(kinds []observatory.HintKind) string {
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = hintWord(kind)
	}
	return strings.Join(words, ", ")
}

func hintWord(kind observatory.HintKind) string {
	switch kind {
	case observatory.HintNames:
		return "noms et prénoms"
	case observatory.HintSound:
		return "son du nom"
	case observatory.HintFirst:
		return "son du prénom"
	case observatory.HintBirth:
		return "date de naissance"
	case observatory.HintBirthSwap:
		return "date de naissance, jour et mois inversés"
	case observatory.HintBirthYear:
		return "année de naissance"
	case observatory.HintMail:
		return "courriel"
	case observatory.HintPhone:
		return "téléphone"
	case observatory.HintNumber:
		return "numéro étranger, zéros de tête à part"
	}
	return string(kind)
}

func verdictWord(v observatory.Verdict) string {
	switch v {
	case observatory.VerdictSame:
		return "une seule personne"
	case observatory.VerdictDifferent:
		return "deux personnes"
	}
	return "défaite"
}
