package privacy

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// everything is the shape with which no expression is left out.
func everything(text string) shape {
	if digitsOf(text) == 0 && !strings.ContainsAny(text, "@:.)]") && !containsAny(strings.ToLower(text), "arobase", " at ") {
		return shape{}
	}
	return shape{
		digits: digitsOf(text), chain: 99, file: true, country: true, passport: true, broken: true, scanned: true, corsican: true, slash: true,
		town: true, street: true, box: true, mixed: true, web: true, mail: true, spoken: true, document: true,
	}
}

// TestShapeLeavesNothingOut holds the redaction with its quick look against the
// one that tries every expression, on the synthetic texts and on damaged ones.
func TestShapeLeavesNothingOut(t *testing.T) {
	unraced(t)
	random := rand.New(rand.NewPCG(5, 6))
	for _, templates := range [][]string{developmentTemplates(), heldTemplates()} {
		m := newMaker(77, templates)
		for range 700 {
			whole := m.make().text
			damaged := []byte(whole)
			for range 4 {
				damaged[random.IntN(len(damaged))] = "0123456789 ./-lOS|()@nA"[random.IntN(23)]
			}
			for _, text := range []string{whole, strings.ToValidUTF8(string(damaged), "?")} {
				sameShape(t, text)
			}
		}
	}
}

// freeOpenings are the openings, to be tried at every letter.
var freeOpenings = sync.OnceValue(func() map[*opening]*regexp.Regexp {
	free := map[*opening]*regexp.Regexp{}
	for _, o := range []*opening{&addressPattern, &townPattern, &boxPattern, &scannedRun, &brokenPassport} {
		before := `(?:^|[^\pL])`
		if o.noDigit {
			before = `(?:^|[^\pL\d])`
		}
		free[o] = regexp.MustCompile(before + strings.Replace(o.pattern.String(), "^", "", 1))
	}
	return free
})

func sameShape(t *testing.T, text string) {
	t.Helper()
	text = plainOf(text).text // (?i) takes more for an s or a k than the look does
	for o, free := range freeOpenings() {
		var got, want [][2]int
		for _, place := range o.all(text) {
			got = append(got, [2]int{place[2], place[3]})
		}
		for _, place := range free.FindAllStringSubmatchIndex(text, -1) {
			want = append(want, [2]int{place[2], place[3]})
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %s finds %v, everywhere %v", text, free, got, want)
		}
	}
	quick, slow := Counts{}, Counts{}
	got, want := redactNumbers(text, shapeOf, quick), redactNumbers(text, everything, slow)
	if got != want {
		t.Errorf("%q:\n quick %q\n whole %q", text, got, want)
	}
}

func FuzzShape(f *testing.F) {
	for _, text := range []string{
		"12 bis, rue Jean", "l rue X", "L rue X", "1o rue Jean", "o, L rue X", "FR76 3000 1007 94", "1 84 2A 004 001 23", "06/12/34/56/78", "tél 0l 23 45 67 8O", "75011 Paris, BP n°12, 3e étage",
		"AB O1234 56", "12/05/88 né 3 mai 1988", "a at) b.fr (a) arobase", "passeport n° 12ab34567", "paſſeport n° 12ab34567, cſ 12", "x_123456", "www.a.fr/?t=1",
	} {
		f.Add(text)
	}
	f.Fuzz(sameShape)
}

func FuzzFlags(f *testing.F) {
	for _, text := range []string{
		"O.Q.T.F. puis i.r.t.f", "éloigné, DÉTENU, écroué, maison d'arrêt", "mis en examen ; sursis ; délit", "suivie pour un diabète, AVC, œdème", "oq.t.f", "assignation à résidence", "courrier du centre, cour d'assises", "miſe en examen", "la maison d'arrêt.", "mis en examen", "expulsé(e)",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want []Flag
		for _, kind := range flagPatterns {
			for _, place := range kind.pattern.FindAllStringSubmatchIndex(text, -1) {
				want = append(want, Flag{kind.kind, place[2], place[3]})
			}
		}
		if got := flagsOf(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	})
}
