package probes

import (
	"context"
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

// Equal attempts of one journey cost less than a tenth of as many times the
// first: a thousand of them with VIGIE_FULL=1, twenty without.
func TestEqualAttemptsCostLittle(t *testing.T) {
	runs := 20
	if os.Getenv("VIGIE_FULL") == "1" {
		runs = 1000
	}
	dir := t.TempDir()
	files, err := evidence.OpenFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.Concurrency = 4
		c.Keep = func(ctx context.Context, _ string, content []byte) (observatory.Hash, error) {
			return files.PutBytes(ctx, content)
		}
	})
	r.run("pan.door", SystemRDVPrefecture, testbed.Slots)
	journey, target := shipped(t, "pan.door", SystemRDVPrefecture), r.target(SystemRDVPrefecture, testbed.Slots)
	first, firstFiles := folderBytes(t, dir)
	var group sync.WaitGroup
	work := make(chan int)
	for range 4 {
		group.Go(func() {
			for range work {
				if a, err := r.once(journey, target, RunOptions{}); err != nil || !a.Outcome.Success() {
					t.Errorf("attempt %+v: %v", a, err)
				}
			}
		})
	}
	for i := range runs - 1 {
		work <- i
	}
	close(work)
	group.Wait()
	all, allFiles := folderBytes(t, dir)
	later := float64(all-first) / float64(runs-1)
	thousand := float64(first) + 999*later
	t.Logf("%d attempts: the first %d bytes in %d files, all %d bytes in %d files, %.0f bytes a later attempt; a thousand cost %.2f %% of a thousand times the first",
		runs, first, firstFiles, all, allFiles, later, 100*thousand/(1000*float64(first)))
	if later <= 0 {
		t.Fatal("a later attempt kept nothing, not even its journal")
	}
	if thousand >= 1000*float64(first)/10 {
		t.Errorf("over a tenth: %.0f bytes of %d", thousand, 1000*first)
	}
}
