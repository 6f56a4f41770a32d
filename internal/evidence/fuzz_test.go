package evidence_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/evidence"
)

func FuzzParseProof(f *testing.F) {
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n\norigin\n1\nAAAA\n\n— origin AAAA\n"))
	f.Add([]byte("c2sp.org/tlog-proof@v1\nindex 3\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		proof, err := evidence.ParseProof(data)
		if err == nil && !bytes.Equal(proof.Bytes(), data) {
			t.Errorf("read and written again, %q became %q", data, proof.Bytes())
		}
	})
}

func FuzzParseLeaf(f *testing.F) {
	line, err := evidence.DossierLeaf(testID(1), time.UnixMilli(1_790_000_000_000), helloHash).Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		leaf, err := evidence.ParseLeaf(data)
		if err != nil {
			return
		}
		if again, err := leaf.Bytes(); err != nil || !bytes.Equal(again, data) {
			t.Errorf("read and written again, %q became %q (%v)", data, again, err)
		}
	})
}

func FuzzParsePublicKey(f *testing.F) {
	key, err := evidence.CreateKey(filepath.Join(f.TempDir(), "key"), "vigie/1")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(key.Public().Text())
	f.Add(key.Public().AllowedSigners())
	f.Fuzz(func(t *testing.T, text string) {
		public, err := evidence.ParsePublicKey(text)
		if err != nil {
			return
		}
		if again, err := evidence.ParsePublicKey(public.Text()); err != nil || again.Fingerprint() != public.Fingerprint() || again.Name != public.Name {
			t.Errorf("%q: %v", text, err)
		}
	})
}

func FuzzOpenCheckpoint(f *testing.F) {
	key, err := evidence.CreateKey(filepath.Join(f.TempDir(), "key"), "vigie/1")
	if err != nil {
		f.Fatal(err)
	}
	signed, err := key.Checkpoint(evidence.Head{Size: 3})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed)
	f.Fuzz(func(t *testing.T, data []byte) {
		if head, err := key.Public().OpenCheckpoint(data); err == nil && head.Size != 3 {
			t.Errorf("a checkpoint that was never signed verifies: %q", data)
		}
	})
}

// FuzzOpenLedger gives the ledger any file: it opens or refuses, never panics,
// and what it opened it opens again with the same head.
func FuzzOpenLedger(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte("AAAA {}\n"))
	f.Add([]byte(`x {"kind":"attempt","id":"`))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "ledger.txt"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		first, err := evidence.OpenLedger(dir)
		if err != nil {
			return
		}
		defer first.Close()
		second, err := evidence.OpenLedger(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer second.Close()
		one, err := first.Head()
		if err != nil {
			t.Fatal(err)
		}
		if two, err := second.Head(); err != nil || one != two {
			t.Errorf("heads %v and %v (%v)", one, two, err)
		}
	})
}
