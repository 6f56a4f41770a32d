package main

import (
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// sheetNames are the endings of files that a watched folder of tables takes.
const sheetNames = ".csv .tsv .txt .xlsx .ods .json .ndjson .jsonl"

// steadyFiles remembers the sizes of the files of a watched folder: one is taken
// once its size is the same at two looks, so that none is taken half written.
type steadyFiles map[string]int64

func (s steadyFiles) ready(file string, size int64) bool {
	if before, seen := s[file]; seen && before == size {
		delete(s, file)
		return true
	}
	s[file] = size
	return false
}

// watched gives the files of a folder that nobody writes any more: those of the
// given endings, and the others, which nothing would ever take.
func (s steadyFiles) watched(folder string, endings []string) (taken, others []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, observatory.InputErrorf("%s : dossier illisible : %w", folder, err)
	}
	for _, entry := range entries {
		file := filepath.Join(folder, entry.Name())
		info, err := entry.Info()
		if err != nil || ofAProgram(entry.Name()) || !info.Mode().IsRegular() && !isLink(info) || !s.ready(file, info.Size()) {
			continue // a file that went away is not to be taken
		}
		if slices.Contains(endings, ending(file)) && !isLink(info) {
			taken = append(taken, file)
		} else {
			others = append(others, file)
		}
	}
	return taken, others, nil
}

// ending is the ending of a file's name in small letters.
func ending(file string) string { return strings.ToLower(filepath.Ext(file)) }

// isLink tells a link: who may put files here may not have Vigie read others.
func isLink(info fs.FileInfo) bool { return info.Mode().Type() == fs.ModeSymlink }

// ofAProgram tells the files that a program keeps for itself, or says to be
// unfinished: nobody put them there to be taken.
func ofAProgram(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || strings.HasSuffix(name, "~") ||
		slices.Contains([]string{"thumbs.db", "desktop.ini"}, name) ||
		slices.Contains(strings.Fields(".part .partial .filepart .crdownload .download .tmp .temp .swp"), filepath.Ext(name))
}

// strange is a kind of file that a watched folder does not take, and what to do.
type strange struct{ name, endings, messages, tables string }

func strangers() []strange {
	return []strange{
		{
			"texte", ".doc .docx .odt .rtf .pages", "document de traitement de texte : enregistrez-le en PDF, ou copiez son texte dans un fichier .txt",
			"document de traitement de texte : copiez le tableau dans un classeur XLSX ou ODS",
		},
		{
			"image", ".jpg .jpeg .png .gif .heic .heif .webp .tif .tiff .bmp", "image : faites reconnaître son texte (OCR) et enregistrez-le en PDF ou en .txt, ou recopiez-le",
			"image : recopiez le tableau dans un classeur XLSX ou ODS",
		},
		{
			"archive", ".zip .rar .7z .gz .tar", "archive : sortez-en les fichiers et déposez-les un à un",
			"archive : sortez-en les fichiers et déposez-les un à un",
		},
		{
			"tableau", sheetNames + " .xls .xlsm .xlsb .numbers", "tableau : déposez-le dans un dossier surveillé de tableaux, ou importez-le (vigie collect import)",
			"classeur d'un format que Vigie ne lit pas : enregistrez-le en XLSX ou ODS",
		},
		{
			"message", strings.Join(noticeExtensions(), " "), "",
			"message ou document : déposez-le dans un dossier surveillé de messages, ou prenez-le par « vigie collect mail »",
		},
	}
}

// refuseStrange puts a file aside that is of no kind that its folder takes, and
// gives what is told of it. The log holds the kind alone: a name, and even its
// ending, can name a person.
func (a *app) refuseStrange(file string, messages bool) (told string, err error) {
	kind, told := strangeFile(file, messages)
	if err := a.putAside(file, "refuses", []string{told}); err != nil {
		return "", err
	}
	a.log.Warn("watched file refused", slog.String("kind", kind))
	return told, nil
}

// strangeFile tells what a file is that a folder does not take, and what to do.
func strangeFile(file string, messages bool) (kind, told string) {
	takes := strings.Fields(sheetNames)
	kind, told = "autre", "fichier d'une sorte qui n'est pas prise ici"
	if messages {
		takes = noticeExtensions()
	}
	for _, s := range strangers() {
		if slices.Contains(strings.Fields(s.endings), ending(file)) {
			if kind, told = s.name, s.tables; messages {
				told = s.messages
			}
			break
		}
	}
	if info, err := os.Lstat(file); err == nil && isLink(info) {
		kind, told = "lien", "lien vers un autre fichier : déposez le fichier lui-même"
	}
	return kind, told + " ; ce dossier prend : " + strings.Join(takes, ", ")
}

// putAside moves a file of a watched folder into one within it, with what is wrong
// with it, if anything, beside it. Nothing is deleted.
func (a *app) putAside(file, folder string, problems []string) error {
	aside := filepath.Join(filepath.Dir(file), folder)
	if err := os.MkdirAll(aside, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	target := filepath.Join(aside, a.now().UTC().Format("20060102T150405.000")+"-"+filepath.Base(file))
	if err := os.Rename(file, target); err != nil {
		return fmt.Errorf("move a watched file aside: %w", err)
	}
	if len(problems) == 0 {
		return nil
	}
	return os.WriteFile(target+".txt", []byte(strings.Join(problems, "\n")+"\n"), 0o600)
}
