# The front door: `make help` lists what there is. Every target sets up what it needs.
SHELL := /bin/sh
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

DEMO_OUT ?= demo-output
CRAWLS ?= 60
CLUSTER_CRAWLS ?= 10
PAGES ?= 20
SOAK_SECONDS ?= 600

.PHONY: help demo demo-cluster demo-cluster-down test check generate servers build images-test end-to-end soak bench bench-rendering bench-distributed bench-fidelity bench-corpora look bench-operator case cases dev dev-operator format clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js (20 or later; 24 comes with npm install)" >&2; exit 1; }
	npm install --no-save --no-audit --no-fund --loglevel=error # not `ci`: it refuses a lock without every platform's binary
	@ln -sf ../../cli/docsynapse.js node_modules/.bin/docsynapse # so that npx finds it at once
	@touch $@

# The command line as a bundle, which starts in half the time; without it, or once it is old, the sources run.
dist/cli/sources.json: node_modules/.installed $(shell find cli crawler operator telemetry -name '*.ts' ! -name '*.test.ts') build/bundle.ts
	@node build/bundle.ts cli >/dev/null

demo: dist/cli/sources.json ## Crawl a real documentation site on loopback into ./demo-output
	@node cli/demo/demo.ts --out $(DEMO_OUT)

demo-cluster: servers ## A cluster of one node with the chart, a site and a DocSite: Debian, as root; minutes the first time
	@node tests/node/install.ts
	@node tests/end-to-end/demo/up.ts

demo-cluster-down: node_modules/.installed ## Remove the cluster of make demo-cluster
	@node tests/end-to-end/demo/down.ts

test: check servers dist/cli/sources.json ## Everything that CI runs: the checks, then all tests with coverage, then the stories on a cluster
	vitest run --coverage
	@$(MAKE) --no-print-directory end-to-end

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
	@node tests/gitops/install.ts

generate: node_modules/.installed ## Rewrite what is generated: crds/, the references, the chart's README, manifests/install/install.yaml
	node operator/crd/generate.ts
	node charts/generate.ts

build: node_modules/.installed ## Bundle the programs into dist/
	node build/bundle.ts operator
	node build/bundle.ts crawler
	node build/bundle.ts cli

images-test: node_modules/.installed ## Build the images with buildah, run them and the browser's sandbox as clusters do; minutes, as root
	vitest run --config tests/images/vitest.config.ts

end-to-end: servers ## Stories on a cluster with pods, made for them and removed: Linux, as root
	@node tests/node/install.ts
	vitest run --config tests/end-to-end/vitest.config.ts

soak: servers ## Many crawls, and the operator for ten minutes, with faults in them: make soak CRAWLS=60 SEED=1 FAULT=slow SOAK_SECONDS=600
	DOCSYNAPSE_SOAK_FAULT=$(FAULT) DOCSYNAPSE_SOAK_CRAWLS=$(CRAWLS) DOCSYNAPSE_SOAK_SEED=$(SEED) vitest run tests/distributed/chaos.test.ts
	DOCSYNAPSE_SOAK_SECONDS=$(SOAK_SECONDS) vitest run tests/operator/soak.test.ts
	@node tests/node/install.ts
	DOCSYNAPSE_SOAK_CRAWLS=$(CLUSTER_CRAWLS) DOCSYNAPSE_SOAK_SEED=$(SEED) \
		vitest run --config tests/end-to-end/vitest.config.ts chaos schedules

bench: dist/cli/sources.json ## Side by side with peers; writes bench/results
	node bench/run.ts

bench-rendering: node_modules/.installed ## A client-rendered site beside Playwright alone; writes bench/results
	node bench/rendering/run.ts --write

bench-distributed: servers dist/cli/sources.json ## Coordinator and workers over NATS: scaling, a million URLs; about 15 minutes; writes bench/results
	node bench/distributed/run.ts --write

bench-fidelity: node_modules/.installed ## How true the Markdown is, beside peers; writes bench/results
	node bench/fidelity/run-spec.ts
	node bench/fidelity/run-agreement.ts
	node bench/fidelity/structure/run.ts

bench-corpora: node_modules/.installed ## Whole sites of Debian's packages, page by page; minutes; writes bench/results
	node bench/fidelity/corpora/run.ts

look: node_modules/.installed ## Pictures of pages beside their Markdown: make look CORPUS=git-doc PAGES=20
	node bench/fidelity/corpora/look.ts "$(CORPUS)" "$(PAGES)"

bench-operator: servers ## 5,000 DocSites beside 5,000 Deployments and cert-manager's Issuers: time, CPU, memory, latency of an edit
	node bench/operator/run.ts

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
