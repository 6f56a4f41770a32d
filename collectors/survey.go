package collectors

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/maphash"
	"io"
	"math/bits"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// Source opens the same bytes anew each time: a file, or a sealed one. It may
// be called while an earlier reader is still open.
type Source func() (io.ReadCloser, error)

// Encodings of a file.
const (
	encodingUTF8    = "UTF-8"
	encodingBOM     = "UTF-8 avec BOM"
	encodingWindows = "Windows-1252"
	encodingLatin9  = "ISO-8859-15"
	encodingMac     = "Mac OS Roman"
	encodingDOS     = "CP850"
)

// survey is what a first reading of a whole file tells. Nothing is written
// before it has succeeded: what would break the reading half-way is found here.
type survey struct {
	dialect
	encoding    string
	fingerprint string // keyed
	seed        maphash.Seed
	seeded      bool
	sum         uint64      // of the bytes of the rows, under seed: another reading must give it too
	rawSum      uint64      // of the file's own bytes
	records     int         // the header among them
	bytes       int         // of the rows
	head        []byte      // the first records, as in the file
	heads       []sheetHead // the first rows of each sheet
	looks       looks       // of a workbook
	placed      bool        // each row tells where it stands
}

// newSeed draws the seed of the sums, once.
func (s *survey) newSeed() {
	if !s.seeded {
		s.seed, s.seeded = maphash.MakeSeed(), true
	}
}

const headSize = 64 << 10

// surveyRows reads the rows once: dialect, encoding, open quotes, NUL bytes,
// and, when mac is given, the keyed fingerprint of their bytes.
func (s *survey) surveyRows(ctx context.Context, source Source, mac hash.Hash) error {
	file, err := source()
	if err != nil {
		return err
	}
	defer file.Close()
	s.newSeed()
	var sum maphash.Hash
	sum.SetSeed(s.seed)
	to := io.Writer(&sum)
	if mac != nil {
		to = io.MultiWriter(&sum, mac)
	}
	sums := newAside(to)
	err = s.readAll(ctx, io.TeeReader(file, sums))
	sums.wait()
	s.sum = sum.Sum64()
	if mac != nil {
		s.fingerprint = privacy.Fingerprint(mac)
	}
	return err
}

// readAll reads the file to its end.
func (s *survey) readAll(ctx context.Context, file io.Reader) error {
	buffered := bufio.NewReaderSize(file, headSize)
	head, err := buffered.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return readError("the file", err)
	}
	if s.placed {
		s.dialect = dialect{separator: canonicalSeparator}
	} else if s.dialect, err = sniff(head); err != nil {
		return err
	}
	var tally encodingTally
	if err := s.read(ctx, s.chunks(buffered), &tally); err != nil {
		return err
	}
	if s.encoding, err = tally.encoding(s.bom > 0); err != nil || s.placed {
		return err
	}
	return s.readHead()
}

// readHead reads the rows among which the header is looked for.
func (s *survey) readHead() error {
	text, err := s.decode(s.head)
	if err != nil {
		return err
	}
	first := scanner{separator: s.separator}
	first.reset(text)
	s.heads = []sheetHead{{}}
	for row := 1; first.next(); row++ {
		s.heads[0].add(row, first.cells)
	}
	return nil
}

// chunks gives the records of a file whose dialect is known.
func (d dialect) chunks(file io.Reader) *chunker {
	if d.oldMac {
		file = newlines{file}
	}
	return &chunker{source: &skipper{source: file, skip: d.bom + d.skip}, separator: d.separator, row: 1}
}

// read goes through the rows. It tells the bytes itself: beside the goroutine that
// sums them, a third one would only wait for a processor.
func (s *survey) read(ctx context.Context, rows *chunker, tally *encodingTally) error {
	var room []byte
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := rows.next(room)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.look(c); err != nil {
			return err
		}
		tally.add(c)
		room = c.data
	}
}

// look takes the first records out of the first chunk and counts records.
func (s *survey) look(c chunk) error {
	if nul := bytes.IndexByte(c.data, 0); nul >= 0 {
		row := c.firstRow + bytes.Count(c.data[:nul], newline())
		return fileFault("la ligne %d contient un octet nul : ce n'est pas un fichier CSV sain ; %s", row, asCSV)
	}
	if s.records == 0 && !s.placed {
		first := scanner{separator: s.separator}
		first.reset(c.data)
		for n := 0; n < 2*headRows && first.next(); n++ {
		}
		s.head = bytes.Clone(c.data[:min(first.at, len(c.data))])
	}
	if s.bytes += len(c.data); s.bytes > maxInput && !s.placed {
		return tooLarge()
	}
	s.records += c.records
	return nil
}

