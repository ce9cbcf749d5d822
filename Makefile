# One command each. Everything runs from .venv, made from the hashed lock files; nothing is installed outside it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
LOCK := .venv-lock
DEMO := hebei_water_2022.txt chongqing_market_2022.txt anhui_health_2024.md

.PHONY: demo test check bench calibration lock clean

# Three reports written for the project, no model: a table for each, and where the results are.
demo: $(VENV)/core
	@$(BIN)/python -m extractor.cli.demo out/demo $(addprefix eval/samples/,$(DEMO))

test: $(VENV)/dev
	$(BIN)/python -m pytest -n 2

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check -q extractor tests eval
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright
	$(BIN)/python -m pytest tests/test_house.py

# Speed of this project beside langextract's (which lives in an environment of its own) in one run, then how reading and checking time grow.
bench: $(VENV)/dev .venv-bench/done
	$(BIN)/python eval/benchmarks/run.py
	$(BIN)/python eval/benchmarks/growth.py
	$(BIN)/python eval/benchmarks/check.py
	$(BIN)/python eval/benchmarks/markup.py
	$(BIN)/python eval/benchmarks/pdf.py

# The calibration that is shipped: our samples and written reports, three values in a hundred made wrong on purpose.
calibration: $(VENV)/core
	rm -rf out/written
	$(BIN)/extractor write-reports --count 80 --seed 7 --out out/written
	$(BIN)/extractor calibrate --gold eval/gold --reports eval/samples --gold out/written/gold --reports out/written/reports \
	    --slips 0.03 --out schemas/department_report/calibration.patterns.json

.venv-bench/done: requirements-bench.lock
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip --disable-pip-version-check -q install --require-hashes -r requirements-bench.lock
	touch $@

# The resolver lives in an environment of its own; versions that still fit stay.
lock: $(LOCK)/bin/uv
	$(LOCK)/bin/uv pip compile pyproject.toml --universal --extra build --generate-hashes --no-header --no-annotate -q -o requirements.lock
	$(LOCK)/bin/uv pip compile pyproject.toml --universal --all-extras --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock
	$(LOCK)/bin/uv pip compile eval/benchmarks/requirements.in --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements-bench.lock

$(LOCK)/bin/uv:
	$(PYTHON) -m venv $(LOCK)
	$(LOCK)/bin/python -m pip --disable-pip-version-check -q install uv

clean:
	rm -rf $(VENV) $(LOCK) out .pytest_cache .ruff_cache .hypothesis
	find extractor tests eval -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/core: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; name it: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the packages of requirements.lock into $(VENV) (once) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/core
	@echo "Installing the packages of requirements-dev.lock into $(VENV) (once) …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
