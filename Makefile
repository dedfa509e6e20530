# make         set up what is needed, build the graph, print the headline answer
# make test    run all tests, in two processes
# make check   ruff and mypy
# make web     build the scripts of the pages, which need Node to be built, and only for that
# make docs    write the pages of docs/ that are generated
# make clean   remove the environment and the store

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: build test check docs web clean
.DEFAULT_GOAL := build

build: $(VENV)/.installed
	@$(BIN)/alliancekg build

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(VENV)/.installed
	@$(BIN)/python docs/generate.py

web:
	@command -v npm >/dev/null || { echo "no npm found. Fix: install Node 20 or later; pages work without" >&2; exit 2; }
	cd alliancekg/pages/web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && npm run --silent build

$(VENV)/.installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or later found. Fix: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'
	$(PIP) install --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(PIP) install --group dev
	@touch $@

clean:
	rm -rf $(VENV) .alliancekg
