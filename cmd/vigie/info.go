package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
	"vigie/internal/texts"
	"vigie/probes"
)

type infoCmd struct {
	Audit infoAuditCmd `cmd:"" help:"Lit des pages de préfecture et dit ce qu'elles donnent."`
}

type infoAuditCmd struct {
	Path   string `arg:"" help:"Fichier ou dossier : textes (.txt, l'adresse de la page en première ligne) ou pages enregistrées (.html, .htm)." type:"path"`
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
		return cmd.print(con, reference, pages)
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		pages, err := readPages(a.catalogue, cmd.Path)
		if err != nil {
			return err
		}
		if err := a.recordPages(ctx, pages); err != nil {
			return err
		}
		return cmd.print(con, a.catalogue, pages)
	})
}

// auditedPage is a page as it was read, with its bytes.
type auditedPage struct {
	probes.AuditedPage

	raw []byte
}

// readPages reads a page, or every one of a folder. All faults come together.
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
		if files, err = pageFiles(path); err != nil {
			return nil, err
		}
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
		pages = append(pages, auditedPage{AuditedPage: probes.AuditedPage{Page: page, Items: probes.AuditPage(reference, page)}, raw: raw})
	}
	return pages, errors.Join(faults...)
}

// pageFiles lists the pages of a folder, in order: texts and saved HTML pages.
func pageFiles(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, observatory.InputErrorf("%s : dossier illisible : %w", folder, err)
	}
	var files []string
	for _, entry := range entries {
		if slices.Contains([]string{".txt", ".html", ".htm"}, strings.ToLower(filepath.Ext(entry.Name()))) && !entry.IsDir() {
			files = append(files, filepath.Join(folder, entry.Name()))
		}
	}
	if len(files) == 0 {
		return nil, observatory.InputErrorf("%s : aucune page (.txt, .html, .htm) dans ce dossier", folder)
	}
	return files, nil
}

// recordPages keeps each page as evidence, with the text taken out of it, then
// its facts.
func (a *app) recordPages(ctx context.Context, pages []auditedPage) error {
	var facts []observatory.Observation
	for _, p := range pages {
		if _, err := a.files.PutBytes(ctx, p.raw); err != nil {
			return err
		}
		if p.Page.Extractor != "" {
			if _, err := a.files.PutBytes(ctx, []byte(p.Page.Text)); err != nil {
				return err
			}
		}
		for _, fact := range p.Page.Facts(p.Items, a.recordedAt(), a.cfg.Place.ID) {
			fact.RecordedAt = a.recordedAt()
			fact.Simulation = a.cfg.Simulation
			facts = append(facts, fact)
		}
	}
	return a.store.Append(ctx, facts)
}

func (cmd infoAuditCmd) print(con *console, reference *catalogue.Catalogue, pages []auditedPage) error {
	if cmd.JSON {
		for _, p := range pages {
			line, err := probes.InfoLine(p.Page, p.Items)
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
		department := p.Page.Department
		if department == "" {
			department = "inconnu"
		}
		fmt.Fprintf(con.out, "%s (département %s)\n  %s\n", p.Page.File, department, p.Page.Address)
		if p.Page.Cut {
			fmt.Fprintln(con.out, "  texte coupé : ce qui n'y est pas vu n'est pas dit absent")
		}
		table := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
		for _, item := range p.Items {
			fmt.Fprintf(table, "  %s\t%s\t%s\n", words.Item(item.Key), words.State(item.State), item.Value())
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	if len(pages) > 1 {
		return printContradictions(con, reference, pages)
	}
	return nil
}

// printContradictions tells on which national rules the sites of two departments
// say different things, and what the catalogue holds.
func printContradictions(con *console, reference *catalogue.Catalogue, pages []auditedPage) error {
	audited := make([]probes.AuditedPage, len(pages))
	for i, p := range pages {
		audited[i] = p.AuditedPage
	}
	list := probes.InfoContradictions(audited)
	if len(list) == 0 {
		_, err := fmt.Fprintln(con.out, "\nAucune contradiction entre les sites de deux départements sur une même règle nationale, parmi ces pages.")
		return err
	}
	fmt.Fprintln(con.out, "\nContradictions entre les sites de deux départements sur une même règle nationale :")
	words := texts.In(texts.French)
	for _, contradiction := range list {
		fact, _ := reference.NationalFact(contradiction.Fact)
		fmt.Fprintf(con.out, "  %s\n    référence : %s (%s ; %s)\n", fact.Title, fact.Value, fact.Source, words.Status(fact.Status))
		for _, said := range contradiction.Said {
			quote := strings.Join(strings.Fields(said.Quote), " ")
			if _, err := fmt.Fprintf(con.out, "    %s : département %s, %s : « %s »\n", said.Value, said.Department, said.File, quote); err != nil {
				return err
			}
		}
	}
	return nil
}
