package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/texts"
)

func TestCaptureOfAnAttempt(t *testing.T) {
	unraced(t)
	t.Parallel()
	config, target := prepareTarget(t)
	keepEngine(t, config)
	stdout, stderr, code := vigie(t, "probe", "run", "pan.door", "--target", target.ID, "--config", config, "--json")
	var attempt struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal([]byte(stdout), &attempt); err != nil || code != 0 {
		t.Fatalf("probe: code %d, %v\n%s%s", code, err, stdout, stderr)
	}
	folder := t.TempDir()
	capture := func(format, name string, further ...string) (string, int) {
		stdout, stderr, code := vigie(t, append([]string{
			"evidence", "capture", attempt.ID, "--config", config, "--format", format, "--out", filepath.Join(folder, name),
		}, further...)...)
		return stdout + stderr, code
	}
	for format, start := range map[string]string{"wacz": "PK\x03\x04", "warc": "\x1f\x8b", "har": `{"log":`, "header": "{\n  \"att", "picture": "\x89PNG", "stamped": "\x89PNG"} {
		out, code := capture(format, format)
		content, err := os.ReadFile(filepath.Join(folder, format))
		if code != 0 || err != nil || !strings.Contains(out, "SIMULATION") || !bytes.HasPrefix(content, []byte(start)) {
			t.Errorf("%s: code %d, %v, begins %.8q\n%s", format, code, err, content, out)
		}
	}
	before, err := os.ReadFile(filepath.Join(folder, "wacz"))
	if err != nil {
		t.Fatal(err)
	}
	itemsHaveWords(t, filepath.Join(folder, "header"))
	if picture, stamped := pixels(t, filepath.Join(folder, "picture")), pixels(t, filepath.Join(folder, "stamped")); stamped.Y <= picture.Y || stamped.X < picture.X {
		t.Errorf("stamped copy of %v is %v", picture, stamped)
	}
	if out, code := capture("wacz", "wacz"); code != 2 || !strings.Contains(out, "existe déjà") {
		t.Errorf("an existing file: code %d\n%s", code, out)
	}
	if out, code := capture("wacz", "wacz", "--replace"); code != 0 {
		t.Errorf("replace: code %d\n%s", code, out)
	}
	if after, err := os.ReadFile(filepath.Join(folder, "wacz")); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the same attempt gave other bytes (%v)", err)
	}
	attempt.ID = "01a20ac1-b261-7a9e-9df7-83aabebb9632"
	if out, code := capture("har", "autre.har"); code != 2 || !strings.Contains(out, "inconnue") {
		t.Errorf("unknown attempt: code %d\n%s", code, out)
	}
}

// pixels is the size of a picture.
func pixels(t *testing.T, name string) image.Point {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	config, err := png.DecodeConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	return image.Pt(config.Width, config.Height)
}

// itemsHaveWords holds the header of a capture against the words of its page.
func itemsHaveWords(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var header struct{ Items []observatory.Item }
	if err := json.Unmarshal(content, &header); err != nil || len(header.Items) == 0 {
		t.Fatalf("header: %d items, %v", len(header.Items), err)
	}
	for _, item := range header.Items {
		for _, language := range []texts.Language{texts.French, texts.English} {
			if words := texts.In(language).Capture(item.Name); words == item.Name {
				t.Errorf("%s: no words for %s", language, item.Name)
			}
		}
	}
}
