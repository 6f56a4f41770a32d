package letters

import (
	"errors"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlText gives the text of a web page or an HTML mail as a reader sees it:
// no script, style or hidden part, one line a block, a dash before each item.
func htmlText(source string) string {
	w := &htmlWriter{}
	tokens := html.NewTokenizer(strings.NewReader(source))
	tokens.SetMaxBuf(1 << 20)
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			if err := tokens.Err(); errors.Is(err, io.EOF) || err != nil {
				break
			}
		}
		switch kind {
		case html.TextToken:
			w.text(string(tokens.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			w.open(tokens.Token())
		case html.EndTagToken:
			w.shut(tokens.Token().DataAtom)
		}
		if w.out.Len() > maxText {
			break
		}
	}
	return strings.TrimSpace(w.out.String()) + "\n"
}

// htmlWriter writes text as tags come.
type htmlWriter struct {
	out     strings.Builder
	hidden  []atom.Atom // open elements whose content nobody sees
	pre     int
	pending string // white space that precedes the next word
}

func unseen(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Noscript, atom.Template, atom.Svg, atom.Select, atom.Object:
		return true
	}
	return false
}

// void elements have no end tag.
func void(tag atom.Atom) bool {
	switch tag {
	case atom.Br, atom.Hr, atom.Img, atom.Input, atom.Meta, atom.Link, atom.Col, atom.Area, atom.Base, atom.Wbr:
		return true
	}
	return false
}

func (w *htmlWriter) open(t html.Token) {
	if len(w.hidden) > 0 || unseen(t.DataAtom) || concealed(t) {
		if !void(t.DataAtom) && t.Type == html.StartTagToken && t.DataAtom != 0 {
			w.hidden = append(w.hidden, t.DataAtom)
		}
		return
	}
	switch t.DataAtom {
	case atom.Br:
		w.line(1)
	case atom.Li:
		w.line(1)
		w.word("- ")
	case atom.Td, atom.Th:
		w.gap(" ")
	case atom.Pre:
		w.pre++
		w.line(2)
	default:
		w.block(t.DataAtom)
	}
}

func concealed(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "hidden" || a.Key == "style" && strings.Contains(strings.ReplaceAll(strings.ToLower(a.Val), " ", ""), "display:none") {
			return true
		}
	}
	return false
}

func (w *htmlWriter) shut(tag atom.Atom) {
	for i, hidden := range slices.Backward(w.hidden) {
		if hidden == tag {
			w.hidden = w.hidden[:i]
			return
		}
	}
	if len(w.hidden) > 0 && tag != atom.Body && tag != atom.Html {
		return
	}
	w.hidden = nil
	if tag == atom.Pre && w.pre > 0 {
		w.pre--
	}
	w.block(tag)
}

func (w *htmlWriter) block(tag atom.Atom) {
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Ul, atom.Ol, atom.Blockquote, atom.Hr, atom.Section, atom.Article, atom.Header, atom.Footer:
		w.line(2)
	case atom.Div, atom.Tr, atom.Li, atom.Dt, atom.Dd, atom.Body, atom.Html, atom.Center, atom.Address, atom.Fieldset:
		w.line(1)
	}
}

// line asks for at least n line ends before the next word.
func (w *htmlWriter) line(n int) {
	if w.out.Len() > 0 && strings.Count(w.pending, "\n") < n {
		w.pending = strings.Repeat("\n", n)
	}
}

func (w *htmlWriter) gap(space string) {
	if w.out.Len() > 0 && w.pending == "" {
		w.pending = space
	}
}

func (w *htmlWriter) word(s string) {
	w.out.WriteString(w.pending)
	w.out.WriteString(s)
	w.pending = ""
}

func (w *htmlWriter) text(s string) {
	if len(w.hidden) > 0 {
		return
	}
	if w.pre > 0 {
		w.word(s)
		return
	}
	for s != "" {
		end := strings.IndexAny(s, " \t\r\n\f")
		switch {
		case end == 0:
			w.gap(" ")
			s = s[1:]
		case end < 0:
			w.word(html.UnescapeString(s))
			return
		default:
			w.word(html.UnescapeString(s[:end]))
			s = s[end:]
		}
	}
}
