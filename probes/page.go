package probes

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/chromedp/chromedp"
)

//go:embed page.js
var pageScript string

// wanted is a condition in the form that page.js reads: patterns made into
// regular expressions, the target's host written out.
type wanted struct {
	Locator
	Count        *Count   `json:"count,omitempty"`
	Path         string   `json:"path,omitempty"`
	Whole        string   `json:"whole,omitempty"` // of the address
	Status       []int    `json:"status,omitempty"`
	Host         string   `json:"host,omitempty"`
	ExpectedHost string   `json:"expectedHost,omitempty"`
	Not          *wanted  `json:"not,omitempty"`
	All          []wanted `json:"all,omitempty"`
	Any          []wanted `json:"any,omitempty"`
}

func want(c Condition, target *url.URL) wanted {
	w := wanted{Locator: c.Locator, Count: c.Count, Status: c.Status, Host: c.Host, ExpectedHost: target.Host}
	if c.Path != "" {
		w.Path = pathPattern(c.Path, target)
	}
	if c.Address != "" {
		w.Whole = addressPattern(c.Address, target)
	}
	if c.Host != "" && c.Host != "target" && c.Host != "other" {
		w.Host, w.ExpectedHost = "target", hostNamed(c.Host, target)
	}
	if c.Not != nil {
		not := want(*c.Not, target)
		w.Not = &not
	}
	for _, one := range c.All {
		w.All = append(w.All, want(one, target))
	}
	for _, one := range c.Any {
		w.Any = append(w.Any, want(one, target))
	}
	return w
}

// look says what to bring back besides which condition holds.
type look struct {
	Locator  *Locator `json:"locator,omitempty"`  // bring the texts of its elements; act on the first only when a condition holds, if any is given
	Click    bool     `json:"click,omitempty"`    // and the middle of the first
	Focus    bool     `json:"focus,omitempty"`    // put the keyboard in the first, its text selected
	Choose   bool     `json:"choose,omitempty"`   // choose in the first
	Option   string   `json:"option,omitempty"`   // what to choose in a list
	Element  bool     `json:"element,omitempty"`  // give the first element itself
	Describe bool     `json:"describe,omitempty"` // bring title, headings and text
	Status   int      `json:"status,omitempty"`   // HTTP status of the page
	Fields   bool     `json:"fields,omitempty"`   // bring the names of its fields
}

// view is what page.js saw.
type view struct {
	Ready       string      `json:"ready"`
	Host        string      `json:"host"`
	Path        string      `json:"path"`
	Address     string      `json:"address"`
	Holds       int         `json:"holds"` // index of the first condition that holds, -1 for none
	Texts       []string    `json:"texts"`
	Fields      []formField `json:"fields"`
	X           float64     `json:"x"`
	Y           float64     `json:"y"`
	Title       string      `json:"title"`
	Headings    []string    `json:"headings"`
	Text        string      `json:"text"`
	Main        string      `json:"main"`
	Done        bool        `json:"done"` // the field was taken, the option chosen
	Language    string      `json:"language"`
	Captcha     bool        `json:"captcha"`
	Maintenance bool        `json:"maintenance"`
}

// formField is one field of a form, as it is named and not as it is filled.
type formField struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"` // as HTML has it, such as email
	Needed bool   `json:"needed"`
}

// inspect looks at the page of the tab once.
func inspect(tab context.Context, conditions []wanted, what look) (view, error) {
	expression, err := call(conditions, what)
	if err != nil {
		return view{}, err
	}
	return chromedp.Run(tab, chromedp.Evaluate[view](expression))
}

// call is the expression that runs page.js.
func call(conditions []wanted, what look) (string, error) {
	if conditions == nil {
		conditions = []wanted{}
	}
	arguments, err := json.Marshal([]any{conditions, what})
	if err != nil {
		return "", fmt.Errorf("encode page condition: %w", err)
	}
	return pageScript + "(..." + string(arguments) + ")", nil
}
