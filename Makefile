# One verb per task; each sets up what it needs from Python 3.11+ with venv, make and git.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
HEAVY := .venv/heavy
AXE := .pytest_cache/d/axe-core

.PHONY: install lab test test-all coverage hostile hostile-notebooks hostile-interrupts mutants share format lint check docs bench lock audit axe notebooks describe clean

install: $(READY)  ## make the environment in .venv, with the dossier command

lab: $(READY)  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

test: lint check  ## what must pass before a commit: everything but browsers, engines and slow tests
	$(BIN)/pytest -n 2 --dist loadfile -m 'not browser and not slow and not heavy'

test-all: $(HEAVY) axe lint check  ## everything that must pass: browsers, engines, slow tests and notebooks, too
	$(BIN)/pytest -p no:nbval -n 2 --dist loadfile --no-loadscope-reorder
	$(BIN)/pytest -n 2 --dist loadfile --nbval --nbval-sanitize-with tests/notebooks/nbval-sanitize.cfg notebooks

coverage: $(HEAVY) axe  ## how much of the package test-all runs, in every process that it starts
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2 --dist loadfile --no-loadscope-reorder
	$(BIN)/coverage run -m pytest -n 2 --dist loadfile --nbval --nbval-sanitize-with tests/notebooks/nbval-sanitize.cfg notebooks
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --precision=1 --skip-covered --show-missing --fail-under=97

hostile: $(READY)  ## damage dossiers, answers and imports by the hundred thousand; tests/hostile/README.md says more
	$(BIN)/python tests/hostile $(ARGS)

hostile-notebooks: $(READY)  ## share notebooks that were made to do harm
	$(BIN)/python tests/hostile/notebooks.py $(ARGS)

hostile-interrupts: $(READY)  ## end commands at random moments, and fill the disk under them
	$(BIN)/python tests/hostile/interrupts.py $(or $(ARGS),--attacks 300)

mutants: $(HEAVY)  ## whether tests notice small changes of the code; tests/mutants/README.md says more
	$(BIN)/python tests/mutants/run.py $(if $(ROOM),--room $(ROOM)) $(if $(SAMPLE),--sample $(SAMPLE)) \
	  $(if $(SEED),--seed $(SEED)) $(if $(WORKERS),--workers $(WORKERS)) $(if $(OWN),--own) \
	  $(if $(SURVIVORS),--survivors) $(if $(FRESH),--fresh)

share: $(READY)  ## execute the notebooks and write offline pages to site/
	$(BIN)/dossier share --output site

format: $(READY)  ## fix style, as far as that can be done without thinking
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lint: $(READY)  ## style, types and spelling
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/codespell

check: $(READY)  ## the dossier's tables
	$(BIN)/dossier check

docs: $(READY)  ## write docs/ anew from tables, code and command
	$(BIN)/python docs/generate.py

bench: $(HEAVY)  ## timings beside other tools; writes benchmarks/README.md anew
	$(BIN)/python benchmarks/run.py $(SECTIONS)

lock: $(HEAVY)  ## pin every dependency with its hashes
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	  --quiet --output-file requirements.lock
	cp requirements.lock requirements-heavy.lock # whose versions are kept where they can be
	$(BIN)/uv pip compile pyproject.toml --extra heavy --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	  --quiet --output-file requirements-heavy.lock

audit: $(HEAVY)  ## known vulnerabilities of all that is locked; fails as well if it could not ask
	$(BIN)/python .ci/audit.py requirements.lock requirements-heavy.lock

axe: $(AXE)/fetched  ## fetch axe-core by npm, which tests may not do

notebooks: $(READY)  ## execute the notebooks in place, to be committed with their outputs
	cd notebooks && ../$(BIN)/jupyter nbconvert --to notebook --execute --inplace --log-level ERROR \
	  --NotebookClient.store_widget_state=False --NotebookClient.record_timing=False \
	  --NotebookExporter.preprocessors=analysis.sharing.committed.StillPictures *.ipynb

describe: $(READY)  ## write data/datapackage.json anew from schemas and files
	$(BIN)/dossier export --format datapackage --output data/datapackage.json

clean:  ## remove the environment and what was built
	rm -rf .venv site build dist

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . # by the locked hatchling
	touch $(READY)

$(HEAVY): $(READY) requirements-heavy.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-heavy.lock
	touch $(HEAVY)

$(AXE)/fetched: tests/browser/axe-core.json | $(READY)
	$(BIN)/python tests/browser/axe_core.py $(AXE)
	touch $@
