# Platemark's commands. `make` alone lists them. Needed on the machine: Python 3.11 to 3.13, make and a C compiler.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# Without bytecode each of the processes that tests start would compile the project anew.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
# Another region than eu: a cell of its own, with a PLATEMARK_VAR of its own.
REGION ?=
# Whatever should reach pytest: make test ARGS="tests/accounts -x"
ARGS ?=

UV := var/bootstrap/bin/uv
PYTHON := .venv/bin/python
# A stamp that is as new as the lock: nothing is resolved or installed until the lock changes.
ENVIRONMENT := .venv/.synced
# What tests ask API and gateway with is pinned beside them, and would not agree with the site's own packages.
API_TOOLS := var/api-tools/.synced
GATEWAY_CLIENTS := var/gateway-clients/.synced

.PHONY: help
help: ## List the commands
	@echo "Platemark"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make run PORT=9000   uses 9000 (site), 9001 (identity provider), 9002 (your mail), 9003 (SMTP),"
	@echo "                       9004 (console), 9005 (queries), 9006 (gateway of the models)"
	@echo "  PLATEMARK_VAR=DIR    keeps the state in DIR in place of ./var"
	@echo "  make run REGION=us PORT=9000 PLATEMARK_VAR=DIR    a second cell, which shares nothing with the first"

.PHONY: run
run: $(ENVIRONMENT) ## Start the whole site here; Ctrl-C stops it
	@$(if $(REGION),export PLATEMARK_REGION=$(REGION);) exec $(PYTHON) -m reviews_site.devserver run --port $(PORT)

.PHONY: codes
codes: $(ENVIRONMENT) ## Print what the authenticator apps of the demo's owners and staff show now
	@$(PYTHON) manage.py demo codes

.PHONY: reset
reset: $(ENVIRONMENT) ## Delete all state (databases, keys, logs); refuses while the site runs
	@exec $(PYTHON) -m reviews_site.devserver reset

.PHONY: test
test: $(ENVIRONMENT) $(API_TOOLS) ## Run every test, on servers of its own; ARGS="path -k name" narrows it
	@$(PYTHON) -m pytest -n 4 --dist loadgroup --no-loadscope-reorder $(ARGS)

.PHONY: api-fuzz
api-fuzz: $(ENVIRONMENT) $(API_TOOLS) ## Ask every route of the API what its document allows and what not, for a long time
	@API_FUZZ_PHASES=examples,coverage,fuzzing,stateful API_FUZZ_EXAMPLES=100 $(PYTHON) -m pytest tests/api/test_fuzzing.py $(ARGS)

.PHONY: check
check: $(ENVIRONMENT) ## Everything that needs no running: style, types, walls, migrations, deployment, lock
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	PLATEMARK_PROCESS=builder $(PYTHON) -m mypy .
	.venv/bin/lint-imports
	$(PYTHON) -m tests.architecture.checks

.PHONY: attack-proof
attack-proof: $(ENVIRONMENT) ## Switch each protection off in turn, and demand that its test goes red; ARGS as for test
	@$(PYTHON) -m pytest --attack-proof $(if $(filter tests/%,$(ARGS)),,tests/attacks) $(ARGS)

.PHONY: lessons
lessons: $(ENVIRONMENT) ## Serve a lesson for each protection: switch it off, attack it, see what gets through; ARGS="NAME" takes one here
	@exec $(PYTHON) -m tests.lessons --port $$(( $(PORT) + 7 )) $(ARGS)

.PHONY: latency
latency: $(ENVIRONMENT) ## Seconds from a posting to the dashboard, on the site that make run started
	@$(PYTHON) -m tests.benchmarks.posting_to_dashboard --url http://localhost:$(PORT) $(ARGS)

.PHONY: bench
bench: $(ENVIRONMENT) ## Measure the site on servers of its own: a table, and var/bench.json; ARGS="--quick --only NAME"
	@$(PYTHON) -m tests.benchmarks $(ARGS)

.PHONY: migrations
migrations: $(ENVIRONMENT) ## Write the migrations that changed models need
	@$(PYTHON) manage.py makemigrations

.PHONY: documents
documents: $(ENVIRONMENT) ## Write the documents that are generated from code
	@$(PYTHON) -m tests.architecture.generated

.PHONY: catalog
catalog: $(ENVIRONMENT) ## Write down anew what code makes in each store, after a change of models or SQL
	@PLATEMARK_RECORD_CATALOG=1 $(PYTHON) -m pytest -q tests/analytics/test_catalog.py

.PHONY: format
format: $(ENVIRONMENT) ## Bring the code into the house's form
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

.PHONY: environment
environment: $(ENVIRONMENT) ## Make .venv from uv.lock (the other commands do it by themselves)

# Compiled here, because the processes' own users may not write beside the modules.
$(ENVIRONMENT): uv.lock pyproject.toml $(UV)
	@echo "making .venv from uv.lock"
	@UV_PYTHON="$$(cat var/bootstrap/python)" $(UV) sync --locked --compile-bytecode
	@touch $@

.PHONY: api-tools
api-tools: $(API_TOOLS) ## Install what tests ask the API with (make test does it by itself)

$(API_TOOLS): tests/api/tools/requirements.txt $(UV)
	@echo "installing what tests ask the API with"
	@$(UV) venv --quiet --clear --python "$$(cat var/bootstrap/python)" var/api-tools
	@$(UV) pip install --quiet --python var/api-tools/bin/python --require-hashes -r $<
	@touch $@

.PHONY: gateway-clients
gateway-clients: $(GATEWAY_CLIENTS) ## Install other makers’ clients (340 MB), with which make test then asks the gateway of the models, too

$(GATEWAY_CLIENTS): tests/gateway/tools/requirements.txt $(UV)
	@echo "installing the clients that tests ask the gateway with"
	@$(UV) venv --quiet --clear --python "$$(cat var/bootstrap/python)" var/gateway-clients
	@$(UV) pip install --quiet --python var/gateway-clients/bin/python --require-hashes -r $<
	@touch $@

$(UV): reviews_site/devserver/bootstrap.py
	@python=$$(command -v python3.11 || command -v python3) || { echo "Platemark needs Python 3.11 to 3.13." >&2; exit 1; }; \
	"$$python" reviews_site/devserver/bootstrap.py
	@touch $@
