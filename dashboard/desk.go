package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/netip"

	"vigie/internal/access"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// Desk is what the pages of signed-in persons and the API need. Without it
// none of them is served.
type Desk struct {
	State   *access.State
	Schemas map[string][]byte                     // Frictionless Table Schema of each shape, "cases" and "events"
	Labels  func(column string) map[string]string // published word of each code of a column
	Intake  Intake
	Cases   Cases
	Files   Files
	Reviews Reviews
	Notices Notices
	Figures Exact // of all cases: only those of the viewer's own association are asked of it

	// Words gives the published name of a field of an event and the word of its
	// value. A field is that of an observatory.Change or the name of a detail.
	Words    func(field, value string) (name, word string)
	Mappings Mappings
	Readings Readings
	// Export writes events row by row as CSV and gives the number of cases and rows.
	Export   func(to io.Writer, events iter.Seq2[observatory.CaseEvent, error]) (cases, rows int, err error)
	Dossiers Dossiers
	House    House
	// Log notes a reading of case data. Nothing is shown that was not noted.
	Log func(ctx context.Context, reading observatory.Access) error
	// Seal and Unseal hide what a person has not sent yet.
	Seal   func(plain []byte) ([]byte, error)
	Unseal func(sealed []byte) ([]byte, error)
	// Fingerprint is a keyed sum of a request's body.
	Fingerprint func(association string, body []byte) (string, error)
	Proxies     []netip.Prefix // whose X-Forwarded-For is believed
	UploadMost  int64          // bytes of a file that a person sends
	Pace        Pace           // of what is sent
}

// Shapes of a report.
const (
	ShapeCases  = "cases"
	ShapeEvents = "events"
)

// Report is one case or one event as an association tells it: cells by the
// published column names.
type Report struct {
	Shape  string
	Values map[string]string
	Proof  []byte // a picture or a PDF, sealed with the case's key
}

// Take says how reports are taken in.
type Take struct {
	Association  string
	Author       observatory.ID // of the account or the token
	Origin       string         // "api" or "form"
	DryRun       bool           // only tell what would become of them
	Beside       bool           // one of a kind and day that are known is one more, never a correction
	AllOrNothing bool           // take none when one is refused
}

// Fates of a report.
const (
	FateTaken     = "taken"     // something of it is new
	FateCorrected = "corrected" // it changes a fact that was told before
	FateDuplicate = "duplicate" // all of it was told before
	FateRefused   = "refused"
	FateValid     = "valid" // it could be taken, and was not: dry run, or all or nothing
)

// Finding is one problem or warning of one report, in French, masked.
type Finding struct {
	Column  string `json:"column"`
	Problem string `json:"problem"`
	Message string `json:"message"`
	Value   string `json:"value"`
	Remedy  string `json:"remedy"`
}

// Outcome is what became of one report.
type Outcome struct {
	Fate     string
	Case     observatory.ID
	Facts    []observatory.ID
	Problems []Finding
	Warnings []Finding
}

// Intake takes in reports as an import of a file does: what it has answered
// for is kept, once.
type Intake interface {
	Take(ctx context.Context, reports []Report, how Take) ([]Outcome, error)
	// CaseOf gives the id of a case from its reference in the association.
	CaseOf(association, reference string) (observatory.ID, error)
}

// Exact reads what exact figures are made from.
type Exact interface {
	indicators.Reader
	// CasesVersion changes whenever more is told of cases. It must be cheap.
	CasesVersion(ctx context.Context) (string, error)
}

// Cases reads the events of cases.
type Cases interface {
	CaseEvents(ctx context.Context, f observatory.EventFilter) iter.Seq2[observatory.CaseEvent, error]
}

// Files takes in the files that persons send: a dry run first, then an import.
type Files interface {
	// Receive seals what is read and begins its dry run.
	Receive(ctx context.Context, by access.Account, file io.Reader) (access.Upload, error)
	// Commit begins the import of a checked file.
	Commit(ctx context.Context, by access.Account, u access.Upload, allOrNothing bool) error
	// Withdraw takes an import back: its rows stay, and nobody reads them.
	Withdraw(ctx context.Context, by access.Account, u access.Upload) error
	// Forget drops a file that was not imported.
	Forget(ctx context.Context, u access.Upload) error
	// Problems writes the file again with a column that says what is wrong.
	Problems(ctx context.Context, u access.Upload, w io.Writer) error
}

// Summary is what a dry run or an import found, as access.Upload.Report holds it.
type Summary struct {
	Rows            int       `json:"rows"`
	Cases           int       `json:"cases"`
	Events          int       `json:"events"`
	Persons         int       `json:"persons"`
	Duplicates      int       `json:"duplicates"`
	Corrections     int       `json:"corrections"`
	RefusedRows     int       `json:"refused_rows"`
	Refused         []RowNote `json:"refused"`
	RefusedBeyond   int       `json:"refused_beyond"`
	Warnings        []RowNote `json:"warnings"`
	WarningsBeyond  int       `json:"warnings_beyond"`
	AlreadyImported bool      `json:"already_imported"`
	IdentityColumns []string  `json:"identity_columns"`
}

// RowNote is a finding with its place.
type RowNote struct {
	Finding

	Sheet int `json:"sheet"` // from 1, 0 when there is only one
	Row   int `json:"row"`
}

// viewer is who asks.
type viewer struct {
	access.Account

	token bool // a program of an association, by its token
}

type viewerKey struct{}

// who gives the viewer of a request to a guarded route.
func who(ctx context.Context) viewer {
	v, _ := ctx.Value(viewerKey{}).(viewer)
	return v
}

