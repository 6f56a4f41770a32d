package dashboard

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// lacks tells what a page does not say, spaces left aside.
func lacks(t *testing.T, shown, what string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(shown, strings.Join(strings.Fields(want), " ")) {
			t.Errorf("%s lacks %q", what, want)
		}
	}
}

func TestRefusalsAreNoFailure(t *testing.T) {
	server, _ := start(t, world(), nil)
	_, body, _ := get(t, server, "/blocages")
	root := parse(t, body)
	lacks(t, text(root), "the ledger", "7 relevés bloqués par 2 sites", "n’est pas une panne du portail", "accès refusé à la sonde (403) : 2",
		"abouti : 7", "rien d’autre : ce site n’a pas été mesuré ce jour-là")
	_, body, _ = get(t, server, blockedDay())
	root = parse(t, body)
	lacks(t, text(root), "the day of a host", "revenir dans 2 min 00 s", string(hash("a")), "7 relevés mesurés")
	if len(all(root, "img")) == 0 {
		t.Error("no picture of a refusal")
	}
	bare, _ := start(t, &memory{}, nil)
	_, body, _ = get(t, bare, "/blocages")
	lacks(t, text(parse(t, body)), "the empty ledger", "Aucun relevé n’a été bloqué")
}

func TestTaskPutsBothPicturesSideBySide(t *testing.T) {
	server, _ := start(t, world(), nil)
	_, body, _ := get(t, server, "/derives")
	shown := text(parse(t, body))
	lacks(t, shown, "the list", "Tâches ouvertes : 2", "repère de la page absent", "pan.door.yaml", "texte « Choisissez »", "Comparez les deux images", "Tâches fermées")
	if strings.Index(shown, "Tâches ouvertes") > strings.Index(shown, "Tâches fermées") {
		t.Error("closed tasks come first")
	}
	_, body, _ = get(t, server, "/derives/"+attemptID(6).String())
	root := parse(t, body)
	if pictures := all(root, "img"); len(pictures) != 2 {
		t.Errorf("%d pictures, want 2", len(pictures))
	}
	for _, i := range []int{6, 24} {
		if !strings.Contains(body, "/tentative/"+attemptID(i).String()) {
			t.Errorf("no link to attempt %d", i)
		}
	}
	lacks(t, text(root), "the open task", "tâche ouverte", "À faire.", "image prise à l’étape « calendrier »", "image prise à la fin du relevé", "Dernière bonne image", "Première mauvaise image")
	_, body, _ = get(t, server, "/derives/"+attemptID(62).String())
	lacks(t, text(parse(t, body)), "the closed task", "tâche fermée", "Fermée par")
	_, body, _ = get(t, server, "/derives/"+attemptID(118).String())
	lacks(t, text(parse(t, body)), "the task of a page never recognised", "encore jamais reconnu")
}

func TestMissingPicturesAreSaid(t *testing.T) {
	m := world()
	m.list[6].Evidence[0].Hash = hash("9") // deleted since
	m.list[24].Evidence, m.list[24].Steps = nil, nil
	server, _ := start(t, m, nil)
	_, body, _ := get(t, server, "/derives/"+attemptID(6).String())
	root := parse(t, body)
	lacks(t, text(root), "the task", "L’image n’est plus là", string(hash("9")), "Aucune image n’a été gardée")
	if n := len(all(root, "img")); n != 0 {
		t.Errorf("%d pictures of files that are not there", n)
	}
	_, body, _ = get(t, server, "/tentative/"+attemptID(6).String())
	lacks(t, text(parse(t, body)), "the attempt", "n’est plus là")
}

func TestAttemptPageSaysHowItWasCaptured(t *testing.T) {
	server, _ := start(t, world(), func(c *Config) { c.Simulation = true })
	_, body, _ := get(t, server, "/tentative/"+attemptID(3).String())
	root := parse(t, body)
	lacks(t, text(byID(root, "conditions").Parent), "the header of the capture", "Chrome/149.0.1", "non obtenu : aucun tiers n’est interrogé",
		"2 échanges avec le réseau, 12,3 ko reçus", string(hash("2")), "capture d’écran "+string(hash("a")), "page HTML enregistrée "+string(hash("b")))
	lacks(t, text(byID(root, "chemin").Parent), "the way", "non obtenu", "net::ERR_FAILED", "<b>raté : 1 %</b>")
	lacks(t, text(byID(root, "preuves").Parent), "the evidence", "journal scellé des échanges", "vigie evidence export --target 13-pan",
		"vigie evidence capture "+attemptID(3).String())
	if bars := all(byID(root, "etapes").Parent, "rect"); len(bars) != 6 {
		t.Errorf("%d rectangles for 3 steps", len(bars))
	}
	_, body, _ = get(t, server, "/tentative/"+attemptID(5).String())
	if !strings.Contains(body, blockedDay()) {
		t.Error("a refused attempt does not lead to the ledger of refusals")
	}
	if _, body, _ = get(t, server, "/tentative/"+attemptID(6).String()); !strings.Contains(body, "/derives/"+attemptID(6).String()) {
		t.Error("an attempt that met a changed page does not lead to its task")
	}
	_, body, _ = get(t, server, "/tentative/"+attemptID(0).String())
	lacks(t, text(parse(t, body)), "an attempt without journal", "n’a pas de journal des échanges")
}

