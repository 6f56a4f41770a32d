package pdftext

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"io"

	"github.com/ledongthuc/pdf"

	"vigie/internal/observatory"
)

// maxInflated bounds what the streams of a PDF may unpack to, all together: a
// kilobyte can hold a gigabyte of zeros.
const maxInflated = 64 << 20

// maxLayers bounds streams that are packed within streams.
const maxLayers = 3

var bomb = observatory.InputErrorf("PDF refusé : ses contenus compressés dépassent %d Mo une fois ouverts (bombe de décompression) ; imprimez-le de nouveau en PDF", maxInflated>>20)

// inflatesTooFar unpacks every stream of a PDF into nothing, before a reader
// holds it in memory, and stops at the bound.
func inflatesTooFar(raw []byte) bool {
	word := []byte("stream")
	room := int64(maxInflated)
	for rest, before := raw, []byte(nil); ; {
		before0, after, ok := bytes.Cut(rest, word)
		if !ok {
			return false
		}
		before, rest = before0, after
		if bytes.HasSuffix(before, []byte("end")) {
			continue
		}
		body := bytes.TrimLeft(rest, "\r\n")
		for _, source := range []io.Reader{bytes.NewReader(body), ascii85.NewDecoder(bytes.NewReader(untilEnd(body)))} {
			if room -= unpacked(source, room, maxLayers); room <= 0 {
				return true
			}
		}
	}
}

// untilEnd gives the text form of a stream, without the mark of its end.
func untilEnd(body []byte) []byte {
	end, _, found := bytes.Cut(body, []byte("~>"))
	if !found {
		return nil
	}
	return bytes.TrimPrefix(end, []byte("<~"))
}

// unpacked counts the bytes to which a zlib stream unpacks, and the streams
// within it, up to room; 0 for what is none. Too many layers fill the room.
func unpacked(source io.Reader, room int64, layers int) int64 {
	buffered := bufio.NewReader(source)
	head, err := buffered.Peek(2)
	if err != nil || head[0]&0x0f != 8 || (int(head[0])<<8|int(head[1]))%31 != 0 {
		return 0
	}
	if layers == 0 {
		return room
	}
	reader, err := zlib.NewReader(buffered)
	if err != nil {
		return 0
	}
	counted := &counter{from: io.LimitReader(reader, room)}
	inner := bufio.NewReader(counted)
	within := unpacked(inner, room, layers-1)
	_, _ = io.Copy(io.Discard, inner) // a damaged stream ends where it is damaged
	return min(room, counted.n+within)
}

type counter struct {
	from io.Reader
	n    int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}

// contentSize is what the drawing of a page unpacks to, as its reader sees it
// (an encrypted stream too), up to room.
func contentSize(page pdf.Page, room int64) int64 {
	contents := page.V.Key("Contents")
	if contents.Kind() != pdf.Array {
		return drained(contents, room)
	}
	size := int64(0)
	for i := range contents.Len() {
		size += drained(contents.Index(i), room-size)
	}
	return size
}

func drained(stream pdf.Value, room int64) int64 {
	if stream.Kind() != pdf.Stream || room <= 0 {
		return 0
	}
	reader := stream.Reader()
	defer reader.Close()
	n, _ := io.Copy(io.Discard, io.LimitReader(reader, room))
	return n
}
