// Command vigie is the observatory of the ANEF: probes, collectors, dashboard
// and reports in one program. Each subcommand has its own file; this one holds
// signals and exit codes.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	_ "time/tzdata" // civil dates are those of each prefecture's own zone, on any machine

	"github.com/alecthomas/kong"

	"vigie/internal/observatory"
)

// Exit codes: 1 for a failure, 2 for a fault of usage or input.
const (
	exitOK      = 0
	exitFailure = 1
	exitInput   = 2
)

// version is set by the linker (make build).
var version = "dev"

// heldGarbage is how much garbage is held beside what is alive, in hundredths: half of
// Go's own. It costs no time that can be told from noise, and an import of ten
// million rows fifty megabytes less (docs/benchmarks).
const heldGarbage = 50

func main() {
	if calledByAge(os.Args[0]) {
		os.Exit(serveAge())
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heldGarbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// cli is the whole command line.
type cli struct {
	Serve      serveCmd      `cmd:"" help:"Lance l'observatoire : sondes, dossiers surveillés, tableau de bord."`
	Demo       demoCmd       `cmd:"" help:"Montre tout l'observatoire sur des données simulées."`
	Init       initCmd       `cmd:"" help:"Prépare un dossier de données : clés et schéma."`
	Migrate    migrateCmd    `cmd:"" help:"Met le schéma de la base à jour."`
	Probe      probeCmd      `cmd:"" help:"Parcours sondés : vérifier, lister, lancer, assister."`
	Collect    collectCmd    `cmd:"" help:"Fichiers des associations : vérifier, importer."`
	Notice     noticeCmd     `cmd:"" help:"Messages de l'administration : lire, regrouper ceux qui disent la même chose."`
	Info       infoCmd       `cmd:"" help:"Information donnée au public : auditer des pages."`
	Indicator  indicatorCmd  `cmd:"" help:"Indicateurs : lister, montrer, calculer."`
	Erase      eraseCmd      `cmd:"" help:"Efface un cas : coffre, lignes, et tous les fichiers scellés de son association ; rend un certificat."`
	Duplicates duplicatesCmd `cmd:"" help:"Doublons probables de personnes sans numéro : lister, décider, défaire."`
	Vault      vaultCmd      `cmd:"" help:"Coffre : ouvrir ce qui est gardé d'un cas, avec un rôle et un motif."`
	Retention  retentionCmd  `cmd:"" help:"Applique les durées de conservation configurées ; essai par défaut."`
	Evidence   evidenceCmd   `cmd:"" help:"Dossiers de preuve : exporter, vérifier."`
	Account    accountCmd    `cmd:"" help:"Comptes des personnes : ajouter, lister, désactiver, rôle, mot de passe."`
	Keys       keysCmd       `cmd:"" help:"Clés de l'instance : renouveler celle des pseudonymes, dire sa génération."`
	Token      tokenCmd      `cmd:"" help:"Jetons des associations pour l'API : ajouter, lister, révoquer."`
	Verdicts   verdictsCmd   `cmd:"" help:"Matrice des obligations : verdicts, échéances, vérification."`
	Publish    publishCmd    `cmd:"" help:"Chiffres publics des cas : l'édition du mois."`
	Simulate   simulateCmd   `cmd:"" help:"Mondes simulés dont la vérité est connue, passés par les vraies entrées."`
	Bench      benchCmd      `cmd:"" hidden:"" help:"Mesures de vitesse (make bench)."`
	Engine     engineCmd     `cmd:"" hidden:"" help:"Le moteur ClickHouse embarqué (lancé par vigie)."`
	Version    versionCmd    `cmd:"" help:"Affiche la version."`
}

// console is what every command gets: where to read and write, and the log.
type console struct {
	ctx context.Context // of the process: kong passes values, not arguments
	out io.Writer
	err io.Writer
	log *slog.Logger
}

// run is the program: arguments in, exit code out. Tests call it.
func run(ctx context.Context, args []string, out, errOut io.Writer) (code int) {
	con := &console{ctx: ctx, out: out, err: errOut, log: newLogger(errOut, slog.LevelInfo)}
	defer func() {
		if cause := recover(); cause != nil {
			con.log.Error("unexpected panic", slog.Any("cause", cause), slog.String("stack", string(debug.Stack())))
			fmt.Fprintln(errOut, "vigie : erreur inattendue ; le journal ci-dessus dit où. Rien d'inachevé n'a été validé.")
			code = exitFailure
		}
	}()
	var commands cli
	parser, err := kong.New(&commands, kong.Name("vigie"),
		kong.Description("Vigie, l'observatoire de l'ANEF."),
		kong.Writers(out, errOut), kong.Exit(func(int) { panic(helpShown{}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Help(frenchHelp), kong.PostBuild(speakFrench))
	if err != nil {
		return con.fail(err)
	}
	parsed, shown, err := parse(parser, args)
	switch {
	case shown:
		return exitOK
	case err != nil:
		return con.fail(observatory.InputErrorf("%s (« vigie --help » liste les commandes)", parserFault(err)))
	}
	return con.fail(parsed.Run(con))
}

// helpShown unwinds kong after it printed its help, so that only main exits.
type helpShown struct{}

func parse(parser *kong.Kong, args []string) (parsed *kong.Context, shown bool, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			if _, ok := cause.(helpShown); !ok {
				panic(cause)
			}
			shown = true
		}
	}()
	parsed, err = parser.Parse(args)
	return parsed, false, err
}

// fail prints an error to the user and gives the exit code it deserves.
func (c *console) fail(err error) int {
	if err == nil {
		return exitOK
	}
	if _, quiet := errors.AsType[silent](err); !quiet {
		if diskFull(err) {
			fmt.Fprintln(c.err, "vigie : disque plein : libérez de la place là où est le dossier de données, puis relancez. Rien d'inachevé n'a été validé.")
		}
		fmt.Fprintf(c.err, "vigie : %v\n", err)
	}
	if observatory.IsInput(err) {
		return exitInput
	}
	return exitFailure
}

// diskFull reports whether there was no room left, for us or for the engine.
func diskFull(err error) bool {
	text := err.Error()
	return errors.Is(err, syscall.ENOSPC) || strings.Contains(text, "NOT_ENOUGH_SPACE") || strings.Contains(text, "No space left on device")
}

// closing closes something at the end of a command; a failure is logged, for
// nothing depends on it any more.
func (c *console) closing(what string, closer func() error) {
	if err := closer(); err != nil {
		c.log.Warn("close", slog.String("what", what), slog.Any("error", err))
	}
}

// silent is an error whose message the command has printed already.
type silent struct{ error }

func (s silent) Unwrap() error { return s.error }

func newLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(con *console) error {
	_, err := fmt.Fprintln(con.out, "vigie", version)
	return err
}
