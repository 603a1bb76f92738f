# The one command surface. Needs Python 3.11, 3.12 or 3.13 and git; everything else is installed
# into .venv the first time.

# The interpreter to install with, when the first suitable one on PATH is not the one you want.
PYTHON ?=
# The demo's ports; its templates (INCOME: invoices, sales-receipts or deposits; EXPENSES: bills,
# checks or expenses); which QuickBooks (EDITION: online or desktop); which kind of company (COMPANY:
# usual, sales-tax, simple-start, own-numbers or multicurrency; Online only); in which country it is
# (COUNTRY: US, CA, GB or AU; Desktop: US or CA); its subscription (PLAN: simple-start, easystart,
# essentials, plus, advanced, enterprise-suite or ledger); where CORE's records come from (SOURCE: api or files); whether
# it stops after the summary; and whether connecting and choosing templates is left to the pages.
PORT ?= 8080
CORE_PORT ?= 8090
QUICKBOOKS_PORT ?= 8091
INCOME ?= invoices
EXPENSES ?= bills
EDITION ?= online
COMPANY ?= usual
COUNTRY ?= US
PLAN ?=
SOURCE ?= api
ONCE ?=
FIRST ?=

# What `make mutants` tries, and for how long; AGAIN: also what was killed before.
PATHS ?=
MINUTES ?=
AGAIN ?=

VENV := .venv/bin
# Not in requirements.in, as only `make mutants` needs it. Of its own requirements, what we use needs
# libcst alone, which Airflow brings.
MUTMUT := mutmut==3.8.1
# Any Python 3 can run the installer, which then looks for one that suits.
FIRST_PYTHON = $(shell for p in python3 python3.13 python3.12 python3.11 $(PYTHON); do if $$p -c '' 2>/dev/null; then echo $$p; break; fi; done)
# Beside ours, as Google's provider asks for other versions than Airflow itself on Python 3.11: what is pinned here wins.
DOORS := .venv/doors
# Tests that share something that takes long to start stay together (tests/conftest.py).
TOGETHER := --dist loadfile --no-loadscope-reorder
BENCHMARKS = $(sort $(wildcard benchmarks/*.py))

export PYTHON
# Compiled once, not by every process anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo docs check test quick whole rehearse installed lint format lock bill mutants bench doors clean install

# This list.
help:
	@awk '/^# /{if(doc=="")doc=substr($$0,3);next} /^[a-z]+:/{sub(":.*","");printf "make %-8s %s\n",$$0,doc} {doc=""}' Makefile

# Start sandboxes and Airflow, run the three workflows, print a summary, stay up until Ctrl-C (ONCE=1: stop; FIRST=1: you set up on the pages; EDITION=desktop: QuickBooks Desktop; COMPANY=sales-tax, simple-start, own-numbers or multicurrency: another kind of company; COUNTRY=CA, GB or AU: another country (CA also with EDITION=desktop); PLAN=essentials: another subscription; SOURCE=files FIRST=1: you import files).
demo: install
	@$(VENV)/python -m sandbox.demo --port $(PORT) --core-port $(CORE_PORT) --quickbooks-port $(QUICKBOOKS_PORT) --income '$(INCOME)' --expenses '$(EXPENSES)' --edition '$(EDITION)' --company '$(COMPANY)' --country '$(COUNTRY)' --plan '$(PLAN)' --source '$(SOURCE)' $(if $(filter-out 0,$(ONCE)),--once) $(if $(filter-out 0,$(FIRST)),--first-time)

# Style, types, imports, and all tests that start no Airflow and no browser: whether a change is good.
check: install
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint quick

# Everything: style, types, imports, and all tests, with PostgreSQL, a live Airflow and a browser.
test: install
	@$(MAKE) --no-print-directory --jobs=2 lint whole

# The tests of `make test` alone. Three workers on two cores: the one with the live Airflow mostly waits.
whole: install
	$(VENV)/python -m pytest -n 3 $(TOGETHER)

# The tests of `make check` alone.
quick: install
	TESTS=quick $(VENV)/python -m pytest -n 2 $(TOGETHER) -m "not live"

# Carry out docs/install.md in an empty virtual environment: the package built, installed, migrated, checked (minutes; network).
installed: install
	TESTS=long $(VENV)/python -m pytest -q tests/rehearsal/test_install.py

# Style, types, and the import contracts of pyproject.toml.
lint: install
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports

# Carry docker-compose.yaml out as processes, with PostgreSQL, Redis and Celery; post, kill, compare to the cent (five minutes; needs redis-server).
rehearse: install
	@$(VENV)/python -m tests.rehearsal

# Put the code into its format.
format: install
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

# Update the generated parts of docs/workflows, by posting the worked examples to the sandboxes.
docs: install
	$(VENV)/python -m tests.docs.write

# Pin requirements.in into requirements.txt and, without what tests need, requirements-image.txt, with hashes; list what the image is made of in sbom.json and docs/licenses.md.
lock: install
	$(VENV)/python -m pip install --quiet uv
	$(VENV)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements.in -o requirements.txt
	awk '/^# Checks and tests/{exit} 1' requirements.in | $(VENV)/uv pip compile --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header --no-annotate --constraint requirements.txt - -o requirements-image.txt
	@$(MAKE) --no-print-directory install bill

# List what the image is made of, from requirements-image.txt: sbom.json and docs/licenses.md.
bill: install
	$(VENV)/python -m tests.supply_chain.write

# Mutation testing: whether the tests notice a wrong decision (20 minutes; PATHS: packages or modules; MINUTES: stop then and go on the next time; AGAIN=1: all of them).
mutants: install
	@$(VENV)/python -c 'import mutmut' 2>/dev/null || $(VENV)/python -m pip install --quiet --no-deps $(MUTMUT)
	@$(VENV)/python -m tests.mutants $(PATHS) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(filter-out 0,$(AGAIN)),--again)

# Speed and cost, printed as tables and written into docs/performance.md (ten minutes, 8 GB of disk).
bench: install
	@missed=0; for file in $(BENCHMARKS); do echo "== $$file"; PYTHONPATH=. $(VENV)/python "$$file" || missed=1; done; exit $$missed

# Try folders of S3, Google Cloud and Azure, and MariaDB, with real servers, in an environment of its own (2 GB; network; npm for Azure).
doors: install
	$(VENV)/uv venv --quiet --allow-existing --python $(VENV)/python $(DOORS)
	$(VENV)/uv pip install --quiet --python $(DOORS)/bin/python --only-binary :all: --no-verify-hashes -r requirements.in -r tests/doors.in --override requirements.txt --override tests/doors_overrides.in
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund --prefix $(DOORS) azurite@3; else echo "npm is missing, so Azure isn't tried." >&2; fi
	PYTHONPATH=. TESTS=long $(DOORS)/bin/python -m pytest -q tests/provider/inbox/test_object_stores.py tests/provider/inbox/test_mariadb.py

# Clear the demo's state: database, sandboxes, Airflow.
clean:
	@if [ -x $(VENV)/python ] && [ -f .venv/corebooks-installed ]; then $(VENV)/python -m sandbox.demo --clean; else rm -rf .state; echo "Cleared .state"; fi

# Make .venv and install into it, if needed. Every other target starts with this.
install:
	@if [ -z "$(FIRST_PYTHON)" ]; then echo "Python is missing. Install Python 3.11, 3.12 or 3.13 (Debian, Ubuntu: sudo apt install python3 python3-venv; macOS: brew install python@3.13)." >&2; exit 1; fi
	@$(FIRST_PYTHON) sandbox/demo/bootstrap.py
