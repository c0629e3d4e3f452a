# Everything a developer or a fresh machine needs. `make` alone lists the targets.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8080
# One more than there are processors: many tests wait for other processes.
WORKERS ?= $(shell expr $$(nproc) + 1)
PYTEST_ARGS ?=
BENCHMARKS ?=
# A checker of the API document against the written specification, when one lies beside this checkout.
CONTRACT_CHECKER ?= $(wildcard ../shared/tools/contract.py)

PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --constraint constraints.txt
CHECKED := $(wildcard src tests scripts benchmarks)

.PHONY: help setup setup-dev run test test-servers check lint types imports style migrations licences contract
.PHONY: catalogues
.PHONY: screenshots bench format lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.runtime ## Install the product into .venv, front-end files included
	@$(BIN)/python scripts/build_assets.py

setup-dev: $(VENV)/.development ## As setup, with what tests and checks need
	@$(BIN)/python scripts/build_assets.py --development

run: export ADMITONE_DATA ?= $(CURDIR)/data
run: setup ## Serve the product with demo data (HOST, PORT, ADMITONE_DATA can be set)
	@HOST=$(HOST) PORT=$(PORT) BIN=$(BIN) exec scripts/run_demo

test: test-servers setup-dev ## Run all tests (PYTEST_ARGS are passed on; WORKERS processes)
	$(BIN)/python -m pytest -n $(WORKERS) $(PYTEST_ARGS)

# Before the environment: what an administrator has to install is said at once.
test-servers:
	@scripts/install_test_servers

check: lint types imports style migrations licences catalogues contract ## Run every check that is not a test
	@echo "All checks passed."

lint: setup-dev
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)

types: setup-dev
	$(BIN)/mypy

imports: setup-dev
	$(BIN)/lint-imports --no-logo

style: setup-dev
	$(BIN)/python scripts/check_style.py

migrations: setup-dev
	$(BIN)/python scripts/check_migrations.py

licences: setup-dev
	$(BIN)/python scripts/check_licences.py

catalogues: setup-dev
	$(BIN)/python scripts/catalogues.py

contract: setup-dev
ifeq ($(CONTRACT_CHECKER),)
	@echo "contract: skipped, CONTRACT_CHECKER names no program"
else
	$(BIN)/python scripts/check_contract.py $(CONTRACT_CHECKER)
endif

screenshots: test-servers setup-dev ## Take pictures of the console's pages into docs/screenshots
	$(BIN)/python scripts/take_screenshots.py

bench: test-servers setup-dev ## Run the benchmarks, each beside its baseline (BENCHMARKS names some)
	@ls /usr/lib/*/libzbar.so.0 >/dev/null 2>&1 || scripts/install_packages "The baseline's library zbar" libzbar0
	$(BIN)/python -m benchmarks $(BENCHMARKS)

format: setup-dev ## Let ruff fix and format what it can
	$(BIN)/ruff check --fix $(CHECKED)
	$(BIN)/ruff format $(CHECKED)

lock: setup-dev ## Write the versions in use to constraints.txt
	@$(BIN)/python scripts/write_constraints.py

clean: ## Remove everything that was built or cached; demo data stays
	rm -rf $(VENV) node_modules .npm-cache dist src/admitone/console/static/vendor
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(CHECKED) -name __pycache__ -type d -prune -exec rm -rf {} +

# A changed recipe of the environment is applied to the one that is there; a half-made one is made anew.
$(BIN)/python:
	@python=$$(scripts/find_python) && "$$python" -m venv --clear $(VENV)

$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Admit One into $(VENV) ..."
	@$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.development: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Admit One with its development tools into $(VENV) ..."
	@$(PIP_INSTALL) --editable '.[dev]'
	@touch $(VENV)/.runtime $@
