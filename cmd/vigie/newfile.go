package main

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"vigie/internal/observatory"
)

// newFile writes a file that must not be there yet. When what writes it fails,
// nothing is left: half an export is none, and the same command can be given again.
func newFile(path string, mode fs.FileMode, write func(io.Writer) error) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	switch {
	case errors.Is(err, fs.ErrExist):
		return observatory.InputErrorf("fichier à écrire %s : il existe déjà. Choisissez un autre nom, ou supprimez-le", path)
	case errors.Is(err, fs.ErrNotExist):
		return observatory.InputErrorf("fichier à écrire %s : ce dossier n'existe pas", path)
	case errors.Is(err, fs.ErrPermission):
		return observatory.InputErrorf("fichier à écrire %s : ce dossier ne vous est pas ouvert en écriture", path)
	case err != nil:
		return observatory.InputErrorf("fichier à écrire %s : %w", path, err)
	}
	if err := errors.Join(write(out), out.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
