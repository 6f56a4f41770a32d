package letters

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"vigie/internal/observatory"
)

// readMailbox reads a mailbox (mboxrd, RFC 4155): "From " at the beginning of
// a line after an empty one begins a message. It holds one message at a time.
// A message that cannot be read is an error in its place; the others are read.
func readMailbox(source io.Reader, each func(Letter) error) error {
	lines := bufio.NewReaderSize(source, 64<<10)
	var mail bytes.Buffer
	var faults []error
	begun, empty, skip := false, true, false
	end := func() error {
		defer mail.Reset()
		if !begun {
			return nil
		}
		if skip {
			faults = append(faults, observatory.InputErrorf("un message de plus de %d Mo n'a pas été lu", MaxFile>>20))
			return nil
		}
		letter, err := readMail(bytes.Clone(mail.Bytes()))
		if err != nil {
			faults = append(faults, err)
			return nil
		}
		return each(letter)
	}
	for {
		line, err := lines.ReadSlice('\n')
		if start := len(line) > 0 && bytes.HasPrefix(line, []byte("From ")) && empty; start {
			if err := end(); err != nil {
				return err
			}
			begun, skip = true, false
			line = nil
		}
		empty = len(bytes.TrimRight(line, "\r\n")) == 0 && !errors.Is(err, bufio.ErrBufferFull)
		if skip = skip || mail.Len()+len(line) > MaxFile; !skip {
			mail.Write(unquoted(line))
		}
		switch {
		case err == nil || errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			if !begun {
				return observatory.InputErrorf("ce n'est pas une boîte aux lettres mbox : elle doit commencer par « From »")
			}
			return errors.Join(append([]error{end()}, faults...)...)
		default:
			return observatory.InputErrorf("boîte aux lettres illisible : %w", cause(err))
		}
	}
}

// unquoted takes one ">" off a line that mboxrd quoted.
func unquoted(line []byte) []byte {
	if len(line) > 0 && line[0] == '>' && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
		return line[1:]
	}
	return line
}
