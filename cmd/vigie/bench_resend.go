package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"vigie/collectors"
)

// resend imports the file a second time, then with one row more: all its other
// rows are known.
func (b *bench) resend(ctx context.Context, round int) error {
	options := b.app.importOptions(fmt.Sprintf("bench-%d", round))
	if err := b.forgetMemory(); err != nil {
		return err
	}
	again, err := b.measure(func() error {
		got, err := collectors.Import(ctx, b.file, options)
		if err != nil {
			return err
		}
		return holds(got.Events == 0, "deuxième import : %d évènements", got.Events)
	})
	if err != nil {
		return err
	}
	if err := b.lengthen(round); err != nil {
		return err
	}
	longer, err := b.measure(func() error {
		got, err := collectors.Import(ctx, b.file, options)
		if err != nil {
			return err
		}
		return holds(got.Events == 1 && got.RefusedRows == 0, "import du fichier complété : %d évènements, %d lignes refusées", got.Events, got.RefusedRows)
	})
	b.noteMemory(resentSide)
	b.again, b.longer = append(b.again, again), append(b.longer, longer)
	return err
}

// lengthen adds to the file a row of a case of its own.
func (b *bench) lengthen(round int) error {
	var one bytes.Buffer
	if err := collectors.GenerateEvents(&one, 1, demoSeed+uint64(round)+1); err != nil {
		return err
	}
	_, row, _ := strings.Cut(one.String(), "\n")
	file, err := os.OpenFile(b.file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(row)
	return errors.Join(err, file.Close())
}
