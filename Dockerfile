# The site as one image: the locked packages, the code, a user of its own, data in /data.
# BASE needs Python 3.11 or newer with venv. Another one: --build-arg BASE=...
# A digest pins it for good: --build-arg BASE=python:3.11.14-slim-trixie@sha256:... (docs/operating/containers.md)
ARG BASE=python:3.11.14-slim-trixie

FROM ${BASE} AS packages
WORKDIR /site
COPY requirements.txt requirements-dev.txt ./
COPY deploy/environment.py deploy/
RUN python3 deploy/environment.py \
    && .venv/bin/python -m pip uninstall --quiet --yes uv setuptools pip \
    && .venv/bin/python -m compileall -q .venv

# What `backup` and `restore` call, without the Perl that Debian's package brings along.
FROM ${BASE} AS postgresql
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql-client \
    && install -D -t /programs /usr/lib/postgresql/*/bin/pg_dump /usr/lib/postgresql/*/bin/pg_restore \
        /usr/lib/postgresql/*/bin/psql

FROM ${BASE}
# What PDFs are set with, letters of the scripts that pocket cards are in, and what PostgreSQL's programs
# stand on. Without recommended packages, without apt's lists, and without what installs Python packages.
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-noto-core fonts-droid-fallback libpq5 libreadline8 \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf/*-old \
        /usr/share/python-wheels /usr/lib/python3*/ensurepip /usr/local/lib/python3*/ensurepip \
        /usr/local/lib/python3*/site-packages/* /usr/local/bin/pip*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin site \
    && install --directory --owner=site --group=site --mode=0750 /data /backups
COPY --from=postgresql /programs /usr/local/bin
WORKDIR /site
COPY --from=packages /site/.venv .venv
COPY . .
RUN rm -f requirements-dev.txt deploy/environment.py .venv/.lock && .venv/bin/python -m compileall -q .
ENV DATA_DIR=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=90s --retries=3 \
    CMD [".venv/bin/python", "deploy/is_well.py"]
ENTRYPOINT ["deploy/manage"]
CMD ["serve", "--prepare", "--host", "0.0.0.0"]
