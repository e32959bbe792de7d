"""The Dockerfile is built and run for real, without a container engine or an image registry.

`make test-image` runs these; they need root, buildah and debootstrap, and take minutes.
The base is a small Debian of this machine's own release, kept in `var/` for the next time.
"""

import json
import os
import platform
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.servers import free_port
from tests.house.source import ROOT

pytestmark = [pytest.mark.image, pytest.mark.timeout(1800)]

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
START_SECONDS = 180
STOP_SECONDS = 15


class Buildah:
    """Builds and runs images in a store of its own."""

    def __init__(self, store: Path) -> None:
        self.command = ["buildah", "--root", store / "root", "--runroot", store / "run"]
        self.command += ["--storage-driver", "vfs"]

    def ask(self, *arguments: str | Path) -> str:
        """What this buildah command prints; the test fails if the command does."""
        done = subprocess.run([*self.command, *arguments], capture_output=True, text=True)
        assert done.returncode == 0, f"{arguments}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def build(self, tag: str, folder: Path, *arguments: str) -> None:
        """Build the Dockerfile in this folder."""
        isolation = ("--isolation", "chroot", "--network", "host", "--format", "docker")
        self.ask("bud", *isolation, "--tag", tag, *arguments, folder)

    def run(self, container: str, *command: str, **environment: str) -> list[str | Path]:
        """The command line that runs a command in a container, as the image's own user."""
        variables = [part for pair in environment.items() for part in ("--env", "=".join(pair))]
        isolation = ("--isolation", "chroot")
        return [*self.command, "run", *isolation, *variables, container, "--", *command]


@pytest.fixture(scope="module")
def base_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tar file with a small Debian that has Python."""
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    archive = ROOT / "var" / f"image-base-{release}.tar"
    if not archive.exists():
        archive.parent.mkdir(exist_ok=True)
        folder = tmp_path_factory.mktemp("debian")
        packages = "--include=python3,python3-venv,ca-certificates"
        subprocess.run(["debootstrap", "--variant=minbase", packages, release, folder], check=True)
        unfinished = archive.with_suffix(".unfinished")
        subprocess.run(["tar", "--create", f"--file={unfinished}", "-C", folder, "."], check=True)
        unfinished.rename(archive)
    return archive


@pytest.fixture(scope="module")
def buildah(tmp_path_factory: pytest.TempPathFactory) -> Buildah:
    return Buildah(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def container(
    buildah: Buildah, base_archive: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The name of a container made from the image that our Dockerfile describes."""
    folder = tmp_path_factory.mktemp("base")
    shutil.copy(base_archive, folder / "rootfs.tar")
    shutil.copy(CERTIFICATES, folder)  # the build's downloads may pass this machine's own proxy
    (folder / "Dockerfile").write_text(
        f"FROM scratch\nADD rootfs.tar /\nCOPY {CERTIFICATES.name} {CERTIFICATES}\n"
    )
    buildah.build("iasc-base", folder)
    buildah.build("iasc-site", ROOT, "--build-arg", "BASE=localhost/iasc-base")
    name = buildah.ask("from", "localhost/iasc-site").strip()
    yield name
    buildah.ask("rm", name)


@pytest.fixture(scope="module")
def site_url(buildah: Buildah, container: str) -> Iterator[str]:
    """The address of the site while the image's own command runs it."""
    port = str(free_port())
    image = json.loads(buildah.ask("inspect", container))["OCIv1"]["config"]
    command = [*image["Entrypoint"], *image["Cmd"], "--port", port]
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        buildah.run(container, *command, SITE_URL=url), start_new_session=True
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(url):
            assert server.poll() is None, "The site ended before it answered."
            assert time.monotonic() < deadline, "The site did not answer in time."
            time.sleep(0.5)
        yield url
    finally:
        os.killpg(server.pid, signal.SIGTERM)  # buildah alone would end without its container
        server.wait(timeout=STOP_SECONDS)


def answers(url: str) -> bool:
    """Whether the front page is there."""
    try:
        urllib.request.urlopen(url, timeout=10).close()
    except OSError:
        return False
    return True


def output_of(command: list[str | Path]) -> tuple[int, str]:
    """The exit status of a command, and all that it printed."""
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_the_site_answers_from_the_image(site_url: str):
    with urllib.request.urlopen(site_url) as answer:
        page = answer.read().decode()

    assert "Independent Anti-Slavery Commissioner" in page


def test_the_admin_answers_from_the_image(site_url: str):
    with urllib.request.urlopen(f"{site_url}/admin/login/") as answer:
        assert answer.status == 200


def test_the_user_has_a_high_number_and_no_way_to_become_root(buildah: Buildah, container: str):
    _, number = output_of(buildah.run(container, "id", "-u"))

    assert int(number) >= 10001


@pytest.mark.parametrize("folder", ["/", "/etc", "/site", "/site/static", "/site/.venv/bin"])
def test_the_user_cannot_write_outside_its_folder(buildah: Buildah, container: str, folder: str):
    status, output = output_of(buildah.run(container, "touch", f"{folder}/written"))

    assert status != 0
    assert "Permission denied" in output


def test_the_user_can_write_its_data(buildah: Buildah, container: str):
    status, output = output_of(buildah.run(container, "touch", "/data/written"))

    assert status == 0, output


@pytest.mark.parametrize("module", ["pip", "uv", "pytest", "playwright", "ruff"])
def test_no_development_tool_is_in_the_image(buildah: Buildah, container: str, module: str):
    status, output = output_of(buildah.run(container, ".venv/bin/python", "-m", module))

    assert status == 1
    assert f"No module named {module}" in output


