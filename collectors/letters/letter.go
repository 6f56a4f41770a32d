package letters

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// Bounds of what is read; what is beyond is refused or left out, and said.
const (
	MaxFile   = 64 << 20 // bytes of a mail or a text
	maxText   = 4 << 20  // bytes of text of one letter
	maxDepth  = 12       // of parts within parts
	maxParts  = 500      // of one mail
	maxHeader = 1 << 20  // bytes of the header of one mail or part
)

// Letter is one message and its text.
type Letter struct {
	Text    string    // of the body, then of the originals and attachments within
	Subject string    // of a mail
	From    string    // address of a mail's sender
	Sent    time.Time // date of a mail, UTC; zero when it has none
	Written time.Time // that of the mail of the administration within, when a person forwarded it
	ID      string    // of a mail: the same whatever way it came; empty when nothing tells
	Raw     []byte    // of a mail: as it came, for its signature
	Parts   []Part    // attachments and messages within
	Notes   []string  // what could not be read, in French
}

// Part is an attachment, or a message within a message.
type Part struct {
	Media string // media type
	Bytes int
	Pages int  // of a PDF
	Scan  bool // a PDF without text
	Raw   []byte
}

// ReadFile reads the letters of a file, told apart by its name and content:
// one, or those of a mailbox. The error never holds what the file says.
func ReadFile(path string, each func(Letter) error) error {
	file, err := os.Open(path)
	if err != nil {
		return observatory.InputErrorf("fichier impossible à ouvrir : %w", cause(err))
	}
	defer file.Close()
	return Read(path, file, each)
}

// cause drops the path from an error of the file system: a file's name can
// name a person.
func cause(err error) error {
	if at, ok := err.(*os.PathError); ok { //nolint:errorlint // the outermost error alone carries the path
		return at.Err
	}
	return err
}

// Read reads the letters of a source whose name is given.
func Read(name string, source io.Reader, each func(Letter) error) error {
	if strings.EqualFold(filepath.Ext(name), ".mbox") {
		return readMailbox(source, each)
	}
	raw, err := io.ReadAll(io.LimitReader(source, MaxFile+1))
	if err != nil {
		return observatory.InputErrorf("fichier illisible : %w", cause(err))
	}
	if len(raw) > MaxFile {
		return observatory.InputErrorf("fichier de plus de %d Mo : trop gros pour un message ; découpez-le ou retirez les pièces jointes", MaxFile>>20)
	}
	if bytes.HasPrefix(raw, []byte("From ")) {
		return readMailbox(bytes.NewReader(raw), each)
	}
	letter, err := readOne(name, raw)
	if err != nil {
		return err
	}
	return each(letter)
}

func readOne(name string, raw []byte) (Letter, error) {
	extension := strings.ToLower(filepath.Ext(name))
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return Letter{}, observatory.InputErrorf("fichier vide")
	case bytes.HasPrefix(raw, []byte("%PDF-")), extension == ".pdf":
		return pdfLetter(raw)
	case bytes.HasPrefix(raw, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return Letter{}, observatory.InputErrorf("fichier .msg ou .doc (format de Microsoft) : enregistrez le message en .eml, ou copiez son texte dans un fichier .txt")
	case extension == ".eml", extension != ".html" && extension != ".htm" && looksLikeMail(raw):
		return readMail(raw)
	case binary(raw):
		return Letter{}, observatory.InputErrorf("ce n'est ni un texte, ni un courriel, ni un PDF : enregistrez le message en .eml ou copiez son texte dans un fichier .txt")
	}
	text := decodeText(raw)
	if extension == ".html" || extension == ".htm" || looksLikeHTML(text) {
		text = htmlText(text)
	}
	return finish(Letter{Text: text})
}

// finish refuses a letter without text and cuts one with too much.
func finish(l Letter) (Letter, error) {
	if len(l.Text) > maxText {
		l.Text = strings.ToValidUTF8(l.Text[:maxText], "")
		l.Notes = append(l.Notes, "texte de plus de 4 Mo : la fin n'est pas lue")
	}
	if strings.TrimSpace(l.Text) != "" {
		return l, nil
	}
	for _, p := range l.Parts {
		if p.Scan {
			return l, observatory.InputErrorf("image numérisée sans texte : faites reconnaître le texte (OCR) ou recopiez-le")
		}
	}
	if len(l.Notes) > 0 {
		return l, observatory.InputErrorf("aucun texte à lire : %s", strings.Join(l.Notes, " ; "))
	}
	return l, observatory.InputErrorf("aucun texte à lire")
}
