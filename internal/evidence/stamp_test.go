package evidence

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
)

func plainPicture(width, height int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		picture.Set(x, height/2, color.RGBA{0, 0, 145, 255})
	}
	return picture
}

func TestStampedCopy(t *testing.T) {
	var asPNG, asJPEG bytes.Buffer
	if err := png.Encode(&asPNG, plainPicture(800, 300)); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&asJPEG, plainPicture(200, 100), nil); err != nil {
		t.Fatal(err)
	}
	stamp := Stamp{
		Address: "https://exemple.test/" + strings.Repeat("tres-long/", 40) + "?é=1", At: time.Date(2026, 11, 3, 8, 0, 0, 0, time.UTC),
		Hash: contentHash(asPNG.Bytes()), Attempt: observatory.ID{1}, Simulation: true,
	}
	for name, content := range map[string][]byte{"png": asPNG.Bytes(), "jpeg": asJPEG.Bytes()} {
		before := contentHash(content)
		copied, err := stamp.Draw(content)
		if err != nil {
			t.Fatal(err)
		}
		again, err := stamp.Draw(content)
		if err != nil || !bytes.Equal(copied, again) || contentHash(content) != before {
			t.Errorf("%s: another copy has other bytes (%v), or the picture has changed", name, err)
		}
		source, _, err := image.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := png.Decode(bytes.NewReader(copied))
		if err != nil {
			t.Fatal(err)
		}
		band := drawn.Bounds().Dy() - source.Bounds().Dy()
		if drawn.Bounds().Dx() != max(stampWidth, source.Bounds().Dx()) || band < 7*stampLine {
			t.Errorf("%s: copy of %v, band of %d", name, drawn.Bounds(), band)
		}
		for _, at := range []image.Point{{3, 50}, {150, source.Bounds().Dy() / 2}} {
			if got, want := color.RGBAModel.Convert(drawn.At(at.X, band+at.Y)), color.RGBAModel.Convert(source.At(at.X, at.Y)); got != want {
				t.Errorf("%s: pixel %v is %v, was %v", name, at, got, want)
			}
		}
	}
	other := stamp
	other.Address = "https://exemple.test/"
	one, _ := stamp.Draw(asPNG.Bytes())
	two, err := other.Draw(asPNG.Bytes())
	if err != nil || bytes.Equal(one, two) {
		t.Errorf("two addresses, one copy (%v)", err)
	}
	for _, content := range []string{"", "\x89PNG image", "<html>"} {
		if _, err := stamp.Draw([]byte(content)); err == nil {
			t.Errorf("%q was stamped", content)
		}
	}
}
