package reports

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"path"
	"strings"
	texttemplate "text/template"
	"time"

	"vigie/internal/observatory"
)

//go:embed templates/chronologie.html templates/LISEZMOI.txt
var templates embed.FS

// maxFigures is how many attempts a page may have to show their pictures in a
// gallery; beyond, the table alone leads to them.
const maxFigures = 60

// pageView is what the templates show.
type pageView struct {
	Dossier     Dossier
	From, To    string
	MadeAt      string
	Entries     []entryView
	Series      []Series
	Figures     bool
	Origin      string
	Size        int64
	Root        string
	Fingerprint string
	Base        string
	NotAlone    bool // some attempts were declared and have no proof of their own
	Proved      int  // number of the first attempt that has a proof, 0 if none
}

// entryView is one line of the chronology as text.
type entryView struct {
	entry
}

// Date, Hour and UTC are the instant of the attempt, in Paris and in UTC.
func (e entryView) Date() string { return longDate(e.dateOf()) }

// Hour is the hour in Paris.
func (e entryView) Hour() string { return hour(e.At) }

// UTC is the instant in UTC, ISO 8601.
func (e entryView) UTC() string { return e.At.UTC().Format("2006-01-02 15:04:05") + "\u00a0UTC" }

// ISO is the instant for machines.
func (e entryView) ISO() string { return e.At.UTC().Format(time.RFC3339) }

// Label is the outcome in words.
func (e entryView) Label() string { return outcomeLabel(e.Outcome) }

// Why is the cause in words, empty when it has none but its code.
func (e entryView) Why() string {
	words := causeLabel(e.Cause)
	if words == e.Cause {
		return ""
	}
	return words
}

// Series is who made the attempt.
func (e entryView) Series() string { return modeLabel(e.Mode) }

// Rank says whether it is a first attempt, or what it is instead.
func (e entryView) Rank() string { return e.rank() }

// Ordinary reports whether the rank goes without saying.
func (e entryView) Ordinary() bool { return e.rank() == "première" }

// Moved reports whether the browser ended at another address.
func (e entryView) Moved() bool { return e.FinalAddress != "" && e.FinalAddress != e.Address }

// Measured reports whether the attempt counts for or against the service.
func (e entryView) Measured() bool { return e.Outcome.Measured() }

// Slots tells what was seen of slots, empty when nothing was read.
func (e entryView) Slots() string {
	switch {
	case e.Attempt.Slots < 0:
		return ""
	case e.FirstDate.Known():
		return plural(e.Attempt.Slots, "créneau vu", "créneaux vus") + ", le premier le " + longDate(e.FirstDate)
	}
	return plural(e.Attempt.Slots, "créneau vu", "créneaux vus")
}

// Gone says when and by which rule the captures were deleted, empty when they
// were not.
func (e entryView) Gone() string {
	if e.Deleted == nil {
		return ""
	}
	return "captures supprimées le " + longDate(observatory.DateOf(e.Deleted.At, paris())) + " (règle : " + e.Deleted.Reason + ")"
}

// Links are the captures of the attempt, relative to the page.
func (e entryView) Links() []captureView {
	out := make([]captureView, 0, len(e.Captures))
	for _, capture := range e.Captures {
		out = append(out, captureView{
			Href: strings.TrimPrefix(capture.Name, payloadDir), Name: path.Base(capture.Name), Hash: string(capture.Hash),
			Stamped: strings.TrimPrefix(capture.Stamped, payloadDir),
			Picture: strings.HasSuffix(capture.Name, ".png") || strings.HasSuffix(capture.Name, ".jpg"),
		})
	}
	return out
}

// Picture is the first picture of the attempt; its Href is empty when there is
// none.
func (e entryView) Picture() captureView {
	for _, link := range e.Links() {
		if link.Picture {
			return link
		}
	}
	return captureView{}
}

type captureView struct {
	Href, Name, Hash string
	Stamped          string // address of the stamped copy, if any
	Picture          bool
}

func (d Dossier) view(c *content) pageView {
	public := d.Key.Public()
	view := pageView{
		Dossier: d, From: longDate(d.Window.From), To: longDate(d.Window.To),
		MadeAt: longDate(observatory.DateOf(d.At, paris())) + " à " + hour(d.At) + " (heure de Paris)",
		Series: c.series, Figures: len(c.entries) <= maxFigures,
		Origin: public.Name, Size: c.head.Size, Root: c.head.Root.String(), Fingerprint: public.Fingerprint(),
		Base: bagName(d.Window.Simulation), NotAlone: len(c.proofs) < len(c.entries),
	}
	for i := range c.entries {
		view.Entries = append(view.Entries, entryView{c.entries[i]})
		if view.Proved == 0 && c.entries[i].Proved {
			view.Proved = i + 1
		}
	}
	return view
}

// page writes chronologie.html: one file, no script, nothing from elsewhere.
func (d Dossier) page(c *content) ([]byte, error) {
	parsed, err := template.ParseFS(templates, "templates/chronologie.html")
	if err != nil {
		return nil, fmt.Errorf("chronologie : %w", err)
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, d.view(c)); err != nil {
		return nil, fmt.Errorf("chronologie : %w", err)
	}
	return out.Bytes(), nil
}

// writeReadme adds LISEZMOI.txt.
func (d Dossier) writeReadme(b *bag, c *content) error {
	parsed, err := texttemplate.ParseFS(templates, "templates/LISEZMOI.txt")
	if err != nil {
		return fmt.Errorf("%s : %w", readmeName, err)
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, d.view(c)); err != nil {
		return fmt.Errorf("%s : %w", readmeName, err)
	}
	return b.add(readmeName, out.Bytes())
}
