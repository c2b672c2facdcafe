# `make` lists the targets. Set-up happens by itself, in .venv, with uv where there is one.
#   make report PERIOD=2022-04     make test N=4     make setup PYTHON=python3.12     make setup UV=

PERIOD ?= 2022-03
N ?= 2
SOAK_TIMES ?= 20
BASE ?= HEAD~1
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOWEST := build/lowest
UV ?= $(shell command -v uv 2>/dev/null)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c '$(NEW_ENOUGH)' 2>/dev/null && { echo "$$python"; break; }; done)

.DEFAULT_GOAL := help
.PHONY: help setup report test test-long test-fast soak lint lab bench same picture notebooks lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(READY) ## make .venv with the locked packages (other targets do it when needed)

report: $(READY) ## publish every report of PERIOD (2022-03, the sample month, unless given)
	$(BIN)/zhen report $(PERIOD) --jobs $(N)

test: $(READY) ## run the tests, then every notebook against its stored output
	$(BIN)/python -m pytest tests -n $(N) --dist loadfile -m "not long"
	$(BIN)/python -m pytest --nbval notebooks -n $(N) --dist loadscope -p no:cacheprovider

test-long: $(READY) $(LOWEST)/.ready ## run what takes long, then all tests with the lowest versions allowed
	$(BIN)/python -m pytest tests -n $(N) --dist load -m long
	$(LOWEST)/bin/python -m pytest tests -n $(N) --dist loadfile -m "not long" -p no:cacheprovider

test-fast: $(READY) ## run the tests that read no town's workbooks: what to run while typing
	$(BIN)/python -m pytest tests -n $(N) -m "not slow and not long" -q

soak: $(READY) ## try the properties with SOAK_TIMES (20 unless given) times as many seeds
	SOAK_TIMES=$(SOAK_TIMES) $(BIN)/python -m pytest tests -n $(N) -m "soak or hypothesis" -q

lint: $(READY) ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy zhen_analysis

lab: $(READY) ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

bench: $(READY) ## time the pipeline
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/coverage.py

same: $(READY) ## name the published files of the sample that are not as in BASE (HEAD~1 unless given)
	rm -rf build/same && mkdir -p build/same
	git worktree add --force --detach build/same/base $(BASE)
	$(BIN)/python tests/same_output.py publish build/same/base build/same/before
	$(BIN)/python tests/same_output.py publish . build/same/after
	git worktree remove --force build/same/base
	$(BIN)/python tests/same_output.py compare build/same/before build/same/after

picture: $(READY) ## draw the rooms of docs/architecture.md again
	$(BIN)/python tests/house.py

notebooks: $(READY) ## run the notebooks again and store their output
	$(BIN)/python -m zhen_analysis.publish.notebooks.stored

lock: ## make requirements.lock again from pyproject.toml (needs uv; UPGRADE=1 takes newer versions)
	@test -n "$(UV)" || { echo "make lock needs uv" >&2; exit 2; }
	"$(UV)" pip compile pyproject.toml --all-extras --group build --universal --python-version 3.11 \
		--generate-hashes --no-config --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) \
		--custom-compile-command "make lock" --quiet --output-file requirements.lock
	"$(UV)" pip compile pyproject.toml --all-extras --group build --universal --python-version 3.11 \
		--generate-hashes --no-config --no-emit-index-url --no-emit-find-links --resolution lowest-direct \
		--custom-compile-command "make lock" --quiet --output-file requirements-lowest.lock

clean: ## remove caches and build output (reports, the store and .venv stay)
	rm -rf build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name $(VENV) -prune -o -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

$(READY): LOCK := requirements.lock
$(LOWEST)/.ready: LOCK := requirements-lowest.lock
$(READY): pyproject.toml requirements.lock
$(LOWEST)/.ready: pyproject.toml requirements-lowest.lock
$(READY) $(LOWEST)/.ready:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c '$(NEW_ENOUGH)' || { \
		echo "Python 3.11 or newer is needed, and was not found as '$(or $(PYTHON),python3)'." >&2; \
		echo "Install one, or name one: make setup PYTHON=/path/to/python3.11" >&2; exit 2; }
ifneq ($(UV),)
	test -x $(@D)/bin/python || "$(UV)" venv --seed --python "$$(command -v $(PYTHON))" $(@D)
	"$(UV)" pip install --compile-bytecode --python $(@D)/bin/python --require-hashes -r $(LOCK)
	"$(UV)" pip install --python $(@D)/bin/python --no-deps --no-build-isolation --editable .
else
	test -x $(@D)/bin/python || "$(PYTHON)" -m venv $(@D)
	$(@D)/bin/python -m pip install --require-hashes -r $(LOCK)
	$(@D)/bin/python -m pip install --no-deps --no-build-isolation --editable .
endif
	@touch $@
