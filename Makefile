# guatu 挂图: what a developer and CI run. Needs make and Python 3.11 or newer; `make` lists it all.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

OUT ?= out
ARGS ?=
PYTHON ?=

# The first Python that is new enough and can make virtual environments.
FIND_PYTHON = for python in "$(PYTHON)" python3.13 python3.12 python3.11 python3; do \
	test -n "$$python" || continue; \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	old=$$python; \
	"$$python" -c 'import venv, ensurepip' 2>/dev/null && { found=$$python; break; }; done; \
	if test -z "$$found" && test -n "$$old"; then \
	echo "guatu: $$old has no venv module. Install it (on Debian: python3-venv), or say make PYTHON=/path/to/python3." >&2; exit 1; fi; \
	if test -z "$$found"; then \
	echo "guatu: no Python 3.11 or newer found. Install one, or say make PYTHON=/path/to/python3." >&2; exit 1; fi

# Our own commands, kept from looking for newer versions of themselves and from a foreign path.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
export PYTHONUTF8 := 1
unexport PYTHONPATH
unexport PYTHONHOME

PY := .venv/bin/python -P
WHEEL_PY := .build/wheel-venv/bin/python -P
SECTION = @printf '\n== %s\n'
REQUIRED := pyproject.toml tools/lock.txt tools/environment.py

# An environment whose interpreter is gone is made again.
BROKEN := $(shell .venv/bin/python -c '' 2>/dev/null || echo again)

.PHONY: help demo test coverage check bench crash stories clean lock again environment assets chromium format \
	format-check lint mypy pyright contract wheel wheel-list wheel-venv wheel-test

help: ## list the commands
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; \
	do printf '  make %-13s %s\n' "$$name" "$$text"; done

# --- environments ----------------------------------------------------------------------------

again:

.venv/runtime.stamp: $(REQUIRED) $(BROKEN)
	@$(FIND_PYTHON); "$$found" tools/environment.py .venv --extra web
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp
	@.venv/bin/python tools/environment.py .venv --extra dev
	@touch $@

environment: .venv/dev.stamp ## make .venv with everything developing needs
	$(SECTION) "environment: $$(.venv/bin/python -V)"

assets: .venv/runtime.stamp ## fetch the browser libraries from npm into web/static/vendor
	@$(PY) tools/assets.py

chromium: .venv/runtime.stamp ## is there a browser for the browser tests? Installs Debian's as root
	$(SECTION) "browser"
	@$(PY) tests/support/testkit/chromium.py

lock: ## newest allowed versions of everything into tools/lock.txt
	@$(FIND_PYTHON); "$$found" tools/environment.py .build/lock-venv --fresh --extra dev --lock
	@rm -rf .build/lock-venv

# --- for people ------------------------------------------------------------------------------

demo: .venv/runtime.stamp ## a year of an office; files into OUT=out, options in ARGS="…"
	@$(PY) tools/assets.py --or-without
	@$(PY) -m guatu demo --out "$(OUT)" $(ARGS)

bench: .venv/dev.stamp ## benchmarks, as ratios; options in ARGS="…", such as --full
	@PYTHONPATH=tests/support $(PY) -m guatu.bench.run $(ARGS)

crash: .venv/dev.stamp ## the crash suite in its long form, some minutes; sizes in docs/bench.md
	@GUATU_CRASH_TIMERS=$${GUATU_CRASH_TIMERS:-20000} GUATU_CRASH_PAUSE=$${GUATU_CRASH_PAUSE:-2} \
	GUATU_CRASH_EVERY=$${GUATU_CRASH_EVERY:-1} GUATU_CRASH_ROUNDS=$${GUATU_CRASH_ROUNDS:-12} \
	GUATU_CRASH_RESTARTS=$${GUATU_CRASH_RESTARTS:-3} $(PY) -m pytest -q tests/crash $(ARGS)

stories: .venv/dev.stamp ## the stateful tests in their long form, some minutes; GUATU_STORIES=20 times as long
	@GUATU_STORIES=$${GUATU_STORIES:-20} $(PY) -m pytest -q tests/stateful $(ARGS)

