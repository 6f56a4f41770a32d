package main

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"vigie/probes"
)

// plainHost writes a host as browsers do, so that a stop, a back-off, a cap and an
// announced maintenance hold however it was written: in small letters, without the
// port that goes without saying.
func plainHost(host string) string {
	host = strings.ToLower(strings.TrimSpace(host))
	if plain, cut := strings.CutSuffix(host, ":443"); cut {
		return plain
	}
	return strings.TrimSuffix(host, ":80")
}

// plainAddress is an address whose host is written as browsers do; one that cannot
// be read stays as it is, to be told.
func plainAddress(text string) string {
	address, err := url.Parse(text)
	if err != nil || address.Host == probes.PlainHost(address) {
		return text
	}
	return strings.Replace(text, address.Host, probes.PlainHost(address), 1)
}

// addressID names a target that is known by its address alone: two addresses are two
// targets, whose tasks and figures are their own.
func addressID(address string) string {
	sum := sha256.Sum256([]byte(address))
	return "adresse-" + hex.EncodeToString(sum[:4])
}

// plainHosts writes every host of the configuration as browsers do.
func (c config) plainHosts() {
	for i := range c.Targets {
		c.Targets[i].Address = plainAddress(c.Targets[i].Address)
	}
	for i := range c.Information.Sites {
		c.Information.Sites[i].Address = plainAddress(c.Information.Sites[i].Address)
	}
	for i := range c.Probes.Maintenance {
		c.Probes.Maintenance[i].Host = plainHost(c.Probes.Maintenance[i].Host)
	}
	for i := range c.Probes.Robots {
		c.Probes.Robots[i].Host = plainHost(c.Probes.Robots[i].Host)
	}
}
