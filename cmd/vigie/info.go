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
	"time"

	"vigie/internal/catalogue"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
	"vigie/probes"
)

type infoCmd struct {
	Audit          infoAuditCmd          `cmd:"" help:"Lit des pages de préfecture et dit ce qu'elles donnent."`
	Reextract      infoReextractCmd      `cmd:"" help:"Relit avec les règles d'aujourd'hui les pages conservées, sans aucune requête."`
	Changes        infoChangesCmd        `cmd:"" help:"Dit ce qui a changé, et si c'est la page ou nos règles."`
	Contradictions infoContradictionsCmd `cmd:"" help:"Liste ce que les sites de deux départements disent de différent d'une même règle nationale."`
}

type infoAuditCmd struct {
	Path       string `arg:"" optional:"" help:"Fichier, dossier ou adresse web : textes (.txt, l'adresse de la page en première ligne), pages enregistrées (.html, .htm), page en ligne. Sans rien : les sites des préfectures."`
	Department string `help:"Code du département dont le site est lu."`
	Config     string `help:"Fichier de configuration : les faits sont alors enregistrés." type:"path"`
	Contact    string `help:"Adresse web ou électronique donnée aux sites lus, quand il n'y a pas de configuration."`
	JSON       bool   `help:"Une ligne de JSON par page."`
	More       bool   `help:"Avec --json : tous les éléments, avec leur place et leur rubrique."`
}

// online reports whether the command has pages to ask for.
func (cmd infoAuditCmd) online() bool {
	return cmd.Path == "" || strings.HasPrefix(cmd.Path, "http://") || strings.HasPrefix(cmd.Path, "https://")
}

// Run audits pages. With a configuration the facts are kept, else printed only.
func (cmd infoAuditCmd) Run(con *console) error {
	if cmd.Path != "" && cmd.Department != "" {
		return observatory.InputErrorf("--department lit le site d'une préfecture : ne donnez pas d'autre page avec")
	}
	if cmd.Config == "" {
		reference, err := catalogue.Load()
		if err != nil {
			return err
		}
		pages, fault := cmd.look(con, reference)
		return errors.Join(cmd.print(con, reference, pages), fault) // pages that could be read are told in spite of others
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		pages, err := cmd.keep(ctx, a)
		if err != nil {
			return err
		}
		return cmd.print(con, a.catalogue, pages)
	})
}

// look reads pages without keeping anything.
func (cmd infoAuditCmd) look(con *console, reference *catalogue.Catalogue) ([]auditedPage, error) {
	if !cmd.online() {
		return readPages(reference, cmd.Path)
	}
	if cmd.Path == "" && cmd.Department == "" {
		return nil, observatory.InputErrorf("donnez un fichier, un dossier, une adresse, --department, ou --config pour lire tous les sites")
	}
	cfg := defaultConfig()
	cfg.Contact = cmd.Contact
	settings := siteConfig(cfg)
	settings.Log = con.log
	reader := probes.NewSiteReader(reference, settings)
	visits, err := cmd.visit(con.ctx, reader, cfg, reference, func(*probes.SiteVisit) error { return nil })
	return pagesOf(visits), err
}

// keep reads pages and records what they say.
func (cmd infoAuditCmd) keep(ctx context.Context, a *app) ([]auditedPage, error) {
	if !cmd.online() {
		pages, err := readPages(a.catalogue, cmd.Path)
		if err != nil {
			return nil, err
		}
		return pages, a.recordPages(ctx, pages)
	}
	reader := a.siteReader(a.now)
	visits, err := cmd.visit(ctx, reader, a.cfg, a.catalogue, func(v *probes.SiteVisit) error { return a.recordVisit(ctx, v) })
	return pagesOf(visits), err
}

// auditedPage is a page as it was read, with its bytes where they are at hand.
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

// pageFiles lists the pages of a folder and of those under it, in order: texts and
// saved HTML pages. What a browser saves beside a page (page_files) is left out.
func pageFiles(folder string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch name := strings.ToLower(entry.Name()); {
		case err != nil:
			return err
		case entry.IsDir() && path != folder && (strings.HasPrefix(name, ".") || strings.HasSuffix(name, "_files") || strings.HasSuffix(name, "_fichiers")):
			return fs.SkipDir
		case !entry.IsDir() && slices.Contains([]string{".txt", ".html", ".htm"}, filepath.Ext(name)):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		return nil, observatory.InputErrorf("%s : dossier illisible : %w", folder, err)
	}
	if len(files) == 0 {
		return nil, observatory.InputErrorf("%s : aucune page (.txt, .html, .htm) dans ce dossier", folder)
	}
	return files, nil
}

func (cmd infoAuditCmd) print(con *console, reference *catalogue.Catalogue, pages []auditedPage) error {
	if cmd.JSON {
		for _, p := range pages {
			line, err := probes.InfoLine(p.Page, p.Items, cmd.More)
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
	var facts []observatory.PageFact
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
		for _, fact := range p.Page.Facts(p.Items, time.Now(), "") {
			facts = append(facts, *fact)
		}
	}
	if len(pages) > 1 {
		return printContradictions(con, reference, facts)
	}
	return nil
}

// printContradictions tells on which national rules the sites of two departments
// say different things, and what the catalogue holds.
func printContradictions(con *console, reference *catalogue.Catalogue, facts []observatory.PageFact) error {
	list := indicators.InfoContradictions(facts)
	if len(list) == 0 {
		_, err := fmt.Fprintln(con.out, "\nAucune contradiction entre les sites de deux départements sur une même règle nationale, parmi ces pages.")
		return err
	}
	fmt.Fprintln(con.out, "\nContradictions entre les sites de deux départements sur une même règle nationale :")
	words := texts.In(texts.French)
	for _, contradiction := range list {
		fact, _ := reference.NationalFact(contradiction.Rule)
		fmt.Fprintf(con.out, "  %s\n    référence : %s (%s ; %s)\n", fact.Title, fact.Value, fact.Source, words.Status(fact.Status))
		for _, said := range contradiction.Said {
			quote := strings.Join(strings.Fields(said.Fact.Quote), " ")
			if _, err := fmt.Fprintf(con.out, "    %s : département %s, %s : « %s »\n", said.Value, said.Fact.Department, said.Fact.Address, quote); err != nil {
				return err
			}
		}
	}
	return nil
}
