package collectors

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Limits of KoboToolbox's REST v2: at most 1,000 submissions a page since March
// 2026 (community.kobotoolbox.org/t/74610).
const (
	koboPage     = 1000
	koboTries    = 6
	koboResponse = 64 << 20 // bytes of a page
	koboLongest  = 10 * time.Minute
)

// Kobo is a KoboToolbox project. Its token goes into no error and no log.
type Kobo struct {
	Address string       // of the server, such as https://eu.kobotoolbox.org
	Asset   string       // uid of the project
	Token   string       // of an account that may see the submissions
	Page    int          // submissions a page; 0 = 1,000
	Client  *http.Client // with a timeout
	// Pause waits; nil waits by the clock.
	Pause func(ctx context.Context, d time.Duration) error
}

// koboSubmission is one submission as the server gives it.
type koboSubmission struct {
	id       string
	received time.Time
	rejected bool
	raw      json.RawMessage
}

type koboAnswer struct {
	Next    *string           `json:"next"`
	Results []json.RawMessage `json:"results"`
}

// pages gives the submissions that a query selects, page by page, by their ids.
func (k *Kobo) pages(ctx context.Context, query string, take func([]koboSubmission) error) error {
	limit := koboPage
	if k.Page > 0 {
		limit = min(k.Page, koboPage)
	}
	for start := 0; ; {
		values := url.Values{"format": {"json"}, "start": {strconv.Itoa(start)}, "limit": {strconv.Itoa(limit)}, "sort": {`{"_id":1}`}}
		if query != "" {
			values.Set("query", query)
		}
		var answer koboAnswer
		if err := k.get(ctx, values, &answer); err != nil {
			return err
		}
		page := make([]koboSubmission, len(answer.Results))
		for i, raw := range answer.Results {
			var err error
			if page[i], err = readSubmission(raw); err != nil {
				return err
			}
		}
		if err := take(page); err != nil {
			return err
		}
		start += len(page)
		if answer.Next == nil || len(page) == 0 {
			return nil
		}
	}
}

func readSubmission(raw json.RawMessage) (koboSubmission, error) {
	var fields struct {
		ID       json.Number `json:"_id"`
		Received string      `json:"_submission_time"`
		Status   struct {
			UID string `json:"uid"`
		} `json:"_validation_status"`
	}
	if err := json.Unmarshal(raw, &fields); err != nil || fields.ID == "" {
		return koboSubmission{}, fileFault("KoboToolbox : une réponse n'a pas d'identifiant (_id), ou n'est pas lisible")
	}
	received, err := time.Parse("2006-01-02T15:04:05", strings.SplitN(strings.TrimSuffix(fields.Received, "Z"), ".", 2)[0])
	if err != nil {
		return koboSubmission{}, fileFault("KoboToolbox : une réponse n'a pas d'heure de réception (_submission_time) lisible")
	}
	return koboSubmission{id: string(fields.ID), received: received, rejected: fields.Status.UID == "validation_status_not_approved", raw: raw}, nil
}

// get asks for one page. A server that is busy or broken for a while is asked
// again, after the time it names or longer and longer ones.
func (k *Kobo) get(ctx context.Context, values url.Values, to any) error {
	wait := time.Second
	for try := 1; ; try++ {
		after, err := k.once(ctx, values, to)
		var again *koboAgain
		if err == nil || !errors.As(err, &again) {
			return err
		}
		if try == koboTries {
			return fmt.Errorf("KoboToolbox : %d essais, sans succès (%s) : réessayez plus tard", try, again.reason)
		}
		if after <= 0 {
			after, wait = wait, 2*wait
		}
		if err := k.pause(ctx, min(after, koboLongest)); err != nil {
			return err
		}
	}
}

// koboAgain says that the same request may succeed later.
type koboAgain struct{ reason string }

func (k *koboAgain) Error() string { return k.reason }

func (k *Kobo) pause(ctx context.Context, d time.Duration) error {
	if k.Pause != nil {
		return k.Pause(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (k *Kobo) once(ctx context.Context, values url.Values, to any) (time.Duration, error) {
	address, err := url.Parse(k.Address)
	if err != nil || address.Host == "" {
		return 0, fileFault("KoboToolbox : l'adresse du serveur n'est pas une adresse web entière")
	}
	address = address.JoinPath("api", "v2", "assets", k.Asset, "data")
	address.Path += "/"
	address.RawQuery = values.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), http.NoBody)
	if err != nil {
		return 0, fileFault("KoboToolbox : l'adresse du serveur n'est pas une adresse web entière")
	}
	request.Header.Set("Authorization", "Token "+k.Token)
	request.Header.Set("Accept", "application/json")
	client := *k.Client
	client.CheckRedirect = func(to *http.Request, _ []*http.Request) error {
		if to.URL.Host != address.Host {
			return errors.New("le serveur renvoie vers un autre hôte")
		}
		return nil
	}
	response, err := client.Do(request)
	if err != nil {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		return 0, &koboAgain{reason: "le serveur ne répond pas"}
	}
	defer response.Body.Close()
	return k.read(response, to)
}

func (k *Kobo) read(response *http.Response, to any) (time.Duration, error) {
	switch code := response.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return 0, fileFault("KoboToolbox refuse le jeton (réponse %d) : vérifiez-le, et le droit « voir les réponses » du compte", code)
	case code == http.StatusNotFound:
		return 0, fileFault("KoboToolbox ne connaît pas le projet « %s » (réponse 404) : vérifiez le serveur et l'identifiant du projet", k.Asset)
	case code == http.StatusTooManyRequests || code >= 500:
		return retryAfter(response.Header.Get("Retry-After"), time.Now()), &koboAgain{reason: fmt.Sprintf("réponse %d", code)}
	case code != http.StatusOK:
		return 0, fileFault("KoboToolbox répond %d : la demande n'est pas admise", code)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, koboResponse+1))
	if err != nil {
		return 0, &koboAgain{reason: "la réponse s'est interrompue"}
	}
	if len(body) > koboResponse {
		return 0, fileFault("KoboToolbox : une page dépasse %d Mo ; demandez-en de plus petites (page)", koboResponse>>20)
	}
	if err := json.Unmarshal(body, to); err != nil {
		return 0, &koboAgain{reason: "la réponse n'est pas du JSON"}
	}
	return 0, nil
}

// retryAfter reads the header of that name (RFC 9110, 10.2.3); 0 without it.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(header); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
