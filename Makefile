# `make run` and `make test` work as the first command on a clean clone: they need Python 3.11 or newer, and nothing else.

PYTHON ?= python3
PORT   ?= 8501
BIN    := .venv/bin
UV     := uv==0.13.9

.PHONY: help venv run test test-teams chaos check bench screenshots sheets lock

help:
	@echo "make run          start Retouch Lab on http://127.0.0.1:$(PORT)  (another port: make run PORT=8600)"
	@echo "make test         run every test, in a real browser too"
	@echo "make test-teams   run what needs several replicas, proxies, an object store, a login  (CI's part: make test-teams SHORT=1)"
	@echo "make chaos        kill, fill and lock it for some minutes, then count credits  (a minute of it: make chaos SHORT=1)"
	@echo "make check        format, lint and types"
	@echo "make venv         make .venv with what the app needs"
	@echo "make lock         write the lists of what is installed anew, after a change to a list of pins  (newer versions: make lock UPGRADE=1)"
	@echo "make bench        measure jobs, polls, pictures and sliders"
	@echo "make screenshots  take the pictures in docs/ anew"
	@echo "make sheets       make the pictures and figures of docs/effects.md anew"

run: venv
	@echo "Retouch Lab: http://127.0.0.1:$(PORT)   (Ctrl-C ends it)"
	@exec $(BIN)/streamlit run app.py --server.port $(PORT)

test: .venv/test.stamp
	@$(BIN)/python tests/browser/find_browser.py --install
	@$(BIN)/python -m tests.find_exiftool --install
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-teams: .venv/teams.stamp
	@$(BIN)/python tests/browser/find_browser.py --install
	@$(BIN)/python -m pytest tests/teams -m $(if $(SHORT),"teams and not long",teams)

chaos: .venv/test.stamp
	@$(BIN)/python -m tests.chaos $(if $(SHORT),--seconds 60 --seed 1)

check: .venv/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/test.stamp
	@$(BIN)/python tests/browser/find_browser.py --install
	@$(BIN)/python -m benchmarks.run

screenshots: .venv/test.stamp
	@$(BIN)/python tests/browser/find_browser.py --install
	@$(BIN)/python docs/take_screenshots.py

sheets: .venv/test.stamp
	@$(BIN)/python docs/make_contact_sheets.py

venv: .venv/run.stamp

# A stamp is older than its lock when the lock changed: pip then brings .venv up to date. A lock names every package with the hashes
# of its files, and pip takes no other file.
.venv/run.stamp: requirements.lock | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

.venv/test.stamp: tests/requirements.lock .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.lock
	@touch $@

.venv/teams.stamp: tests/teams/requirements.lock .venv/test.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/teams/requirements.lock
	@touch $@

# For every system, and for Python 3.11 and newer. What a lock says already it keeps where that still fits, so that a new pin changes
# little else. The tests' lock holds the app's versions of what both need.
COMPILE = pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
          $(if $(UPGRADE),--upgrade)

lock:
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && $(PYTHON) -m venv "$$scratch" && \
	  "$$scratch/bin/pip" install --quiet --disable-pip-version-check $(UV) && \
	  "$$scratch/bin/uv" $(COMPILE) requirements.txt --output-file requirements.lock && \
	  "$$scratch/bin/uv" $(COMPILE) --constraint requirements.lock tests/requirements.txt --output-file tests/requirements.lock && \
	  "$$scratch/bin/uv" $(COMPILE) --constraint requirements.lock --constraint tests/requirements.lock \
	    tests/teams/requirements.txt --output-file tests/teams/requirements.lock

# pip comes last into a new .venv, so its presence means that the making was not interrupted.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Retouch Lab needs Python 3.11 or newer as \"$(PYTHON)\". Name another: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { \
	  echo "$(PYTHON) could not make .venv. On Debian and Ubuntu the part it needs is: apt-get install python3-venv" >&2; exit 1; }
