package probes

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// PageEnvelope is what is kept beside the bytes of a page: with both, the page
// can be read again by newer rules without a request.
type PageEnvelope struct {
	Address     string            `json:"address"` // asked for
	Final       string            `json:"final"`   // that answered
	Department  string            `json:"department"`
	At          time.Time         `json:"at"`
	Status      int               `json:"status"`
	Headers     map[string]string `json:"headers"` // those that describe the page
	Hops        []observatory.Hop `json:"hops,omitempty"`
	HTML        observatory.Hash  `json:"html"`
	Bytes       int               `json:"bytes"`
	Truncated   bool              `json:"truncated"` // more came than is read
	Agent       string            `json:"agent"`
	From        string            `json:"from,omitempty"` // page whose link was followed
	Depth       int               `json:"depth"`
	SiteVersion string            `json:"site_version"`
	Simulation  bool              `json:"simulation"`
}

// Roles of the evidence files of a page.
const (
	RoleHTML     = "html"
	RoleText     = "text"
	RolePage     = "page"     // the envelope
	RoleSiteLog  = "site-log" // steps and links left of a whole visit
	mediaJSON    = "application/json"
	mediaHTML    = "text/html"
	mediaText    = "text/plain"
	siteLogLimit = 200 // steps in the attempt
)

// read asks for one page, keeps it, audits it and takes its links.
func (r *SiteReader) read(ctx context.Context, v *SiteVisit, link siteLink) error {
	if reason := v.refuse(link, r.config.Depth); reason != "" {
		v.leave(link, reason)
		return nil
	}
	if v.kept["read "+infoCanonical(link.address)] {
		v.leave(link, "autre adresse d'une page déjà lue")
		return nil
	}
	answer, ending, err := r.ask(ctx, v, link)
	if err != nil {
		return err
	}
	switch {
	case ending != nil || answer.step.Reason != "":
	case siteClosed(answer):
		answer.step.Reason = "page de maintenance"
		ending = v.firstOnly(Ending{observatory.Maintenance, CauseMaintenance, "Le site affiche une page de maintenance."})
	default:
		err = r.take(ctx, v, link, &answer)
	}
	v.Steps = append(v.Steps, answer.step)
	if ending == nil && len(v.pieces) == 0 && link.address.String() == v.site.Home && answer.step.Status >= http.StatusBadRequest {
		failed := siteStatus(answer)
		ending = &failed
	}
	v.ending = ending
	return err
}

// take reads the page that came: what is no page, or was read already under
// another address, is told in the step.
func (r *SiteReader) take(ctx context.Context, v *SiteVisit, link siteLink, answer *siteAnswer) error {
	switch {
	case answer.step.Status != http.StatusOK:
		answer.step.Reason = fmt.Sprintf("réponse %d", answer.step.Status)
		return nil
	case answer.media != "" && answer.media != mediaHTML && answer.media != "application/xhtml+xml":
		answer.step.Reason = "non une page : " + answer.media
		return nil
	case bytes.IndexByte(answer.body, 0) >= 0 || !infoIsHTML(answer.body):
		answer.step.Reason = "non une page HTML"
		return nil
	}
	envelope := r.envelope(v, link, answer)
	if v.kept[string(envelope.HTML)] {
		answer.step.Reason = "mêmes octets qu'une page déjà lue"
		return nil
	}
	v.kept[string(envelope.HTML)] = true
	page, root, err := readSnapshot(r.reference, envelope, answer.body)
	if err != nil {
		answer.step.Reason = err.Error()
		return nil //nolint:nilerr // the page's fault, told in the step
	}
	if v.kept["read "+page.Canonical] {
		answer.step.Reason = "autre adresse d'une page déjà lue"
		return nil
	}
	v.kept["read "+page.Canonical], v.kept[page.Canonical] = true, true
	answer.step.HTML = envelope.HTML
	if !v.only {
		v.follow(root, infoHTMLBase(root, answer.address), link, r.config.Depth)
	}
	return r.keepPage(ctx, v, link, page, envelope, answer.body)
}

func (r *SiteReader) envelope(v *SiteVisit, link siteLink, answer *siteAnswer) PageEnvelope {
	headers := map[string]string{}
	for _, name := range []string{"Content-Type", "Content-Language", "Last-Modified", "Etag", "Date", "Server", "X-Powered-By"} {
		if value := answer.header.Get(name); value != "" {
			headers[name] = value
		}
	}
	return PageEnvelope{
		Address: answer.step.Address, Final: answer.address.String(), Department: v.site.Department, At: answer.step.At,
		Status: answer.step.Status, Headers: headers, Hops: answer.step.Hops, HTML: infoHash(answer.body), Bytes: len(answer.body),
		Truncated: answer.truncated, Agent: r.agent, From: link.from, Depth: link.depth, SiteVersion: siteVersion,
		Simulation: v.site.Simulation,
	}
}

