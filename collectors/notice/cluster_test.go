package notice

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
)

func idOf(n int) observatory.ID {
	var id observatory.ID
	binary.BigEndian.PutUint64(id[8:], uint64(n)+1)
	return id
}

// naive groups sets by comparing every pair.
func naive(sets [][]uint64) []int {
	group := make([]int, len(sets))
	for i := range group {
		group[i] = i
	}
	for i := range sets {
		for j := range i {
			common, union := jaccard(sets[i], sets[j])
			if union == 0 || common*10 < union*7 || group[i] == group[j] {
				continue
			}
			low, high := min(group[i], group[j]), max(group[i], group[j])
			for k := range group {
				if group[k] == high {
					group[k] = low
				}
			}
		}
	}
	return group
}

// TestClustersAgreeWithEveryPair holds the clusters of random families of sets
// against a comparison of every pair.
func TestClustersAgreeWithEveryPair(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	var sets [][]uint64
	for range 60 {
		stem := make([]uint64, 30+random.IntN(120))
		for i := range stem {
			stem[i] = random.Uint64()
		}
		for range 1 + random.IntN(9) {
			set := slices.Clone(stem)
			for range random.IntN(len(set) / 3) {
				set[random.IntN(len(set))] = random.Uint64()
			}
			slices.Sort(set)
			sets = append(sets, slices.Compact(set))
		}
	}
	random.Shuffle(len(sets), func(i, j int) { sets[i], sets[j] = sets[j], sets[i] })
	clusters := newClusters(t)
	for i, set := range sets {
		if _, err := clusters.Add(idOf(i), set); err != nil {
			t.Fatal(err)
		}
	}
	want := naive(sets)
	sizes := map[int]int{}
	for _, g := range want {
		sizes[g]++
	}
	for i := range sets {
		id, others, ok := clusters.Cluster(i)
		switch {
		case ok != (sizes[want[i]] > 1):
			t.Errorf("message %d: in a cluster %v, want a group of %d", i, ok, sizes[want[i]])
		case ok && (id != idOf(want[i]) || others != sizes[want[i]]-1):
			t.Errorf("message %d: cluster %s with %d others, want %s with %d", i, id, others, idOf(want[i]), sizes[want[i]]-1)
		}
	}
}

