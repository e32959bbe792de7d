"""Settings come from the environment: all are documented, and a wrong one is one clear line."""

import ast
import os
import re
import secrets
import subprocess
import sys

import pytest

from tests.house.source import ROOT


def variables_read() -> set[str]:
    """The environment variables that the settings module asks for."""
    names = set()
    for module in ("settings.py", "environment.py"):
        for node in ast.walk(ast.parse((ROOT / "iasc_site" / module).read_text())):
            if isinstance(node, ast.Call) and len(node.args) >= 2:
                reader, name = node.args[:2]
                asks = ast.unparse(reader).split(".")[0] == "env"
                if asks and isinstance(name, ast.Constant):
                    names.add(name.value)
    return names


def load(**changes: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own; an empty change takes the variable away."""
    environment = os.environ | {"SECRET_KEY": secrets.token_urlsafe(64)} | changes
    environment = {name: value for name, value in environment.items() if value}
    return subprocess.run(
        [sys.executable, "-c", "import iasc_site.settings"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_the_settings_read_something():
    assert {"SITE_URL", "SECRET_KEY", "DATABASE_URL", "DATA_DIR"} <= variables_read()


@pytest.mark.parametrize("name", sorted(variables_read()))
def test_every_setting_has_its_place_in_the_documents(name):
    example = (ROOT / ".env.example").read_text()
    page = (ROOT / "docs" / "operating" / "settings.md").read_text()

    assert re.search(rf"^#? ?{name}=", example, re.MULTILINE)
    assert f"`{name}`" in page


def test_no_document_names_a_setting_that_nothing_reads():
    example = (ROOT / ".env.example").read_text()

    assert set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE)) == variables_read()


def test_a_good_environment_loads():
    assert load().returncode == 0


def test_a_library_for_pdfs_does_not_greet_whoever_runs_a_command():
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", "import pikepdf"]
    environment = os.environ | {"SECRET_KEY": secrets.token_urlsafe(64), "LOG_LEVEL": "INFO"}

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif((ROOT / ".env").exists(), reason="a .env here fills what this test takes away")
@pytest.mark.parametrize("name", ["SITE_URL", "SECRET_KEY"])
def test_a_missing_value_is_one_line_that_names_it(name):
    done = load(**{name: ""})

    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "www.example.org"),
        ("SITE_URL", "https://www.example.org/path"),
        ("SITE_URL", "https://www.example.org:port"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY_FILE", "/no/such/file"),
        ("DATABASE_URL_FILE", "/no/such/file"),
        ("DATABASE_URL", "postgres"),
        ("DATABASE_URL", "mysql://localhost/site"),
        ("DATABASE_URL", "postgres://user:password@host:port/name"),
        ("DATABASE_URL", "sqlite://"),
        ("BACKUP_KEY", "age"),
        ("ALLOWED_HOSTS", "*"),
        ("ADMIN_HOST", "https://admin.example.org"),
        ("ADMIN_HOST", "testserver"),
        ("EMAIL_URL", "letterbox"),
        ("EMAIL_URL", "smtp://host:port"),
        ("DEBUG", "perhaps"),
        ("BEHIND_PROXY", "nginx"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("SCANNER_URL", "clamd:3310"),
        ("SCANNER_URL", "tcp://clamd:99999"),
        ("SECOND_FACTOR", "sometimes"),
        ("SECURITY_CONTACT", "office@example.org"),
        ("SECURITY_POLICY", "https://example.org/\nContact: mailto:evil@example.org"),
    ],
)
def test_a_malformed_value_is_one_line_that_names_it(name, value):
    done = load(**{name: value})

    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}: ")
    assert len(done.stderr.splitlines()) == 1


PUBLIC = ["https://www.example.org", "http://www.example.org:8000", "http://8.8.8.8:8000"]


@pytest.mark.parametrize("address", PUBLIC)
def test_no_site_that_the_public_can_reach_lets_staff_in_without_a_second_factor(address):
    done = load(SITE_URL=address, SECOND_FACTOR="optional")

    assert done.returncode == 1
    assert done.stderr.startswith("SECOND_FACTOR: optional is for a trial on one machine")


def test_nor_does_one_that_answers_to_another_name_as_well():
    done = load(
        SITE_URL="http://127.0.0.1:8000",
        ALLOWED_HOSTS="www.example.org",
        SECOND_FACTOR="optional",
    )

    assert done.returncode == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://[::1]:8000", "http://site"])
def test_a_trial_on_ones_own_machine_may(address):
    assert load(SITE_URL=address, SECOND_FACTOR="optional").returncode == 0


def test_two_factors_are_required_where_nothing_is_said():
    said = "import iasc_site.settings as s; assert s.SECOND_FACTOR == 'required'"
    environment = {name: value for name, value in os.environ.items() if name != "SECOND_FACTOR"}
    environment |= {"SECRET_KEY": secrets.token_urlsafe(64)}

    assert subprocess.run([sys.executable, "-c", said], cwd=ROOT, env=environment).returncode == 0


def test_a_secret_may_lie_in_a_file(tmp_path):
    secret = tmp_path / "database"
    secret.write_text("postgres://site:secret@database:5432/site\n")
    said = "import iasc_site.settings as s; assert s.DATABASES['default']['NAME'] == 'site'"
    environment = os.environ | {"DATABASE_URL_FILE": str(secret)}

    assert subprocess.run([sys.executable, "-c", said], cwd=ROOT, env=environment).returncode == 0
