package probes

import (
	"fmt"
	"os"
	"os/exec"

	"vigie/internal/observatory"
)

// FindBrowser gives the browser to run without a window: the configured one,
// else chromium-headless-shell (half the memory, a third of the CPU), else a
// full Chromium. None is an input error that says what to install.
func FindBrowser(configured string) (string, error) {
	return find(configured, "make setup, ou : apt-get install chromium-headless-shell",
		"chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome")
}

// FindVisibleBrowser gives the browser to run with a window, for a person. No
// full Chromium, or no display, is an input error that says what to do.
func FindVisibleBrowser(configured string) (string, error) {
	path, err := find(configured, "apt-get install chromium", "chromium", "chromium-browser", "google-chrome")
	if err != nil {
		return "", err
	}
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return "", observatory.InputErrorf("aucun écran : un navigateur visible ouvre une fenêtre (DISPLAY et WAYLAND_DISPLAY sont vides). Lancez la commande dans une session graphique")
	}
	return path, nil
}

func find(configured, install string, names ...string) (string, error) {
	if configured != "" {
		path, err := exec.LookPath(configured)
		if err != nil {
			return "", observatory.InputErrorf("navigateur « %s » introuvable ou non exécutable (probes.browser). Corrigez ce chemin ou laissez-le vide", configured)
		}
		return path, nil
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", observatory.InputErrorf("aucun navigateur trouvé (%s). Installez-le : %s", fmt.Sprintf("%s, %s", names[0], "chromium"), install)
}
