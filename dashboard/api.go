package dashboard

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// Bounds of a request to the API.
const (
	reportsMost     = 1000     // reports of a request
	reportsBodyMost = 16 << 20 // bytes
	cellMost        = 64 << 10 // bytes of one cell
	proofMost       = 10 << 20 // bytes of a proof
)

// proofField is the published column that names the file of a proof. The API
// takes the file itself there, in base64.
const proofField = "capture"

// reportsRequest is the body of POST /api/v1/reports.
type reportsRequest struct {
	Reports      []rawReport `json:"reports"`
	AllOrNothing bool        `json:"all_or_nothing"`
	DryRun       bool        `json:"dry_run"`
	Beside       bool        `json:"beside"`
}

// reportsAnswer is the answer to it, one item a report in the same order.
type reportsAnswer struct {
	Items      []reportItem   `json:"items"`
	Counts     map[string]int `json:"counts"` // items by state
	DryRun     bool           `json:"dry_run"`
	Simulation bool           `json:"simulation"`
}

type reportItem struct {
	Index    int       `json:"index"`
	State    string    `json:"state"`
	Case     string    `json:"case,omitempty"`
	Facts    []string  `json:"facts"`
	Problems []Finding `json:"problems"`
	Warnings []Finding `json:"warnings"`
}

// bearer tells the association of a request's token.
func (s *site) bearer(r *http.Request) (viewer, error) {
	missing := pageError{http.StatusUnauthorized, "Jeton nécessaire", "Donnez le jeton de l’association : « Authorization: Bearer vigie_… ». Il se crée avec « vigie token add »."}
	scheme, secret, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return viewer{}, missing
	}
	t, err := s.desk.State.Token(r.Context(), strings.TrimSpace(secret), s.Now())
	if err == nil && t.Simulation != s.Simulation {
		err = access.ErrToken // a token of the demonstration never lets real cases in, nor the other way round
	}
	if errors.Is(err, access.ErrToken) {
		missing.title, missing.message = "Jeton refusé", "Ce jeton est inconnu, révoqué ou expiré. Demandez-en un autre à la personne qui administre l’instance."
		return viewer{}, missing
	}
	if err != nil {
		return viewer{}, err
	}
	return viewer{Account: access.Account{ID: t.ID, Role: access.Contributor, Association: t.Association}, token: true}, nil
}

// apiDescription serves the OpenAPI document.
func (s *site) apiDescription(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, s.desk.openAPI)
}

// postReports takes in reports of an association's program.
func (s *site) postReports(w http.ResponseWriter, r *http.Request) error {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return pageError{http.StatusUnsupportedMediaType, "Forme refusée", "Envoyez du JSON, avec « Content-Type: application/json »."}
	}
	key := r.Header.Get("Idempotency-Key")
	if len(key) > 255 || strings.ContainsFunc(key, func(c rune) bool { return c < ' ' || c > '~' }) {
		return pageError{http.StatusBadRequest, "Clé d’idempotence refusée", "« Idempotency-Key » a au plus 255 caractères ASCII."}
	}
	if err := s.pace(w, r, reportsBodyMost); err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return refusedBody(err)
	}
	if key == "" {
		status, answer, err := s.takeReports(r, body)
		if err != nil {
			return err
		}
		return s.writeJSON(w, status, answer)
	}
	return s.postOnce(w, r, key, body)
}

// postOnce answers a request with an idempotency key: the same key with the
// same body gets the same answer, and nothing is taken in again.
func (s *site) postOnce(w http.ResponseWriter, r *http.Request, key string, body []byte) error {
	association := who(r.Context()).Association
	fingerprint, err := s.desk.Fingerprint(association, body)
	if err != nil {
		return err
	}
	if !s.desk.flights.begin(association, key) {
		w.Header().Set("Retry-After", "1")
		return pageError{http.StatusConflict, "Demande en cours", "Une demande avec la même clé d’idempotence est en cours. Attendez sa réponse, ou recommencez dans un instant."}
	}
	defer s.desk.flights.end(association, key)
	given, found, err := s.desk.State.Answer(r.Context(), association, key)
	if err != nil {
		return err
	}
	if found && given.Fingerprint != fingerprint {
		return pageError{http.StatusUnprocessableEntity, "Clé d’idempotence déjà prise", "Cette clé a déjà servi pour un autre contenu. Prenez une clé nouvelle pour chaque envoi."}
	}
	if found {
		w.Header().Set("Idempotency-Replayed", "true")
		return s.writeJSON(w, given.Status, given.Body)
	}
	status, answer, err := s.takeReports(r, body)
	if err != nil {
		return err
	}
	kept := access.Answer{Fingerprint: fingerprint, Status: status, Body: answer}
	if err := s.desk.State.KeepAnswer(r.Context(), association, key, kept, s.Now()); err != nil {
		return err
	}
	return s.writeJSON(w, status, answer)
}