def test_a_missing_address_is_one_line(buildah: Buildah, container: str):
    status, output = output_of(buildah.run(container, "deploy/manage", "check"))

    assert status == 1
    assert "SITE_URL" in output.splitlines()[0]


MAKE_PDF = """
import io, zipfile
from core.pdf_writing.process import pdf_from
bundle = io.BytesIO()
with zipfile.ZipFile(bundle, "w") as archive:
    html = '<html lang="cy"><title>Adroddiad</title><h1>Adroddiad</h1><p>\u0174 \u0176</p>'
    archive.writestr("document.html", html)
made = pdf_from(bundle.getvalue())
print(made.pdf[:5], made.page_count)
"""


def test_a_document_becomes_a_pdf_in_the_image(buildah: Buildah, container: str):
    status, output = output_of(buildah.run(container, ".venv/bin/python", "-c", MAKE_PDF))

    assert (status, output.strip()) == (0, "b'%PDF-' 1")


@pytest.mark.parametrize("leftover", ["/usr/bin/cc", "/usr/bin/gcc", "/var/lib/apt/lists/lock"])
def test_what_only_the_build_needs_is_not_in_the_image(
    buildah: Buildah, container: str, leftover: str
):
    status, _ = output_of(buildah.run(container, "test", "-e", leftover))

    assert status == 1


LEFT_OUT = ["cc", "gcc", "g++", "ld", "make", "git", "pip", "pip3", "curl", "wget", "gpg", "perl5*"]


def test_no_compiler_and_nothing_that_fetches_is_in_the_image(buildah: Buildah, container: str):
    look = "for name in " + " ".join(LEFT_OUT) + "; do command -v $name; done; exit 0"

    _, found = output_of(buildah.run(container, "sh", "-c", look))

    assert found.split() == []


@pytest.mark.parametrize(
    "path", ["tests", ".git", "docs/operating", "bench", "requirements-dev.txt"]
)
def test_only_what_the_site_needs_of_our_files_is_in_the_image(
    buildah: Buildah, container: str, path: str
):
    status, _ = output_of(buildah.run(container, "test", "-e", f"/site/{path}"))

    assert status == 1


@pytest.mark.parametrize("program", ["pg_dump", "pg_restore", "psql"])
def test_a_backup_finds_the_programs_of_postgresql(buildah: Buildah, container: str, program: str):
    status, said = output_of(buildah.run(container, program, "--version"))

    assert (status, program in said) == (0, True), said


def test_the_image_has_a_health_check_and_no_secret(buildah: Buildah, container: str):
    said = json.loads(buildah.ask("inspect", container))["Docker"]["config"]

    assert said["Healthcheck"]["Test"] == ["CMD", ".venv/bin/python", "deploy/is_well.py"]
    assert said["User"] == "10001"
    assert not [line for line in said["Env"] if "SECRET" in line or "PASSWORD" in line]


def test_nothing_outside_the_folders_for_it_can_be_written(buildah: Buildah, container: str):
    look = (
        "find / -xdev -writable ! -type l ! -path '/proc/*' ! -path '/dev/*' ! -path '/sys/*'"
        " 2>/dev/null | grep -vE '^/(data|backups|tmp|var/tmp|run/lock)(/|$)'; exit 0"
    )

    _, found = output_of(buildah.run(container, "sh", "-c", look))

    assert found.split() == []


LOCKED = """
set -e
mount --bind "$1" "$1"
mount -o remount,ro,bind "$1"
for place in tmp data backups; do mount -t tmpfs -o mode=1777,size=300m tmpfs "$1/$place"; done
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
exec chroot "$1" setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs \
  --bounding-set=-all --inh-caps=-all sh -c 'cd /site && exec "$@"' site "${@:2}"
"""


def test_the_site_runs_on_a_read_only_root_without_any_capability(
    buildah: Buildah, container: str, tmp_path: Path
):
    root = buildah.ask("mount", container).strip()
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    said = tmp_path / "said"
    command = ["deploy/manage", "serve", "--prepare", "--port", port]
    with said.open("wb") as out:
        server = subprocess.Popen(
            ["unshare", "--mount", "bash", "-c", LOCKED, "locked", root, *command],
            env={"PATH": os.environ["PATH"], "SITE_URL": url, "DATA_DIR": "/data", "HOME": "/data"},
            start_new_session=True,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(url) and server.poll() is None and time.monotonic() < deadline:
            time.sleep(0.5)

        assert answers(url), said.read_text()
        check = [root + "/site/deploy/is_well.py", "/readyz", port]
        asked = subprocess.run(["python3", *check], env={"SITE_URL": url}, capture_output=True)
        assert asked.returncode == 0, asked.stderr
        state = Path(f"/proc/{server.pid}/status").read_text()
        assert "CapEff:\t0000000000000000" in state
        assert "NoNewPrivs:\t1" in state
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=STOP_SECONDS)
        buildah.ask("umount", container)


def test_the_image_is_no_larger_than_it_has_to_be(buildah: Buildah, container: str):
    root = buildah.ask("mount", container).strip()
    whole, site = (
        int(subprocess.check_output(["du", "-sm", folder], text=True).split()[0])
        for folder in (root, f"{root}/site")
    )
    buildah.ask("umount", container)

    assert (site < 500, whole < 750) == (True, True), f"{whole} MB, {site} MB of it the site"
