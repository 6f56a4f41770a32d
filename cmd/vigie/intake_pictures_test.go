package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/collectors"
	"vigie/internal/access"
)

// pictureMost is the largest picture of docs/pictures, in bytes.
const pictureMost = 150_000

// sentForms are exports of survey tools, invented, each with an answer that
// cannot be taken.
func sentForms() map[string]string {
	return map[string]string{
		"limesurvey.csv": "\ufeff\"id. ID de la réponse\",\"submitdate. Date de soumission\",\"lastpage. Dernière page\",\"startlanguage. Langue de départ\",\"reference. Référence\",\"departement. Département\",\"datededepot. Date de dépôt\",\"procedure. Procédure\"\n" +
			"\"1\",\"2026-03-02 10:00:00\",\"2\",\"fr\",\"L-1\",\"93\",\"2026-01-05\",\"renouvellement\"\n\"2\",\"2026-03-02 11:00:00\",\"2\",\"fr\",\"L-2\",\"93\",\"hier\",\"renouvellement\"\n",
		"framaforms.csv": "Informations sur la soumission\t\t\t\t\t\t\t\n\"Numéro de série\"\tSID\tBrouillon\t\"Adresse IP\"\tRéférence\tDépartement\t\"Date de dépôt\"\tProcédure\n" +
			"1\t12\tNon\t192.0.2.1\tF-1\t93\t05/01/2026\trenouvellement\n2\t13\tNon\t192.0.2.1\tF-2\tnulle part\t06/01/2026\trenouvellement\n",
		"odk.csv": "SubmissionDate,dossier-reference,dossier-departement,dossier-date_de_depot,dossier-procedure,meta-instanceID,KEY,SubmitterID,ReviewState,DeviceID\n" +
			"2026-03-02T10:00:00.000Z,O-1,93,2026-01-05,renouvellement,uuid:1,uuid:1,1,approved,d\n2026-03-02T11:00:00.000Z,O-2,93,jamais,renouvellement,uuid:2,uuid:2,1,approved,d\n",
	}
}

// TestIntakePictures sends one file of each intake from the page and takes a
// picture of its dry-run report, for docs/intakes-seen.md. It runs only when
// VIGIE_PICTURES names a folder.
func TestIntakePictures(t *testing.T) {
	folder := os.Getenv("VIGIE_PICTURES")
	if folder == "" {
		t.Skip("VIGIE_PICTURES names no folder for the pictures")
	}
	browser, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		t.Skip("no chromium-headless-shell on this machine")
	}
	open := openCounter(t)
	claire := open.as(t, "claire", access.Contributor, "asso")
	seen := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(claire.cookie) // a browser keeps no Secure cookie over plain HTTP
		claire.server.Config.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(seen.Close)
	table := filepath.Join(t.TempDir(), "evenements.csv")
	lines(t, table, string(seenTable(t)), 0, nil)
	files := map[string][]byte{}
	for name, text := range sentForms() {
		files[name] = []byte(text)
	}
	files["evenements.csv"] = seenTable(t)
	convert(t, table, table+".xlsx", writeXLSX)
	convert(t, table, table+".ods", writeODS)
	convert(t, table, table+".json", writeJSONRows)
	convert(t, table, table+".ndjson", writeNDJSON)
	for _, format := range []string{"xlsx", "ods", "json", "ndjson"} {
		if files["evenements."+format], err = os.ReadFile(table + "." + format); err != nil {
			t.Fatal(err)
		}
	}
	for name, file := range files {
		path := claire.upload(t, file)
		if tool, survey := strings.CutSuffix(name, ".csv"); survey && tool != "evenements" {
			mapped(t, claire, path, tool)
		}
		claire.page(t, path, "Vérifié", "Lignes refusées")
		shoot(t.Context(), t, browser, "860,2600", seen.URL+path, filepath.Join(folder, "rapport-"+strings.ReplaceAll(name, ".", "-")+".png"))
	}
}

// seenTable is the sample of events, and a row that cannot be taken.
func seenTable(t *testing.T) []byte {
	t.Helper()
	sample, err := os.ReadFile(filepath.Join("..", "..", "collectors", "testdata", "exemple_evenements.csv"))
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(sample), "\n")
	return append(sample, "ESS-109,93,renouvellement,salarié,9900000109,clôture,pas une date"+strings.Repeat(",", strings.Count(head, ",")-6)+"\n"...)
}

// mapped keeps the shipped mapping of a survey tool for a sent file, from the
// page of its columns, and waits for the new report.
func mapped(t *testing.T, claire *counter, path, tool string) {
	t.Helper()
	shipped, err := collectors.ShippedMapping(tool)
	if err != nil {
		t.Fatal(err)
	}
	response, body := claire.form(t, path+"/correspondance", url.Values{"nom": {tool}, "texte": {string(shipped)}, "faire": {"garder"}})
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("mapping of %s: status %d\n%s", tool, response.StatusCode, body)
	}
	claire.settled(t, path)
}

// shoot takes a small picture of a page as a window of a size shows it, without
// the empty part below it.
func shoot(ctx context.Context, t *testing.T, browser, window, address, file string) {
	t.Helper()
	whole := filepath.Join(t.TempDir(), "page.png")
	command := exec.CommandContext(ctx, browser, "--no-sandbox", "--headless", "--disable-gpu", "--hide-scrollbars",
		"--virtual-time-budget=4000", "--window-size="+window, "--screenshot="+whole, address)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	page, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	bounds := page.Bounds()
	for bounds.Max.Y > 1 && plainRow(page, bounds.Max.Y-1) {
		bounds.Max.Y--
	}
	small := image.NewPaletted(bounds, colours(page))
	draw.Draw(small, bounds, page, bounds.Min, draw.Src)
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, small); err != nil {
		t.Fatal(err)
	}
	if out.Len() > pictureMost {
		t.Errorf("%s takes %d bytes", file, out.Len())
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d bytes", filepath.Base(file), out.Len())
}

// colours are the most frequent ones of a picture, as many as a small file holds.
func colours(page image.Image) color.Palette {
	counts := map[color.Color]int{}
	for y := page.Bounds().Min.Y; y < page.Bounds().Max.Y; y++ {
		for x := page.Bounds().Min.X; x < page.Bounds().Max.X; x++ {
			counts[page.At(x, y)]++
		}
	}
	list := slices.Collect(maps.Keys(counts))
	slices.SortFunc(list, func(a, b color.Color) int { return counts[b] - counts[a] })
	return color.Palette(list[:min(len(list), 256)])
}

// plainRow reports whether a row of a picture has one colour.
func plainRow(page image.Image, y int) bool {
	first := page.At(page.Bounds().Min.X, y)
	for x := page.Bounds().Min.X; x < page.Bounds().Max.X; x++ {
		if page.At(x, y) != first {
			return false
		}
	}
	return true
}