func TestCommandsSurviveAnyTarget(t *testing.T) {
	for target, want := range map[string]string{"93-pan": "--target 93-pan ", "a b": "--target 'a b' ", "$(rm)'x": `--target '$(rm)'\''x' `} {
		a := observatory.Attempt{Target: target}
		a.ID = attemptID(1)
		if dossier, _ := commands(&a, now().Location()); !strings.Contains(dossier, want) {
			t.Errorf("%s: %s", target, dossier)
		}
	}
	assisted := observatory.Attempt{Mode: observatory.Assisted}
	if _, archive := commands(&assisted, now().Location()); archive != "" {
		t.Errorf("an archive is offered of an assisted attempt: %s", archive)
	}
}

func TestJourneysShowBothAccountingsAndWhatIsNotVerified(t *testing.T) {
	server, _ := start(t, world(), nil)
	_, body, _ := get(t, server, "/parcours")
	root := parse(t, body)
	lacks(t, text(root), "the list", "Accès au portail", "E. Accompagnement et substitution", "repères : à vérifier", "repères : vérifié", "strict :", "confirmé :",
		"7 j :", "30 j :", "toutes les heures, 7 cibles", "non planifié ici", "Son échec est attendu", "jamais sur un vrai portail", "ailleurs")
	s := siteOver(t, world())
	shot, err := s.figures.get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	door, _ := s.journeyOf("pan.door", "rdv-service-public")
	_, body, _ = get(t, server, "/parcours/rdv-service-public/pan.door")
	shown := text(parse(t, body))
	for _, accounting := range []observatory.Accounting{observatory.Strict, observatory.Confirmed} {
		f := s.view(s.ofJourney(shot, shot.tables[portalID].national, door, accounting))
		if !f.Known {
			t.Fatalf("no figure: %+v", f)
		}
		lacks(t, shown, "the journey", f.Value, f.Interval, f.N, f.Coverage, f.Fraction)
	}
	lacks(t, shown, "the journey", "au moins 3 h 06 min, au plus 9 h 18 min", "compte confirmé", "PAN de Bobigny", "Derniers relevés", "pan.door.yaml", "À reprendre")
	_, body, _ = get(t, server, "/parcours/anef/anef.home")
	lacks(t, text(parse(t, body)), "a journey never run", "Aucune mesure sur la période", "car rien n’y a été mesuré", "Repères à vérifier", "Aucune cible")
}

func TestTablesCanBeTakenAway(t *testing.T) {
	server, _ := start(t, world(), nil)
	for address, want := range map[string]struct {
		rows  int
		cells []string
	}{
		"/blocages.csv": {16, []string{"rdv.exemple.invalid", "wall_403", "7", string(hash("a"))}},
		"/parcours.csv": {6, []string{"pan.door", "strict"}},
		"/parcours/rdv-service-public/pan.door/mois.csv":      {112, []string{"93-pan", "confirmed"}},
		"/parcours/rdv-service-public/pan.door/incidents.csv": {2, []string{"strict", "11160", "33480"}},
		"/parcours/anef/anef.home/incidents.csv":              {0, nil},
	} {
		status, body, header := get(t, server, address)
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || status != 200 || header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.HasPrefix(header.Get("Content-Disposition"), "attachment; filename=\"vigie-") {
			t.Errorf("%s: status %d, %v, %v", address, status, err, header)
			continue
		}
		if len(rows)-1 != want.rows {
			t.Errorf("%s: %d rows, want %d", address, len(rows)-1, want.rows)
		}
		for _, cell := range want.cells {
			if !slices.ContainsFunc(rows, func(row []string) bool { return slices.Contains(row, cell) }) {
				t.Errorf("%s: no cell %q", address, cell)
			}
		}
	}
}
