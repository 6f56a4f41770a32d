package store

import (
	"os"
	"testing"
)

func TestZZDump(t *testing.T) {
	l, err := loadLibrary()
	if err != nil {
		t.Fatal(err)
	}
	for n, q := range l.named {
		os.WriteFile("/tmp/vsql/"+n+".sql", []byte(q), 0o644)
	}
	os.WriteFile("/tmp/vsql/visible.txt", []byte(l.eventVisible), 0o644)
}
