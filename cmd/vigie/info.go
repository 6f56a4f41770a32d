package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
	"vigie/internal/texts"
	"vigie/probes"
)

type infoCmd struct {
	Audit infoAuditCmd `cmd:"" help:"Lit des textes de pages de préfecture et dit ce qu'ils donnent."`
}

type infoAuditCmd struct {
	Path   string `arg:"" help:"Fichier ou dossier de textes ; l'adresse de la page en première ligne." type:"path"`
	Config string `help:"Fichier de configuration : les faits sont alors enregistrés." type:"path"`
	JSON   bool   `help:"Une ligne de JSON par fichier."`
}

// Run audits pages. With a configuration the facts are kept, else printed only.
func (cmd infoAuditCmd) Run(con *console) error {
	if cmd.Config == "" {
		reference, err := catalogue.Load()
		if err != nil {
			return err
		}
		pages, err := readPages(reference, cmd.Path)
		if err != nil {
			return err
		}
		return cmd.print(con, pages)
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		pages, err := readPages(a.catalogue, cmd.Path)
		if err != nil {
			return err
		}
		if err := a.recordPages(ctx, pages); err != nil {
			return err
		}
		return cmd.print(con, pages)
	})
}

// auditedPage is a page as it was read, with its bytes.
type auditedPage struct {
	raw   []byte
	page  probes.Page
	items []probes.InfoItem
}

// readPages reads a text, or every *.txt of a folder. All faults come together.
func readPages(reference *catalogue.Catalogue, path string) ([]auditedPage, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, observatory.InputErrorf("%s : ni fichier ni dossier de ce nom", path)
	}
	if err != nil {
		return nil, observatory.InputErrorf("%s : illisible : %w", path, err)
	}
	files := []string{path}
	if info.IsDir() {
		if files, err = filepath.Glob(filepath.Join(path, "*.txt")); err != nil {
			return nil, fmt.Errorf("list folder: %w", err)
		}
		if len(files) == 0 {
			return nil, observatory.InputErrorf("%s : aucun fichier .txt dans ce dossier", path)
		}
		slices.Sort(files)
	}
	var pages []auditedPage
	var faults []error
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			faults = append(faults, observatory.InputErrorf("%s : illisible : %w", file, err))
			continue
		}
		page, err := probes.ReadPage(reference, file, raw)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		pages = append(pages, auditedPage{raw: raw, page: page, items: probes.AuditPage(page)})
	}
	return pages, errors.Join(faults...)
}

// recordPages keeps each text as evidence, then its facts.
func (a *app) recordPages(ctx context.Context, pages []auditedPage) error {
	var facts []observatory.Observation
	for _, p := range pages {
		if _, err := a.files.PutBytes(ctx, p.raw); err != nil {
			return err
		}
		for _, fact := range p.page.Facts(p.items, a.recordedAt(), a.cfg.Place.ID) {
			fact.RecordedAt = a.recordedAt()
			fact.Simulation = a.cfg.Simulation
			facts = append(facts, fact)
		}
	}
	return a.store.Append(ctx, facts)
}

func (cmd infoAuditCmd) print(con *console, pages []auditedPage) error {
	if cmd.JSON {
		for _, p := range pages {
			line, err := probes.InfoLine(p.page, p.items)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(con.out, "%s\n", line); err != nil {
				return err
			}
		}
		return nil
	}
	words := texts.In(texts.French)
	for _, p := range pages {
		department := p.page.Department
		if department == "" {
			department = "inconnu"
		}
		fmt.Fprintf(con.out, "%s (département %s)\n  %s\n", p.page.File, department, p.page.Address)
		if p.page.Cut {
			fmt.Fprintln(con.out, "  texte coupé : ce qui n'y est pas vu n'est pas dit absent")
		}
		table := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
		for _, item := range p.items {
			fmt.Fprintf(table, "  %s\t%s\t%s\n", words.Item(item.Key), words.State(item.State), item.Value())
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return nil
}
