package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"vigie/collectors"
)

// benchCmd is the load harness of `make bench`.
type benchCmd struct {
	Rows     int    `help:"Lignes du CSV d'évènements." default:"1000000"`
	Attempts int    `help:"Tentatives dans la base." default:"1000000"`
	Comments int    `help:"Une ligne sur tant porte un texte libre ; 0 : aucune."`
	Rounds   int    `help:"Tours, un de chaque côté à la fois ; 0 : l'import ne sert qu'à remplir la base et n'est pas mesuré." default:"3"`
	Verdicts bool   `help:"Mesure aussi la refonte de tous les verdicts."`
	Requests int    `help:"Lectures de la page d'accueil ; 0 : aucune, l'import seul." default:"300"`
	Pages    bool   `help:"Mesure chaque page publique, et la part du moteur."`
	Grow     int    `help:"Puis agrandit la base autant de fois et mesure les pages de nouveau." default:"1"`
	Swell    int    `help:"Puis les tentatives seules, autant de fois, et mesure les pages encore." default:"1"`
	Free     bool   `help:"Mesure aussi chaque indicateur par les filtres libres des rôles."`
	Out      string `help:"Fichier Markdown à écrire." type:"path"`
	Profile  string `help:"Fichier du profil du processeur." type:"path"`
}

// Run measures the import against the engine's own reading of the same file,
// then the overview page over the data, in one run.
func (cmd benchCmd) Run(con *console) error {
	folder, err := os.MkdirTemp("", "vigie-bench-")
	if err != nil {
		return err
	}
	if cmd.Profile != "" {
		profile, err := os.Create(cmd.Profile)
		if err != nil {
			return err
		}
		defer profile.Close()
		if err := pprof.StartCPUProfile(profile); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	defer con.closing("temporary folder", func() error { return os.RemoveAll(folder) })
	b := &bench{con: con, cmd: cmd, pages: map[string][]pageTimes{}, say: con.err, folder: folder, file: filepath.Join(folder, "evenements.csv")}
	defer func() {
		if b.app != nil {
			b.app.close()
		}
	}()
	if err := b.all(con.ctx); err != nil {
		return err
	}
	report := b.report()
	if cmd.Out != "" {
		if err := os.WriteFile(cmd.Out, report, 0o644); err != nil {
			return err
		}
	}
	_, err = con.out.Write(report)
	return err
}

type bench struct {
	con    *console
	app    *app // of the round under way
	cmd    benchCmd
	say    io.Writer
	folder string
	file   string
	size   int64

	rows, attempts int // in the base
	pages          map[string][]pageTimes
	keeps          []keepTime
	free           []freeTime

	ours, peer []cost
	merged     [2][]cost // of the parts that each side leaves
	again      []cost    // the same file a second time
	longer     []cost    // and with one row more
	cold       time.Duration
	warm       []time.Duration
	after      []time.Duration
	verdicts   cost    // a full rebuild, nothing written
	ruled      int     // its rows
	held       int64   // KiB at most in both processes while it ran
	memory     [3]held // at most, on each side
	bytes      int
}

// cost is what one side of a round took.
type cost struct {
	wall, client, engine time.Duration
}

func (b *bench) all(ctx context.Context) error {
	if err := b.generate(b.cmd.Rows, demoSeed); err != nil {
		return err
	}
	for round := range b.cmd.Rounds {
		fmt.Fprintf(b.say, "bench : tour %d\n", round+1)
		peer, err := b.side(ctx, fmt.Sprintf("peer-%d", round), peerSide, func() error { return b.peerOnce(ctx, round) })
		if err != nil {
			return err
		}
		if err := b.mergeParts(ctx, peerSide, peerTable(round)); err != nil {
			return err
		}
		ours, err := b.side(ctx, fmt.Sprintf("data-%d", round), ourSide, func() error { return b.importOnce(ctx, round) })
		if err != nil {
			return err
		}
		b.ours, b.peer = append(b.ours, ours), append(b.peer, peer)
		if err := b.mergeParts(ctx, ourSide, "case_events"); err != nil {
			return err
		}
		if err := b.resend(ctx, round); err != nil {
			return err
		}
	}
	if b.cmd.Rounds == 0 {
		if _, err := b.side(ctx, "data", ourSide, func() error { return b.importOnce(ctx, 0) }); err != nil {
			return err
		}
	}
	b.rows = b.cmd.Rows
	if err := b.fillAttempts(ctx, b.cmd.Attempts); err != nil {
		return err
	}
	if b.cmd.Requests > 0 {
		if err := b.overview(ctx); err != nil {
			return err
		}
	}
	if b.cmd.Verdicts {
		if err := b.judge(ctx); err != nil {
			return err
		}
	}
	if b.cmd.Free {
		if err := b.freeFigures(ctx); err != nil {
			return err
		}
	}
	return b.allPages(ctx)
}

// allPages measures the pages, and again over a larger base.
func (b *bench) allPages(ctx context.Context) error {
	if !b.cmd.Pages {
		return nil
	}
	if err := b.readPages(ctx); err != nil {
		return err
	}
	if b.cmd.Grow > 1 {
		if err := b.grow(ctx); err != nil {
			return err
		}
		if err := b.readPages(ctx); err != nil {
			return err
		}
	}
	if b.cmd.Swell < 2 {
		return nil
	}
	if err := b.fillAttempts(ctx, b.attempts*b.cmd.Swell); err != nil {
		return err
	}
	return b.readPages(ctx)
}

// The sides of a round, and our imports of a file that is known.
const (
	ourSide = iota
	peerSide
	resentSide
)

// side measures one side of a round and what it held at most.
func (b *bench) side(ctx context.Context, folder string, side int, work func() error) (cost, error) {
	if err := b.open(ctx, folder); err != nil {
		return cost{}, err
	}
	if err := b.forgetMemory(); err != nil {
		return cost{}, err
	}
	took, err := b.measure(work)
	b.noteMemory(side)
	return took, err
}

// open gives a side an engine and tables of its own, so that no side works
// while the engine still merges what the other wrote.
func (b *bench) open(ctx context.Context, folder string) error {
	if b.app != nil {
		b.app.close()
	}
	cfg := defaultConfig()
	cfg.Data, cfg.Simulation = filepath.Join(b.folder, folder), true
	if err := makeFolder(cfg); err != nil {
		return err
	}
	var err error
	if b.app, err = openApp(b.con, cfg); err != nil {
		return err
	}
	_, _, err = b.app.store.Migrate(ctx)
	return err
}

func (b *bench) generate(rows int, seed uint64) error {
	file, err := os.Create(b.file)
	if err != nil {
		return err
	}
	defer file.Close()
	buffered := bufio.NewWriterSize(file, 1<<20)
	if err := collectors.GenerateCommented(buffered, rows, seed, b.cmd.Comments); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	info, err := file.Stat()
	if err == nil {
		b.size = info.Size()
	}
	return err
}

// measure takes wall time and the CPU of both processes.
func (b *bench) measure(work func() error) (cost, error) {
	client, engine, start := ownCPU(), processCPU(b.app.engine.PID()), time.Now()
	err := work()
	return cost{
		wall: time.Since(start), client: ownCPU() - client, engine: processCPU(b.app.engine.PID()) - engine,
	}, err
}

// importOnce imports under an association of its own, so that no row is known.
func (b *bench) importOnce(ctx context.Context, round int) error {
	options := b.app.importOptions(fmt.Sprintf("bench-%d", round))
	got, err := collectors.Import(ctx, b.file, options)
	if err != nil {
		return err
	}
	return holds(got.Events > 0 && got.RefusedRows == 0, "import : %d évènements, %d lignes refusées", got.Events, got.RefusedRows)
}

// peerOnce lets the engine read the same file itself into a table of the same
// types and order (dates as dates, codes as LowCardinality, fsync and merging put
// off as ours): nothing is checked, pseudonymised, deduplicated or sealed.
func (b *bench) peerOnce(ctx context.Context, round int) error {
	header, err := firstLine(b.file)
	if err != nil {
		return err
	}
	var columns []string
	for name := range strings.SplitSeq(header, ",") {
		columns = append(columns, "`"+name+"` "+peerType(name))
	}
	structure := strings.Join(columns, ", ")
	table := peerTable(round)
	create := "CREATE TABLE " + table + " (" + structure + ") ENGINE = MergeTree ORDER BY (`département`, `référence`, date, `évènement`)" +
		" SETTINGS fsync_after_insert = 1, fsync_part_directory = 1"
	if err := b.query(ctx, create, nil); err != nil {
		return err
	}
	if err := b.query(ctx, "SYSTEM STOP MERGES "+table, nil); err != nil {
		return err
	}
	insert := "INSERT INTO " + table + " SELECT * FROM file('" + b.file + "', 'CSVWithNames', '" + structure + "')"
	return b.query(ctx, insert, nil)
}

// peerType is the type of a column of the event file in the peer's table.
func peerType(column string) string {
	switch column {
	case "date", "début", "fin":
		return "Date"
	case "référence", "numéro étranger", "nom", "prénom", "e-mail", "téléphone", "commentaire":
		return "String"
	}
	return "LowCardinality(String)"
}

func firstLine(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	line, err := bufio.NewReader(file).ReadString('\n')
	return strings.TrimSpace(line), err
}

// query sends a statement to the engine as it is.
func (b *bench) query(ctx context.Context, statement string, settings url.Values) error {
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return b.app.engine.Dial(ctx)
	}}}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost/?"+settings.Encode(), strings.NewReader(statement))
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	return holds(response.StatusCode == http.StatusOK, "moteur : %s", bytes.TrimSpace(body))
}

