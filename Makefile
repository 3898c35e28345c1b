# `make help` lists what there is. Everything lives in .venv; a second run needs no network.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
# Stamps: made only when an installation succeeded, older than what they depend on when it has to be repeated.
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
UV_COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" --quiet
RUFF := $(BIN)/ruff

# PYTHON if it is given, else the newest of these that really starts: a version manager may leave a command behind that
# does not.
define FIND_PYTHON
for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then break; fi; \
	python=; \
done
endef

.PHONY: run
run: $(RUNTIME) ## serve the sample business on 127.0.0.1:8080
	exec $(BIN)/frontdesk serve

.PHONY: test
test: $(DEV) ## run the tests, on every core (ARGS=tests/stores: only these)
	$(BIN)/pytest --quiet --numprocesses auto --maxprocesses 8 --dist worksteal $(ARGS)

.PHONY: test-thorough
test-thorough: $(DEV) ## run what make test leaves out: every call in every way on PostgreSQL
	$(BIN)/pytest --quiet --numprocesses auto --maxprocesses 8 --dist worksteal -m thorough

.PHONY: test-page
test-page: $(DEV) ## run the tests that drive the chat page in Chromium
	$(BIN)/pytest --quiet -m page

.PHONY: check
check: $(DEV) ## lint, formatting and types
	$(RUFF) check .
	$(RUFF) format --check .
	$(BIN)/mypy

.PHONY: bench
bench: $(DEV) ## what turns, searches and bookings cost, each beside something bare (ARGS=--write keeps the tables)
	$(BIN)/python -m benchmarks.turns $(ARGS)
	$(BIN)/python -m benchmarks.availability $(ARGS)
	$(BIN)/python -m benchmarks.commits $(ARGS)

.PHONY: contracts
contracts: $(DEV) ## what every booking system promises, as a table in docs/booking-systems/README.md
	FRONTDESK_CONTRACT_TABLE=docs/booking-systems/README.md $(BIN)/python -m pytest -q -n 2 -p tests.contracts.table tests/booking_systems -k "Contract or contract or embedded.py"

.PHONY: faults
faults: $(DEV) ## simulated callers at every vendor's double while that fails by chance (ARGS="--n 1000 --system calcom")
	$(BIN)/python -m tests.faults $(ARGS)

.PHONY: torture
torture: $(DEV) ## 64 clients in 4 processes fight for 2,000 openings, and every answer is checked (ARGS="--seed 7")
	$(BIN)/python -m tests.torture $(ARGS)

.PHONY: simulate
simulate: $(DEV) ## simulated callers talk with the desk until they have what they want (ARGS="--n 240 --write")
	$(BIN)/python -m benchmarks.simulation $(ARGS)

.PHONY: understanding
understanding: $(DEV) ## how the readers stand on their examples, beside other readers (ARGS=--write keeps the tables)
	$(BIN)/python -m benchmarks.understanding $(ARGS)

.PHONY: dialogue
dialogue: $(RUNTIME) ## the dialogue as diagrams, drawn from its code (ARGS=--write keeps them in docs/dialogue.md)
	$(BIN)/python -m frontdesk.drawing $(ARGS)

.PHONY: format
format: $(DEV) ## put the code in its usual form
	$(RUFF) check --fix .
	$(RUFF) format .

.PHONY: lock
lock: $(DEV) ## resolve the newest versions that pyproject.toml allows and pin them
	$(UV_COMPILE) --upgrade --extra build --extra postgres --output-file requirements.txt
	$(UV_COMPILE) --upgrade --extra build --extra postgres --extra dev --constraint requirements.txt --output-file requirements-dev.txt

.PHONY: venv
venv: $(DEV) ## make .venv with everything that tests and checks need

.PHONY: clean
clean: ## remove .venv, caches and builds; bookings are kept
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

$(BIN)/python:
	@$(FIND_PYTHON); \
	if [ -z "$$python" ]; then \
		echo "Frontdesk needs Python 3.11 or newer: install it, or name it with 'make PYTHON=/path/to/python3'." >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
		echo "$$python cannot make virtual environments: on Debian and Ubuntu, install the package python3-venv." >&2; exit 1; \
	fi; \
	"$$python" -m venv --clear $(VENV)

# Without build isolation, pip builds with the pinned hatchling instead of fetching one of its own.
$(RUNTIME): requirements.txt pyproject.toml | $(BIN)/python
	$(PIP_INSTALL) --require-hashes --requirement requirements.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	$(PIP_INSTALL) --require-hashes --requirement requirements-dev.txt
	@touch $@
