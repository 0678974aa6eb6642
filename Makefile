# Works on a machine with git, make, Python 3.11 or newer and (for the Pulumi engine) Go; all else is fetched.

PYTHON := .venv/bin/python
READY := .venv/.ready
ACTIONLINT := .venv/bin/actionlint
POLICY_JUDGE := .venv/bin/policy-equivalence
BASE_PYTHON ?= python3
# On every core. Neighbouring tests share fixtures: they stay together until a worker has nothing left to do.
PYTEST := $(PYTHON) -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal
export STACK ?=
VERBOSE ?=

# A plain `uv sync`, which Pulumi runs as well, takes the packages of the tests away.
$(if $(wildcard .venv/bin/pytest),,$(shell rm -f $(READY)))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help try play test quick lint types unit quick-unit every-test engine-tests docs baseline bench clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  make %-14s %s\n", $$1, $$2 }'

try: $(READY) ## see a stack deployed to an emulated AWS on this machine (STACK=name: that one; VERBOSE=1: all of it)
	@$(PYTHON) -m sandbox.tryout --stack "$${STACK:-example}" $(if $(VERBOSE),--verbose)

play: $(READY) ## a shell with an emulated AWS and a deployed stack, to go on by hand (STACK=name: that one)
	@$(PYTHON) -m sandbox.tryout.play --stack "$${STACK:-example}"

test: $(READY) ## everything that must pass: lint, types, unit tests, engine tests (the first run gets an engine: minutes)
	@$(PYTHON) -m sandbox.engine > /dev/null
	@$(MAKE) --no-print-directory --jobs=2 every-test lint types

quick: $(READY) ## lint, types and the unit tests that are not slow
	@$(MAKE) --no-print-directory --jobs=2 quick-unit lint types

lint: $(READY) $(ACTIONLINT) ## ruff: rules and format; actionlint and zizmor: the workflows
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(ACTIONLINT) -shellcheck= -pyflakes=
	$(ACTIONLINT) -shellcheck= -pyflakes= templates/*/.github/workflows/*.yml
	.venv/bin/zizmor --offline --quiet --config .github/zizmor.yml .github templates

types: $(READY) ## mypy, strict
	$(PYTHON) -m mypy

unit: $(READY) $(POLICY_JUDGE) ## the tests that need no Pulumi engine
	$(PYTEST) --ignore=tests/engine

quick-unit: $(READY) $(POLICY_JUDGE)
	$(PYTEST) --ignore=tests/engine -m "not slow"

every-test: $(READY) $(POLICY_JUDGE)
	$(PYTEST)

engine-tests: $(READY) ## the tests with a real Pulumi engine (the first run gets one: minutes)
	@$(PYTHON) -m sandbox.engine > /dev/null
	$(PYTEST) tests/engine

docs: $(READY) ## write what is generated in docs/ anew: reference.md, component.md, the JSON Schema, the policies of CI
	$(PYTHON) -m reference

baseline: $(READY) ## at a release: record what this version deploys, so that later versions are tested against it
	$(PYTHON) -m tests.engine.baselines

bench: $(READY) ## measure
	$(PYTHON) -m bench

clean: ## remove what these commands made here (the engine in ~/.pulumi stays)
	rm -rf .venv .sandbox .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A Go tool from its modules, pinned by go.mod and go.sum in its folder; of what building needs nothing stays.
# $(1): the folder, $(2): the package, $(3): what else to do where the modules are.
define go_tool
	@command -v go >/dev/null || { echo "setup: no go on PATH: install Go 1.21 or newer" >&2; exit 1; }
	@echo "setup: building $(@F) from its Go modules (seconds)" >&2
	@go=$(CURDIR)/.venv/.go-$(@F); unset GOOS GOARCH; \
	export GOWORK=off CGO_ENABLED=0 GOFLAGS="-mod=readonly -modcacherw" \
		GOPATH="$$go/path" GOMODCACHE="$$go/modules" GOCACHE="$$go/compiled" TEST_TELEMETRY_DIR="$$go/telemetry"; \
	cd $(1) && go build -trimpath -buildvcs=false -o $(CURDIR)/$@ $(2) $(3) && rm -rf "$$go"
endef

$(ACTIONLINT): ci/actionlint/go.mod ci/actionlint/go.sum | $(READY)
	$(call go_tool,ci/actionlint,github.com/rhysd/actionlint/cmd/actionlint)

# The cases are those of the library's own test, which comes with its module.
$(POLICY_JUDGE): $(addprefix tests/judges/policy_equivalence/,main.go go.mod go.sum) | $(READY)
	$(call go_tool,tests/judges/policy_equivalence,.,&& $(CURDIR)/$@ cases \
		"$$(go list -m -f '{{.Dir}}' github.com/hashicorp/awspolicyequivalence)/aws_policy_equivalence_test.go" \
		> $(CURDIR)/$@-cases.json)

# The packages of uv.lock in .venv: by the uv on PATH, else by the one that pyproject.toml pins. That one is
# among the packages; where it is missing pip puts it into .venv first. Nothing is cached outside this folder.
$(READY): pyproject.toml uv.lock
	@say() { echo "setup: $$*" >&2; }; \
	pin=$$(sed -n 's/^ *"uv==\([^"]*\)".*/\1/p' pyproject.toml); \
	[ -t 2 ] || quiet=--quiet; \
	export UV_CACHE_DIR="$${UV_CACHE_DIR:-$(CURDIR)/.venv/.uv-cache}"; \
	sync() { UV_PROJECT_ENVIRONMENT=.venv "$$1" sync --frozen --all-groups $$quiet >&2; }; \
	has_pinned_uv() { [ "$$(.venv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" = "$$pin" ]; }; \
	check_python() { \
		command -v "$(BASE_PYTHON)" >/dev/null || \
			{ say "no $(BASE_PYTHON) on PATH: install Python 3.11 or newer"; return 1; }; \
		"$(BASE_PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
			{ say "$(BASE_PYTHON) is older than 3.11: install a newer one, or name it: make BASE_PYTHON=python3.12"; \
			return 1; }; \
		"$(BASE_PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || \
			{ say "$(BASE_PYTHON) has no venv module: install it (Debian, Ubuntu: python3-venv)"; return 1; }; \
	}; \
	add_pinned_uv() { \
		check_python || return 1; \
		say "installing uv $$pin into .venv"; \
		"$(BASE_PYTHON)" -m venv --clear .venv >&2 && \
		$(PYTHON) -m ci.locked_uv > .venv/uv.txt && \
		$(PYTHON) -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r .venv/uv.txt >&2; \
	}; \
	say "installing the packages of uv.lock into .venv (a minute or so)"; \
	if command -v uv >/dev/null; then \
		sync uv && touch $@ && exit 0; \
		say "the uv on PATH could not do it (see above): trying uv $$pin"; \
	fi; \
	has_pinned_uv || add_pinned_uv || exit 1; \
	sync .venv/bin/uv && touch $@ && exit 0; \
	say "failed: the reason is above"; exit 1
