package probes

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// environment lists the items that NF Z67-147 and the Berkeley Protocol ask a
// finding on the internet to record, in a fixed order. It is the header of the
// capture: an item that could not be had says why.
func (s *sealer) environment(b *browser) []observatory.Item {
	items := s.machine()
	items = append(items, s.browser(b)...)
	items = append(items, s.network()...)
	items = append(items, s.clock()...)
	items = append(items, s.freshness()...)
	return append(items, s.path()...)
}

func (s *sealer) machine() []observatory.Item {
	name, err := os.Hostname()
	if err != nil {
		name = ""
	}
	return []observatory.Item{
		had("method", "relevé automatique ; il relève ce que NF Z67-147 demande, ou dit pourquoi il ne l'a pu, et n'est pas un constat de commissaire de justice"),
		had("vigie", s.attempt.runner.config.Version, "règles d'issue "+rulesVersion, runtime.Version()),
		either("machine", "le système ne dit rien de la machine", name, processor(), strconv.Itoa(runtime.NumCPU())+" processeurs"),
		either("operating_system", "système sans /etc/os-release", systemName(), runtime.GOOS+"/"+runtime.GOARCH),
		either("kernel", "/proc/sys/kernel/osrelease illisible", line("/proc/sys/kernel/osrelease")),
		either("system_patch_date", "aucune base de paquets connue (dpkg, rpm, apk)", patched()),
		notHad("firewall_antivirus", "demande des droits que la sonde n'a pas"),
	}
}

func (s *sealer) browser(b *browser) []observatory.Item {
	seen := s.window()
	return []observatory.Item{
		either("browser", "le navigateur n'a pas donné sa version", s.attempt.beginning.product),
		had("user_agent", b.agent+" "+s.attempt.runner.agent),
		had("browser_extensions", "aucune (option --disable-extensions)"),
		either("viewport", whyGone, seen.Viewport),
		either("language", whyGone, seen.Languages),
		either("time_zone", whyGone, seen.Zone),
	}
}

func (s *sealer) network() []observatory.Item {
	config := s.attempt.runner.config
	provider := notHad("internet_provider", "ni déclaré (place.network), ni demandé à un tiers")
	if config.Network != "" {
		provider = had("internet_provider", config.Network+" (déclaré dans la configuration)")
	}
	items := []observatory.Item{
		s.attempt.runner.public.item("public_address"),
		s.localAddress(),
		provider,
		either("router", "le système ne donne pas de route par défaut (IPv4)", gateway(line("/proc/net/route"))),
		either("dns_servers", "/etc/resolv.conf illisible ou vide", resolvers()...),
		either("dns_answers", "aucune connexion n'a abouti", s.answers()...),
		systemProxy(),
		had("proxy_browser", proxyServer(os.Getenv)+" ; sans mandataire pour "+bypassed(os.Getenv)),
	}
	return append(items, s.tls()...)
}

// systemProxy says which of the proxy variables are set, never to what: a value
// may hold a password.
func systemProxy() observatory.Item {
	var set []string
	for _, name := range []string{"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"} {
		if os.Getenv(name) != "" {
			set = append(set, "variable "+name+" donnée")
		}
	}
	if len(set) == 0 {
		set = []string{"aucun : aucune variable d'environnement n'en donne"}
	}
	return had("proxy_system", set...)
}

func (s *sealer) clock() []observatory.Item {
	a := s.attempt
	elapsed := time.Since(a.beginning.at)
	wall := time.Now().Round(0).Sub(a.beginning.at.Round(0))
	offset := a.runner.clock.item("clock_offset")
	if first := a.beginning.clock; first.State == observatory.Obtained && offset.State == observatory.Obtained {
		offset = had("clock_offset", "au début : "+first.Values[0], "à la fin : "+offset.Values[0])
	}
	return []observatory.Item{
		offset,
		had("clock_step", fmt.Sprintf("%d ms entre l'horloge et le temps écoulé, du début à la fin", (wall-elapsed).Milliseconds())),
		had("started_at", s.journal.StartedAt.UTC().Format(time.RFC3339Nano)),
		had("ended_at", s.journal.EndedAt.UTC().Format(time.RFC3339Nano)),
	}
}

func (s *sealer) freshness() []observatory.Item {
	cookies := either("cookies", "le navigateur ne les a pas donnés")
	if n := s.attempt.beginning.cookies; n >= 0 {
		cookies = had("cookies", fmt.Sprintf("%d au début", n))
	}
	history := either("history", "le navigateur ne l'a pas donné")
	if n := s.attempt.beginning.history; n >= 0 {
		history = had("history", fmt.Sprintf("%d entrée au début, la page vide de l'onglet", n))
	}
	cached := 0
	for _, x := range s.journal.Exchanges {
		if x.FromCache {
			cached++
		}
	}
	return []observatory.Item{
		had("profile", "contexte créé vide pour cette tentative et tenu en mémoire, dans un profil temporaire créé vide au démarrage du navigateur"),
		had("cache", fmt.Sprintf("vide au début (contexte neuf)\u00a0; réponses venues de lui pendant la tentative\u00a0: %d", cached)),
		cookies,
		history,
		had("pages_before", "aucune : l'onglet s'ouvre sur about:blank"),
	}
}