// takeReports decodes a body, takes its reports in, and gives the answer.
func (s *site) takeReports(r *http.Request, body []byte) (int, []byte, error) {
	request, err := decodeReports(body)
	if err != nil {
		return 0, nil, err
	}
	v := who(r.Context())
	reports, faults := s.desk.readReports(request.Reports)
	how := Take{Association: v.Association, Author: v.ID, Origin: "api", DryRun: request.DryRun, AllOrNothing: request.AllOrNothing, Beside: request.Beside}
	outcomes, err := s.takeGood(r, reports, faults, how)
	if err != nil {
		return 0, nil, err
	}
	answer := reportsAnswer{Items: []reportItem{}, Counts: map[string]int{}, DryRun: request.DryRun, Simulation: s.Simulation}
	for i, o := range outcomes {
		answer.Items = append(answer.Items, item(i, o))
		answer.Counts[o.Fate]++
	}
	status := http.StatusOK
	if request.AllOrNothing && answer.Counts[FateRefused] > 0 {
		status = http.StatusUnprocessableEntity
	}
	text, err := json.Marshal(answer)
	return status, text, err
}

// takeGood hands on the reports that could be read, and puts the refusals of
// the others at their places.
func (s *site) takeGood(r *http.Request, reports []Report, faults []*Finding, how Take) ([]Outcome, error) {
	outcomes := make([]Outcome, len(reports))
	var good []Report
	var at []int
	for i := range reports {
		if faults[i] != nil {
			outcomes[i] = Outcome{Fate: FateRefused, Problems: []Finding{*faults[i]}}
			continue
		}
		good, at = append(good, reports[i]), append(at, i)
	}
	how.DryRun = how.DryRun || how.AllOrNothing && len(good) < len(reports)
	if len(good) == 0 {
		return outcomes, nil
	}
	told, err := s.desk.Intake.Take(r.Context(), good, how)
	if err != nil {
		return nil, err
	}
	for i, o := range told {
		outcomes[at[i]] = o
	}
	return outcomes, nil
}

func item(i int, o Outcome) reportItem {
	it := reportItem{Index: i, State: o.Fate, Facts: []string{}, Problems: []Finding{}, Warnings: []Finding{}}
	if !o.Case.IsZero() {
		it.Case = o.Case.String()
	}
	for _, fact := range o.Facts {
		it.Facts = append(it.Facts, fact.String())
	}
	it.Problems = append(it.Problems, o.Problems...)
	it.Warnings = append(it.Warnings, o.Warnings...)
	return it
}

// decodeReports reads the body of a request. A fault names its place.
func decodeReports(body []byte) (reportsRequest, error) {
	var request reportsRequest
	bad := func(format string, args ...any) (reportsRequest, error) {
		return request, pageError{http.StatusBadRequest, "Demande illisible", fmt.Sprintf(format, args...) + " La forme attendue est décrite dans /api/v1/openapi.json."}
	}
	if !utf8.Valid(body) {
		return bad("Le texte n’est pas de l’UTF-8.")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&request); err != nil {
		if syntax, is := errors.AsType[*json.SyntaxError](err); is {
			return bad("Ce n’est pas du JSON : faute à l’octet %d.", syntax.Offset)
		}
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			return bad("Le JSON s’arrête avant sa fin, à l’octet %d : l’envoi est peut-être coupé.", len(body))
		}
		return bad("Un champ a un nom ou une forme inattendus, vers l’octet %d.", decoder.InputOffset())
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return bad("Quelque chose suit la fin du JSON, à l’octet %d.", decoder.InputOffset())
	}
	switch n := len(request.Reports); {
	case n == 0:
		return bad("« reports » est vide ou manque.")
	case n > reportsMost:
		return bad("« reports » a %d éléments ; au plus %d par demande.", n, reportsMost)
	}
	return request, nil
}

