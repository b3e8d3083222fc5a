# Every target works on a fresh clone: what it needs is installed into .venv first.
# A Python other than the one that is found: make PYTHON=python3.12 setup

PYTHON ?=
ARGS ?=
PYTEST_WORKERS ?= 2

BIN := .venv/bin
RUNTIME := .venv/.runtime-installed
PROJECT := .venv/.project-installed
DEVELOPMENT := .venv/.development-installed
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input

# Where the Python of .venv is gone (its system was upgraded), all is installed again.
$(shell [ -x $(BIN)/python ] || rm -f $(RUNTIME) $(PROJECT) $(DEVELOPMENT))

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev browser flights pictures soak storm run serve test lock
.PHONY: check check-style check-types check-imports check-rules

help: ## show the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | \
	while IFS='|' read -r name text; do printf '%-12s %s\n' "$$name" "$$text"; done

setup: $(PROJECT) ## install the locked packages and the project into .venv
	@:

setup-dev: $(PROJECT) $(DEVELOPMENT) ## setup, and what tests and checks need
	@:

$(BIN)/python:
	@python=$$(sh .ci/find-python $(PYTHON)) && echo "Creating .venv with $$python" && \
	"$$python" -m venv --clear .venv

# The locks name every package, so pip has nothing to resolve; a missing one would show in `make test`.
$(RUNTIME): requirements.lock $(BIN)/python
	@echo "Installing $<"
	@$(INSTALL) --require-hashes --no-deps -r $<
	@touch $@

# The entry points stand in pyproject.toml, hence installed again when it changes.
$(PROJECT): pyproject.toml $(RUNTIME)
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOPMENT): requirements-dev.lock requirements-clients.lock $(RUNTIME)
	@echo "Installing requirements-dev.lock and requirements-clients.lock"
	@$(INSTALL) --require-hashes --no-deps -r requirements-dev.lock
	@$(INSTALL) --require-hashes --no-deps -r requirements-clients.lock || \
	echo "MAVSDK or MAVProxy cannot be installed here: the tests that fly with them are skipped"
	@touch $@

browser:
	@sh .ci/find-browser

soak: setup-dev browser ## the full counts of the long tests; the report is docs/soak.md
	@$(BIN)/python -m tests.soak $(ARGS)

flights: setup-dev ## every trial flight at 1x, 10x, 40x; the table is docs/flights.md
	@$(BIN)/python -m tests.flight_table $(ARGS)

storm: setup-dev ## a seeded storm of flights with random faults; the table is docs/storm.md
	@$(BIN)/python -m tests.storm $(ARGS)

pictures: setup-dev browser ## take the pictures of README.md from the real service
	@$(BIN)/python -m tests.browser.pictures

run: setup ## play one service day: make run ARGS="--seed 7"
	@$(BIN)/sorabin day $(ARGS)

serve: setup ## the live service
	@$(BIN)/sorabin serve $(ARGS)

test: setup-dev browser ## all tests: make test ARGS="-k custody"
	@$(BIN)/python -m pytest -n $(PYTEST_WORKERS) $(ARGS)

check: check-style check-types check-imports check-rules ## all four; make -k check goes on after one fails

check-style: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: setup-dev
	$(BIN)/basedpyright

check-imports: setup-dev
	$(BIN)/lint-imports --no-logo

check-rules: setup-dev
	$(BIN)/python -m tests.checks

lock: $(BIN)/python ## resolve pyproject.toml again; newest releases: make lock ARGS=--upgrade
	@PYTHON=$(BIN)/python sh .ci/lock $(ARGS)
