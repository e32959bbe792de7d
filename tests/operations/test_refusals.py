"""A wrong password or an expired certificate is said in one line, which holds no password."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import override_settings

from bench.servers import free_port
from deploy.machine import advice, valkey
from iasc_site.environment import page_store
from operations import health
from tests.can_run import cannot_run
from tests.core.shared_store import BUCKET, Store
from tests.core.test_page_store import Addressed
from tests.house.source import ROOT
from tests.operations.mail_servers import expired

pytestmark = pytest.mark.django_db
WRONG = "not-the-password"


@pytest.fixture(autouse=True)
def _asked_anew():
    health.parts.cache_clear()
    yield
    health.parts.cache_clear()


def started(database: str, folder: Path) -> tuple[int, str]:
    """How the site ends that is started with this database, and what it says."""
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database, "DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr + done.stdout


def test_a_database_that_is_not_there_is_said_in_one_line(tmp_path):
    status, said = started(f"postgres://iasc:{WRONG}@127.0.0.1:{free_port()}/site", tmp_path)

    assert (status, said) == (1, "DATABASE_URL: the database says: no answer.\n")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no passwords")
def test_a_wrong_password_of_the_database_is_said_in_one_line(tmp_path):
    ours = urlsplit(os.environ["DATABASE_URL"])
    url = ours._replace(netloc=ours.netloc.replace(f":{ours.password}@", f":{WRONG}@")).geturl()

    status, said = started(url, tmp_path)

    assert (status, said) == (
        1,
        "DATABASE_URL: the database says: refuses our name or password.\n",
    )


@pytest.fixture
def valkey_with(tmp_path: Path):
    """Starts a Valkey at a socket or port; gives what makes the site ask it by an address."""
    if valkey() is None:
        cannot_run(advice("valkey"))
    started = []

    def start(*options: str) -> None:
        quiet = ["--save", "", "--dir", str(tmp_path)]
        started.append(subprocess.Popen([valkey(), *options, *quiet], stdout=subprocess.DEVNULL))

    yield start
    for process in started:
        process.kill()
        process.wait()


def what_readiness_says(client, part: str, **settings) -> str:
    with override_settings(**settings):
        deadline = time.monotonic() + 10
        while (said := client.get("/readyz").json()["parts"][part]) == "no answer":
            assert time.monotonic() < deadline, said
            time.sleep(0.1)
    return said


@pytest.mark.sqlite_only
def test_a_wrong_password_of_the_page_store_is_named(client, valkey_with, tmp_path):
    socket = tmp_path / "socket"
    valkey_with("--port", "0", "--unixsocket", str(socket), "--requirepass", "right")
    store = page_store(Addressed(f"unix://:{WRONG}@{socket}"), default_path=tmp_path)

    said = what_readiness_says(
        client, "page store", CACHES=django_settings.CACHES | {"pages": store}
    )

    assert said == "refuses our name or password: look at PAGE_STORE_URL"


@pytest.mark.sqlite_only
def test_an_expired_certificate_of_the_page_store_is_named(client, valkey_with, tmp_path):
    certificate, port = tmp_path / "certificate.pem", free_port()
    expired(certificate)
    files = ["--tls-cert-file", str(certificate), "--tls-key-file", str(tmp_path / "key.pem")]
    files += ["--tls-ca-cert-file", str(certificate), "--tls-auth-clients", "no"]
    valkey_with("--port", "0", "--tls-port", str(port), *files)
    url = f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={certificate}"
    store = page_store(Addressed(url), default_path=tmp_path)

    said = what_readiness_says(
        client, "page store", CACHES=django_settings.CACHES | {"pages": store}
    )

    assert said == "its certificate is not good: look at PAGE_STORE_URL"


@pytest.mark.sqlite_only
def test_a_wrong_key_of_the_store_of_files_is_named(client, monkeypatch):
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"AWS_{name}", "test")
    store = Store()
    store.breaks("refuses")
    bucket = {
        "BACKEND": "core.media.shared_storage.SharedStorage",
        "OPTIONS": {
            "bucket_name": BUCKET,
            "endpoint_url": store.address,
            "region_name": "eu-west-2",
            "addressing_style": "path",
        },
    }

    said = what_readiness_says(
        client, "storage", STORAGES=django_settings.STORAGES | {"default": bucket}
    )

    store.end()
    assert said == "refuses our name or password: look at STORAGE_URL"
