package testbed

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// day is a day with slots on the page of RDV-Prefecture.
type day struct {
	Name  string
	Hours []string
}

// place is a place of RDV Service Public with its next free moment.
type place struct {
	Name, Next string
}

func (b *Bed) start(w http.ResponseWriter, _ *http.Request, v visit) {
	b.render(w, http.StatusOK, "demarche", v)
}

func (b *Bed) terms(w http.ResponseWriter, r *http.Request, v visit) {
	if r.URL.Query().Get("error") == "invalidCaptcha" {
		v.Error = "Le code de sécurité saisi est incorrect"
	}
	b.render(w, http.StatusOK, "cgu", v)
}

func (b *Bed) checkCaptcha(w http.ResponseWriter, r *http.Request, v visit) {
	here := v.Prefix + v.Target.Path()
	if !strings.EqualFold(strings.TrimSpace(r.PostFormValue("captchaUsercode")), v.Code) {
		http.Redirect(w, r, here+"cgu/?error=invalidCaptcha", http.StatusSeeOther)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: "acces", Value: v.Target.ID, Path: "/", HttpOnly: true})
	http.Redirect(w, r, here+"creneau/", http.StatusSeeOther)
}

// slots shows the slot page to who has answered the captcha, and sends the
// others back to it.
func (b *Bed) slots(w http.ResponseWriter, r *http.Request, v visit) {
	if access, err := r.Cookie("acces"); err != nil || access.Value != v.Target.ID {
		http.Redirect(w, r, v.Prefix+v.Target.Path()+"cgu/", http.StatusSeeOther)
		return
	}
	if v.Fault != NoSlot {
		first := openDay(v.Now.AddDate(0, 0, v.Target.Lead))
		v.Days = []day{
			{frenchDay(first), []string{"09:00", "09:20", "10:40"}},
			{frenchDay(openDay(first.AddDate(0, 0, 1))), []string{"14:00", "15:20"}},
		}
	}
	b.render(w, http.StatusOK, "creneau", v)
}

// Release is the release line that the double prints at an instant.
func Release(now time.Time) string {
	monday := now.AddDate(0, 0, -int(now.Weekday()+6)%7)
	return fmt.Sprintf("le %s à 11:58 pour des créneaux de la semaine du %s", monday.Format("02/01/2006"), monday.AddDate(0, 0, 14).Format("02/01/2006"))
}

// Release is the release line of the visit, for the pages.
func (v visit) Release() string { return Release(v.Now) }

func (b *Bed) captcha(w http.ResponseWriter, r *http.Request) {
	switched, _ := b.fault.Load().(Fault)
	asked := cmp.Or(Fault(r.Header.Get(faultHeader)), switched)
	if asked == CaptchaHung {
		hang(r)
		return
	}
	if asked == CaptchaDown {
		http.Error(w, "double de test — simulation : service en panne", http.StatusServiceUnavailable)
		return
	}
	if r.URL.Query().Get("get") == "html" {
		b.render(w, http.StatusOK, "captcha", visit{Code: b.options.CaptchaCode, Prefix: prefix(r)})
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="60"><rect width="240" height="60" fill="#eee"/>`+
		`<text x="24" y="42" font-size="34" font-family="monospace" transform="rotate(-3)">%s</text></svg>`, b.options.CaptchaCode)
}

func prefix(r *http.Request) string {
	if asked := r.Header.Get(faultHeader); asked != "" {
		return "/_fault/" + asked
	}
	return ""
}

func (b *Bed) search(w http.ResponseWriter, r *http.Request, v visit) {
	switch v.Fault {
	case Moved:
		b.move(w, r)
		return
	case NoSlot, Disabled, SlotsLayout:
	default:
		first := openDay(v.Now.AddDate(0, 0, v.Target.Lead))
		v.Places = []place{
			{"Point d'accueil numérique, site 1", frenchDay(first) + " à 09h00"},
			{"Point d'accueil numérique, site 2", frenchDay(openDay(first.AddDate(0, 0, 4))) + " à 14h20"},
		}
	}
	b.render(w, http.StatusOK, "recherche", v)
}

func (b *Bed) module(w http.ResponseWriter, r *http.Request, v visit) {
	if v.Fault == Moved {
		b.move(w, r)
		return
	}
	b.render(w, http.StatusOK, "module", v)
}

// move sends to the same double under its other name: another site for the
// browser.
func (b *Bed) move(w http.ResponseWriter, r *http.Request) {
	host := strings.Replace(r.Host, "127.0.0.1", "localhost", 1)
	http.Redirect(w, r, "http://"+host+"/rdvpref/reservation/demarche/1001/", http.StatusMovedPermanently)
}

// openDay is the day itself, or the Monday after a week-end.
func openDay(t time.Time) time.Time {
	switch t.Weekday() {
	case time.Saturday:
		return t.AddDate(0, 0, 2)
	case time.Sunday:
		return t.AddDate(0, 0, 1)
	}
	return t
}

func frenchDay(t time.Time) string {
	weekdays := []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	months := []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	return fmt.Sprintf("%s %02d %s %d", weekdays[t.Weekday()], t.Day(), months[t.Month()-1], t.Year())
}
