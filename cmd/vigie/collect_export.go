package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"vigie/collectors"
	"vigie/internal/observatory"
)

type collectExportCmd struct {
	configured

	For         string `help:"À quoi sert l'export : statistics (statistiques), ddd (Défenseur des droits) ou court (justice)." enum:"statistics,ddd,court" required:""`
	Association string `help:"Une seule association."`
	Review      string `help:"Seulement les dossiers dans cet état de relecture." enum:",received,to_complete,verified,refused" default:""`
	Out         string `help:"Fichier à écrire." required:"" type:"path"`
}

// Run writes the events of the cases whose consent for the purpose holds today,
// and notes that it did.
func (cmd collectExportCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		now := a.recordedAt()
		filter := observatory.EventFilter{
			Window:      observatory.Window{Simulation: a.cfg.Simulation, Review: observatory.ReviewState(cmd.Review)},
			Association: cmd.Association, Consent: observatory.Purpose(cmd.For), On: observatory.DateOf(now, a.catalogue.Zone("")),
		}
		cases, rows := 0, 0
		err := newFile(cmd.Out, 0o600, func(out io.Writer) (err error) {
			if cases, rows, err = collectors.Export(out, a.store.CaseEvents(ctx, filter)); err != nil {
				return err
			}
			return cmd.note(ctx, a, now, cases) // rows that nobody is told to have read are taken back
		})
		if err != nil {
			return err
		}
		purpose := map[string]string{"statistics": "statistiques", "ddd": "Défenseur des droits", "court": "justice"}[cmd.For]
		fmt.Fprintf(con.out, "%s de %s dont le consentement (%s) vaut ce jour ; aucun autre dossier n'est sorti.\n", plural(rows, "évènement", "évènements"), plural(cases, "dossier", "dossiers"), purpose)
		return nil
	})
}

// note writes the row of the reading.
func (cmd collectExportCmd) note(ctx context.Context, a *app, now time.Time, cases int) error {
	object := strings.TrimSpace(fmt.Sprintf("%s %s %d dossiers", cmd.For, cmd.Association, cases))
	access := &observatory.Access{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID([]byte("export"), []byte(object), []byte(now.Format(time.RFC3339Nano))),
			At: now, RecordedAt: now, Source: "export", SourceVersion: "1", Simulation: a.cfg.Simulation,
		},
		Account: "commande", Role: "administrator", Action: "export", Object: object,
	}
	return a.store.Append(ctx, []observatory.Observation{access})
}