format: .venv/dev.stamp ## write the house format
	@$(PY) -m ruff check --quiet --fix-only .
	@$(PY) -m ruff format .

check: assets format-check lint mypy contract ## the fast part of the gate, on the checkout
	$(SECTION) "tests on the checkout"
	@$(PY) -m pytest -n 2 --dist worksteal -q -m "not slow and not wheel" $(ARGS)

STEPS := environment assets chromium format-check lint mypy pyright contract wheel wheel-venv wheel-test

test: ## the whole gate; each step is a command too
	@start=$$(date +%s); \
	for step in $(STEPS); do \
		$(MAKE) $$step || { printf '\nguatu: the gate stopped at: make %s\n' "$$step" >&2; exit 1; }; \
	done; \
	printf '\n== the gate is open, after %s s\n%s\n' "$$(($$(date +%s) - start))" "$$(cat .build/counts.txt)"

clean: ## remove everything made here
	@rm -rf .venv .build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
		.coverage* *.egg-info build dist "$(OUT)" \
		web/static/vendor
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the gate, step by step ------------------------------------------------------------------

format-check: .venv/dev.stamp ## is everything in the house format?
	$(SECTION) "format"
	@$(PY) -m ruff format --check .

lint: .venv/dev.stamp ## ruff, every rule
	$(SECTION) "lint"
	@$(PY) -m ruff check .

mypy: .venv/dev.stamp ## types, strict
	$(SECTION) "types: mypy --strict"
	@$(PY) -m mypy -p guatu
	@$(PY) -m mypy tools tests/support

pyright: .venv/dev.stamp ## types, second opinion
	$(SECTION) "types: pyright"
	@$(PY) -m pyright

contract: .venv/dev.stamp ## arrows run down, one door per dependency; and does the contract bite?
	$(SECTION) "import contract"
	@.venv/bin/lint-imports --no-cache --no-logo
	@$(PY) -m pytest -q tests/gate/test_contracts.py

wheel: .venv/dev.stamp assets ## build the wheel (from the source distribution) into .build/dist
	$(SECTION) "wheel"
	@$(PY) tools/assets.py --check
	@rm -rf .build/dist guatu.egg-info && mkdir -p .build
	@$(PY) -m build --no-isolation --outdir .build/dist . >.build/wheel.log 2>&1 || { cat .build/wheel.log; exit 1; }
	@rm -rf guatu.egg-info
	@ls .build/dist

wheel-list: wheel ## write the wheel's file list into tests/gate/wheel_files.txt, to be read in the diff
	@$(PY) tests/support/testkit/wheel.py .build/dist/*.whl > tests/gate/wheel_files.txt

wheel-venv: ## install the built wheel in a clean environment, alone first, then with the test tools
	$(SECTION) "install"
	@$(FIND_PYTHON); "$$found" tools/environment.py .build/wheel-venv --fresh --extra test --wheel .build/dist/*.whl
	@$(WHEEL_PY) -m pip check

ON_WHEEL = @cd .build/run && GUATU_WHEEL="$$(ls ../dist/*.whl)" GUATU_TEST_COUNTS=../counts.txt \
	../wheel-venv/bin/python -P -m pytest -c ../../pyproject.toml --rootdir ../.. -n 2 --dist worksteal -q

wheel-test: ## all tests against the installed wheel, on SQLite and PostgreSQL
	$(SECTION) "tests on the installed wheel"
	@rm -rf .build/run && mkdir -p .build/run
	$(ON_WHEEL) $(ARGS) ../../tests

coverage: wheel wheel-venv ## the same tests, traced: 85 % of all branches at least, but 1.8 times as long
	$(SECTION) "coverage of the installed wheel"
	@rm -rf .build/run && mkdir -p .build/run
	$(ON_WHEEL) --cov --cov-config=../../pyproject.toml --cov-report=html:../coverage $(ARGS) ../../tests
