# Everything that people and CI run. `make` alone lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

PORT ?= 8000
# Processes that share the tests, file by file.
WORKERS ?= 2
# The registers that `make scale` makes, by how many certificates they have.
SIZES ?= 10k,100k,1M
T ?= tests
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
STARMARK := $(BIN)/starmark
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Everything that the build reads: pages, words and data, and the program whose commands and rules the pages show.
SITE_SOURCES := $(shell find site overrides certs scripts verify mkdocs.yml mkdocs.en.yml CHANGELOG.md package.json package-lock.json -type f -not -name '*.pyc' 2>/dev/null)

.PHONY: help demo serve site test test-one check faults mutants bench scale day lock release image clean

help: ## Show what there is to run
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | while IFS=$$'\t' read -r name text; do printf '  make %-8s %s\n' "$$name" "$$text"; done

demo: build/site/.built ## Build all, make a sample instance, serve it on 127.0.0.1 (PORT=8000)
	$(STARMARK) --home build/demo demo --port $(PORT)

serve: build/site/.built ## The same for developers: reloads at each change of code, template or words (PORT=8000)
	$(STARMARK) --home build/demo demo --port $(PORT) --reload

site: build/site/.built ## Build the pages; `make serve` shows them at once

test: check build/site/.built $(VENV)/.system ## Run every check and every test (what CI runs)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

test-one: build/site/.built $(VENV)/.system ## Run some tests: make test-one T=tests/log, T="tests/log/test_tree.py -k odd"
	$(BIN)/python -m pytest $(T)

check: $(VENV)/.dev ## Check form, lint and types; needs Python only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

faults: $(VENV)/.system ## Run the whole fault sweeps: every file system call struck, hundreds of kills, 100,000 questions (long)
	.ci/system-packages image
	$(BIN)/python -m pytest -m slow --timeout 7200 -o faulthandler_timeout=7300

mutants: $(VENV)/.system ## Break 65 lines of the rules, one at a time; fail if the tests miss more than 5
	$(BIN)/python -m tests.mutants

bench: $(VENV)/.system ## Measure speed as ratios; write site/_data/bench.md; fail if a limit is broken
	.ci/system-packages bench
	$(BIN)/python -m tests.bench

scale: $(VENV)/.system ## Measure how everything grows with the register: 10,000, 100,000, a million; write site/_data/scale.json (hours)
	$(BIN)/python -m tests.scale --sizes $(SIZES)

day: $(VENV)/.system ## Play a day on a primary and two standbys, the primary lost at noon; write site/_data/day.json (minutes)
	$(BIN)/python -m tests.scale.day

# No host, and a hash for each file: decision 0007.
lock: $(VENV)/.dev ## Make the requirements files anew, with a hash for each file and no host named
	for name in requirements requirements-site requirements-dev; do \
	  env -u PIP_FIND_LINKS PIP_CONFIG_FILE=/dev/null $(BIN)/pip-compile --quiet --no-config --generate-hashes --allow-unsafe \
	    --strip-extras --no-annotate --no-header --no-emit-options --no-emit-index-url --no-emit-trusted-host \
	    --no-emit-find-links --output-file $$name.txt $$name.in; \
	done
	$(BIN)/python -m scripts.site_builder.site_libraries

release: $(VENV)/.dev ## Build the wheel twice, compare it, list what it needs (SBOM): into build/release
	$(BIN)/python -m scripts.release.build_release

image: build/site/.built ## Build the container image on this machine, without pulling anything (root): into build/image
	.ci/system-packages image
	$(BIN)/python -m scripts.release.build_image

clean: ## Remove all that was built: .venv, build/ (the sample instance too), caches
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	find certs verify scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is written last, so a step that was interrupted is done again.
$(VENV)/.made:
	PYTHON=$(PYTHON) .ci/system-packages venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	touch $@

$(VENV)/.site: $(VENV)/.made requirements-site.txt pyproject.toml certs/version.py
	$(INSTALL) -r requirements-site.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.site requirements-dev.txt
	$(INSTALL) -r requirements-dev.txt
	touch $@

# What the tests need and Python does not bring: a browser, servers, fonts. Checking and releasing do without.
$(VENV)/.system: $(VENV)/.dev .ci/system-packages
	.ci/system-packages test
	touch $@

build/site/.built: $(VENV)/.site $(SITE_SOURCES)
	$(BIN)/python -m scripts.site_builder.build_site
	touch $@
