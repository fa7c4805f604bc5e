# The front door: `make help` lists what there is. Every target sets up what it needs.
SHELL := /bin/sh
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

DEMO_OUT ?= demo-output
CRAWLS ?= 60

.PHONY: help demo test servers check soak bench bench-fidelity case cases dev format clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js (20 or later; 24 comes with npm install)" >&2; exit 1; }
	npm install --no-save --no-audit --no-fund --loglevel=error # not `ci`: it refuses a lock without every platform's binary
	@ln -sf ../../cli/docsynapse.js node_modules/.bin/docsynapse # so that npx finds it at once
	@touch $@

demo: node_modules/.installed ## Crawl a real documentation site on loopback into ./demo-output
	@node cli/demo/demo.ts --out $(DEMO_OUT)

test: check servers ## Everything that CI runs: the checks, then all tests with coverage
	vitest run --coverage

servers: node_modules/.installed ## Build the servers that tests start into the user's cache (needs Go)
	@node tests/servers/install.ts

soak: node_modules/.installed ## Many crawls over several processes with faults in them: make soak CRAWLS=60 SEED=1
	DOCSYNAPSE_SOAK_CRAWLS=$(CRAWLS) DOCSYNAPSE_SOAK_SEED=$(SEED) vitest run tests/distributed/chaos.test.ts

check: node_modules/.installed ## Lint, types, format, unused code, boundaries
	oxlint --type-aware --deny-warnings
	tsc --noEmit
	oxfmt --check
	knip
	vitest run tests/boundaries.test.ts

bench: node_modules/.installed ## Side by side with peers; writes bench/results
	node bench/run.ts

bench-fidelity: node_modules/.installed ## How true the Markdown is, beside peers; writes bench/results
	node bench/fidelity/run-spec.ts
	node bench/fidelity/run-agreement.ts
	node bench/fidelity/structure/run.ts

case: node_modules/.installed ## A test case from a page: make case NAME=mkdocs-tabs FROM=page.html (or a URL)
	node bench/fidelity/make-case.ts "$(NAME)" "$(FROM)"

cases: node_modules/.installed ## Rewrite the test cases that real generators build from our sample
	node bench/fidelity/make-case.ts --samples

dev: node_modules/.installed ## Re-run a crawl on every change, debugger port open: make dev ARGS="crawl https://example.com/docs/"
	node --watch --inspect=127.0.0.1:9229 cli/main.ts $(ARGS)

format: node_modules/.installed ## Rewrite files to the project's format
	oxfmt

clean: ## Remove what the targets made in the checkout
	rm -rf node_modules coverage $(DEMO_OUT)
