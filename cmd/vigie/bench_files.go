package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// filesAlone makes as many files as the import left in the vault, of the same
// sizes in folders of the same names and two at once as there, zeros in
// them: the least that one file a case can cost.
func (b *bench) filesAlone(round int) error {
	vault := b.app.cfg.path("vault")
	to := filepath.Join(b.folder, fmt.Sprintf("files-%d", round))
	sizes := map[string]int64{}
	err := filepath.WalkDir(vault, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		copied := filepath.Join(to, strings.TrimPrefix(path, vault))
		if entry.IsDir() {
			return os.MkdirAll(copied, 0o700)
		}
		info, err := entry.Info()
		if err == nil {
			sizes[copied] = info.Size()
		}
		return err
	})
	if err != nil {
		return err
	}
	took, err := b.measure(func() error { return writeEmpty(sizes) })
	b.files, b.alone = len(sizes), append(b.alone, took)
	return errors.Join(err, os.RemoveAll(to))
}

// writeEmpty writes files of zeros.
func writeEmpty(sizes map[string]int64) error {
	var writers errgroup.Group
	writers.SetLimit(2)
	zeros := make([]byte, 64<<10)
	for path, size := range sizes {
		writers.Go(func() error { return os.WriteFile(path, zeros[:min(size, int64(len(zeros)))], 0o600) })
	}
	return writers.Wait()
}

func (b *bench) reportFiles(out io.Writer, peer time.Duration) {
	const goal = 0.7 // issue 4: the share of the peer's rows a second with free texts
	limit := time.Duration(float64(peer) / goal)
	alone := median(b.alone, func(c cost) time.Duration { return c.wall })
	fmt.Fprintf(out, "| the %d files of the vault made alone, empty of sense, one a case, wall (s); limit: the whole import at %.1f of the peer's rows a second | %.2f | %.2f | %.2f |\n",
		b.files, goal, alone.Seconds(), limit.Seconds(), alone.Seconds()/limit.Seconds())
}
