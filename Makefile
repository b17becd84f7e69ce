SHELL := /bin/sh
VENV ?= .venv
export VENV
ifdef PYTHON
export PYTHON
endif

.DEFAULT_GOAL := help
.PHONY: help run test lint train bench lock clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is needed and serve on http://127.0.0.1:8000
	@scripts/install run
	@exec $(VENV)/bin/saring serve

test: lint ## Install what tests need; run every check and every test
	@scripts/install-test-tools
	$(VENV)/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations 10

lint: ## Check style, types, imports, spelling, security and the Dockerfile
	@scripts/install test
	@scripts/lint

train: ## Train a model; options in ARGS, such as ARGS="--data ../shared/data"
	@scripts/install test
	$(VENV)/bin/saring-train $(ARGS)

bench: ## Measure speed and memory as ratios; writes build/bench.json
	@scripts/install test
	@scripts/bench

lock: ## Resolve the dependencies anew into requirements/
	@scripts/lock

clean: ## Remove what was installed and built; data in var/ stays
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find service training tests -name __pycache__ -type d -prune -exec rm -rf {} +
