package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vigie/collectors/letters"
	"vigie/collectors/notice"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

type noticeCmd struct {
	Clusters noticeClustersCmd `cmd:"" help:"Regroupe les messages qui disent la même chose."`
	List     noticeListCmd     `cmd:"" help:"Messages gardés : ce que chacun fait, pour quel motif, et combien d'autres disent la même chose."`
	Read     noticeReadCmd     `cmd:"" help:"Dit ce qu'un message fait, pour quel motif, et quels critères son texte remplit ; ne garde rien."`
}

type noticeReadCmd struct {
	Path string `arg:"" help:"Fichier (.txt, .eml, .mbox, .pdf, .html), dossier, ou « - » pour l'entrée standard."`
	JSON bool   `help:"Une ligne de JSON par message."`
}

// readLine is one message as the command prints it.
type readLine struct {
	File    string          `json:"file"`
	Message int             `json:"message,omitempty"` // in a mailbox, from 1
	Error   string          `json:"error,omitempty"`
	Notes   []string        `json:"notes,omitempty"`
	Reading *notice.Reading `json:"-"`
}

// MarshalJSON puts what was read beside the file's name.
func (l readLine) MarshalJSON() ([]byte, error) {
	type plain readLine
	head, err := json.Marshal(plain(l))
	if err != nil || l.Reading == nil {
		return head, err
	}
	body, err := json.Marshal(l.Reading)
	if err != nil {
		return nil, err
	}
	return append(append(head[:len(head)-1], ','), body[1:]...), nil
}

// Run reads messages. One that cannot be read is told in its place; the others
// are read, and the command fails at the end.
func (cmd noticeReadCmd) Run(con *console) error {
	files, err := noticeFiles(cmd.Path)
	if err != nil {
		return err
	}
	failed := 0
	for _, file := range files {
		if err := con.ctx.Err(); err != nil {
			return err
		}
		err := eachLetter(con, file, func(n int, l letters.Letter) error {
			reading := notice.Read(l.Text)
			return cmd.print(con, readLine{File: file, Message: n, Notes: l.Notes, Reading: &reading})
		})
		if observatory.IsInput(err) {
			failed++
			err = cmd.print(con, readLine{File: file, Error: err.Error()})
		}
		if err != nil {
			return err
		}
	}
	if failed > 0 {
		return observatory.InputErrorf("%d fichier(s) ou message(s) illisible(s) sur %d fichier(s) ; les autres ont été lus", failed, len(files))
	}
	return nil
}

// eachLetter reads the letters of a file; n is 0 where a file holds one.
func eachLetter(con *console, file string, each func(n int, l letters.Letter) error) error {
	n := 0
	take := func(l letters.Letter) error {
		if strings.EqualFold(filepath.Ext(file), ".mbox") {
			n++
		}
		return each(n, l)
	}
	if file == "-" {
		return letters.Read("", con.in(), take)
	}
	return letters.ReadFile(file, take)
}

// in is where the command reads what is piped into it.
func (c *console) in() io.Reader { return os.Stdin }

// noticeFiles lists the files of a path, in order, those of sub-folders too.
// Hidden files are left out, and so are files of labels and notes.
func noticeFiles(path string) ([]string, error) {
	if path == "-" {
		return []string{path}, nil
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, observatory.InputErrorf("%s : ni fichier ni dossier de ce nom", path)
	}
	if err != nil {
		return nil, observatory.InputErrorf("%s : illisible : %w", path, err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	files, _, err := filesUnder(path)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, observatory.InputErrorf("%s : aucun message (%s) dans ce dossier", path, strings.Join(noticeExtensions(), ", "))
	}
	return files, nil
}

// filesUnder lists the files of a folder and of those in it that can hold messages, and
// the others.
func filesUnder(path string) (messages, others []string, err error) {
	err = filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return observatory.InputErrorf("%s : dossier illisible : %w", file, err)
		case strings.HasPrefix(entry.Name(), ".") && file != path:
			if entry.IsDir() {
				return fs.SkipDir
			}
		case entry.Type().IsRegular() && slices.Contains(noticeExtensions(), ending(file)):
			messages = append(messages, file)
		case !entry.IsDir() && !ofAProgram(entry.Name()):
			others = append(others, file)
		}
		return nil
	})
	return messages, others, err
}

func noticeExtensions() []string {
	return []string{".eml", ".htm", ".html", ".mbox", ".msg", ".pdf", ".txt"}
}

func (cmd noticeReadCmd) print(con *console, line readLine) error {
	if cmd.JSON {
		return writeJSON(con, line)
	}
	where := line.File
	if line.Message > 0 {
		where = fmt.Sprintf("%s, message %d", where, line.Message)
	}
	if line.Error != "" {
		_, err := fmt.Fprintf(con.out, "%s : illisible. %s\n", where, sentence(line.Error))
		return err
	}
	r, words := line.Reading, texts.In(texts.French)
	fmt.Fprintf(con.out, "%s : %s", where, words.T("notice."+string(r.Kind)))
	if r.Kind == observatory.NoticeClosure {
		fmt.Fprintf(con.out, ", motif : %s", words.T("reason."+string(r.Reason)))
	}
	fmt.Fprintln(con.out)
	printMeans(con, "  ", r.Kind, r.Means)
	for _, c := range observatory.Criteria() {
		fmt.Fprintf(con.out, "  %-44s %s\n", words.T("criterion."+string(c)), words.T("criterion."+string(r.Criteria[c])))
		for _, s := range r.Spans {
			if s.What == string(c) {
				fmt.Fprintf(con.out, "      « %s »\n", strings.Join(strings.Fields(s.Text), " "))
			}
		}
	}
	for _, note := range line.Notes {
		fmt.Fprintf(con.out, "  (%s)\n", note)
	}
	return nil
}

// printMeans says whether rules or words told the kind, and the reason of a closure.
func printMeans(con *console, indent string, kind observatory.NoticeKind, by observatory.FoundBy) {
	words := texts.In(texts.French)
	tell := func(what string, means observatory.NoticeMeans) {
		if means != "" {
			fmt.Fprintf(con.out, "%s%-44s %s\n", indent, words.T("means."+what), words.T("means."+string(means)))
		}
	}
	tell(notice.WhatKind, by.Kind)
	if kind == observatory.NoticeClosure {
		tell(notice.WhatReason, by.Reason)
	}
}
