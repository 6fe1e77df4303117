# Front door. The commands of the README: make demo, make curso (make course), make test.
.PHONY: demo curso course test check endurance build test-asan test-tsan lint bench semilla packages python python-env \
        python-tests chromium wheel clean

export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1

JOBS ?= $(shell nproc)

# Installs what is missing (or says what), once for each version of the list.
build/.packages: tools/install_packages.sh
	@mkdir -p build
	@tools/install_packages.sh
	@touch $@

packages: build/.packages

build: build/.packages
	@cmake --preset release $(if $(filter 1,$(VERBOSE)),,--log-level=WARNING)
	@cmake --build --preset release -j $(JOBS)

demo: build
	@build/afina demo

# The notebooks, from a clone to the browser. FOLDER: where they are copied.
curso course: python
	@cmake --build --preset release -j $(JOBS) --target afina
	@build/afina $@ $(FOLDER)

# The Python package and the course are tested where Python's packages can be had, their pages where there is a Chromium;
# elsewhere those tests say why they were skipped. What is there but cannot be built fails.
test: build
	@python3 tools/run_tests.py --build build

# For daily work, in minutes: layers, unit tests, each command once, one notebook.
check: build
	@python3 tools/run_tests.py --build build --quick

# The long campaigns of tests/endurance. COUNT and SEED are theirs where given.
endurance: build
	@python3 tools/run_endurance.py --build build $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED))

# The Python package over the libraries of the release build, ready to import in build/python-venv.
PYTHON ?= python3
VENV := build/python-venv

$(VENV)/.ready: python/requirements-build.txt python/requirements.txt
	@tools/install_packages.sh python3-venv python3-dev
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile -r python/requirements-build.txt -r python/requirements.txt
	@echo "$(CURDIR)/build/python" > "$$($(VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/afina.pth"
	@touch $@

$(VENV)/.tests-ready: python/requirements-test.txt $(VENV)/.ready
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile -r python/requirements-test.txt
	@touch $@

python-env: $(VENV)/.tests-ready

chromium:
	@python3 tools/prepare_tests.py chromium

python-tests: python python-env chromium

python: build/.packages $(VENV)/.ready
	@cmake --preset release --log-level=WARNING -DAFINA_PYTHON=ON -DPython_EXECUTABLE="$(CURDIR)/$(VENV)/bin/python"
	@cmake --build --preset release -j $(JOBS) --target afina_python
	@echo "$(VENV)/bin/python: import afina"

# The course as accessible pages to read, in build/course-html.
.PHONY: course-html
course-html: python-tests ; @$(VENV)/bin/python tools/make_course_html.py

# Self-contained wheels in dist/, one for each Python there is, each tested on its versions.
wheel: build/.packages
	@JOBS=$(JOBS) tools/make_wheels.sh

test-asan: build/.packages
	@cmake --preset asan --log-level=WARNING
	@cmake --build --preset asan -j $(JOBS) --target unit_tests
	@python3 tools/run_tests.py --build build-asan --sanitized

test-tsan: build/.packages
	@cmake --preset tsan --log-level=WARNING
	@cmake --build --preset tsan -j $(JOBS) --target test_base test_kernels test_tensor test_tuning
	@for t in base kernels tensor tuning; do build-tsan/test_$$t || exit 1; done

lint:
	@python3 tools/check_layers.py
	@tools/lint.sh

bench: build
	@cmake --build --preset release -j $(JOBS) --target bench_kernels bench_tensor bench_tokenizer bench_metrics
	@build/bench_tensor
	@build/bench_kernels
	@build/bench_metrics

# semilla from nothing: corpus and tokenizer to the byte, weights to the bit on one instruction set. See
# assets/semilla/README.md for the time it takes.
semilla: build
	@assets/semilla/make_semilla.sh

clean:
	@rm -rf build build-debug build-asan build-tsan build-cp* dist