// desk is the part of the site for signed-in persons.
type desk struct {
	Desk

	sessions *access.Sessions
	forms    map[string]form
	openAPI  asset
	flights  flights
}

func (s *site) openDesk(d *Desk) error {
	if d == nil {
		return nil
	}
	if d.State == nil || d.Intake == nil || d.Cases == nil || d.Files == nil || d.Reviews == nil || d.Notices == nil || d.Figures == nil || d.Words == nil || d.Mappings == nil || d.Readings == nil || d.Export == nil || d.Dossiers == nil || d.House == nil || d.Labels == nil || d.Log == nil || d.Seal == nil || d.Unseal == nil || d.Fingerprint == nil {
		return errors.New("dashboard: the desk is not complete")
	}
	made := &desk{Desk: *d, forms: map[string]form{}}
	for shape, schema := range d.Schemas {
		f, err := readForm(schema)
		if err != nil {
			return fmt.Errorf("schema of %s: %w", shape, err)
		}
		made.forms[shape] = f
	}
	document, err := json.MarshalIndent(openAPI(made.forms), "", "  ")
	if err != nil {
		return fmt.Errorf("write the description of the API: %w", err)
	}
	if made.openAPI, err = textAsset("application/vnd.oai.openapi+json;version=3.1", document); err != nil {
		return err
	}
	made.sessions = d.State.Sessions(func(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, r, err) })
	s.desk, s.sending = made, d.Pace.orDefault()
	return nil
}

// guard lets a request through to a route whose action the viewer may do.
func (s *site) guard(rt route) handler {
	if rt.needs == access.ReadPublic {
		return rt.page
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		v, err := s.viewer(r, rt)
		if errors.Is(err, errSignIn) && rt.closed != "" {
			return s.show(w, http.StatusForbidden, "error", errorPage{
				page: s.page("Accès réservé"), Message: s.words.Typeset(rt.closed), Links: []link{{signInAddress(r.URL.RequestURI()), "Se connecter"}, {"/publication.csv", "Les tables publiées, en CSV"}},
			})
		}
		if errors.Is(err, errSignIn) && rt.ended != nil {
			return rt.ended(w, r)
		}
		if errors.Is(err, errSignIn) && r.Method == http.MethodGet && !rt.api {
			http.Redirect(w, r, signInAddress(r.URL.RequestURI()), http.StatusSeeOther)
			return nil
		}
		if err != nil {
			return err
		}
		if !v.Role.May(rt.needs) {
			return pageError{http.StatusForbidden, "Accès refusé", "Votre compte (" + v.Role.French() + ") ne permet pas cela. La personne qui administre l’instance peut changer son rôle."}
		}
		return rt.page(w, r.WithContext(context.WithValue(r.Context(), viewerKey{}, v)))
	}
}

// errSignIn says that nobody is signed in.
var errSignIn = pageError{http.StatusUnauthorized, "Connexion nécessaire", "Votre session est finie ou n’a pas commencé. Connectez-vous, puis recommencez ; un brouillon gardé est retrouvé."}

// viewer tells who asks: an account by its session, or an association by its token.
func (s *site) viewer(r *http.Request, rt route) (viewer, error) {
	if rt.api {
		return s.bearer(r)
	}
	a, in, err := s.desk.sessions.Account(r.Context())
	if err != nil {
		return viewer{}, err
	}
	if !in || a.Simulation && !s.Simulation {
		return viewer{}, errSignIn
	}
	return viewer{Account: a}, nil
}

// note logs a reading of case data, before anything of it is shown.
func (s *site) note(r *http.Request, action, object string) error {
	v, now := who(r.Context()), s.Now().UTC()
	id := observatory.DeriveID(v.ID[:], []byte(action), []byte(object), fmt.Append(nil, now.UnixNano()))
	reading := observatory.Access{
		Envelope: observatory.Envelope{ID: id, At: now, RecordedAt: now, Source: "dashboard", SourceVersion: "1", Simulation: s.Simulation},
		Account:  v.ID.String(), Role: string(v.Role), Action: action, Object: object,
	}
	if err := s.desk.Log(r.Context(), reading); err != nil {
		return fmt.Errorf("note a reading: %w", err)
	}
	return nil
}

// deskPage is what every page of the desk has.
type deskPage struct {
	page

	Name, Role, Association string
	Contributor             bool
	Notice                  string // what has just been done
}

func (s *site) deskPage(r *http.Request, title string) deskPage {
	v := who(r.Context())
	p := deskPage{page: s.page(title), Name: v.Name, Role: v.Role.French(), Association: v.Association, Contributor: v.Role.May(access.Contribute)}
	p.Here = "/espace"
	return p
}

// show answers with a page that nobody may keep.
func (s *site) show(w http.ResponseWriter, status int, view string, data any) error {
	body, err := s.views.render(view, data)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err = w.Write(body)
	return err
}

// address is where a request comes from. A proxy of the configuration is
// believed about who asked it.
func (s *site) address(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	from := peer.Addr().Unmap()
	hops := forwarded(r.Header.Values("X-Forwarded-For"))
	for i := len(hops) - 1; i >= 0 && s.believed(from); i-- {
		hop, err := netip.ParseAddr(hops[i])
		if err != nil {
			break
		}
		from = hop.Unmap()
	}
	return from
}

func (s *site) believed(a netip.Addr) bool {
	for _, prefix := range s.desk.Proxies {
		if prefix.Contains(a) {
			return true
		}
	}
	return false
}
