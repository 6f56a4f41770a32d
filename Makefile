# Vigie. `make demo` and `make test` install what they need; see README.md.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION := $(shell git describe --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -X main.version=$(VERSION)

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

# The tests ask outside tools to read our archives; setup installs them.
test check prove: export VIGIE_TOOLS := 1

.PHONY: setup
setup: ## install a browser and the ClickHouse engine when they are missing
	@.ci/setup.sh

.PHONY: build
build: ## build bin/vigie
	@go build -trimpath -ldflags '$(LDFLAGS)' -o bin/vigie ./cmd/vigie
	@ln -sf vigie bin/age-plugin-vigie

.PHONY: demo
demo: setup build ## run the whole observatory on simulated data and open a page
	@bin/vigie demo $(ARGS)

.PHONY: test
test: setup ## every test (vet is in check) in a random order, then each fuzz target for a moment
	@go test -vet=off -shuffle=on -parallel 4 -timeout 30m ./...
	@.ci/fuzz.sh $${FUZZTIME:-10s}

.PHONY: check
check: setup ## format, vet, lint, race tests, dead code, Prometheus rules
	@.ci/check.sh

.PHONY: prove
prove: setup build ## the full counts of the heavy suites, in pieces, under docs/proof/ (ARGS: names of pieces)
	@.ci/prove.sh $(ARGS)

.PHONY: bench
bench: setup build ## Go benchmarks, the load harness, journeys beside Playwright, under docs/benchmarks/
	@.ci/bench.sh $(ARGS)

.PHONY: clean
clean: ## remove what was built (not the data)
	@rm -rf bin .tools
