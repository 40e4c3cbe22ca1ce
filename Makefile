# make setup · run · test · bench: thin words over manage.py and pytest.
.SILENT:
.PHONY: help setup run test bench train
SHELL := /bin/sh
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
CATALOGUES := $(wildcard crm/locale/*/LC_MESSAGES/*.po nlq/locale/*/LC_MESSAGES/*.po)

help:
	echo 'make run     start everything and print a sign-in link (PORT=8000, CRM_HOME=~/.investor-crm)'
	echo 'make test    lint, types and the whole test suite'
	echo 'make bench   measure speed, as ratios'
	echo 'make train   train the shipped model anew from this repository (about 75 minutes on two cores by the sum of its steps)'
	echo 'make setup   only make .venv and install what is pinned'

setup: $(STAMP) $(CATALOGUES:.po=.mo)

$(STAMP): pyproject.toml deploy/constraints.txt
	command -v $(PYTHON) >/dev/null || { echo '$(PYTHON) is missing: install Python 3.11, or name it: make $(MAKECMDGOALS) PYTHON=…'; exit 1; }
	test -x $(PY) || { echo 'making $(VENV)'; $(PYTHON) -m venv $(VENV); }
	echo 'installing the pinned packages (some minutes, once)'
	$(PY) -m pip install -qq --disable-pip-version-check -c deploy/constraints.txt -e '.[dev]'
	touch $@

%.mo: %.po | $(STAMP)
	$(PY) -c 'import polib, sys; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])' $< $@

run: setup
	exec $(PY) manage.py run

test: setup
	sh tests/journeys/install_browser.sh
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(PY) -m pytest -n 2

bench: setup
	exec $(PY) manage.py bench

# The shipped model anew: questions of the bank and of the grammar -> pairs -> weights, seeded, in a data folder of its own.
TRAIN := build/train
train: export CRM_HOME = $(CURDIR)/$(TRAIN)/home
train: setup
	mkdir -p $(TRAIN)
	$(PY) manage.py load_demo --today 2026-11-22
	$(PY) manage.py bank topics
	$(PY) manage.py bank pairs --weight 7 --dev $(TRAIN)/dev.jsonl --out $(TRAIN)/bank.jsonl
	$(PY) manage.py bank pairs --compose 120000 --seed 41 --out $(TRAIN)/composed.jsonl
	: side by side on one thread each, which is faster than one after the other on two
	$(PY) -m llm.train --pairs $(TRAIN)/composed.jsonl $(TRAIN)/bank.jsonl --dev $(TRAIN)/dev.jsonl --words llm/models/words \
		--out llm/models/planner --minutes 42 --seed 1 --threads 1 --repeats 2 --context 384 --vocabulary 5000 --phrases 120 \
		--licence cc-by-sa-4.0 & planner=$$!; \
	$(PY) -m llm.train --reverse --pairs $(TRAIN)/composed.jsonl $(TRAIN)/bank.jsonl --dev $(TRAIN)/dev.jsonl \
		--out llm/models/paraphraser --minutes 42 --seed 1 --threads 1 --layers 4 --hidden 192 --inner 512 \
		--drop 0 --unknown 0 --hide 0.1 --smoothing 0.05 && wait $$planner
	$(PY) manage.py calibrate tests/fixtures/evaluation/round_a.jsonl
