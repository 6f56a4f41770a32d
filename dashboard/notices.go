package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"vigie/internal/observatory"
)

// SeenNotice is a message received, with how many others say the same.
type SeenNotice struct {
	observatory.Notice

	Others int            `json:"others"`          // of all associations
	Where  map[string]int `json:"where,omitempty"` // the messages that say the same, itself included, by department; empty when unknown
}

// Notices reads the messages of an association, the newest first.
type Notices interface {
	Notices(ctx context.Context, association string, skip, most int) ([]SeenNotice, error)
}

type noticesPage struct {
	deskPage

	Rows           []noticeRow
	Number         int
	Previous, Next string
}

type noticeRow struct {
	Number                       int // on the page
	On, Kind, Reason, Department string
	Case                         *link
	Closure                      bool
	Means                        []pairView // empty for those of before it was noted
	Criteria                     []pairView
	Same, Where                  string
}

// notices lists the messages of the viewer's association: what each does, for
// what reason, what its text holds, and how many others say the same.
func (s *site) notices(w http.ResponseWriter, r *http.Request) error {
	number, err := pageNumber(r)
	if err != nil {
		return err
	}
	association := who(r.Context()).Association
	if err := s.note(r, "list_notices", association); err != nil {
		return err
	}
	list, err := s.desk.Notices.Notices(r.Context(), association, (number-1)*casesShown, casesShown+1)
	if err != nil {
		return fmt.Errorf("read the messages of an association: %w", err)
	}
	data := noticesPage{deskPage: s.deskPage(r, "Messages reçus"), Number: number}
	for i := range list[:min(len(list), casesShown)] {
		row := s.noticeRow(&list[i])
		row.Number = i + 1
		data.Rows = append(data.Rows, row)
	}
	data.Previous, data.Next = leaves("/messages", url.Values{}, number, len(list) <= casesShown)
	return s.show(w, http.StatusOK, "notices", data)
}

func (s *site) noticeRow(n *SeenNotice) noticeRow {
	row := noticeRow{
		On: s.words.Moment(n.At, s.zone), Kind: s.words.Typeset(capital(s.words.T("notice." + string(n.Does)))),
		Closure: n.Does == observatory.NoticeClosure, Department: "non connu", Same: "aucun autre",
	}
	if n.Department != "" {
		row.Department = s.departmentName(n.Department)
	}
	if !n.Case.IsZero() {
		row.Case = &link{"/cas/" + n.Case.String(), shortID(n.Case)}
	}
	row.Means = s.meansOf(n)
	if row.Closure {
		row.Reason = s.words.Typeset(capital(s.words.T("reason." + string(n.Reason))))
		for _, c := range observatory.Criteria() {
			row.Criteria = append(row.Criteria, pairView{s.words.Typeset(capital(s.words.T("criterion." + string(c)))), s.words.T("criterion." + string(n.Criteria.Of(c)))})
		}
	}
	if n.Others > 0 {
		row.Same = s.words.Count(int64(n.Others)) + " " + s.words.Plural(int64(n.Others), "autre", "autres")
	}
	for i, code := range sortedKeys(n.Where) {
		if n.Others == 0 {
			break
		}
		if i > 0 {
			row.Where += ", "
		}
		place := "département non connu"
		if code != "" {
			place = s.departmentName(code)
		}
		row.Where += place + " (" + s.words.Count(int64(n.Where[code])) + ")"
	}
	return row
}

// meansOf says whether rules or words told the kind, and the reason of a closure.
func (s *site) meansOf(n *SeenNotice) (list []pairView) {
	tell := func(what string, means observatory.NoticeMeans) {
		if means != "" {
			list = append(list, pairView{capital(s.words.T("means." + what)), s.words.T("means." + string(means))})
		}
	}
	tell("kind", n.Means.Kind)
	if n.Does == observatory.NoticeClosure {
		tell("reason", n.Means.Reason)
	}
	return list
}
