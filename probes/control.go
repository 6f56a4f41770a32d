package probes

import (
	"context"
	"io"
	"net/http"

	"vigie/internal/observatory"
)

// control asks the control site, to tell a failing portal from a failing
// network of ours. Any answer below 500 means that our network works.
func (r *Runner) control(ctx context.Context) observatory.Control {
	return askControl(ctx, r.client, r.agent, r.config.Control)
}

// askControl asks a control site, none when the address is empty.
func askControl(ctx context.Context, client *http.Client, agent, address string) observatory.Control {
	if address == "" {
		return observatory.ControlNotRun
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return observatory.ControlFailed
	}
	request.Header.Set("User-Agent", agent)
	response, err := client.Do(request)
	if err != nil {
		return observatory.ControlFailed
	}
	defer response.Body.Close()
	// The answer has come; how its body ends does not matter.
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20))
	if response.StatusCode >= http.StatusInternalServerError {
		return observatory.ControlFailed
	}
	return observatory.ControlOK
}
