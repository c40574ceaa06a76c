# Postup: `make run` to see it, `make test` to check it. Everything else hangs on these two.

GO        ?= go
NPM       ?= npm
SHELL     := /bin/bash
VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
COMMIT    ?= $(shell git rev-parse --short HEAD 2>/dev/null || echo unknown)
LDFLAGS   := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)

# The embedded engine's library, by platform: Linux and macOS, x64 and arm64.
ENGINE_VERSION := 26.5.3
ENGINE_OS   := $(shell uname -s | tr A-Z a-z)
ENGINE_ARCH := $(patsubst aarch64,arm64,$(patsubst x86_64,x64,$(shell uname -m)))
ENGINE_PKG  := @chdb/lib-$(ENGINE_OS)-$(ENGINE_ARCH)$(if $(filter linux,$(ENGINE_OS)),-gnu)
ENGINE_DIR  := .engine/node_modules/$(ENGINE_PKG)
ENGINE_LIB  := $(ENGINE_DIR)/libchdb.so

# How long make fuzz spends on each target, how often make torture kills, and how long make load asks.
FUZZTIME ?= 1m
KILLS    ?= 100
LOAD     ?= 60s

ASSETS_SRC := $(shell find dashboard/assets -type f -not -path '*/dist/*' 2>/dev/null)
ASSETS     := dashboard/assets/dist/.built

.PHONY: build run test torture fuzz bench load lint fmt engine assets clean help debian

help: ## what can be made
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: engine assets ## bin/postup, with the engine's library beside it
	$(GO) build -ldflags '$(LDFLAGS)' -o bin/postup ./cmd/postup
	$(GO) build -ldflags '$(LDFLAGS)' -o bin/regionsim ./cmd/regionsim
	@ln -sfn ../$(ENGINE_LIB) bin/$(notdir $(ENGINE_LIB))

run: build ## build, then the demo on http://127.0.0.1:8080, or on LISTEN=host:port
	bin/postup demo$(if $(LISTEN), --listen $(LISTEN))

engine: $(ENGINE_DIR)/.installed
$(ENGINE_DIR)/.installed:
	@command -v $(NPM) >/dev/null || { echo "npm is not there: install Node.js 20 or newer with npm, then run make again"; exit 1; }
	@echo "installing the embedded engine ($(ENGINE_PKG) $(ENGINE_VERSION), about 560 MB on disk)"
	@mkdir -p .engine
	$(NPM) install --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --prefix .engine $(ENGINE_PKG)@$(ENGINE_VERSION)
	@test -s $(ENGINE_LIB) || { echo "$(ENGINE_PKG) holds no $(notdir $(ENGINE_LIB))"; exit 1; }
	@touch $@

node_modules/.installed: package.json package-lock.json
	@command -v $(NPM) >/dev/null || { echo "npm is not there: install Node.js 20 or newer with npm, then run make again"; exit 1; }
	$(NPM) ci --no-audit --no-fund --ignore-scripts
	@touch $@

assets: $(ASSETS)
$(ASSETS): node_modules/.installed $(ASSETS_SRC)
	node dashboard/assets/build.mjs
	@touch $@

# What the tests start for real: ClickHouse's server and client, Chromium, the servers that sources are tested against, and
# what people open tables and read catalogues with.
debian:
	@missing=; \
	for p in clickhouse-server:clickhouse-server clickhouse-client:clickhouse-client chromium:chromium \
	  postgresql:pg_createcluster mariadb-server:mariadbd openssh-server:sshd \
	  libreoffice-calc:soffice python3:python3 python-rdflib-tools:rdfpipe r-base-core:Rscript; do \
	  command -v $${p#*:} >/dev/null || missing="$$missing $${p%%:*}"; done; \
	if [ -n "$$missing" ]; then \
	  if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    echo "installing$$missing"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then \
	    echo "installing$$missing"; sudo apt-get update -qq && sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  else \
	    echo "The tests need:$$missing. Install them (on Debian: apt-get install$$missing) and run make test again."; exit 1; fi; fi

# What a Frictionless Data Package has to be: the published profile, from the package of its maintainers, without what that depends on.
PROFILES := .profiles/package/lib/profiles/tabular-data-package.json
$(PROFILES):
	@mkdir -p .profiles
	cd .profiles && tar -xzf "$$($(NPM) pack --silent datapackage@1.1.10)"
	@touch $@

test: debian engine assets $(PROFILES) ## every test, on both engines and in a real browser
	$(GO) vet ./...
	POSTUP_REQUIRE_SERVERS=1 $(GO) test -timeout 40m ./...

torture: debian engine ## kill collecting processes KILLS times on each engine: nothing lost, nothing twice
	POSTUP_TORTURE=$(KILLS) $(GO) test -count=1 -v -timeout 120m -run '^TestTorture$$' ./collectors

fuzz: engine ## every fuzz target for FUZZTIME
	@failed=; for package in $$(grep -rl --include=*_test.go '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for target in $$(grep -ho '^func Fuzz[A-Za-z0-9_]*' $$package/*_test.go | sed 's/func //'); do \
	    echo "$$package $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package || failed="$$failed $$target"; \
	  done; done; test -z "$$failed" || { echo "findings of:$$failed"; exit 1; }

# What judges pages in make bench.
LIGHTHOUSE := .lighthouse/.installed
$(LIGHTHOUSE):
	@mkdir -p .lighthouse
	$(NPM) install --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --prefix .lighthouse lighthouse@12.8.2
	@touch $@

bench: engine assets $(LIGHTHOUSE) ## the figures of docs/performance.md
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 60m ./...

load: engine assets ## sixteen clients ask a serving process for everything that is public, for LOAD
	POSTUP_LOAD=$(LOAD) $(GO) test -count=1 -v -timeout 30m -run '^TestLoad$$' ./cmd/postup

lint: ## gofmt, vet, staticcheck
	@test -z "$$(gofmt -l cmd collectors config dashboard docs kpi schemas store)" || { gofmt -l cmd collectors config dashboard docs kpi schemas store; echo "gofmt: the files above"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

fmt: ## gofmt everything
	gofmt -w cmd collectors config dashboard docs kpi schemas store

clean: ## what was built; data stays
	rm -rf bin dashboard/assets/dist/* node_modules .engine .lighthouse .profiles