// encodingTally counts what tells UTF-8 from Windows-1252.
type encodingTally struct {
	sequences int      // well-formed signs of several bytes
	broken    int      // bytes that are no UTF-8
	brokenRow int      // row of the first
	high      [128]int // how often each broken byte stands, from 0x80
}

func (t *encodingTally) add(c chunk) {
	data := c.data
	for len(data) > 0 {
		if data[0] < utf8.RuneSelf {
			data = data[asciiRun(data):]
			continue
		}
		if len(data) > 1 && data[0]-0xC2 < 0xE0-0xC2 && data[1]&0xC0 == 0x80 { // an accented letter, mostly
			t.sequences++
			data = data[2:]
			continue
		}
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size <= 1 {
			if t.broken == 0 {
				t.brokenRow = c.firstRow + bytes.Count(c.data[:len(c.data)-len(data)], newline())
			}
			t.broken++
			t.high[data[0]-utf8.RuneSelf]++
		} else {
			t.sequences++
		}
		data = data[size:]
	}
}

// eightHighBits are those that ASCII does not use.
const eightHighBits = 0x8080808080808080

// asciiRun is the length of the run of ASCII at the start of data, eight bytes
// at a time.
func asciiRun(data []byte) int {
	n := 0
	for ; n+8 <= len(data); n += 8 {
		if high := binary.LittleEndian.Uint64(data[n:]) & eightHighBits; high != 0 {
			return n + bits.TrailingZeros64(high)/8
		}
	}
	for n < len(data) && data[n] < utf8.RuneSelf {
		n++
	}
	return n
}

// encoding decides. A text of Windows-1252 holds almost no well-formed UTF-8
// sequence by chance: where both abound, two files were glued together.
func (t *encodingTally) encoding(bom bool) (string, error) {
	switch {
	case t.broken == 0 && bom:
		return encodingBOM, nil
	case t.broken == 0:
		return encodingUTF8, nil
	case bom || t.sequences > t.broken:
		return "", fileFault("la ligne %d mélange deux encodages (UTF-8 et Windows-1252) : %s", t.brokenRow, asCSV)
	}
	return t.eightBits(), nil
}

// eightBits tells the encodings of one byte a sign by the signs that French
// writes: accented letters stand where Mac OS Roman has them, or not; of the
// other two, ISO-8859-15 has nothing from 0x80 to 0x9F, where Windows-1252 has
// its quotes, and œ, Œ and € elsewhere.
func (t *encodingTally) eightBits() string {
	count := func(signs string) (n int) {
		for _, b := range []byte(signs) {
			n += t.high[b-utf8.RuneSelf]
		}
		return n
	}
	mac, latin := count("\x8e\x8f\x88\x90\x8d\x9d\x94\x99\x9e"), count("\xe9\xe8\xe0\xea\xe7\xf9\xee\xf4\xfb")
	dos := count("\x82\x8a\x85\x88\x87\x97\x8c\x93\x96\x90")
	controls := 0
	for _, n := range t.high[:0x20] {
		controls += n
	}
	switch {
	case dos > latin && dos > mac:
		return encodingDOS
	case mac > latin:
		return encodingMac
	case controls == 0 && count("\xbd\xbc\xa4") > 0:
		return encodingLatin9
	}
	return encodingWindows
}

// decode gives the UTF-8 of data in the file's encoding.
func (s *survey) decode(data []byte) ([]byte, error) {
	var from *charmap.Charmap
	switch s.encoding {
	case encodingWindows:
		from = charmap.Windows1252
	case encodingLatin9:
		from = charmap.ISO8859_15
	case encodingMac:
		from = charmap.Macintosh
	case encodingDOS:
		from = charmap.CodePage850
	default:
		return data, nil
	}
	if asciiRun(data) == len(data) {
		return data, nil
	}
	decoded, err := from.NewDecoder().Bytes(data)
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", s.encoding, err)
	}
	return decoded, nil
}

// readError tells that reading failed; a fault of the file speaks for itself.
func readError(what string, err error) error {
	if observatory.IsInput(err) {
		return err
	}
	return fmt.Errorf("read %s: %w", what, err)
}

// skipper leaves out the first bytes of a stream.
type skipper struct {
	source io.Reader
	skip   int
}

func (s *skipper) Read(p []byte) (int, error) {
	for s.skip > 0 {
		n, err := s.source.Read(p[:min(len(p), s.skip)])
		s.skip -= n
		if err != nil {
			return 0, err
		}
	}
	return s.source.Read(p)
}
