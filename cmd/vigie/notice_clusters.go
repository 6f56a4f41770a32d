package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigie/collectors/letters"
	"vigie/collectors/notice"
	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

type noticeClustersCmd struct {
	Path string `arg:"" help:"Dossier (ou fichier) de messages."`
	JSON bool   `help:"Une ligne de JSON par fichier."`
}

// clusterLine is one message and the cluster it belongs to.
type clusterLine struct {
	File    string          `json:"file"`
	Message int             `json:"message,omitempty"` // in a mailbox, from 1
	ID      observatory.ID  `json:"id,omitzero"`
	Cluster *observatory.ID `json:"cluster"` // id of the cluster's first message; null for a message that is alone
	Others  int             `json:"others"`
	Where   map[string]int  `json:"where,omitempty"` // messages of the cluster by department, empty when unknown
	Error   string          `json:"error,omitempty"`
}

// Run groups messages that say the same: at least 0.7 alike (Jaccard) in their
// masked 3-word shingles, from one to the next. The first in order of name
// gives the cluster its id.
func (cmd noticeClustersCmd) Run(con *console) error {
	files, err := noticeFiles(cmd.Path)
	if err != nil {
		return err
	}
	places, err := newPlaces()
	if err != nil {
		return err
	}
	clusters, err := notice.NewClusters("")
	if err != nil {
		return err
	}
	defer con.closing("clusters", clusters.Close)
	var lines []clusterLine
	var departments []string
	failed := 0
	for _, file := range files {
		if err := con.ctx.Err(); err != nil {
			return err
		}
		err := eachLetter(con, file, func(n int, l letters.Letter) error {
			id := observatory.DeriveID([]byte(file), []byte{byte(n >> 8), byte(n)}, []byte(l.Text))
			if _, err := clusters.Add(id, notice.Shingles(l.Text)); err != nil {
				return err
			}
			lines, departments = append(lines, clusterLine{File: file, Message: n, ID: id}), append(departments, places.of(l.Text))
			return nil
		})
		switch {
		case observatory.IsInput(err):
			failed++
			if _, err := clusters.Add(observatory.NoID, nil); err != nil {
				return err
			}
			lines, departments = append(lines, clusterLine{File: file, Error: err.Error()}), append(departments, "")
		case err != nil:
			return err
		}
	}
	if err := cmd.print(con, clusters, lines, departments); err != nil {
		return err
	}
	if failed > 0 {
		return observatory.InputErrorf("%d fichier(s) ou message(s) illisible(s) sur %d fichier(s) ; les autres ont été lus", failed, len(files))
	}
	return nil
}

func (cmd noticeClustersCmd) print(con *console, clusters *notice.Clusters, lines []clusterLine, departments []string) error {
	where := map[observatory.ID]map[string]int{}
	for i := range lines {
		id, others, ok := clusters.Cluster(i)
		if !ok {
			continue
		}
		if where[id] == nil {
			where[id] = map[string]int{}
		}
		where[id][departments[i]]++
		lines[i].Cluster, lines[i].Others, lines[i].Where = &id, others, where[id]
	}
	for _, line := range lines {
		if cmd.JSON {
			if err := writeJSON(con, line); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintln(con.out, line.sentence())
	}
	return nil
}

func (l clusterLine) sentence() string {
	name := l.File
	if l.Message > 0 {
		name = fmt.Sprintf("%s, message %d", name, l.Message)
	}
	switch {
	case l.Error != "":
		return name + " : illisible. " + sentence(l.Error)
	case l.Cluster == nil:
		return name + " : seul de son espèce"
	}
	return fmt.Sprintf("%s : %s la même chose (%s) ; groupe %s", name, plural(l.Others, "autre dit", "autres disent"), placesInWords(l.Where), l.Cluster)
}

// placesInWords lists departments with how many messages each has.
func placesInWords(where map[string]int) string {
	var words []string
	for _, code := range slices.Sorted(maps.Keys(where)) {
		name := code
		if code == "" {
			name = "département inconnu"
		}
		words = append(words, fmt.Sprintf("%s : %d", name, where[code]))
	}
	return strings.Join(words, ", ")
}

// places finds the department whose prefecture wrote a text.
type places struct {
	byName map[string]string // folded name: code
	names  []string          // longest first
}

func newPlaces() (*places, error) {
	reference, err := catalogue.Load()
	if err != nil {
		return nil, err
	}
	return placesOf(reference.Departments()), nil
}

func placesOf(departments []observatory.Department) *places {
	p := &places{byName: map[string]string{"police": "75"}}
	for _, d := range departments {
		p.byName[notice.Fold(d.Name)] = d.Code
	}
	p.names = slices.SortedFunc(maps.Keys(p.byName), func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return p
}

// of gives the code of the first department that a text names as that of a
// prefecture, empty when there is none.
func (p *places) of(text string) string {
	folded := notice.Fold(text)
	best, first := "", len(folded)
	for _, name := range p.names {
		for _, before := range []string{"prefecture de ", "prefecture du ", "prefecture de la ", "prefecture de l'", "prefecture des ", "prefecture d'", "prefet de ", "prefet du ", "prefet de la ", "prefet de l'", "prefet des ", "prefete de ", "prefete du ", "prefete de la ", "prefete de l'", "prefete des "} {
			if at := strings.Index(folded, before+name); at >= 0 && at < first {
				best, first = p.byName[name], at
			}
		}
	}
	return best
}
