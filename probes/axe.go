package probes

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

// RoleAxe is the role of the piece that holds what axe-core found.
const RoleAxe = "axe"

// States of a rule of axe-core on a page. Broken is what it is sure of; to_check
// is what a person has to look at.
const (
	axeBroken  = "broken"
	axeToCheck = "to_check"
	axeHeld    = "held"
)

const (
	axeFile    = "deploy/axe/node_modules/axe-core/axe.min.js"
	axeEnv     = "VIGIE_AXE"
	axeTimeout = 60 * time.Second
)

//go:embed axe.js
var axeScript string

// axeTags are the rules that are run: WCAG 2.1, levels A and AA, and those that
// bear on the RGAA. They touch 33 of its 106 criteria: no result of theirs says
// that a page conforms.
func axeTags() []string { return []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "RGAAv4"} }

// AxeReport is what axe-core found on a page, by rule: the form of the piece
// RoleAxe. It holds no text of the page.
type AxeReport struct {
	Version string           `json:"version"` // of axe-core
	Script  observatory.Hash `json:"script"`  // SHA-256 of the file that was run
	Address string           `json:"address"`
	Rules   []AxeRule        `json:"rules"`
}

// AxeRule is one rule on one page.
type AxeRule struct {
	Rule   string   `json:"rule"`
	State  string   `json:"state"`  // broken, to_check, held, not_applicable
	Impact string   `json:"impact"` // minor, moderate, serious, critical; empty when held
	Nodes  int      `json:"nodes"`  // elements concerned
	Tags   []string `json:"tags"`   // WCAG and RGAA criteria
}

// FindAxe gives the file of axe-core: that of VIGIE_AXE, else the one that
// « make setup » installed, looked for from the working folder and from the
// program's, upwards. None is an input error that says what to do.
func FindAxe() (string, error) {
	if given := os.Getenv(axeEnv); given != "" {
		if info, err := os.Stat(given); err != nil || !info.Mode().IsRegular() {
			return "", observatory.InputErrorf("axe-core : le fichier « %s », indiqué par %s, n'existe pas. Corrigez ce chemin", given, axeEnv)
		}
		return given, nil
	}
	var folders []string
	if dir, err := os.Getwd(); err == nil {
		folders = append(folders, dir)
	}
	if program, err := os.Executable(); err == nil {
		folders = append(folders, filepath.Dir(program))
	}
	for _, folder := range folders {
		for dir := folder; ; dir = filepath.Dir(dir) {
			path := filepath.Join(dir, axeFile)
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
				return path, nil
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return "", observatory.InputErrorf("axe-core n'est pas installé : les règles d'accessibilité ne peuvent pas être vérifiées. Lancez « make setup », ou indiquez axe.min.js dans %s", axeEnv)
}

// needsAxe reports whether a journey runs axe-core.
func (j Journey) needsAxe() bool {
	return slices.ContainsFunc(j.Steps, func(s Step) bool { return s.Audit != nil && s.Audit.Axe })
}

// auditAxe runs axe-core on the page. A broken rule of WCAG or of the RGAA gives
// the audit's own ending; that none is broken is no conformity.
func (a *attempt) auditAxe(ctx, tab context.Context, audit Audit) *Ending {
	if ending := a.interrupted(tab); ending != nil {
		return ending
	}
	limited, cancel := context.WithTimeout(tab, axeTimeout)
	defer cancel()
	report, err := runAxe(limited)
	if err != nil {
		return a.broken(limited, tab, err)
	}
	report.Address = a.describe(ctx).Address
	if !a.pieceOf(tab, RoleAxe, report) {
		return &Ending{observatory.Fault, CauseEvidence, "Le relevé d'axe-core n'a pas pu être écrit."}
	}
	rules, nodes := 0, 0
	for _, rule := range report.Rules {
		if rule.State == axeBroken {
			rules++
			nodes += rule.Nodes
		}
	}
	if rules == 0 {
		return nil
	}
	audit.Otherwise.Detail += fmt.Sprintf(" Règles d'axe-core %s non tenues : %d, sur %d éléments.", report.Version, rules, nodes)
	return &audit.Otherwise
}

func runAxe(tab context.Context) (AxeReport, error) {
	path, err := FindAxe()
	if err != nil {
		return AxeReport{}, err
	}
	source, err := os.ReadFile(path)
	if err != nil {
		return AxeReport{}, fmt.Errorf("read axe-core: %w", err)
	}
	if _, err := chromedp.Run(tab, chromedp.Evaluate[chromedp.Void](string(source))); err != nil {
		return AxeReport{}, fmt.Errorf("load axe-core into the page: %w", err)
	}
	tags, err := json.Marshal(axeTags())
	if err != nil {
		return AxeReport{}, fmt.Errorf("encode tags of axe-core: %w", err)
	}
	report, err := chromedp.Run(tab, chromedp.Evaluate[AxeReport](axeScript+"("+string(tags)+")", chromedp.EvalAwaitPromise))
	if err != nil {
		return AxeReport{}, fmt.Errorf("run axe-core: %w", err)
	}
	if report.Version == "" || len(report.Rules) == 0 {
		return AxeReport{}, errors.New("axe-core gave no rule")
	}
	sum := sha256.Sum256(source)
	report.Script = observatory.Hash(hex.EncodeToString(sum[:]))
	return report, nil
}

// AxeFacts makes the facts of an attempt's report, one a rule that applies to
// the page. They come from the piece alone: they can be made again from it.
func AxeFacts(a *observatory.Attempt, content []byte) ([]*observatory.PageFact, error) {
	var report AxeReport
	if err := json.Unmarshal(content, &report); err != nil {
		return nil, fmt.Errorf("read report of axe-core: %w", err)
	}
	states := map[string]observatory.FactState{
		axeBroken: observatory.Wrong, axeToCheck: observatory.CannotTell, axeHeld: observatory.Present,
	}
	version := "axe-core/" + report.Version
	page, _ := a.PieceByRole("html")
	var evidence []observatory.Piece
	if piece, found := a.PieceByRole(RoleAxe); found {
		evidence = append(evidence, piece)
	}
	var facts []*observatory.PageFact
	for _, rule := range report.Rules {
		state, applies := states[rule.State]
		if !applies {
			continue
		}
		facts = append(facts, &observatory.PageFact{
			Envelope: observatory.Envelope{
				ID: observatory.DeriveID([]byte("axe"), a.ID[:], []byte(rule.Rule)),
				At: a.At, RecordedAt: a.RecordedAt, Source: RoleAxe, SourceVersion: version, Place: a.Place,
				Evidence: evidence, Simulation: a.Simulation,
			},
			Department: a.Department, Address: canonicalAddress(report.Address), Item: observatory.AxePrefix + rule.Rule, State: state,
			Value: rule.value(), PageHash: page.Hash,
		})
	}
	return facts, nil
}

// value is what is kept of a rule beside its state, such as
// « impact=serious nodes=3 tags=wcag2aa,wcag143,RGAA-3.2.1 ».
func (r AxeRule) value() string {
	return fmt.Sprintf("impact=%s nodes=%d tags=%s", r.Impact, r.Nodes, strings.Join(r.Tags, ","))
}
