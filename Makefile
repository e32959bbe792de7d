# The commands that people use. `make` alone lists them.
# `make run` needs git, make and Python 3.11 or newer, nothing else.

.DEFAULT_GOAL := help
.PHONY: help run staff let-back-in backup restore test drills lighthouse test-image lint format bench pictures audit sbom bill lock environment development

HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
ROLE ?= editor
SBOM ?= var/sbom.cdx.json
BENCH ?= serving growth pdf quick_exit sign_in sitemap bundle redirects search backup
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
endif

# A `.env` describes the site completely; without one, its address follows from HOST and PORT.
ifeq ($(wildcard .env),)
address := $(patsubst ::,127.0.0.1,$(patsubst 0.0.0.0,127.0.0.1,$(HOST)))
# A trial on this machine lets a newcomer in without a second factor. The public site never does.
ifndef SITE_URL
export SECOND_FACTOR ?= $(if $(filter 127.0.0.1 localhost ::1 0.0.0.0 ::,$(HOST)),optional,required)
endif
export SITE_URL ?= http://$(if $(findstring :,$(address)),[$(address)],$(address)):$(PORT)
endif

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: environment ## Serve the site at http://127.0.0.1:8000 (PORT and HOST change it)
	@exec deploy/manage serve --prepare --host $(HOST) --port $(PORT) --workers $(WORKERS)

staff: environment ## Make a staff account: make staff NAME=jane ROLE=editor
	@name="$(NAME)"; \
	if [ -z "$$name" ]; then printf 'Name to sign in with: '; read -r name; fi; \
	exec deploy/manage create_staff "$$name" --role "$(ROLE)" $(if $(EMAIL),--email "$(EMAIL)")

let-back-in: environment ## Let somebody in who lost password and second factor: NAME=jane
	@exec deploy/manage let_back_in "$(NAME)" $(if $(ADMINISTRATOR),--as-administrator)

backup: environment ## Put database and files into a folder as one file: TO=/mnt/backups KEEP=96
	@exec deploy/manage backup "$(or $(TO),var/backups)" $(if $(KEEP),--keep $(KEEP))

restore: environment ## Have a backup where no site is yet: FROM=/mnt/backups/website-….tar.age
	@exec deploy/manage restore "$(FROM)" $(if $(REPLACE),--replace)

test: development ## Check everything: lint, imports, migrations, tests on two databases, browser
	@exec .venv/bin/python deploy/checks.py

drills: development ## What can break, at full size, and a table of what was lost
	@.venv/bin/python deploy/machine.py nginx postgresql valkey
	@DRILLS=whole exec .venv/bin/python -m pytest --timeout 3000 -m "drill and not image" tests

lighthouse: development ## Lighthouse on each kind of public page, where `make test` asks about three
	@.venv/bin/python deploy/machine.py chromium npm
	@LIGHTHOUSE=all exec .venv/bin/python -m pytest tests/browser/pages/test_lighthouse.py

test-image: development ## Build the container image for real, run it and ask it for pages
	@.venv/bin/python deploy/machine.py buildah debootstrap
	@exec .venv/bin/python -m pytest -m image tests/image

lint: development ## The part of `make test` that reads the code without running it
	@exec .venv/bin/python deploy/checks.py lint

format: development ## Bring Python and templates into the house's layout
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .
	@git ls-files -co --exclude-standard 'templates/*.html' | xargs .venv/bin/djade --target-version 5.2 || true

bench: development ## Measure pages, growth, PDFs, exit, imports, search and more (BENCH=pdf: one)
	@$(if $(filter serving,$(BENCH)),.venv/bin/python deploy/machine.py nginx wrk)
	@$(if $(filter growth,$(BENCH)),.venv/bin/python deploy/machine.py postgresql)
	@for name in $(BENCH); do .venv/bin/python -m bench.$$name $(ARGUMENTS) || exit 1; done

pictures: development ## Make the pictures of the README and of the guide for staff anew, from the site as it is
	@.venv/bin/python deploy/machine.py chromium
	@exec .venv/bin/python deploy/pictures.py

audit: development ## Ask whether a known hole is in what the site is made of (needs a network)
	@for name in requirements requirements-dev; do \
		.venv/bin/pip-audit --strict --require-hashes --disable-pip -r $$name.txt || exit 1; \
	done

sbom: development bill ## Write what the site is made of, as CycloneDX, to var/sbom.cdx.json

bill:
	@mkdir -p $(dir $(SBOM))
	@.venv/bin/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml \
		--spec-version 1.6 --output-format JSON --output-reproducible --output-file $(SBOM) 2>/dev/null

lock: development ## Write requirements*.txt anew from requirements*.in (ONLY=pillow: one package)
	@for name in requirements requirements-dev; do \
		.venv/bin/uv pip compile --quiet $(if $(ONLY),--upgrade-package $(ONLY),--upgrade) --universal --python-version 3.11 \
			--generate-hashes --only-binary :all: --no-emit-index-url --no-emit-find-links \
			--custom-compile-command 'make lock' $$name.in --output-file $$name.txt || exit 1; \
	done

environment:
	@$(need_python)
	@$(PYTHON) deploy/environment.py

development: ## Install what tests and checks need
	@$(need_python)
	@$(PYTHON) deploy/environment.py --development

define need_python
if [ -z "$(PYTHON)" ]; then \
	echo "Python 3.11 or newer is missing. On Debian: apt-get install python3 python3-venv" >&2; exit 1; \
elif ! $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then \
	echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2; exit 1; \
fi
endef
