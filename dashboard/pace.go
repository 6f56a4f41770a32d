package dashboard

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// answerTime is how long an answer may take to be written, from the end of the
// body.
const answerTime = 2 * time.Minute

// Pace is what a body that is sent must keep: each silence is bounded, and what
// has come pays for the time to come.
type Pace struct {
	Silence time.Duration // the longest, and free at the beginning; 0 is 20 s
	Slowest int64         // bytes a second; 0 is 4 KiB
}

func (p Pace) orDefault() Pace {
	return Pace{Silence: cmp.Or(p.Silence, 20*time.Second), Slowest: cmp.Or(p.Slowest, 4<<10)}
}

// errSlow says that a body came too slowly.
func (p Pace) errSlow() error {
	return pageError{
		http.StatusRequestTimeout, "Envoi trop lent",
		fmt.Sprintf("L’envoi a été arrêté : moins de %d Kio par seconde, ou %s s sans rien recevoir. Rien n’a été pris. Réessayez avec une meilleure connexion, ou un fichier plus petit.", p.Slowest>>10, strings.Replace(strconv.FormatFloat(p.Silence.Seconds(), 'f', -1, 64), ".", ",", 1)),
	}
}

// errLarge says that a body is larger than a route takes.
func errLarge(most int64) error {
	return pageError{http.StatusRequestEntityTooLarge, "Envoi trop gros", fmt.Sprintf("L’envoi dépasse %s : il est refusé et rien n’a été pris. Partagez-le en plusieurs envois, ou demandez un import en ligne de commande.", mebibytes(most))}
}

func mebibytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d Kio", n>>10)
	}
	return fmt.Sprintf("%d Mio", n>>20)
}

// paced reads a body as long as it comes at a bearable pace and is not too large.
type paced struct {
	body    io.ReadCloser
	control *http.ResponseController
	began   time.Time
	got     int64
	most    int64
	pace    Pace
}

// pace bounds the size and the slowness of a request's body. What is announced
// too large is refused before a byte of it is read.
func (s *site) pace(w http.ResponseWriter, r *http.Request, most int64) error {
	if r.ContentLength > most {
		w.Header().Set("Connection", "close")
		return errLarge(most)
	}
	control := http.NewResponseController(w)
	r.Body = &paced{body: http.MaxBytesReader(w, r.Body, most), control: control, pace: s.sending, began: time.Now(), most: most}
	return nil
}

// Read gives the reason why it stopped, when it is one of ours.
func (p *paced) Read(b []byte) (int, error) {
	now := time.Now()
	until := p.began.Add(p.pace.Silence + time.Duration(p.got/p.pace.Slowest)*time.Second)
	if silence := now.Add(p.pace.Silence); silence.Before(until) {
		until = silence
	}
	_ = p.control.SetReadDeadline(until) // a recorder of tests has none
	_ = p.control.SetWriteDeadline(until.Add(answerTime))
	n, err := p.body.Read(b)
	p.got += int64(n)
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return n, errLarge(p.most)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return n, p.pace.errSlow()
	}
	return n, err
}

// Close closes the body.
func (p *paced) Close() error { return p.body.Close() }

// refusedBody gives the reason why a body was not read whole, when it is one of
// ours, else that it was cut off.
func refusedBody(err error) error {
	if told, is := errors.AsType[pageError](err); is {
		return told
	}
	return pageError{http.StatusBadRequest, "Envoi illisible", "L’envoi s’est interrompu ou n’a pas la forme attendue. Rien n’a été pris ; recommencez."}
}

// forwarded lists the addresses of X-Forwarded-For headers, the nearest last.
func forwarded(headers []string) []string {
	var hops []string
	for _, header := range headers {
		for hop := range strings.SplitSeq(header, ",") {
			hops = append(hops, strings.TrimSpace(hop))
		}
	}
	return hops
}
