# Every target sets up what it needs: python3 >= 3.11, pip, make and git are all that must be there.
PYTHON ?= python3
PY := .venv/bin/python
# -n: two workers, since the tests share the machine with a database and a broker.
TEST ?= tests
ONLY ?= $(basename $(notdir $(wildcard bench/*.py)))

.PHONY: help run test test-long lint fmt bench lock runtime dev
.DEFAULT_GOAL := help

help: ## the list of what make can do here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: runtime ## start the whole platform (BANGBAN_HOME, BANGBAN_PORT choose folder and port)
	@exec $(PY) -m deploy.cli up

test: dev ## run the tests (TEST=path for some of them)
	@exec $(PY) -m pytest -n 2 -m "not long" $(TEST)

test-long: dev ## storms, old browsers and volume: before something is called finished
	@exec $(PY) -m pytest -n 2 -m long $(TEST)

lint: dev ## style, types and import rules
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && .venv/bin/lint-imports

fmt: dev ## bring the files into shape
	@$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

bench: dev ## what it costs, as ratios against a reference in the same run (ONLY=name for one question)
	@for name in $(ONLY); do $(PY) -m bench.$$name || exit 1; done

lock: ## resolve requirements/*.in anew into hash locks without any index address
	@exec $(PYTHON) deploy/bootstrap.py dev && $(PY) -m deploy.install.locking

runtime:
	@$(PYTHON) deploy/bootstrap.py runtime

dev:
	@$(PYTHON) deploy/bootstrap.py runtime dev
