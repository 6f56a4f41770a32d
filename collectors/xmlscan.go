package collectors

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// Limits of an XML part. A spreadsheet's cell holds at most 32,767 signs, and
// its elements nest a dozen deep.
const (
	maxXMLToken = 1 << 20
	maxXMLDepth = 100
	xmlWindow   = 64 << 10
)

type xmlKind int

const (
	xmlOpen xmlKind = iota
	xmlClose
	xmlText
)

// xmlToken is a tag or a run of text. Its slices hold until the next one.
type xmlToken struct {
	kind  xmlKind
	name  []byte // local name of a tag
	attrs []byte // of an opening tag, as written
	text  []byte // decoded
	raw   []byte // the bytes of the source; empty for the end of <a/>
	empty bool   // the opening tag is <a/>; its end comes next
}

// xmlScanner reads the XML of a spreadsheet in one bounded window. It takes
// what spreadsheets write and no more: a document type, and so every entity
// of one's own, is refused, which leaves no room for entity bombs. It is there
// because encoding/xml reads a sheet at a seventh of the speed (docs/benchmarks).
type xmlScanner struct {
	source  io.Reader
	part    string // named in faults
	buf     []byte
	at, end int
	ended   bool
	scratch []byte
	name    []byte // of the empty tag whose end is due
	due     bool
	depth   int
}

func newXMLScanner(source io.Reader, part string) *xmlScanner {
	return &xmlScanner{source: source, part: part, buf: make([]byte, xmlWindow)}
}

// next gives the next token; io.EOF at the end of a whole document.
func (s *xmlScanner) next() (xmlToken, error) {
	if s.due {
		s.due = false
		s.depth--
		return xmlToken{kind: xmlClose, name: s.name}, nil
	}
	for {
		if s.at == s.end {
			if err := s.fill(s.at); err != nil {
				return xmlToken{}, err
			}
			if s.at == s.end {
				if s.depth > 0 {
					return xmlToken{}, s.fault("le fichier est tronqué")
				}
				return xmlToken{}, io.EOF
			}
		}
		if s.buf[s.at] != '<' {
			return s.text()
		}
		t, skip, err := s.tag()
		if err != nil || !skip {
			return t, err
		}
	}
}

func (s *xmlScanner) fault(what string) error {
	return fileFault("classeur illisible (%s) : %s. Ouvrez-le dans votre tableur et enregistrez-le de nouveau", s.part, what)
}

