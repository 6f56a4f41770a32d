package probes

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

// fill types a text into a field, in place of what it held.
func (a *attempt) fill(ctx, tab context.Context, fill Fill) *Ending {
	if ending := a.act(ctx, tab, fill.Locator, look{Focus: true}); ending != nil {
		return ending
	}
	if _, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: fill.Value}); err != nil {
		return a.broken(ctx, tab, err)
	}
	return nil
}

// choose chooses an option of a list, or a radio button or a box.
func (a *attempt) choose(ctx, tab context.Context, choose Choose) *Ending {
	return a.act(ctx, tab, choose.Locator, look{Choose: true, Option: choose.Option})
}

// act does something to the first element that a locator finds. What cannot be
// done to it means that the form is another.
func (a *attempt) act(ctx, tab context.Context, locator Locator, what look) *Ending {
	what.Locator = &locator
	v, ending := a.awaitAnd(ctx, tab, what, Condition{Locator: locator})
	switch {
	case ending != nil:
		return ending
	case !v.Done:
		return a.missing(tab, nil)
	}
	a.trace.touch()
	return nil
}

// upload attaches a made-up file of a given size. The file goes with the tab:
// the browser reads it when the form is sent.
func (a *attempt) upload(ctx, tab context.Context, upload Upload) *Ending {
	if ending := a.must(ctx, tab, Condition{Locator: upload.Locator}); ending != nil {
		return ending
	}
	names, err := madeUp(upload)
	if err != nil {
		return &Ending{observatory.Fault, CauseUnexpectedFailed, "Le fichier à déposer n'a pas pu être fait."}
	}
	context.AfterFunc(tab, func() { _ = os.RemoveAll(filepath.Dir(names[0])) }) // a leftover in the temporary folder harms nobody
	expression, err := call(nil, look{Locator: &upload.Locator, Element: true})
	if err != nil {
		return a.broken(ctx, tab, err)
	}
	found, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: expression})
	if err != nil {
		return a.broken(ctx, tab, err)
	}
	if found.Result == nil || found.Result.ObjectID == "" {
		return a.missing(tab, nil)
	}
	_, err = chromedp.Call(ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: names, ObjectID: found.Result.ObjectID})
	if err != nil {
		return a.missing(tab, nil)
	}
	a.trace.touch()
	a.attached, a.attachedOn = true, a.trace.state().opened
	return nil
}

// lingerTimeout is how long a page that has a file may take to come to rest.
const lingerTimeout = 10 * time.Second

// linger waits, where the last page holds a file, until that page is at rest: one
// that sends the file by itself may do so a moment after it has said that it has
// it, and then a request was refused and nothing is met. A page that was left
// sends nothing any more.
func (a *attempt) linger(tab context.Context, ending Ending) Ending {
	if !a.attached || a.trace.state().opened > a.attachedOn {
		return ending
	}
	ctx, cancel := context.WithTimeout(tab, lingerTimeout)
	defer cancel()
	for s := a.trace.state(); s.refusal == nil && s.quiet < a.runner.config.Quiet; s = a.trace.state() {
		if sleep(ctx, poll) != nil {
			break
		}
	}
	return ending
}

// madeUp writes files that begin as a PDF and hold nothing, in a folder of
// their own. Those after the first have their number before their name.
func madeUp(upload Upload) ([]string, error) {
	folder, err := os.MkdirTemp("", "vigie-depot-")
	if err != nil {
		return nil, fmt.Errorf("make folder of upload: %w", err)
	}
	content := bytes.Repeat([]byte{' '}, upload.Bytes)
	copy(content, "%PDF-1.7\n% essai de Vigie\n")
	names := []string{filepath.Join(folder, upload.Name)}
	for i := 2; i <= upload.Files; i++ {
		names = append(names, filepath.Join(folder, strconv.Itoa(i)+"-"+upload.Name))
	}
	for _, name := range names {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return nil, fmt.Errorf("write file of upload: %w", err)
		}
	}
	return names, nil
}
