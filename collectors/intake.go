package collectors

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"vigie/internal/privacy"
)

// Formats of a file, which an import keeps as its source.
const (
	formatCSV    = "csv"
	formatXLSX   = "xlsx"
	formatODS    = "ods"
	formatJSON   = "json"
	formatNDJSON = "ndjson"
)

// maxInput bounds the bytes of a file: ten million rows are three gigabytes,
// and five are refused (it would be a mistake, or an attack).
const maxInput = 5 << 30

// intake is a file whose format is known.
type intake struct {
	format   string
	encoding string // told by the file itself; empty when the text must be looked at
	raw      Source // the file's own bytes
	// rows are the bytes that the pipeline reads: the file's own, or canonical
	// rows. The heads and the looks of a survey are filled while they are read, when
	// it is not nil.
	rows func(*survey) (io.ReadCloser, error)
	// placed says that the rows are canonical: each tells where it stands.
	placed bool
	// from is the date system of the serial numbers of dates, 0 when unknown.
	from int
}

// source gives the rows as a Source.
func (in *intake) source() (io.ReadCloser, error) { return in.rows(nil) }

// recognise tells the format of a file by its first bytes.
func recognise(source Source) (*intake, error) {
	head, err := headOf(source, headSize)
	if err != nil {
		return nil, err
	}
	in := &intake{format: formatCSV, raw: source}
	in.rows = func(*survey) (io.ReadCloser, error) { return source() }
	switch text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"); {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return in, in.asArchive()
	case bytes.HasPrefix(text, []byte("{")) && !bytes.HasPrefix(text, []byte(`{\rtf`)), bytes.HasPrefix(text, []byte("[")):
		return in, in.asJSON(text)
	}
	if endian, ok := wide(head); ok {
		if plain := bytes.TrimLeft(bytes.ReplaceAll(bytes.TrimLeft(head, "\xff\xfe"), []byte{0}, nil), " \t\r\n"); len(plain) > 0 && (plain[0] == '{' || plain[0] == '[') {
			return nil, fileFault("fichier JSON en UTF-16 : enregistrez-le en UTF-8, comme le JSON le demande")
		}
		in.encoding = "UTF-16"
		in.rows = func(*survey) (io.ReadCloser, error) { return openWide(source, endian) }
	}
	return in, nil
}

func headOf(source Source, size int) ([]byte, error) {
	file, err := source()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head, err := bufio.NewReaderSize(file, size).Peek(size)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	return head, nil
}

// asArchive tells XLSX from ODS by what the archive holds.
func (in *intake) asArchive() error {
	a, err := openArchive(in.raw)
	if err != nil {
		return err
	}
	if foreign := a.foreign(); foreign != "" {
		return errors.Join(fileFault("ce fichier est %s", foreign), a.close())
	}
	switch {
	case a.has("_rels/.rels") && a.has("[Content_Types].xml"):
		book, err := openXLSX(a)
		if err := errors.Join(err, a.close()); err != nil {
			return err
		}
		in.format, in.from = formatXLSX, book.from
	case a.has(odsContent) && a.has("META-INF/manifest.xml"):
		r, err := openODS(a)
		if err != nil {
			return errors.Join(err, a.close())
		}
		if err := r.close(); err != nil {
			return err
		}
		in.format, in.from = formatODS, 1900
	default:
		return errors.Join(fileFault("ce fichier est une archive ZIP, pas un classeur : décompressez-la, puis importez les fichiers un à un"), a.close())
	}
	in.place("UTF-8", in.openBook)
	return nil
}

// place makes the rows canonical.
func (in *intake) place(encoding string, open func() (recordReader, error)) {
	in.placed, in.encoding = true, encoding
	in.rows = func(v *survey) (io.ReadCloser, error) {
		records, err := open()
		if err != nil {
			return nil, err
		}
		return &canonical{records: records, survey: v}, nil
	}
}

func (in *intake) openBook() (recordReader, error) {
	a, err := openArchive(in.raw)
	if err != nil {
		return nil, err
	}
	if in.format == formatODS {
		r, err := openODS(a)
		if err != nil {
			return nil, errors.Join(err, a.close())
		}
		return r, nil
	}
	book, err := openXLSX(a)
	if err != nil {
		return nil, errors.Join(err, a.close())
	}
	return &xlsxReader{book: book}, nil
}

// wide tells UTF-16 by its byte order mark, or by the zeros of plain letters.
func wide(head []byte) (unicode.Endianness, bool) {
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return unicode.BigEndian, true
	case len(head) < 8:
		return unicode.LittleEndian, false
	case head[1] == 0 && head[3] == 0 && head[5] == 0 && head[0] != 0 && head[2] != 0:
		return unicode.LittleEndian, true
	case head[0] == 0 && head[2] == 0 && head[4] == 0 && head[1] != 0 && head[3] != 0:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

// decoded is a file read through a decoder.
type decoded struct {
	io.Reader
	io.Closer
}

func openWide(source Source, endian unicode.Endianness) (io.ReadCloser, error) {
	file, err := source()
	if err != nil {
		return nil, err
	}
	decoder := unicode.UTF16(endian, unicode.UseBOM).NewDecoder()
	return decoded{transform.NewReader(file, decoder), file}, nil
}

// survey reads the file whole: its own bytes for the fingerprint, its rows for
// all else.
func (in *intake) survey(ctx context.Context, mac hash.Hash) (survey, error) {
	v := survey{placed: in.placed}
	if !in.placed && in.encoding == "" {
		err := v.surveyRows(ctx, in.source, mac)
		v.rawSum = v.sum
		return v, err
	}
	if err := v.sumRaw(ctx, in.raw, mac); err != nil {
		return v, err
	}
	rows := in.source
	if in.placed {
		rows = func() (io.ReadCloser, error) { return in.rows(&v) }
	}
	if err := v.surveyRows(ctx, rows, nil); err != nil {
		return v, err
	}
	if in.placed && v.encoding != encodingUTF8 {
		return v, fileFault("les textes de ce fichier ne sont pas en UTF-8 : %s", asSheet)
	}
	v.encoding = in.encoding
	return v, nil
}

// sumRaw sums the file's own bytes, when they are not what the rows are read from.
func (s *survey) sumRaw(ctx context.Context, source Source, mac hash.Hash) error {
	file, err := source()
	if err != nil {
		return err
	}
	defer file.Close()
	s.newSeed()
	summed := newSumReader(&watched{ctx: ctx.Err, source: file}, s.seed)
	to := io.Discard
	if mac != nil {
		to = mac
	}
	n, err := io.Copy(to, io.LimitReader(summed, maxInput+1))
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	if n > maxInput {
		return tooLarge()
	}
	s.rawSum = summed.sum.Sum64()
	if mac != nil {
		s.fingerprint = privacy.Fingerprint(mac)
	}
	return nil
}

func tooLarge() error {
	return fileFault("fichier de plus de %d Go : découpez-le (par année, par permanence) et importez les morceaux", maxInput>>30)
}
