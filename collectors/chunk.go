package collectors

import (
	"errors"
	"fmt"
	"io"
)

const (
	chunkSize = 1 << 20
	// maxRecord is the longest record taken: beyond, a quote was left open.
	maxRecord = 1 << 20
)

// chunk is a run of whole records.
type chunk struct {
	data     []byte
	firstRow int // row number of the first record, as a spreadsheet shows it
	records  int
}

// chunker cuts a stream into chunks at the ends of records. It holds one chunk
// and one record at most, whatever the size of the file.
type chunker struct {
	source    io.Reader
	separator byte
	row       int // of the next record
	rest      []byte
	ended     bool
}

// next fills a chunk, using buffer when it is large enough. io.EOF ends.
func (c *chunker) next(buffer []byte) (chunk, error) {
	if cap(buffer) < chunkSize+maxRecord {
		buffer = make([]byte, 0, chunkSize+maxRecord)
	}
	data := buffer[:0]
	data = append(data, c.rest...)
	for {
		for !c.ended && len(data) < chunkSize {
			n, err := c.source.Read(data[len(data):min(cap(data), len(data)+chunkSize)])
			data = data[:len(data)+n]
			if errors.Is(err, io.EOF) {
				c.ended = true
			} else if err != nil {
				return chunk{}, readError(fmt.Sprintf("rows from row %d", c.row), err)
			}
		}
		if len(data) == 0 {
			return chunk{}, io.EOF
		}
		found := cutRecords(data, c.separator, c.ended)
		if found.end > 0 {
			c.rest = append(c.rest[:0], data[found.end:]...)
			out := chunk{data: data[:found.end], firstRow: c.row, records: found.records}
			c.row += found.records
			return out, c.check(found, len(c.rest))
		}
		if err := c.check(found, len(data)); err != nil {
			return chunk{}, err
		}
		if err := c.more(&data); err != nil {
			return chunk{}, err
		}
	}
}

// more reads on when a whole chunk holds no end of record.
func (c *chunker) more(data *[]byte) error {
	if len(*data) == cap(*data) {
		*data = append(*data, 0)[:len(*data)]
	}
	n, err := c.source.Read((*data)[len(*data):cap(*data)])
	*data = (*data)[:len(*data)+n]
	if errors.Is(err, io.EOF) {
		c.ended = true
		return nil
	}
	if err != nil {
		return readError(fmt.Sprintf("rows from row %d", c.row), err)
	}
	return nil
}

// check refuses a record that does not end: the remainder is of record c.row.
func (c *chunker) check(found cut, remainder int) error {
	switch {
	case found.quoted && (c.ended || remainder > maxRecord):
		return fileFault("guillemet ouvert à la ligne %d et jamais refermé : fermez-le, ou supprimez-le, puis enregistrez de nouveau le fichier en CSV", c.row)
	case remainder > maxRecord:
		return fileFault("la ligne %d dépasse un mégaoctet : ce n'est sans doute pas un fichier CSV ; enregistrez le tableau au format CSV", c.row)
	}
	return nil
}
