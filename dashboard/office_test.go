package dashboard

import (
	"context"
	"io"
	"strings"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

func (o *office) Reviews(_ context.Context, association string) (map[observatory.ID]observatory.Review, error) {
	newest := map[observatory.ID]observatory.Review{}
	for _, r := range o.reviews {
		if r.Association == association {
			newest[r.Case] = r
		}
	}
	return newest, nil
}

func (o *office) History(_ context.Context, association string, dossier observatory.ID) (*CaseHistory, error) {
	h := &CaseHistory{Case: dossier, Review: observatory.ReviewReceived}
	for _, e := range o.events {
		if e.Association == association && e.Case == dossier {
			h.Rows = append(h.Rows, CaseRevision{CaseEvent: e, State: observatory.ImportCommitted, Author: o.author, Changes: o.changes})
		}
	}
	for _, r := range o.reviews {
		if r.Case == dossier {
			h.Review, h.Reviews = r.State, append(h.Reviews, CaseReview{Review: r, Text: o.comments[r.ID]})
		}
	}
	if len(h.Rows) == 0 {
		return nil, observatory.ErrNotFound
	}
	return h, nil
}

func (o *office) Concordances(context.Context, string, observatory.ID) (map[observatory.ID]observatory.Concordance, error) {
	return o.seen, nil
}

func (o *office) SetReview(_ context.Context, by access.Account, dossier observatory.ID, state observatory.ReviewState, comment string) error {
	id := observatory.DeriveID([]byte(state), []byte{byte(len(o.reviews))})
	o.reviews = append(o.reviews, observatory.Review{
		Envelope:    observatory.Envelope{ID: id, RecordedAt: now().Add(time.Duration(len(o.reviews)) * time.Minute)},
		Association: by.Association, Case: dossier, State: state, Author: by.ID.String(),
	})
	if o.comments == nil {
		o.comments = map[observatory.ID]string{}
	}
	o.comments[id] = comment
	return nil
}

func (o *office) Notices(_ context.Context, association string, skip, most int) ([]SeenNotice, error) {
	var own []SeenNotice
	for _, n := range o.messages {
		if n.Association == association {
			own = append(own, n)
		}
	}
	own = own[min(skip, len(own)):]
	return own[:min(most, len(own))], nil
}

func (o *office) Understand(_ context.Context, _ access.Upload, edit MappingEdit) (FileMapping, error) {
	o.edits = append(o.edits, edit)
	made := FileMapping{
		Name: edit.Name, Text: "correspondance: \"1\"\nforme: dossiers\n", Choices: []string{"référence", "département", "date de dépôt", "procédure"},
		Columns: []MappingColumn{
			{Place: "A", Name: "No du dossier suivi par la permanence", Column: "référence", Certainty: 72},
			{Place: "B", Name: "Quoi", Column: "procédure", Certainty: 60, Unknown: []string{"machin"}, Words: []string{"renouvellement", "duplicata"}, Examples: []string{"premier contact avec l'association"}},
			{Place: "C", Name: "Divers"},
		},
		Notes:   []string{"colonne C « Divers » : des dates, mais rien ne dit desquelles."},
		Missing: []string{"date de dépôt"},
		Rows: []UnderstoodRow{
			{Row: 2, Facts: []string{"dépôt le 2026-02-01 (93)"}},
			{Row: 3, Problems: []Finding{{"date de dépôt", "date_unreadable", "date illisible", "h… (4 caractères)", "écrivez la date sous la forme jj/mm/aaaa"}}},
		},
	}
	if strings.Contains(edit.Text, "faux") {
		made.Text = edit.Text
		return made, observatory.InputErrorf("correspondance illisible : ligne 1")
	}
	return made, nil
}

func (o *office) Keep(_ context.Context, _ access.Account, u access.Upload, edit MappingEdit) (int, error) {
	if edit.Name == "" {
		return 0, observatory.InputErrorf("donnez un nom à la correspondance")
	}
	o.edits, o.done = append(o.edits, edit), append(o.done, "keep "+u.ID.String()+" "+edit.Name)
	return 1, nil
}

// officeWords stands for the published words.
func officeWords(field, value string) (name, word string) {
	switch {
	case field == "page" && value == "login":
		return "page de la tentative", "connexion"
	case field == "answered_on":
		return "date de la réponse", value
	case field == "prefecture":
		return "préfecture", value
	case field == "code":
		return "précision", value
	}
	return field, value
}

// seenAttempt is what a probe saw within the hour of the reported attempt.
var seenAttempt = observatory.ID{7} //nolint:gochecknoglobals // a constant

// busyOffice is an office with something on each of its pages.
func busyOffice(o *office, association string) (dossier observatory.ID) {
	dossier = caseOf("D-1")
	day := observatory.DateOf(now(), time.UTC)
	at := observatory.Envelope{RecordedAt: now(), At: now()}
	tried := at
	tried.ID = observatory.DeriveID([]byte("essai"))
	o.seen = map[observatory.ID]observatory.Concordance{tried.ID: {Event: tried.ID, Verdict: observatory.SeenWorking, Attempt: seenAttempt}}
	o.events = []observatory.CaseEvent{
		{Envelope: at, Association: association, Case: dossier, Event: observatory.EventFiling, Date: day - 90, Department: "93", Procedure: "renewal", Channel: "anef", Level: observatory.LevelDocument},
		{
			Envelope: tried, Association: association, Case: dossier, Event: observatory.EventFailedAttempt, Date: day - 40, Department: "93", Revision: 1,
			Details: observatory.Details{}.Set(observatory.DetailPage, "login").Set(observatory.DetailAnsweredOn, "2026-10-20").Set(observatory.DetailPrefecture, "P93"),
		},
		{Envelope: at, Association: association, Case: caseOf("D-2"), Event: observatory.EventClosure, Date: day - 5, Department: "974", Ending: "adverse"},
	}
	o.changes = []observatory.Change{{Field: "page", Before: "", After: "login"}}
	o.messages = []SeenNotice{
		{
			Notice: observatory.Notice{
				Envelope: at, Association: association, Department: "93", Case: dossier, Does: observatory.NoticeClosure, Reason: observatory.ReasonIncomplete,
				Means:    observatory.FoundBy{Kind: observatory.MeansRule, Reason: observatory.MeansWeights},
				Criteria: observatory.CriteriaMet{ReasonStated: observatory.No, Remedy: observatory.Yes},
			},
			Others: 3, Where: map[string]int{"93": 2, "974": 1, "": 1},
		},
		{Notice: observatory.Notice{Envelope: at, Association: association, Does: observatory.NoticeAcknowledgement}, Where: map[string]int{"": 1}},
		{Notice: observatory.Notice{Envelope: at, Association: "autre", Department: "2A", Does: observatory.NoticeOther}},
	}
	return dossier
}

func (o *office) Write(_ context.Context, target string, span observatory.Span, to io.Writer) error {
	if target != targets()[0].ID {
		return observatory.InputErrorf("cible inconnue « %s »", target)
	}
	_, err := io.WriteString(to, "PK "+target+" "+span.Start.String())
	return err
}

func (o *office) Verify(_ context.Context, file io.Reader) (Verified, error) {
	data, err := io.ReadAll(file)
	switch {
	case err != nil:
		return Verified{}, err
	case strings.Contains(string(data), "faux"):
		return Verified{Altered: "dossier altéré : data/tentatives.jsonl : la somme ne correspond pas"}, nil
	case !strings.HasPrefix(string(data), "PK"):
		return Verified{}, observatory.InputErrorf("ce n’est pas un dossier de Vigie")
	}
	return Verified{Target: "75-pan", From: "2026-01-01", To: "2026-02-01", Files: 12, Attempts: 3, Proofs: 3, Lines: []string{"3 relevés"}, Origin: "vigie.test", Key: "clé", Own: true, Simulation: true}, nil
}

func (o *office) Imports(context.Context, int) ([]TakenIn, error) {
	return []TakenIn{{
		Import:   observatory.Import{Envelope: observatory.Envelope{RecordedAt: now()}, Batch: attemptID(4), State: observatory.ImportCommitted, Association: "asso", Rows: 412, Cases: 388, Events: 2216, Refused: 9, Author: o.author},
		Refusals: []Refusal{{"date de clôture", "la clôture précède le dépôt", "vérifiez les deux dates", 9}},
	}}, nil
}

func (o *office) Jobs() []Job {
	return []Job{{Name: "purge", Count: 1, Every: 24 * time.Hour, Last: now(), Took: 4 * time.Second}, {Name: "pan.door", Count: 6, Every: time.Hour, Last: now(), Took: time.Minute, Failed: true}, {Name: "verdicts", Count: 1, Every: 24 * time.Hour}}
}
