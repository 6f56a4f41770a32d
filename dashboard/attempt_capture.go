package dashboard

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// shownEntries is how many lines of the browser's console the page shows.
const shownEntries = 30

// captureView is what the sealed journal of an attempt says.
type captureView struct {
	Missing   string // why there is no journal to read
	Items     []itemView
	Pages     []vitalsView
	Console   []entryView
	Lines     string // how many lines the console has
	More      string // lines of the console that are left out
	Exchanges string // in a sentence
	Failed    []failedView
}

// itemView is an item of the header of the capture, or why it was not had.
type itemView struct {
	Name   string
	Values []string
	Reason string
	Code   bool // values are digests
}

// vitalsView is a page visited with its web vitals.
type vitalsView struct {
	Address, At, Status, TTFB, FCP, LCP, CLS, Reason string
}

type entryView struct{ At, Source, Level, Text, URL string }

// failedView is a request of a page that had no answer or an error.
type failedView struct{ Address, Type, Result string }

// capture words the journal of an attempt.
func (s *site) capture(a *observatory.Attempt) captureView {
	journal, err := s.journal(a)
	switch {
	case errors.Is(err, errNoJournal):
		return captureView{Missing: "Cette tentative n’a pas de journal des échanges" + texts.NoWrap + ": aucun onglet n’a été ouvert, ou elle a été faite avant qu’il existe."}
	case errors.Is(err, observatory.ErrNotFound):
		return captureView{Missing: "Le journal des échanges n’est plus là (conservation échue)" + texts.Thin + "; son empreinte reste."}
	case err != nil:
		return captureView{Missing: "Le journal des échanges est là mais ne se lit pas" + texts.NoWrap + ": vérifiez son empreinte."}
	}
	v := captureView{Exchanges: s.exchanges(journal)}
	for _, item := range journal.Environment {
		shown := itemView{Name: s.words.Capture(item.Name), Reason: s.words.Typeset(item.Reason), Code: item.Name == "certificate_chain"}
		if item.State == observatory.Obtained {
			for _, value := range item.Values {
				shown.Values = append(shown.Values, s.words.Typeset(s.captureValue(item.Name, value)))
			}
		}
		v.Items = append(v.Items, shown)
	}
	for _, visit := range journal.Pages {
		v.Pages = append(v.Pages, s.vitals(journal, visit))
	}
	lines := int64(len(journal.Console))
	v.Lines = s.words.Count(lines) + texts.NoWrap + s.words.Plural(lines, "ligne", "lignes")
	for i, entry := range journal.Console {
		if i == shownEntries {
			v.More = s.words.Count(int64(len(journal.Console) - shownEntries))
			break
		}
		v.Console = append(v.Console, entryView{clock(entry.At), entry.Source, entry.Level, entry.Text, entry.URL})
	}
	for _, x := range journal.Exchanges {
		if (x.Error != "" || x.Status >= http.StatusBadRequest) && len(v.Failed) < shownEntries {
			result := x.Error
			if x.Status > 0 {
				result = strings.TrimSpace(status(x.Status) + " " + x.Error)
			}
			v.Failed = append(v.Failed, failedView{x.Address, x.Type, result})
		}
	}
	return v
}

// captureValue words the role of a piece before its digest; any other value is
// shown as it was sealed.
func (s *site) captureValue(item, value string) string {
	if role, digest, found := strings.Cut(value, " "); found && item == "captures" {
		return s.words.Role(role) + " " + digest
	}
	return value
}

// exchanges says how much passed between the browser and the network.
func (s *site) exchanges(journal *observatory.Journal) string {
	n, transferred := int64(len(journal.Exchanges)), int64(0)
	for _, x := range journal.Exchanges {
		transferred += x.Transferred
	}
	text := s.words.Count(n) + texts.NoWrap + s.words.Plural(n, "échange", "échanges") + " avec le réseau, " + s.words.Size(transferred) + " reçus"
	if journal.Omitted > 0 {
		text += texts.Thin + "; " + s.words.Count(int64(journal.Omitted)) + " autres au-delà de la limite ne sont pas détaillés"
	}
	return text + "."
}

func (s *site) vitals(journal *observatory.Journal, visit observatory.Visit) vitalsView {
	return vitalsView{
		Address: visit.Address, At: clock(visit.At), Status: status(journal.Exchanges[visit.Exchange].Status),
		TTFB: s.millis(visit.Vitals.TTFB), FCP: s.millis(visit.Vitals.FCP), LCP: s.millis(visit.Vitals.LCP),
		CLS: s.plain(visit.Vitals.CLS), Reason: s.words.Typeset(visit.Vitals.Reason),
	}
}

func (s *site) millis(v *float64) string {
	if v == nil {
		return ""
	}
	return s.words.Duration(time.Duration(*v * float64(time.Millisecond)))
}

func (s *site) plain(v *float64) string {
	if v == nil {
		return ""
	}
	return s.words.Decimal(*v, 3)
}

// clock is a moment in UTC to the millisecond.
func clock(t time.Time) string { return t.UTC().Format("15:04:05.000") }

// pieceView is an evidence file.
type pieceView struct {
	Role, Media, Hash, Size, Href string
}

// pieces words the evidence files of an attempt; one that is no longer there
// keeps its digest and says so.
func (s *site) pieces(evidence []observatory.Piece) []pieceView {
	views := make([]pieceView, 0, len(evidence))
	for _, piece := range evidence {
		v := pieceView{Role: s.words.Role(piece.Role), Media: piece.Media, Hash: string(piece.Hash), Href: "/preuve/" + string(piece.Hash)}
		switch size, err := s.size(piece.Hash); {
		case err != nil:
			v.Href, v.Size = "", "n’est plus là"
		case size >= 0:
			v.Size = s.words.Size(size)
		}
		views = append(views, v)
	}
	return views
}

// commands are what a person types to take the evidence of an attempt away.
func commands(a *observatory.Attempt, zone *time.Location) (dossier, archive string) {
	day := observatory.DateOf(a.At, zone).String()
	name := "dossier-" + a.ID.String()[:8] + ".zip"
	dossier = "vigie evidence export --target " + shellWord(a.Target) + " --from " + day + " --to " + day + " --out " + name
	if a.Mode == observatory.Assisted {
		return dossier, "" // it keeps facts only: no archive is made of it
	}
	return dossier, "vigie evidence capture " + a.ID.String() + " --out tentative.wacz"
}

// shellWord quotes a word in which a shell would read more than letters.
func shellWord(word string) string {
	for _, r := range word {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.", r) {
			return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return word
}
