# `make` alone lists the targets. Everything happens in .venv; nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test test-all check format bench docs clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

install: $(INSTALLED) ## Create .venv and install specforge with its development tools

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	$(BIN)/python -m compileall -q specforge # half of a short run, where PYTHONDONTWRITEBYTECODE is set
	@touch $@

demo: $(INSTALLED) ## Lint, generate, mock and contract-test the example bookshop
	$(BIN)/python specs/bookshop/demo.py

test: $(INSTALLED) ## Run the test suite (about three minutes on two cores)
	$(BIN)/python -m pytest -n auto -m 'not slow'

test-all: $(INSTALLED) ## Run the test suite with the heavier tests
	$(BIN)/python -m pytest -n auto

check: $(INSTALLED) ## Style, types and import floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(INSTALLED) ## Run the benchmarks (beside Spectral and Redocly where npm has installed them)
	$(BIN)/python -m pytest tests/bench -p no:xdist -rP --benchmark-enable --benchmark-columns=median,min,max,rounds

docs: $(INSTALLED) ## Regenerate the reference pages from the code
	$(BIN)/python -m specforge config schema > docs/reference/config.schema.json
	$(BIN)/python -m specforge.gen.plan_json > docs/reference/plan.schema.json
	$(BIN)/python -m specforge.mock.published mock-faults > docs/reference/mock-faults.schema.json
	$(BIN)/python -m specforge.mock.published mock-scenarios > docs/reference/mock-scenarios.schema.json

clean: ## Remove everything that the other targets made
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .benchmarks
