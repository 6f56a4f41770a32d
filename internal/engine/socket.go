package engine

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

const (
	socketFile = "engine.sock"
	// maxSocketPath is what the kernel takes in sun_path, less the final zero.
	maxSocketPath = 107
)

func socketPath(folder string) string { return filepath.Join(folder, socketFile) }

// shortSocket gives an address for the folder's socket that the kernel takes.
// A long one goes through an open descriptor of the folder, so that the socket
// always lies in the data folder. The function closes that descriptor.
func shortSocket(folder string) (address string, done func(), err error) {
	path := socketPath(folder)
	if len(path) <= maxSocketPath {
		return path, func() {}, nil
	}
	dir, err := os.Open(folder)
	if err != nil {
		return "", nil, fmt.Errorf("open data folder: %w", err)
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", dir.Fd(), socketFile), func() { _ = dir.Close() }, nil
}

func dialSocket(ctx context.Context, folder string) (net.Conn, error) {
	address, done, err := shortSocket(folder)
	if err != nil {
		return nil, err
	}
	defer done()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", address)
	if err != nil {
		return nil, fmt.Errorf("dial engine socket: %w", err)
	}
	return conn, nil
}

// listenSocket opens the folder's socket; the caller holds the engine's lock,
// so a file left there belongs to a dead engine.
func listenSocket(ctx context.Context, folder string) (net.Listener, error) {
	path := socketPath(folder)
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("remove stale socket: %w", err)
	}
	address, done, err := shortSocket(folder)
	if err != nil {
		return nil, err
	}
	defer done()
	var c net.ListenConfig
	listener, err := c.Listen(ctx, "unix", address)
	if err != nil {
		return nil, fmt.Errorf("listen on engine socket: %w", err)
	}
	listener.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := os.Chmod(path, 0o600); err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("protect engine socket: %w", err)
	}
	return listener, nil
}