func newClusters(t testing.TB) *Clusters {
	t.Helper()
	c, err := NewClusters(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// members are the shingles of a message, numbered from one to another.
func members(from, to int) []uint64 {
	var set []uint64
	for i := from; i < to; i++ {
		set = append(set, uint64(i)*2654435761)
	}
	slices.Sort(set)
	return set
}

// TestLoneMessagesMeet: a message that was alone was told its own id; one that
// comes later and makes it part of an older cluster leaves its alias.
func TestLoneMessagesMeet(t *testing.T) {
	c := newClusters(t)
	for i, set := range [][]uint64{members(0, 100), members(34, 134), members(17, 117)} {
		if _, err := c.Add(idOf(i), set); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := c.Aliases(), []Alias{{Cluster: idOf(1), Of: idOf(0)}}; !slices.Equal(got, want) {
		t.Errorf("aliases %v, want %v", got, want)
	}
}

// TestTwoClustersMeet: the older id stays, the other becomes its alias.
func TestTwoClustersMeet(t *testing.T) {
	c := newClusters(t)
	for i, set := range [][]uint64{members(0, 100), members(0, 100), members(34, 134), members(34, 134), members(17, 117)} {
		if _, err := c.Add(idOf(i), set); err != nil {
			t.Fatal(err)
		}
		if i == 3 && len(c.Aliases()) != 0 {
			t.Fatal("an alias before the clusters met")
		}
	}
	want := []Alias{{Cluster: idOf(2), Of: idOf(0)}}
	if got := c.Aliases(); !slices.Equal(got, want) {
		t.Errorf("aliases %v, want %v", got, want)
	}
	for i := range 5 {
		if id, others, ok := c.Cluster(i); !ok || id != idOf(0) || others != 4 {
			t.Errorf("message %d: %s, %d others, %v", i, id, others, ok)
		}
	}
}

// TestShinglesMask: what differs from person to person does not separate two
// messages; what is said does.
func TestShinglesMask(t *testing.T) {
	letter := func(who, date, number, place string) string {
		return fmt.Sprintf("Bonjour %s,\n\nVotre demande n° %s déposée le %s auprès de la préfecture de %s a été clôturée car le dossier est incomplet. Vous pouvez déposer une nouvelle demande sur le site.\n\nCordialement\n", who, number, date, place)
	}
	a := Shingles(letter("Monsieur Karim BENALI", "3 mars 2025", "7500000000000000042", "Paris"))
	b := Shingles(letter("Madame Jeanne MARTIN", "12/11/2025", "9300000000000000051", "Bobigny"))
	if common, union := jaccard(a, b); common*100 < union*90 {
		t.Errorf("the same letter to two persons: %d of %d shingles", common, union)
	}
	other := Shingles("Bonjour,\n\nNous vous remercions de bien vouloir transmettre sous quinze jours votre acte de naissance et sa traduction.\n")
	if alike(a, other) {
		t.Error("a closure and a request are alike")
	}
	forwarded := Shingles("Pour info, ce que j'ai reçu.\n\n---------- Message transféré ----------\nDe : ANEF <ne-pas-repondre@exemple.gouv.fr>\nDate : 3 mars 2025\nObjet : clôture\n\n" + letter("Madame Awa DIOP", "1er avril 2025", "6900000000000000017", "Lyon"))
	if !alike(a, forwarded) {
		t.Error("a forwarded letter is not alike its original")
	}
}

// TestMillionNotices measures what a million messages take (VIGIE_MILLION=1).
func TestMillionNotices(t *testing.T) {
	unraced(t)
	n := 20_000
	if millionAsked() {
		n = 1_000_000
	}
	began := time.Now()
	used := measureClusters(t, n)
	took := time.Since(began)
	perNotice := float64(used) / float64(n)
	t.Logf("%d messages, all of different forms, 120 shingles each, put into clusters: %.0f bytes of memory a message, %.0f MiB, %.0f messages a second",
		n, perNotice, float64(used)/(1<<20), float64(n)/took.Seconds())
	if perNotice > 1200 {
		t.Errorf("%.0f bytes of memory a message, more than 1200", perNotice)
	}
}

// FuzzUnmix takes Mix back.
func FuzzUnmix(f *testing.F) {
	for _, x := range []uint64{0, 1, 1 << 63, ^uint64(0), 0x9e3779b97f4a7c15} {
		f.Add(x)
	}
	f.Fuzz(func(t *testing.T, x uint64) {
		if got := Unmix(Mix(x)); got != x {
			t.Errorf("%x became %x", x, got)
		}
	})
}

// TestLettersOfOneStereotype puts copies of two letters, a chain of ever more altered
// ones and what resembles none of them into clusters, and holds these against a
// comparison of every pair of texts.
func TestLettersOfOneStereotype(t *testing.T) {
	closed := func(who, number, date, town string) string {
		return fmt.Sprintf("%s,\n\nVotre demande n° %s, déposée le %s, a été clôturée car votre passeport n'a pas été transmis.\n\nFait à %s\nLe bureau du séjour\n", who, number, date, town)
	}
	chain := strings.Fields("votre dossier reste sans avis parce que le contrat signé par votre employeur manque encore et que sans lui aucun agent ne saurait dire si la carte demandée peut un jour vous revenir ou non")
	texts := []string{
		closed("Madame Awa DIOP", "7500000000000000012", "3 mars 2026", "Paris"),
		closed("Monsieur Jean-Pierre NGUYEN", "9300000000000004412", "12/11/2025", "Saint-Denis"),
		closed("Bonjour Mehmet", "3100000000000000777", "1er janvier 2026", "Toulouse"),
		strings.ToUpper(closed("Madame Awa DIOP", "7500000000000000012", "3 mars 2026", "Paris")),
		closed("Madame Awa DIOP", "7500000000000000012", "3 mars 2026", "Paris"),
		"", "\n \n",
		"Le guichet est fermé le 1er mai.\n",
	}
	for altered := 0; altered <= 12; altered += 3 {
		words := slices.Clone(chain)
		for i := range altered {
			words[i] = strings.Repeat(string(rune('a'+i)), 7)
		}
		texts = append(texts, strings.Join(words, " ")+".\n")
	}
	clusters := newClusters(t)
	sets := make([][]uint64, len(texts))
	for i, text := range texts {
		sets[i] = Shingles(text)
		if _, err := clusters.Add(idOf(i), sets[i]); err != nil {
			t.Fatal(err)
		}
	}
	group := naive(sets)
	if alike(sets[8], sets[12]) || group[8] != group[12] {
		t.Errorf("the ends of the chain are alike %v, in one group %v: want a chain", alike(sets[8], sets[12]), group[8] == group[12])
	}
	for i, want := range []int{0, 0, 0, 0, 0, 5, 6, 7, 8, 8, 8, 8, 8} {
		id, _, ok := clusters.Cluster(i)
		if group[i] != want || ok != (want != i || i == 0 || i == 8) || ok && id != idOf(want) {
			t.Errorf("text %d: cluster %s, %v; every pair compared gives group %d, want %d", i, id, ok, group[i], want)
		}
	}
}

// TestShinglesMaskPlaces: in a letter of one sentence an address, the town before a
// date or the civility are a good part of the words.
func TestShinglesMaskPlaces(t *testing.T) {
	for _, pair := range [][2]string{
		{"M. DIALLO Mamadou\n12 rue des Lilas\n69003 LYON\n\nVotre demande est close, la facture étant périmée.", "Mme MARTIN Claire\n45 bis avenue Foch\n31000 TOULOUSE\n\nVotre demande est close, la facture étant périmée."},
		{"Votre demande est clôturée car vous résidez à Toulouse. Adressez-vous à la préfecture de la Haute-Garonne.", "Votre demande est clôturée car vous résidez à Lille. Adressez-vous à la préfecture du Nord."},
		{"PRÉFET DE L'EURE\nÉvreux, le 3 mars 2026\n\nMonsieur,\nVotre demande est close.", "PRÉFÈTE DU RHÔNE\nLyon, le 12 avril 2026\n\nMadame,\nVotre demande est close."},
		{"Cher Monsieur Benali, votre dossier 9912345678 est clos.", "Chère Madame Nguyen, votre dossier 7712345678 est clos."},
	} {
		if a, b := Shingles(pair[0]), Shingles(pair[1]); !slices.Equal(a, b) {
			common, union := jaccard(a, b)
			t.Errorf("%q and %q: %d of %d shingles", pair[0], pair[1], common, union)
		}
	}
}
