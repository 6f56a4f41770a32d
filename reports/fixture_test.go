package reports_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/reports"
)

// rows is a Reader over attempts in memory.
type rows []observatory.Attempt

func (r rows) Attempts(_ context.Context, filter observatory.AttemptFilter) iter.Seq2[observatory.Attempt, error] {
	return func(yield func(observatory.Attempt, error) bool) {
		for _, attempt := range r {
			if !filter.WithSteps {
				attempt.Steps = nil
			}
			if attempt.Target == filter.Target && attempt.Simulation == filter.Simulation && !yield(attempt, nil) {
				return
			}
		}
	}
}

type failingReader struct{ err error }

func (r failingReader) Attempts(context.Context, observatory.AttemptFilter) iter.Seq2[observatory.Attempt, error] {
	return func(yield func(observatory.Attempt, error) bool) { yield(observatory.Attempt{}, r.err) }
}

// house is everything a dossier is made from, in a folder of its own.
type house struct {
	dir     string
	rows    rows
	dossier reports.Dossier
}

const fixtureTarget = "rdv-prefecture-93-titre"

// moment gives an instant of November 2026 in Paris time.
func moment(day, hour, minute int) time.Time {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // time/tzdata is embedded by the package under test
	}
	return time.Date(2026, time.November, day, hour, minute, 12, 345_678_000, zone)
}

func newHouse(t testing.TB, simulation bool) *house {
	t.Helper()
	dir := t.TempDir()
	files, err := evidence.OpenFiles(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := evidence.OpenLedger(filepath.Join(dir, "ledger"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ledger.Close() })
	key, err := evidence.CreateKey(filepath.Join(dir, "key"), "vigie.example.org/registre")
	if err != nil {
		t.Fatal(err)
	}
	return &house{dir: dir, dossier: reports.Dossier{
		Files: files, Ledger: ledger, Key: key,
		Target: observatory.Target{
			ID: fixtureTarget, System: "rdv-prefecture", Department: "93", Name: "Renouvellement de titre de séjour, Bobigny",
			Prefecture: "Préfecture de la Seine-Saint-Denis", Address: "https://www.rdv-prefecture.example/rdvpref/reservation/demarche/9040/", Simulation: simulation,
		},
		Window: observatory.Window{
			From: observatory.NewDate(2026, 11, 1), To: observatory.NewDate(2026, 11, 22),
			Horizon: moment(23, 9, 0), Simulation: simulation,
		},
		At: moment(23, 9, 0), Instance: "Observatoire d’essai",
		Environment: []reports.Fact{{Name: "vigie", Value: "0.1"}, {Name: "chromium", Value: "154.0"}},
	}}
}

// picture draws a page-like image, different for each seed.
func picture(t testing.TB, seed int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 200))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, 0, 320, 28), image.NewUniform(color.RGBA{0, 0, 145, 255}), image.Point{}, draw.Src)
	for line := range 6 {
		draw.Draw(img, image.Rect(16, 50+line*20, 120+(seed*37+line*53)%180, 58+line*20), image.NewUniform(color.Gray{150}), image.Point{}, draw.Src)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// attempt makes an attempt with two captures and a step, not yet leafed.
func (h *house) attempt(t testing.TB, n int, at time.Time, mode observatory.Mode, outcome observatory.Outcome) observatory.Attempt {
	t.Helper()
	ctx := context.Background()
	shot, err := h.dossier.Files.PutBytes(ctx, picture(t, n))
	if err != nil {
		t.Fatal(err)
	}
	source, err := h.dossier.Files.PutBytes(ctx, []byte("<html><body>Aucun créneau n’est disponible. "+at.String()+"</body></html>"))
	if err != nil {
		t.Fatal(err)
	}
	return observatory.Attempt{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID([]byte{byte(n)}), At: at, RecordedAt: at.Add(time.Second), Source: "probe", Place: "essai",
			Evidence: []observatory.Piece{
				{Role: "screenshot", Hash: shot, Media: "image/png"}, {Role: "html", Hash: source, Media: "text/html; charset=utf-8"},
			},
			Simulation: h.dossier.Window.Simulation,
		},
		Journey: "pan.slots", Target: fixtureTarget, Department: "93", System: "rdv-prefecture", Mode: mode, Outcome: outcome,
		Cause: "no_slot", Detail: "La page dit qu’aucun créneau n’est disponible.", StepReached: "creneaux",
		Message: "Aucun créneau n’est disponible pour le moment. Veuillez réessayer ultérieurement.",
		Address: h.dossier.Target.Address, FinalAddress: h.dossier.Target.Address + "creneau/", Status: 200, Slots: 0,
		Steps: []observatory.Step{{Index: 0, Name: "ouvrir", Action: "open", StartedAt: at, OK: true, Screenshot: shot}},
	}
}

// keep enters attempts in the ledger and in the rows, in this order.
func (h *house) keep(t testing.TB, attempts ...observatory.Attempt) {
	t.Helper()
	for i := range attempts {
		leaf, err := evidence.AttemptLeaf(&attempts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.dossier.Ledger.Append(context.Background(), leaf); err != nil {
			t.Fatal(err)
		}
	}
	h.rows = append(h.rows, attempts...)
	h.dossier.Reader = h.rows
}

// furnish gives the house a history: probe over three weeks with a
// confirmation, a block and a drift; a volunteer in one week; a declaration by
// the person.
func (h *house) furnish(t testing.TB) {
	t.Helper()
	declared := h.attempt(t, 1, moment(2, 21, 30), observatory.Reported, observatory.Unmet)
	declared.Evidence, declared.Steps = declared.Evidence[:1], nil
	h.rows = append(h.rows, declared) // from an import: it has no leaf of its own
	down := h.attempt(t, 3, moment(3, 9, 2), observatory.Unattended, observatory.Down)
	down.Cause, down.Detail, down.Message, down.Status = "http_502", "Le serveur a répondu par une erreur 502.", "502 Bad Gateway", 502
	again := h.attempt(t, 4, moment(3, 9, 4), observatory.Unattended, observatory.Unmet)
	again.Confirms = down.ID
	blocked := h.attempt(t, 5, moment(9, 9, 0), observatory.Unattended, observatory.Blocked)
	blocked.Cause, blocked.Slots, blocked.Detail, blocked.Message = "wall_403", -1, "Le portail a refusé le relevé (403).", ""
	drift := h.attempt(t, 6, moment(10, 9, 0), observatory.Unattended, observatory.Drift)
	drift.Cause, drift.Slots, drift.Detail = "landmark_missing", -1, "La page n’a plus les repères attendus."
	met := h.attempt(t, 9, moment(20, 17, 45), observatory.Unattended, observatory.Met)
	met.Cause, met.Slots, met.FirstDate, met.Detail, met.Message = "", 2, observatory.NewDate(2026, 12, 14), "Deux créneaux sont affichés.", ""
	h.keep(t, h.attempt(t, 2, moment(3, 9, 0), observatory.Unattended, observatory.Unmet), down, again, blocked, drift,
		h.attempt(t, 7, moment(11, 14, 20), observatory.Assisted, observatory.Unmet),
		h.attempt(t, 8, moment(12, 10, 5), observatory.Unattended, observatory.Unmet), met)
}

// write exports the dossier to a new file.
func (h *house) write(t testing.TB) (string, reports.Summary) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "dossier.zip")
	summary, err := h.dossier.Write(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return path, summary
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, os.ErrNotExist)
}