// keepPage keeps a page's bytes, text and envelope, and its facts where it is
// about foreigners or was listed beforehand.
func (r *SiteReader) keepPage(ctx context.Context, v *SiteVisit, link siteLink, page Page, envelope PageEnvelope, body []byte) error {
	told, err := json.Marshal(envelope)
	if err != nil {
		return fmt.Errorf("write the envelope of a page: %w", err)
	}
	pieces := []observatory.Piece{{Role: RoleHTML, Media: mediaHTML}, {Role: RoleText, Media: mediaText}, {Role: RolePage, Media: mediaJSON}}
	for i, content := range [][]byte{body, []byte(page.Text), told} {
		if pieces[i].Hash, err = r.keep(ctx, pieces[i].Media, content); err != nil {
			return err
		}
	}
	v.pieces = append(v.pieces, pieces...)
	if !link.known && !page.About() {
		return nil
	}
	items := AuditPage(r.reference, page)
	v.Pages = append(v.Pages, AuditedPage{Page: page, Items: items})
	for _, fact := range page.Facts(items, envelope.At, r.config.Place) {
		fact.Evidence, fact.Simulation = pieces, v.site.Simulation
		v.Facts = append(v.Facts, fact)
	}
	return nil
}

func (r *SiteReader) keep(ctx context.Context, media string, content []byte) (observatory.Hash, error) {
	if r.config.Keep == nil {
		return infoHash(content), nil
	}
	hash, err := r.config.Keep(ctx, media, content)
	if err != nil {
		return "", fmt.Errorf("keep a snapshot: %w", err)
	}
	return hash, nil
}

// close makes the attempt of a visit: its outcome, its steps and its evidence.
func (r *SiteReader) close(ctx context.Context, v *SiteVisit) error {
	log, err := json.Marshal(struct {
		Steps []SiteStep `json:"steps"`
		Left  []SiteLeft `json:"left"`
	}{v.Steps, v.Left})
	if err != nil {
		return fmt.Errorf("write the journal of a site: %w", err)
	}
	hash, err := r.keep(ctx, mediaJSON, log)
	if err != nil {
		return err
	}
	v.pieces = append(v.pieces, observatory.Piece{Role: RoleSiteLog, Hash: hash, Media: mediaJSON})
	ending, control := r.judge(ctx, v)
	v.Attempt = &observatory.Attempt{
		Envelope: observatory.Envelope{
			ID: newID(v.started), At: v.started.UTC(), Source: "probe",
			SourceVersion: "vigie/" + r.config.Version + " " + siteVersion, Place: r.config.Place,
			Evidence: v.pieces, Simulation: v.site.Simulation,
		},
		Journey: JourneySite, JourneyVersion: siteVersion, Target: v.site.ID(), Department: v.site.Department, System: SystemPrefectureSite,
		Mode: observatory.Unattended, Outcome: ending.Outcome, Cause: ending.Cause, Detail: ending.Detail,
		Address: v.site.Home, FinalAddress: v.site.Home, Slots: -1, Announced: v.announced, Duration: r.config.Now().Sub(v.started), Control: control,
	}
	v.steps()
	return nil
}

// judge gives the outcome of a visit. A site that does not answer is held
// against our own network first.
func (r *SiteReader) judge(ctx context.Context, v *SiteVisit) (Ending, observatory.Control) {
	if v.ending == nil {
		if len(v.pieces) == 1 { // the journal alone
			return Ending{observatory.Drift, CauseWrongPage, "Aucune page n'a pu être lue : " + v.firstReason()}, observatory.ControlNotRun
		}
		return Ending{observatory.Met, CausePagesRead, fmt.Sprintf("%d pages lues, %d auditées.", len(v.pieces)/3, len(v.Pages))}, observatory.ControlNotRun
	}
	control := observatory.ControlNotRun
	if v.ending.Outcome == observatory.Down {
		control = askControl(ctx, r.client, r.agent, r.config.Control)
		if control == observatory.ControlFailed {
			return Ending{observatory.Fault, CauseNetworkOurs, "Le site témoin ne répondait pas non plus."}, control
		}
	}
	return *v.ending, control
}

func (v *SiteVisit) firstReason() string {
	for _, s := range v.Steps {
		if s.Reason != "" {
			return s.Reason
		}
	}
	return "aucune adresse"
}

// steps writes the addresses asked for as the steps of the attempt.
func (v *SiteVisit) steps() {
	for i, s := range v.Steps[:min(len(v.Steps), siteLogLimit)] {
		name := s.Address
		if address, err := url.Parse(s.Address); err == nil {
			name = strings.TrimSuffix(address.EscapedPath(), "/")
		}
		if name == "" {
			name = "/"
		}
		v.Attempt.Steps = append(v.Attempt.Steps, observatory.Step{
			Index: i, Name: name, Action: "open", StartedAt: s.At, Duration: s.duration, OK: s.Reason == "", Message: s.Reason,
		})
		v.Attempt.StepReached = name
		if s.Address == v.site.Home {
			v.Attempt.FinalAddress, v.Attempt.Status, v.Attempt.Hops = s.Final, s.Status, s.Hops
		}
	}
}