// path lists what was typed and followed, and where it led.
func (s *sealer) path() []observatory.Item {
	var typed, followed, visited, hops []string
	for i, page := range s.journal.Pages {
		address := s.plain(page.Address)
		visited = append(visited, address)
		if step, clicked := s.brought(i); clicked {
			followed = append(followed, "étape « "+s.attempt.journey.Steps[step].Name+" » : "+address)
		} else if s.sentOn(i, step) {
			hops = append(hops, "la page, d'elle-même → "+address)
		}
	}
	for _, address := range s.attempt.typed {
		typed = append(typed, s.plain(address))
	}
	for _, x := range s.journal.Exchanges {
		if x.Main && x.Location != "" {
			hops = append(hops, fmt.Sprintf("%d %s → %s", x.Status, s.plain(x.Address), s.plain(x.Location)))
		}
	}
	if len(hops) == 0 {
		hops = []string{"aucune"}
	}
	if len(followed) == 0 {
		followed = []string{"aucun"}
	}
	return []observatory.Item{
		either("addresses_typed", "aucune adresse n'a été ouverte", typed...),
		had("links_followed", followed...),
		had("redirects", hops...),
		either("pages_visited", "aucune page n'a répondu", visited...),
		s.troubles(),
		either("captures", "aucune image n'a pu être prise", s.pieces()...),
	}
}

// plain is an address as this attempt may keep it.
func (s *sealer) plain(address string) string {
	if s.assisted() {
		return bareAddress(address)
	}
	return address
}

// troubles counts the lines of the console and the errors of the network.
func (s *sealer) troubles() observatory.Item {
	errors, failed := 0, 0
	for _, entry := range s.journal.Console {
		if entry.Level == "error" {
			errors++
		}
	}
	for _, x := range s.journal.Exchanges {
		if x.Error != "" || x.Status >= 400 {
			failed++
		}
	}
	return had("console_and_network", fmt.Sprintf("lignes de console\u00a0: %d (erreurs\u00a0: %d)\u00a0; échanges\u00a0: %d (en échec\u00a0: %d)\u00a0; le détail est au journal",
		len(s.journal.Console), errors, len(s.journal.Exchanges)+s.journal.Omitted, failed))
}

func (s *sealer) pieces() []string {
	words := map[string]string{"step": "image d'une étape", "screenshot": "image de la fin", "html": "page"}
	var pieces []string
	for _, piece := range s.journal.Pieces {
		pieces = append(pieces, cmp.Or(words[piece.Role], piece.Role)+" "+string(piece.Hash))
	}
	return pieces
}

// processor is the model of the first processor.
func processor() string {
	for text := range strings.Lines(line("/proc/cpuinfo")) {
		if name, model, found := strings.Cut(text, ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(model)
		}
	}
	return ""
}

// patched is when the system's packages were last changed: when their base was
// last written.
func patched() string {
	for _, base := range []string{"/var/lib/dpkg/status", "/var/lib/rpm/rpmdb.sqlite", "/lib/apk/db/installed"} {
		if info, err := os.Stat(base); err == nil {
			return info.ModTime().UTC().Format(time.RFC3339) + " (dernière écriture de " + base + ")"
		}
	}
	return ""
}

// sentOn reports whether a page was asked for by the one before, and not by the step
// under way: neither typed, nor by what the step or a person does to the page.
func (s *sealer) sentOn(page, step int) bool {
	if page == 0 || step < 0 || s.assisted() {
		return false
	}
	switch s.attempt.journey.Steps[step].Action {
	case "fill", "choose", "upload", "human", actionAccess:
		return false
	case "open":
		return s.journal.Pages[page-1].Exchange >= s.attempt.marks[step] // it has brought one already
	}
	return true
}

// brought gives the step that asked for a page, and whether it did so by a
// click; -1 before the first step.
func (s *sealer) brought(page int) (step int, clicked bool) {
	marks, steps := s.attempt.marks, s.attempt.journey.Steps
	step, _ = slices.BinarySearch(marks, s.journal.Pages[page].Exchange+1)
	step--
	switch {
	case step < 0:
		return step, false
	case steps[step].Click != nil:
		return step, true
	case step > 0 && steps[step-1].Click != nil && steps[step].Open == "" && (page == 0 || s.journal.Pages[page-1].Exchange < marks[step]):
		return step - 1, true // the click had ended when the browser asked
	}
	return step, false
}
