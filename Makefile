# Every verb prepares what it needs by itself: a virtual environment from the lock files, nothing else.
# One needs Python 3.11, make and git. `make help` lists the verbs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
INSTALL = $(BIN)/pip install --disable-pip-version-check --require-hashes -r
WITHOUT_NOISE = sed -u -E '/^(Requirement already|Ignoring|Looking in|  *(Attempting|Found|Uninstalling|Successfully uninstalled)|Successfully installed)/d'
DEMO_ERP := data/demo/erp.sqlite
SERVE ?= 1
PORT ?= 8501
DAGSTER_PORT ?= 3000
DOCS_PORT ?= 8580

.DEFAULT_GOAL := help
.PHONY: help demo test run serve dagster lint format bench docs lock clean-demo

help:  ## list the verbs
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.product  ## demo company: write its ERP, run the job, serve the cockpit (SERVE=0 stops before)
	@test -f $(DEMO_ERP) || COCKPIT_CONFIG=cockpit.demo.yml $(BIN)/cockpit demo-erp --out $(DEMO_ERP)
	@COCKPIT_CONFIG=cockpit.demo.yml $(BIN)/cockpit run
	@if [ "$(SERVE)" != "0" ]; then COCKPIT_CONFIG=cockpit.demo.yml exec $(BIN)/cockpit serve --port $(PORT); fi

test: $(VENV)/.development  ## run all tests
	@$(BIN)/pytest --numprocesses 2 --no-loadscope-reorder

run: $(VENV)/.product  ## read the sources of cockpit.yml, build, check, publish
	@$(BIN)/cockpit run

serve: $(VENV)/.product  ## serve the cockpit on this machine
	@exec $(BIN)/cockpit serve --port $(PORT)

dagster: $(VENV)/.product  ## Dagster's own web UI and schedules, on the same instance
	@exec $(BIN)/python -m pipelines.dagster_ui $(DAGSTER_PORT)

lint: $(VENV)/.development  ## check the code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(VENV)/.development  ## format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.development  ## measure run times and memory on the demo company
	@$(BIN)/python -m tests.bench

docs: $(VENV)/.product  ## dbt's documentation of every model and column
	@exec $(BIN)/python -m pipelines.dbt_docs $(DOCS_PORT)

lock:  ## write the lock files anew (needs uv)
	@for name in requirements requirements-dev; do \
		uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes --no-strip-extras \
			--no-emit-index-url $$name.in --output-file $$name.lock; done

clean-demo:  ## forget the demo company and everything computed from it
	@rm -rf data/demo

$(VENV)/.product: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) requirements.lock | $(WITHOUT_NOISE)
	@$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.product
	@$(INSTALL) requirements-dev.lock | $(WITHOUT_NOISE)
	@touch $@
