# The site as one image: the locked packages, the code, a user of its own, data in /data.
# BASE needs Python 3.11 or newer with venv. Another one: --build-arg BASE=...
ARG BASE=python:3.11-slim

FROM ${BASE} AS packages
WORKDIR /site
COPY requirements.txt requirements-dev.txt ./
COPY deploy/environment.py deploy/
RUN python3 deploy/environment.py \
    && .venv/bin/python -m pip uninstall --quiet --yes uv setuptools pip \
    && .venv/bin/python -m compileall -q .venv

FROM ${BASE}
# What PDFs are set with, and letters of the scripts that pocket cards are in. Without recommended packages, and without apt's lists.
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-noto-core fonts-droid-fallback \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin site \
    && install --directory --owner=site --group=site --mode=0750 /data
WORKDIR /site
COPY --from=packages /site/.venv .venv
COPY . .
RUN rm requirements-dev.txt deploy/environment.py && .venv/bin/python -m compileall -q .
ENV DATA_DIR=/data PYTHONUNBUFFERED=1
USER 10001
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["deploy/manage"]
CMD ["serve", "--prepare", "--host", "0.0.0.0"]
