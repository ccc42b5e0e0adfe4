# make run     the program with a ready council day            make test   every test (BROWSER=0: without the browser's)
# make lint    what a machine can judge                        make long   the tests that take minutes
# The rest is for who changes it: setup-dev, messages, lock, vendor, cover, bench (QUICK=1), clean.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev chromium test long bench cover lint messages lock vendor clean

PYTHON ?= python3
BROWSER ?= 1
BIOME := @biomejs/biome@2.6.8
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input --quiet
POT := build/messages.pot
CATALOGUES := sessions/locale

help:
	@sed -n '1,3s/^# //p' Makefile

run: $(VENV)/.run
	@exec $(VENV)/bin/radslag demo

setup: $(VENV)/.run

setup-dev: $(VENV)/.dev

# The stamps carry the state: nothing is asked of pip while the lock files are older than they are.
$(VENV)/.run: requirements.lock $(VENV)/bin/radslag
	@echo "Installing what Rådslag needs (once) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/bin/radslag
	@echo "Installing what the tests and the checks need (once) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@ $(VENV)/.run

$(VENV)/bin/radslag: bin/make-venv
	@bash bin/make-venv "$(PYTHON)" $(VENV)

chromium:
ifneq ($(BROWSER),0)
	@bash bin/find-chromium
endif

ifeq ($(BROWSER),0)
test: ONLY := not long and not browser
else
test: ONLY := not long
endif
test: $(VENV)/.dev chromium
	@$(PY) -m pytest -q -n 3 -m "$(ONLY)" $(ARGS)
	@if [ "$(BROWSER)" = 0 ]; then echo "The browser tests were left out (BROWSER=0)."; fi

long: $(VENV)/.dev chromium
	@$(PY) -m pytest -q -m long $(ARGS)

# How fast it is, beside the kernel's limit and beside others: ten minutes alone on a machine; QUICK=1: three.
bench: $(VENV)/.dev
	@$(PY) -m bench $(if $(QUICK),--quick) $(ARGS)

# The pure core has no line and no branch that a test does not visit.
cover: $(VENV)/.dev
	@$(PY) -m pytest -q -n 2 -m "not long and not browser" --cov --cov-report= $(ARGS)
	@$(PY) -m coverage report --fail-under=100

lint: $(VENV)/.dev
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/djlint --quiet --lint sessions participant facilitator
	@if command -v npx > /dev/null; then npx --yes $(BIOME) check --error-on-warnings; \
	else echo "The style sheets and scripts were not checked: that needs npx (Debian: npm)."; fi

# TIDY=1 also forgets translations of words that no page says any more.
messages: $(VENV)/.dev
	@mkdir -p build
	@$(VENV)/bin/pybabel --quiet extract --mapping-file pyproject.toml --output-file $(POT) --sort-by-file \
		--add-location=file --no-wrap --omit-header sessions participant facilitator
	@for language in $(CATALOGUES)/*/; do $(VENV)/bin/pybabel --quiet update --input-file $(POT) \
		--output-dir $(CATALOGUES) --locale "$$(basename $$language)" --no-fuzzy-matching --no-wrap \
		--ignore-pot-creation-date $(if $(TIDY),--ignore-obsolete); done

# Run where the packages' index is reachable; the locks name packages and hashes only, never an index.
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m piptools compile --quiet --generate-hashes --strip-extras \
	--allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
lock: $(VENV)/.dev
	@$(COMPILE) $(ARGS) --output-file requirements.lock pyproject.toml
	@$(COMPILE) $(ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

vendor: $(VENV)/.dev
	@$(PY) bin/vendor.py $(ARGS)

clean:
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
