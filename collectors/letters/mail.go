package letters

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"
	"time"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"

	"vigie/collectors/letters/pdftext"
	"vigie/collectors/notice"
	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// readMail reads the source of one mail.
func readMail(raw []byte) (Letter, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	l := Letter{Raw: raw}
	r := &mailReader{letter: &l}
	switch err := r.message(bytes.NewReader(raw), 0, true); {
	case errors.Is(err, pdftext.ErrNotRun):
		return Letter{}, err
	case err != nil: // what the reader says of it quotes the line, and may so tell a name
		return Letter{}, observatory.InputErrorf("courriel illisible : en-tête ou structure MIME endommagés ; enregistrez-le de nouveau depuis la messagerie, ou copiez son texte dans un fichier .txt")
	}
	l.Text = r.text()
	r.inline(l.Text)
	return finish(l)
}

// Mail reads what is kept of a mail, as it came and without its name, for a person:
// false when it is none. What could not be read stands in its notes, that there is
// no text as well.
func Mail(raw []byte) (Letter, bool) {
	if !looksLikeMail(raw) {
		return Letter{}, false
	}
	l, err := readMail(raw)
	if err != nil && l.Raw != nil {
		l.Text, l.Notes = "", []string{err.Error()}
	}
	return l, l.Raw != nil
}

// mailReader collects the text of a mail.
type mailReader struct {
	letter   *Letter
	body     strings.Builder // of the message, then of those within
	attached strings.Builder // of attachments
	parts    int
	official bool // the administration sent the mail whose date is noted
}

func (r *mailReader) text() string {
	text := r.body.String() + r.attached.String()
	return strings.ReplaceAll(text, "\r\n", "\n")
}

func (r *mailReader) note(format string, args ...any) {
	if len(r.letter.Notes) < 20 {
		r.letter.Notes = append(r.letter.Notes, fmt.Sprintf(format, args...))
	}
}

// message reads one message; those within another say who wrote them.
func (r *mailReader) message(source io.Reader, depth int, outer bool) error {
	entity, err := message.ReadWithOptions(source, &message.ReadOptions{MaxHeaderBytes: maxHeader})
	if entity == nil {
		return fmt.Errorf("header: %w", err)
	}
	header := mail.Header{Header: entity.Header}
	from, subject, sent := address(&header), subjectOf(&header), dateOf(&header)
	if outer {
		r.letter.From, r.letter.Subject, r.letter.Sent, r.letter.ID = from, subject, sent, identityOf(&header)
	} else {
		fmt.Fprintf(&r.body, "\n\n---------- Message transféré ----------\nDe : %s\nDate : %s\nObjet : %s\n\n", from, sent.Format(time.DateTime), subject)
	}
	r.dated(from, sent, outer)
	return r.entity(entity, depth)
}

func address(h *mail.Header) string {
	if list, err := h.AddressList("From"); err == nil && len(list) > 0 {
		return strings.TrimSpace(list[0].Name + " <" + list[0].Address + ">")
	}
	text, err := h.Text("From")
	if err != nil {
		text = h.Get("From")
	}
	return oneLine(text)
}

func subjectOf(h *mail.Header) string {
	text, err := h.Subject()
	if err != nil {
		text = h.Get("Subject")
	}
	return oneLine(text)
}