// overview reads the first page as a visitor does, over loopback: the first
// time, then again and again, then each time after a new row came.
func (b *bench) overview(ctx context.Context) error {
	fmt.Fprintln(b.say, "bench : page d'accueil")
	address, stop, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer stop()
	address += "/"
	start := time.Now()
	page, err := get(ctx, address)
	if err != nil {
		return err
	}
	b.cold, b.bytes = time.Since(start), len(page)
	if b.warm, err = readTimes(ctx, address, b.cmd.Requests, func(int) error { return nil }); err != nil {
		return err
	}
	b.after, err = readTimes(ctx, address, min(20, b.cmd.Requests), func(i int) error {
		return b.another(ctx, fmt.Append(nil, i))
	})
	return err
}

func readTimes(ctx context.Context, address string, n int, before func(int) error) ([]time.Duration, error) {
	times := make([]time.Duration, 0, n)
	for i := range n {
		if err := before(i); err != nil {
			return nil, err
		}
		start := time.Now()
		if _, err := get(ctx, address); err != nil {
			return nil, err
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	return times, nil
}

func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// median of one part of the costs.
func median(costs []cost, part func(cost) time.Duration) time.Duration {
	var all []time.Duration
	for _, c := range costs {
		all = append(all, part(c))
	}
	slices.Sort(all)
	return quantile(all, 0.5)
}
