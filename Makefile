# mediakit: `make report` and `make test` do everything; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked-as
READY := $(VENV)/.built
KERNELS := $(wildcard src/mediakit/*/*.pyx src/mediakit/*/*.pxd)
EXTRAS := --extra bench --extra dask --extra dev --extra docs --extra notebooks --extra sources
CORPUS ?= sample
OUT ?= report

export PYTHONHASHSEED := 0

.DEFAULT_GOAL := help
.PHONY: help report test stamp lab lint bench reach docs lock clean

help: ## Show this list.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

# The environment is rebuilt only when the content of the lock changed, whatever git did to its date.
$(LOCKED): requirements.lock
	@if ! cmp -s requirements.lock $(LOCKED); then \
	  rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check uv && \
	  VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock ; \
	fi && cp requirements.lock $(LOCKED)

# The kernels are compiled by the locked compiler of the environment, again when one of them changed.
$(READY): $(LOCKED) pyproject.toml build_kernels.py $(KERNELS)
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --reinstall --editable .
	@touch $(READY)

report: $(READY) ## Run the notebooks on a corpus into HTML pages: make report [CORPUS=path] [OUT=folder].
	@$(BIN)/mediakit report "$(CORPUS)" --out "$(OUT)"

test: $(READY) ## Run every test, notebook and example of the docs.
	@$(BIN)/python -m pytest
	@$(BIN)/python -m pytest --nbval --nbval-cell-timeout=300 -p no:cacheprovider notebooks
	@$(BIN)/mediakit check notebooks
	@$(BIN)/sphinx-build --quiet --builder doctest docs site/doctest

stamp: $(READY) ## Run the notebooks and store their outputs, digests and versions.
	@$(BIN)/mediakit check --stamp notebooks

lab: $(READY) ## Open the notebooks in JupyterLab.
	@$(BIN)/jupyter lab notebooks

lint: $(READY) ## Check style, docstrings, types and the floors of the house.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/cython-lint --no-pycodestyle --max-line-length 120 src
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(READY) ## Compare speed with peers, as ratios of one run: make bench [FULL=1 for curves to a million articles].
	@$(BIN)/python -m benchmarks $(if $(FULL),--full) $(if $(SAVE),--save-docs)

reach: $(READY) ## Measure on labelled news beside the repository: make reach [REACH="codebook events"].
	@$(BIN)/python -m benchmarks.reach $(REACH)

docs: $(READY) ## Build the documentation into site/.
	@$(BIN)/sphinx-build --quiet --fail-on-warning docs site

lock: ## Resolve requirements.lock anew from pyproject.toml.
	@$(PYTHON) -m pip install --quiet uv
	@$(PYTHON) -m uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate --no-header \
	  --python-version 3.11 $(EXTRAS) pyproject.toml --output-file requirements.lock

clean: ## Remove everything that make made.
	@rm -rf $(VENV) build report site .pytest_cache .mypy_cache .ruff_cache .hypothesis benchmarks/results
	@rm -f src/mediakit/*/*.so
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
