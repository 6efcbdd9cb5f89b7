# `make run` and `make test` work as the first command on a clean clone: they need Python 3.11 or newer, and nothing else.

PYTHON ?= python3
PORT   ?= 8501
BIN    := .venv/bin

.PHONY: help venv run test chaos check bench screenshots sheets

help:
	@echo "make run          start Retouch Lab on http://127.0.0.1:$(PORT)  (another port: make run PORT=8600)"
	@echo "make test         run every test, in a real browser too"
	@echo "make chaos        kill, fill and lock it for some minutes, then count credits  (a minute of it: make chaos SHORT=1)"
	@echo "make check        format, lint and types"
	@echo "make venv         make .venv with what the app needs"
	@echo "make bench        measure jobs, polls, pictures and sliders"
	@echo "make screenshots  take the pictures in docs/ anew"
	@echo "make sheets       make the pictures and figures of docs/effects.md anew"

run: venv
	@echo "Retouch Lab: http://127.0.0.1:$(PORT)   (Ctrl-C ends it)"
	@exec $(BIN)/streamlit run app.py --server.port $(PORT)

test: .venv/test.stamp
	@$(BIN)/python tests/browser/find_browser.py --install
	@$(BIN)/python -m pytest -n 2 --dist loadfile

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

# A stamp is older than its list of pins when the list changed: pip then brings .venv up to date.
.venv/run.stamp: requirements.txt | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test.stamp: tests/requirements.txt .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

# pip comes last into a new .venv, so its presence means that the making was not interrupted.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Retouch Lab needs Python 3.11 or newer as \"$(PYTHON)\". Name another: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { \
	  echo "$(PYTHON) could not make .venv. On Debian and Ubuntu the part it needs is: apt-get install python3-venv" >&2; exit 1; }