// readReports reads each report, or says why it cannot.
func (d *desk) readReports(raw []rawReport) ([]Report, []*Finding) {
	reports, faults := make([]Report, len(raw)), make([]*Finding, len(raw))
	for i, fields := range raw {
		reports[i].Shape, reports[i].Values = fields.shape(), map[string]string{}
		for at, field := range fields {
			if fields[:at].contradicts(field) {
				faults[i] = &Finding{Column: shorten(field.name), Problem: "field_twice", Message: "le champ est donné deux fois, avec deux valeurs", Remedy: "gardez-en une"}
			} else {
				faults[i] = d.readCell(&reports[i], field.name, field.value)
			}
			if faults[i] != nil {
				break
			}
		}
		if faults[i] == nil && len(reports[i].Values) == 0 {
			faults[i] = &Finding{Problem: "report_empty", Message: "le rapport est vide", Remedy: "donnez au moins la référence et le département"}
		}
	}
	return reports, faults
}

// readCell reads one field of a report.
func (d *desk) readCell(report *Report, name string, value json.RawMessage) *Finding {
	if !d.forms[report.Shape].has(name) {
		return &Finding{Column: shorten(name), Problem: "field_unknown", Message: "champ inconnu", Remedy: "retirez ce champ, ou nommez-le comme dans /api/v1/openapi.json"}
	}
	if string(value) == "null" {
		return nil
	}
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		return &Finding{Column: name, Problem: "field_not_text", Message: "la valeur n’est pas un texte", Remedy: "écrivez-la entre guillemets, nombres et dates compris"}
	}
	if name == proofField {
		return readProof(report, text)
	}
	switch {
	case len(text) > cellMost:
		return &Finding{Column: name, Problem: "field_too_long", Message: "la valeur est trop longue", Remedy: fmt.Sprintf("au plus %d Kio", cellMost>>10)}
	case strings.ContainsRune(text, 0):
		return &Finding{Column: name, Problem: "field_nul", Message: "la valeur contient un octet nul", Remedy: "retirez-le"}
	}
	if strings.TrimSpace(text) != "" {
		report.Values[name] = text
	}
	return nil
}

// readProof takes the file of a proof out of its base64.
func readProof(report *Report, text string) *Finding {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return &Finding{Column: proofField, Problem: "proof_unreadable", Message: "la pièce n’est pas du base64", Remedy: "donnez les octets du fichier en base64 (RFC 4648)"}
	}
	if fault := checkProof(data); fault != nil {
		return fault
	}
	report.Proof = data
	return nil
}

// checkProof refuses what is no picture and no PDF, by its first bytes.
func checkProof(data []byte) *Finding {
	if len(data) > proofMost {
		return &Finding{Column: proofField, Problem: "proof_too_large", Message: "la pièce est trop grosse", Remedy: "au plus " + mebibytes(proofMost) + " ; réduisez l’image"}
	}
	switch http.DetectContentType(data) {
	case "image/png", "image/jpeg", "image/webp", "application/pdf":
		return nil
	}
	return &Finding{Column: proofField, Problem: "proof_kind", Message: "la pièce n’est ni une image ni un PDF", Remedy: "envoyez un fichier PNG, JPEG, WebP ou PDF"}
}

// shorten keeps a strange name from filling an answer.
func shorten(name string) string {
	if runes := []rune(name); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return name
}

func (s *site) writeJSON(w http.ResponseWriter, status int, body []byte) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

// problem answers a request to the API with what went wrong (RFC 9457).
func (s *site) problem(w http.ResponseWriter, r *http.Request, err error) {
	told := s.told(r, err)
	if told.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="vigie"`)
	}
	if told.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "10")
	}
	body, marshal := json.Marshal(map[string]any{"type": "about:blank", "title": told.title, "status": told.status, "detail": told.message})
	if marshal != nil {
		s.Logger.Error("problem not written", slog.Any("error", marshal))
	}
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(told.status)
	if _, err := w.Write(body); err != nil {
		s.Logger.Debug("client went away", slog.Any("error", err))
	}
}

// Unavailable says that the base cannot take anything in now.
func Unavailable(err error) error {
	if observatory.IsInput(err) {
		return err
	}
	return errors.Join(pageError{http.StatusServiceUnavailable, "Base momentanément indisponible", "Rien n’a été pris. Renvoyez la même demande dans un instant ; avec la même clé d’idempotence, rien n’est pris deux fois."}, err)
}