func oneLine(s string) string { return strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ") }

func dateOf(h *mail.Header) time.Time {
	date, err := h.Date()
	if err != nil || date.Year() < 1990 || date.Year() > 2100 {
		return time.Time{}
	}
	return date.UTC()
}

// entity reads a part and those within it.
func (r *mailReader) entity(e *message.Entity, depth int) error {
	if r.parts++; r.parts > maxParts || depth > maxDepth {
		r.note("courriel fait de trop de parties emboîtées : la suite n'est pas lue")
		return nil
	}
	media, params, err := e.Header.ContentType()
	if err != nil {
		media, params = looseType(e.Header.Get("Content-Type"))
	}
	media = strings.ToLower(media)
	if parts := e.MultipartReader(); parts != nil && strings.HasPrefix(media, "multipart/") {
		if media == "multipart/alternative" {
			return r.alternative(parts, depth)
		}
		return r.multipart(parts, depth)
	}
	raw, err := io.ReadAll(io.LimitReader(e.Body, MaxFile))
	if err != nil && len(raw) == 0 {
		r.note("une partie du courriel est endommagée")
		return nil
	}
	return r.leaf(leaf{media: media, params: params, disposition: e.Header.Get("Content-Disposition"), raw: raw}, depth)
}

func looseType(header string) (string, map[string]string) {
	media, _, _ := strings.Cut(header, ";")
	params := map[string]string{}
	if found := charsetParam.FindStringSubmatch(header); found != nil {
		params["charset"] = found[1]
	}
	if media = strings.TrimSpace(media); media == "" {
		media = "text/plain"
	}
	return media, params
}

var charsetParam = lazyregexp.New(`(?i)charset\s*=\s*"?([A-Za-z0-9_.:-]+)`)

func (r *mailReader) multipart(parts message.MultipartReader, depth int) error {
	for {
		part, err := parts.NextPart()
		if part == nil {
			if err != io.EOF { //nolint:errorlint // the reader gives it bare
				r.note("le courriel est coupé : la fin manque")
			}
			return nil
		}
		if err := r.entity(part, depth+1); err != nil {
			return err
		}
		if r.parts > maxParts {
			return nil
		}
	}
}

// alternative takes, of several forms of one text, the plain one, unless it
// only says that there is another.
func (r *mailReader) alternative(parts message.MultipartReader, depth int) error {
	var forms []*mailReader
	for {
		part, err := parts.NextPart()
		if part == nil || err == io.EOF { //nolint:errorlint // the reader gives it bare
			break
		}
		form := &mailReader{letter: &Letter{}, parts: r.parts}
		if err := form.entity(part, depth+1); err != nil {
			return err
		}
		if r.parts = form.parts; r.parts > maxParts {
			break
		}
		forms = append(forms, form)
	}
	best := 0
	for i, form := range forms {
		if i > 0 && (len(strings.TrimSpace(forms[best].body.String()))*4 < len(strings.TrimSpace(form.body.String())) || noPlain.MatchString(forms[best].body.String())) {
			best = i
		}
	}
	for i, form := range forms {
		if i == best {
			r.body.WriteString(form.body.String())
			r.letter.Notes = append(r.letter.Notes, form.letter.Notes...)
		}
		r.attached.WriteString(form.attached.String())
		r.letter.Parts = append(r.letter.Parts, form.letter.Parts...)
	}
	return nil
}

var noPlain = lazyregexp.New(`(?i)(?:n'affiche pas|ne (?:supporte|prend) pas|does not support|view (?:this|it)|version) [^\n]{0,60}html`)

// leaf is a part that holds no other.
type leaf struct {
	media, disposition string
	params             map[string]string
	raw                []byte
}

func (r *mailReader) leaf(l leaf, depth int) error {
	disposition, params, err := mime.ParseMediaType(l.disposition)
	if err != nil {
		disposition, _, _ = strings.Cut(l.disposition, ";")
	}
	name := strings.ToLower(params["filename"] + l.params["name"])
	attached := strings.EqualFold(strings.TrimSpace(disposition), "attachment")
	switch {
	case l.media == "message/rfc822" || strings.HasSuffix(name, ".eml"):
		r.letter.Parts = append(r.letter.Parts, Part{Media: "message/rfc822", Bytes: len(l.raw), Raw: l.raw})
		err := r.message(bytes.NewReader(l.raw), depth+1, false)
		if errors.Is(err, pdftext.ErrNotRun) {
			return err
		}
		if err != nil {
			r.note("un message joint est illisible")
		}
	case l.media == "application/pdf" || strings.HasSuffix(name, ".pdf"):
		return r.pdf(l.raw)
	case l.media == "text/html":
		r.add(htmlText(decodeAs(l.params["charset"], l.raw)), attached)
	case l.media == "text/plain" || l.media == "":
		r.add(flowed(decodeAs(l.params["charset"], l.raw), l.params), attached)
	default:
		r.letter.Parts = append(r.letter.Parts, Part{Media: l.media, Bytes: len(l.raw)})
	}
	return nil
}

func (r *mailReader) add(text string, attached bool) {
	if r.body.Len()+r.attached.Len() > maxText {
		return
	}
	if attached {
		r.letter.Parts = append(r.letter.Parts, Part{Media: "text/plain", Bytes: len(text)})
		r.mark(text)
		return
	}
	if r.body.Len() > 0 {
		r.body.WriteString("\n\n")
	}
	r.body.WriteString(text)
}

// mark adds the text of an attachment behind a line that says what it is.
func (r *mailReader) mark(text string) {
	fmt.Fprintf(&r.attached, "\n\n%s %d ---\n\n%s", notice.AttachmentMark, len(r.letter.Parts), text)
}

func (r *mailReader) pdf(raw []byte) error {
	pages, err := pdftext.Pages(raw)
	if errors.Is(err, pdftext.ErrNotRun) {
		return err
	}
	part := Part{Media: "application/pdf", Bytes: len(raw), Pages: len(pages), Raw: raw}
	if err != nil {
		r.note("une pièce jointe PDF est illisible")
	}
	text := joinPages(pages)
	part.Scan = err == nil && strings.TrimSpace(text) == ""
	r.letter.Parts = append(r.letter.Parts, part)
	switch {
	case part.Scan:
		r.note("une pièce jointe PDF est une image numérisée sans texte")
	case text != "":
		r.mark(text)
	}
	return nil
}

// flowed joins the lines of RFC 3676 (format=flowed): a line that ends with a
// blank goes on.
func flowed(text string, params map[string]string) string {
	if !strings.EqualFold(params["format"], "flowed") {
		return text
	}
	drop := strings.EqualFold(params["delsp"], "yes")
	var out strings.Builder
	for line := range strings.Lines(text) {
		bare := strings.TrimRight(line, "\r\n")
		if strings.HasSuffix(bare, " ") && bare != "-- " && !strings.HasPrefix(bare, ">") {
			if drop {
				bare = bare[:len(bare)-1]
			}
			out.WriteString(bare)
			continue
		}
		out.WriteString(line)
	}
	return out.String()
}
