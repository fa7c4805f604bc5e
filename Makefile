# The front door: `make help` lists what there is. Every target sets up what it needs.
SHELL := /bin/sh
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

DEMO_OUT ?= demo-output
CRAWLS ?= 60

.PHONY: help demo test check generate servers build images-test soak bench bench-rendering bench-fidelity bench-operator case cases dev dev-operator format clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js (20 or later; 24 comes with npm install)" >&2; exit 1; }
	npm install --no-save --no-audit --no-fund --loglevel=error # not `ci`: it refuses a lock without every platform's binary
	@ln -sf ../../cli/docsynapse.js node_modules/.bin/docsynapse # so that npx finds it at once
	@touch $@

demo: node_modules/.installed ## Crawl a real documentation site on loopback into ./demo-output
	@node cli/demo/demo.ts --out $(DEMO_OUT)

test: check servers ## Everything that CI runs: the checks, then all tests with coverage
	vitest run --coverage

check: node_modules/.installed ## Lint, types, format, unused code, boundaries
	oxlint --type-aware --deny-warnings
	tsc --noEmit
	oxfmt --check
	knip
	node operator/crd/generate.ts --check
	node charts/generate.ts --check
	vitest run tests/boundaries.test.ts

servers: node_modules/.installed ## Build the servers that tests start into the user's cache (needs Go; minutes, once)
	@node tests/servers/install.ts
	@node tests/cluster/install.ts

generate: node_modules/.installed ## Rewrite what is generated: crds/, the references, the chart's README, manifests/install.yaml
	node operator/crd/generate.ts
	node charts/generate.ts

build: node_modules/.installed ## Bundle the programs of the images into dist/
	node build/bundle.ts operator
	node build/bundle.ts crawler

images-test: node_modules/.installed ## Build the images with buildah and run them as clusters do; minutes, as root
	vitest run --config tests/images/vitest.config.ts

soak: node_modules/.installed ## Many crawls over several processes with faults in them: make soak CRAWLS=60 SEED=1 FAULT=slow
	DOCSYNAPSE_SOAK_FAULT=$(FAULT) DOCSYNAPSE_SOAK_CRAWLS=$(CRAWLS) DOCSYNAPSE_SOAK_SEED=$(SEED) vitest run tests/distributed/chaos.test.ts

bench: node_modules/.installed ## Side by side with peers; writes bench/results
	node bench/run.ts

bench-rendering: node_modules/.installed ## A client-rendered site beside Playwright alone; writes bench/results
	node bench/rendering/run.ts --write

bench-fidelity: node_modules/.installed ## How true the Markdown is, beside peers; writes bench/results
	node bench/fidelity/run-spec.ts
	node bench/fidelity/run-agreement.ts
	node bench/fidelity/structure/run.ts

bench-operator: servers ## 5,000 DocSites: time, memory, latency of an edit, writes when steady
	node bench/operator.ts

case: node_modules/.installed ## A test case from a page: make case NAME=mkdocs-tabs FROM=page.html (or a URL)
	node bench/fidelity/make-case.ts "$(NAME)" "$(FROM)"

cases: node_modules/.installed ## Rewrite the test cases that real generators build from our sample
	node bench/fidelity/make-case.ts --samples

dev: node_modules/.installed ## Re-run a crawl on every change, debugger port open: make dev ARGS="crawl https://example.com/docs/"
	node --watch --inspect=127.0.0.1:9229 cli/main.ts $(ARGS)

dev-operator: node_modules/.installed ## The operator from the checkout against KUBECONFIG's cluster, restarted on every change
	DOCSYNAPSE_LEADER_ELECTION=false DOCSYNAPSE_HEALTH_HOST=127.0.0.1 node --watch --inspect=127.0.0.1:9230 operator/main.ts

format: node_modules/.installed ## Rewrite files to the project's format
	oxfmt

clean: ## Remove what the targets made in the checkout
	rm -rf node_modules coverage dist $(DEMO_OUT)
