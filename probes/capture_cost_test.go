package probes

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// folderBytes is what the files of a folder weigh, and how many they are.
func folderBytes(t *testing.T, dir string) (total int64, files int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			total += info.Size()
			files++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return total, files
}

// equalRuns is how many equal attempts are made in all, and into which folder.
// VIGIE_PART=2/4 asks for the second quarter, in the folder VIGIE_FOLDER that the
// first has filled. The double answers on another port in each part, so that each
// keeps its pages anew: a stricter count than that of one run.
func equalRuns(t *testing.T) (dir string, before, runs int) {
	t.Helper()
	runs = 20
	if testing.Short() { // under the race detector: four at once, twice
		runs = 8
	}
	if os.Getenv("VIGIE_FULL") == "1" {
		runs = 1000
	}
	asked := os.Getenv("VIGIE_PART")
	if asked == "" {
		return t.TempDir(), 0, runs
	}
	var part, parts int
	if _, err := fmt.Sscanf(asked, "%d/%d", &part, &parts); err != nil || part < 1 || part > parts {
		t.Fatalf("VIGIE_PART=%s: want i/n with 1 <= i <= n", asked)
	}
	dir = os.Getenv("VIGIE_FOLDER")
	if _, files := folderBytes(t, dir); (files > 0) != (part > 1) {
		t.Fatalf("part %s: the folder %s holds %d files", asked, dir, files)
	}
	return dir, runs / parts * (part - 1), runs / parts
}

// Equal attempts of one journey cost less than a tenth of as many times the
// first: a thousand of them with VIGIE_FULL=1, twenty without
// (eight under the race detector).
func TestEqualAttemptsCostLittle(t *testing.T) {
	dir, before, runs := equalRuns(t)
	alone := t.TempDir() // for the first
	into := openFiles(t, alone)
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.Concurrency = 4
		c.Keep = func(ctx context.Context, _ string, content []byte) (observatory.Hash, error) {
			return into.PutBytes(ctx, content)
		}
	})
	r.run("pan.door", SystemRDVPrefecture, testbed.Slots)
	first, firstFiles := folderBytes(t, alone)
	into = openFiles(t, dir)
	r.repeat(runs)
	all, allFiles := folderBytes(t, dir)
	made := before + runs
	each := float64(all) / float64(made)
	t.Logf("%d attempts: the first alone %d bytes in %d files, all %d bytes in %d files, %.0f bytes an attempt: %.2f %% of as many times the first",
		made, first, firstFiles, all, allFiles, each, 100*each/float64(first))
	if all <= first {
		t.Fatal("the later attempts kept nothing, not even their journals")
	}
	if later := float64(all-first) / float64(made-1); (float64(first)+999*later)/1000 >= float64(first)/10 {
		t.Errorf("a thousand would cost over a tenth: %.0f bytes a later attempt, %d the first", later, first)
	}
}

func openFiles(t *testing.T, dir string) *evidence.Files {
	t.Helper()
	files, err := evidence.OpenFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// repeat makes equal attempts, four at once.
func (r *rig) repeat(runs int) {
	r.t.Helper()
	journey, target := shipped(r.t, "pan.door", SystemRDVPrefecture), r.target(SystemRDVPrefecture, testbed.Slots)
	var group sync.WaitGroup
	work := make(chan int)
	for range 4 {
		group.Go(func() {
			for range work {
				if a, err := r.once(journey, target, RunOptions{}); err != nil || !a.Outcome.Success() {
					r.t.Errorf("attempt %+v: %v", a, err)
				}
			}
		})
	}
	for i := range runs {
		work <- i
	}
	close(work)
	group.Wait()
}
