package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/dashboard"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

type noticeListCmd struct {
	configured

	Association string `help:"Code de l'association ; sans lui, les messages de toutes."`
	Department  string `help:"Département dont l'administration a écrit."`
	Case        string `help:"Pseudonyme du dossier."`
	Kind        string `help:"closure, document_request, acknowledgement, ccc_answer, appointment, favourable_end ou other."`
	Limit       int    `help:"Combien de messages, les plus récents d'abord." default:"100"`
	JSON        bool   `help:"Une ligne de JSON par message."`
}

// Run lists stored messages: what each does, for what reason, what its text
// holds, and how many others say the same.
func (cmd noticeListCmd) Run(con *console) error {
	f := observatory.NoticeFilter{Department: cmd.Department, Association: cmd.Association, Newest: cmd.Limit}
	if cmd.Limit < 1 {
		return observatory.InputErrorf("--limit %d : donnez un nombre à partir de 1", cmd.Limit)
	}
	if cmd.Kind != "" && !slices.Contains(observatory.NoticeKinds(), observatory.NoticeKind(cmd.Kind)) {
		return observatory.InputErrorf("--kind %s : genre de message inconnu", cmd.Kind)
	}
	if cmd.Case != "" {
		var err error
		if f.Case, err = observatory.ParseID(cmd.Case); err != nil {
			return err
		}
	}
	f.Does = observatory.NoticeKind(cmd.Kind)
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		f.Simulation = a.cfg.Simulation
		list, err := a.seenNotices(ctx, f)
		if err != nil {
			return err
		}
		if !cmd.JSON {
			a.tellSimulation(con)
		}
		if len(list) == 0 && !cmd.JSON {
			fmt.Fprintln(con.out, "Aucun message.")
		}
		for i := range list {
			if cmd.JSON {
				err = writeJSON(con, list[i])
			} else {
				printNotice(con, &list[i])
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func printNotice(con *console, n *dashboard.SeenNotice) {
	words := texts.In(texts.French)
	fmt.Fprintf(con.out, "%s  %s  %s%s%s\n", n.At.Format(time.DateOnly), n.ID, words.T("notice."+string(n.Does)), wrapped(" (", n.Department, ")"), wrapped(", association ", n.Association, ""))
	if n.Does == observatory.NoticeClosure {
		fmt.Fprintf(con.out, "    motif : %s\n", words.T("reason."+string(n.Reason)))
	}
	printMeans(con, "    ", n.Does, n.Means)
	if n.Does == observatory.NoticeClosure {
		for _, c := range observatory.Criteria() {
			fmt.Fprintf(con.out, "    %-44s %s\n", words.T("criterion."+string(c)), words.T("criterion."+string(n.Criteria.Of(c))))
		}
	}
	if n.Others == 0 {
		fmt.Fprintln(con.out, "    aucun autre message ne dit la même chose")
		return
	}
	var where []string
	for _, department := range slices.Sorted(maps.Keys(n.Where)) {
		name := department
		if name == "" {
			name = "département inconnu"
		}
		where = append(where, fmt.Sprintf("%s : %d", name, n.Where[department]))
	}
	fmt.Fprintf(con.out, "    %s la même chose, groupe %s (%s)\n", plural(n.Others, "autre message dit", "autres messages disent"), n.Cluster, strings.Join(where, ", "))
}
