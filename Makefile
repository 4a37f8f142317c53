# StreamingPro Restreamer. `make demo` on a fresh machine shows the main job; see README.md.

PYTHON ?= $(shell scripts/find-python)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WEB_READY := web/node_modules/.ready
DASHBOARD := streamingpro/control/dashboard/static/.built
WEB_SOURCES := $(shell find web/src web/public -type f) web/index.html web/apidocs.html \
	$(wildcard web/*.json web/*.ts web/*.cjs)

.DEFAULT_GOAL := help
.PHONY: help demo run test bench lint format client web screenshots clean
.PHONY: everything check-python check-web test-web

help:
	@echo "make demo    a test picture in, two destinations out, live in this terminal"
	@echo "make run     start StreamingPro (API on port 8000, RTMP 1935, SRT 8890, HLS 8888)"
	@echo "make test    lint, types, all tests"
	@echo "make bench   the fan-out and each way in and out, measured beside other servers"
	@echo "make lint    linters and type checkers alone        make format   their own mending"
	@echo "make web     build the dashboard        make client   its typed client, from our OpenAPI"
	@echo "make screenshots   pictures of the dashboard for the documentation, from a live show"
	@echo "make clean   remove what was built"

demo: $(READY) $(DASHBOARD)
	@scripts/setup-system ffmpeg libsrt
	@$(BIN)/streamingpro demo

run: $(READY) $(DASHBOARD)
	@scripts/setup-system libsrt
	@$(BIN)/streamingpro serve

# What is Python's and what is the browser's go side by side; what measures time goes alone.
BOTH := $(MAKE) --no-print-directory --output-sync=line -j2

test:
	@$(BOTH) everything
	@scripts/setup-system ffmpeg libsrt nginx-rtmp nginx-stream haproxy postgresql srt-tools chromium
	@$(BOTH) lint test-web
	$(BIN)/python -m pytest -q -rs -n 3 tests --ignore=tests/e2e
	$(BIN)/python -m pytest -q -rs -n 3 --dist worksteal tests/e2e

everything: $(READY) $(DASHBOARD)

bench: $(READY)
	@scripts/setup-system ffmpeg libsrt nginx-rtmp
	@$(BIN)/python -m bench.fanout
	@$(BIN)/python -m bench.protocols

lint: check-python check-web

check-python: $(READY) $(WEB_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@scripts/generate-client --check

check-web: $(WEB_READY)
	npm --prefix web run --silent lint
	npm --prefix web run --silent types

test-web: check-web
	npm --prefix web run --silent test

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	npm --prefix web run --silent format

client: $(READY) $(WEB_READY)
	@scripts/generate-client

web: $(DASHBOARD)

screenshots: $(READY) $(DASHBOARD)
	@scripts/setup-system ffmpeg chromium
	@$(BIN)/python scripts/screenshots

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		web/node_modules streamingpro/control/dashboard/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The virtual environment: made again from nothing only when it is missing, brought up to date
# when the lock or the project's metadata changed. The stamp is written last: half a set-up is
# not mistaken for a whole one.
$(READY): requirements.lock pyproject.toml
	@scripts/setup-python "$(PYTHON)" $(VENV)
	@touch $@

$(WEB_READY): web/package-lock.json
	@scripts/setup-web
	@touch $@

$(DASHBOARD): $(WEB_READY) $(WEB_SOURCES)
	@scripts/build-web
	@touch $@