// fill reads on, keeping what stands from start on.
func (s *xmlScanner) fill(start int) error {
	if s.ended {
		return nil
	}
	if start > 0 {
		copy(s.buf, s.buf[start:s.end])
		s.end -= start
		s.at -= start
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxXMLToken {
			return s.fault("une cellule dépasse un mégaoctet")
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	n, err := s.source.Read(s.buf[s.end:])
	s.end += n
	switch {
	case errors.Is(err, io.EOF):
		s.ended = true
	case errors.Is(err, io.ErrUnexpectedEOF):
		return s.fault("le fichier est tronqué")
	case err != nil:
		return err
	}
	return nil
}

// find gives where sep begins at or after from, reading on until it is there,
// -1 at the end of the source. The token that begins at s.at is kept whole; it
// may move, so that positions are told from s.at.
func (s *xmlScanner) find(sep []byte, from int) (int, error) {
	for {
		if i := bytes.Index(s.buf[s.at+from:s.end], sep); i >= 0 {
			return from + i, nil
		}
		if s.ended {
			return -1, nil
		}
		from = max(from, s.end-s.at-len(sep)+1)
		if err := s.fill(s.at); err != nil {
			return 0, err
		}
	}
}

func (s *xmlScanner) text() (xmlToken, error) {
	n, err := s.find([]byte{'<'}, 0)
	if err != nil {
		return xmlToken{}, err
	}
	if n < 0 {
		n = s.end - s.at
	}
	raw := s.buf[s.at : s.at+n]
	s.at += n
	text, err := s.unescape(raw)
	return xmlToken{kind: xmlText, text: text, raw: raw}, err
}

// tag reads a tag; skip is true for comments and processing instructions.
func (s *xmlScanner) tag() (t xmlToken, skip bool, err error) {
	for s.end-s.at < 9 && !s.ended {
		if err := s.fill(s.at); err != nil {
			return t, false, err
		}
	}
	head := s.buf[s.at:s.end]
	switch {
	case bytes.HasPrefix(head, []byte("<!--")):
		_, err = s.span("-->", 4)
		return t, true, err
	case bytes.HasPrefix(head, []byte("<![CDATA[")):
		raw, err := s.span("]]>", 9)
		if err != nil {
			return t, false, err
		}
		return xmlToken{kind: xmlText, text: raw[9 : len(raw)-3], raw: raw}, false, nil
	case bytes.HasPrefix(head, []byte("<?")):
		_, err = s.span("?>", 2)
		return t, true, err
	case bytes.HasPrefix(head, []byte("<!")):
		return t, false, s.fault("il déclare un type de document, ce qu'aucun tableur n'écrit")
	}
	n, err := s.tagEnd()
	if err != nil {
		return t, false, err
	}
	raw := s.buf[s.at : s.at+n+1]
	s.at += n + 1
	t, err = s.parseTag(raw)
	return t, false, err
}

// span takes what goes on until after the closing mark.
func (s *xmlScanner) span(closing string, from int) ([]byte, error) {
	n, err := s.find([]byte(closing), from)
	if err != nil {
		return nil, err
	}
	if n < 0 {
		return nil, s.fault("le fichier est tronqué")
	}
	raw := s.buf[s.at : s.at+n+len(closing)]
	s.at += len(raw)
	return raw, nil
}

// tagEnd gives where the tag's > is, from s.at; one within quotes is none.
func (s *xmlScanner) tagEnd() (int, error) {
	quote := byte(0)
	for i := 1; ; i++ {
		for s.at+i >= s.end {
			if s.ended {
				return 0, s.fault("le fichier est tronqué")
			}
			if err := s.fill(s.at); err != nil {
				return 0, err
			}
		}
		switch c := s.buf[s.at+i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i, nil
		}
	}
}

func (s *xmlScanner) parseTag(raw []byte) (xmlToken, error) {
	t := xmlToken{kind: xmlOpen, raw: raw}
	inner := raw[1 : len(raw)-1]
	if len(inner) > 0 && inner[0] == '/' {
		t.kind, inner = xmlClose, inner[1:]
	} else if len(inner) > 0 && inner[len(inner)-1] == '/' {
		t.empty, inner = true, inner[:len(inner)-1]
	}
	end := bytes.IndexAny(inner, " \t\r\n")
	if end < 0 {
		end = len(inner)
	}
	t.name, t.attrs = localName(inner[:end]), inner[end:]
	if len(t.name) == 0 {
		return t, s.fault("une balise n'a pas de nom")
	}
	if t.kind == xmlClose {
		s.depth--
	} else {
		s.depth++
	}
	switch {
	case s.depth < 0:
		return t, s.fault("une balise est fermée sans avoir été ouverte")
	case s.depth > maxXMLDepth:
		return t, s.fault(fmt.Sprintf("ses balises s'emboîtent sur plus de %d niveaux", maxXMLDepth))
	case t.empty:
		s.name, s.due = append(s.name[:0], t.name...), true
	}
	return t, nil
}

func localName(name []byte) []byte {
	if _, local, prefixed := bytes.Cut(name, []byte{':'}); prefixed {
		return local
	}
	return name
}

// attr gives the raw value of an attribute by its local name; nil without it.
func (t *xmlToken) attr(name string) []byte {
	rest := t.attrs
	for {
		equal := bytes.IndexByte(rest, '=')
		if equal < 0 {
			return nil
		}
		key := localName(bytes.TrimSpace(rest[:equal]))
		value := bytes.TrimLeft(rest[equal+1:], " \t\r\n")
		if len(value) < 2 {
			return nil
		}
		end := bytes.IndexByte(value[1:], value[0])
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return value[1 : 1+end]
		}
		rest = value[end+2:]
	}
}

// attrText gives an attribute decoded.
func (s *xmlScanner) attrText(t *xmlToken, name string) (string, error) {
	s.scratch = s.scratch[:0]
	text, err := s.unescape(t.attr(name))
	return string(text), err
}

// number gives an attribute that is a whole number, or otherwise.
func (t *xmlToken) number(name string, otherwise int) int {
	if value := t.attr(name); value != nil {
		if n, err := strconv.Atoi(string(value)); err == nil && n >= 0 {
			return n
		}
	}
	return otherwise
}

// unescape decodes the five entities of XML and numbered signs.
func (s *xmlScanner) unescape(raw []byte) ([]byte, error) {
	amp := bytes.IndexByte(raw, '&')
	if amp < 0 {
		return raw, nil
	}
	out := s.scratch[:0]
	for amp >= 0 {
		out = append(out, raw[:amp]...)
		raw = raw[amp:]
		end := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
		if end < 0 {
			return nil, s.fault("une esperluette n'est pas suivie d'une entité")
		}
		r, ok := entity(string(raw[1:end]))
		if !ok {
			return nil, s.fault("il contient une entité inconnue")
		}
		if r != 0 {
			out = utf8.AppendRune(out, r)
		}
		raw = raw[end+1:]
		amp = bytes.IndexByte(raw, '&')
	}
	out = append(out, raw...)
	s.scratch = out
	return out, nil
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}
