package testbed

import (
	"net/http"
	"strings"
	"testing"
)

func TestPortalSaysThatItIsSimulated(t *testing.T) {
	bed := New(Options{})
	paths := []string{
		"/usagers/", "/particuliers/", "/usagers/app.js", realm + "/protocol/openid-connect/auth",
		realm + "/login-actions/reset-credentials", realm + "/broker/franceconnect-particulier/login",
	}
	for _, path := range paths {
		for _, fault := range Faults() {
			if fault == Hung || fault == Slow {
				continue
			}
			status, body := get(t, bed, "/_fault/"+string(fault)+path)
			sends := path == "/usagers/" && (fault == RedirectLoop || fault == OldApp)
			gone := path == "/usagers/app.js" && fault == AppBlank
			if !sends && !gone && !strings.Contains(body, "double de test — simulation") {
				t.Errorf("%s under %s (status %d) does not say so:\n%s", path, fault, status, body)
			}
		}
	}
}

func TestPortalFaults(t *testing.T) {
	tests := map[string]int{
		"/_fault/sign_on_down" + realm + "/protocol/openid-connect/auth":  http.StatusBadGateway,
		"/_fault/sign_on_down/usagers/":                                   http.StatusOK,
		"/_fault/reset_down" + realm + "/login-actions/reset-credentials": http.StatusBadGateway,
		"/_fault/app_blank/usagers/":                                      http.StatusOK,
		"/_fault/app_blank/usagers/app.js":                                http.StatusNotFound,
		"/_fault/old_app/usagers/":                                        http.StatusMovedPermanently,
		"/_fault/redirect_loop/usagers/":                                  http.StatusFound,
		"/_fault/http_502/usagers/":                                       http.StatusBadGateway,
		realm + "/login-actions/authenticate":                             http.StatusNotFound,
	}
	bed := New(Options{})
	for path, want := range tests {
		if got, _ := get(t, bed, path); got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
	_, with := get(t, bed, realm+"/protocol/openid-connect/auth")
	_, without := get(t, bed, "/_fault/no_franceconnect"+realm+"/protocol/openid-connect/auth")
	if !strings.Contains(with, "broker/franceconnect-particulier") || strings.Contains(without, "broker/franceconnect-particulier") {
		t.Error("the fault does not take the FranceConnect button away")
	}
}
