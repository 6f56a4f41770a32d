package evidence

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // pictures may be JPEG
	"image/png"
	"time"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"vigie/internal/observatory"
)

// Sizes of a stamp, in pixels.
const (
	stampText    = 14.0 // height of the letters
	stampLine    = 20
	stampMargin  = 12
	stampWidth   = 640      // of a stamp on a narrower picture
	pictureLimit = 64 << 20 // pixels of a picture that is stamped
)

// Stamp is what a stamped copy of a picture says.
type Stamp struct {
	Address    string
	At         time.Time
	Hash       observatory.Hash // of the picture itself, which stays as it is
	Attempt    observatory.ID
	Simulation bool
}

// StampOf is the stamp of the picture of an attempt, taken at its end.
func StampOf(a *observatory.Attempt, picture observatory.Hash) Stamp {
	return Stamp{Address: a.FinalAddress, At: a.At.Add(a.Duration), Hash: picture, Attempt: a.ID, Simulation: a.Simulation}
}

// Stampable reports whether the file is a picture that can be stamped, from its
// first bytes.
func Stampable(content []byte) bool {
	config, _, err := image.DecodeConfig(bytes.NewReader(content))
	return err == nil && config.Width > 0 && config.Height > 0 && config.Width*config.Height <= pictureLimit
}

// Draw gives a copy of a picture, as a PNG, under a band that says where and
// when it was taken and what its hash is. The same picture and the same stamp
// give the same bytes.
func (s Stamp) Draw(picture []byte) ([]byte, error) {
	if !Stampable(picture) {
		return nil, fmt.Errorf("tamponner l'image %s : ce n'est pas une image PNG ou JPEG, ou elle est trop grande", s.Hash)
	}
	source, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, fmt.Errorf("tamponner l'image %s : %w", s.Hash, err)
	}
	face, err := stampFace()
	if err != nil {
		return nil, fmt.Errorf("tamponner l'image %s : %w", s.Hash, err)
	}
	width := max(source.Bounds().Dx(), stampWidth)
	lines := s.lines(face, width-2*stampMargin)
	band := len(lines)*stampLine + 2*stampMargin
	copied := image.NewRGBA(image.Rect(0, 0, width, band+source.Bounds().Dy()))
	draw.Draw(copied, copied.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(copied, image.Rect(0, band-2, width, band), image.Black, image.Point{}, draw.Src)
	draw.Draw(copied, image.Rect(0, band, source.Bounds().Dx(), copied.Bounds().Dy()), source, source.Bounds().Min, draw.Src)
	ink := image.NewUniform(color.RGBA{27, 31, 36, 255})
	if s.Simulation {
		ink = image.NewUniform(color.RGBA{164, 14, 38, 255})
	}
	for i, line := range lines {
		pen := font.Drawer{Dst: copied, Src: ink, Face: face, Dot: fixed.P(stampMargin, stampMargin+i*stampLine+int(stampText))}
		pen.DrawString(line)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, copied); err != nil {
		return nil, fmt.Errorf("tamponner l'image %s : %w", s.Hash, err)
	}
	return out.Bytes(), nil
}

func stampFace() (font.Face, error) {
	parsed, err := opentype.Parse(gomono.TTF)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(parsed, &opentype.FaceOptions{Size: stampText, DPI: 72, Hinting: font.HintingFull})
}

// lines are what the stamp says, none wider than the picture.
func (s Stamp) lines(face font.Face, width int) []string {
	var lines []string
	if s.Simulation {
		lines = append(lines, "SIMULATION : double de test, jamais le portail réel")
	}
	said := []string{
		"Adresse : " + s.Address,
		"Vue le " + s.At.UTC().Format("02/01/2006 à 15:04:05") + " (heure universelle)",
		"SHA-256 de l'image sans tampon : " + string(s.Hash),
		"Tentative " + s.Attempt.String() + ". Copie tamponnée à l'export : l'image sans tampon fait foi.",
	}
	for _, line := range said {
		lines = append(lines, wrapped(face, line, width)...)
	}
	return lines
}

// wrapped cuts a line where it would leave the width: an address has no blanks
// to cut at.
func wrapped(face font.Face, line string, width int) []string {
	var lines []string
	var current []rune
	for _, r := range line {
		if len(current) > 0 && font.MeasureString(face, string(append(current, r))).Ceil() > width {
			lines = append(lines, string(current))
			current = nil
		}
		current = append(current, r)
	}
	return append(lines, string(current))
}
