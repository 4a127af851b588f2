# Hongtou 红头. `make help` lists what there is.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export FLASK_APP := wsgi
export PYTHONPATH := $(CURDIR)
# What the processes of tests and benches import is compiled once, also where the machine says otherwise.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/.runtime: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.develop: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

.PHONY: fonts
fonts: $(VENV)/.runtime ## fetch the fonts of the page (仿宋, 楷体, 小标宋) into the user's cache, where they are missing
	@$(BIN)/python routing/typeset/fetching.py

.PHONY: setup
setup: $(VENV)/.runtime fonts ## make .venv and install what the product needs, fonts too

.PHONY: run
run: setup ## set up, migrate, load the demo into an empty database, and serve on 127.0.0.1:$$PORT (8000)
	$(BIN)/flask db upgrade
	$(BIN)/flask demo
	@echo "Hongtou: http://127.0.0.1:$${PORT:-8000}/  (demo accounts: /demo)"
	$(BIN)/gunicorn wsgi:app

.PHONY: test
test: $(VENV)/.develop fonts ## set up and run the tests (SQLite always; PostgreSQL, browser and corpus where they are)
	$(BIN)/python -m pytest -n 2 --dist worksteal

.PHONY: test-long
test-long: $(VENV)/.develop fonts ## the same with the long runs
	HONGTOU_LONG=1 $(BIN)/python -m pytest -n 2 --dist worksteal

.PHONY: lint
lint: $(VENV)/.develop ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: format
format: $(VENV)/.develop ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: $(VENV)/.develop ## measure side by side with a bare floor; writes bench/results.json
	$(BIN)/python -m bench

.PHONY: bench-typeset
bench-typeset: $(VENV)/.develop fonts ## measure typesetting beside LibreOffice and WeasyPrint; adds to bench/results.json
	$(BIN)/python -m bench.typesetting

.PHONY: bench-ocr
bench-ocr: $(VENV)/.develop fonts ## measure the reading of scans on the corpus' documents; adds to bench/results.json
	$(BIN)/python -m bench.ocr

.PHONY: bench-filing
bench-filing: $(VENV)/.develop fonts ## measure a round of filing of 1,000 documents; adds to bench/results.json
	$(BIN)/python -m bench.filing

.PHONY: bench-search
bench-search: $(VENV)/.develop ## measure search beside LIKE and tantivy (BENCH_LARGE=1: a million, too); adds to bench/results.json
	$(BIN)/python -m bench.search

.PHONY: screenshots
screenshots: $(VENV)/.develop ## make the pictures of the README anew (needs Chromium)
	$(BIN)/python -m tests.browser.screenshots

.PHONY: pins
pins: $(VENV)/.develop ## pin the requirements anew from requirements*.in
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links requirements.in
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links requirements-dev.in
