import pytest

from bench import stock_site
from bench.load import read
from bench.servers import fetched, free_port, running
from deploy.machine import advice, chromium, missing, pango
from operations.serving import web_server_command
from tests.bench.printing import printed
from tests.can_run import cannot_run

pytestmark = pytest.mark.sqlite_only


def test_making_and_reading_pdfs_can_be_measured():
    if pango() is None:
        cannot_run(advice("pango"))

    told = printed("pdf", "--rounds", "1", "--pages", "2", "--read-pages", "3")

    assert "HTML to PDF" in told
    assert "Reading a PDF of 3 pages" in told


@pytest.mark.browser
@pytest.mark.django_db
def test_the_quick_exit_can_be_measured(django_db_setup, migrated_copy):
    if chromium() is None:
        cannot_run(advice("chromium"))

    told = printed("quick_exit", "--rounds", "1", "--database", str(migrated_copy))

    assert "Back/forward cache on" in told
    assert "quick exit" in told


@pytest.mark.django_db
def test_signing_in_can_be_measured(django_db_setup, migrated_copy):
    told = printed("sign_in", "--rounds", "2", "--database", str(migrated_copy))

    assert "a name that exists" in told


@pytest.mark.django_db
def test_an_import_can_be_measured(django_db_setup, migrated_copy):
    told = printed(
        "bundle",
        "--rounds",
        "1",
        "--items",
        "4",
        "--grown",
        "0",
        "--one-by-one",
        "1",
        "--database",
        str(migrated_copy),
    )

    assert "import of 4 items" in told
    assert "1 published one by one" in told


@pytest.mark.django_db
def test_redirects_can_be_measured(django_db_setup, migrated_copy):
    told = printed("redirects", "--rounds", "1", "--lines", "10", "--database", str(migrated_copy))

    assert "missing, 10 in the table" in told


@pytest.mark.django_db
def test_searching_can_be_measured(django_db_setup, migrated_copy):
    told = printed(
        "search",
        "--items",
        "30",
        "--pdf-pages",
        "60",
        "--rounds",
        "1",
        "--database",
        str(migrated_copy),
    )

    assert "a common word" in told


@pytest.mark.django_db
def test_what_a_page_costs_to_serve_can_be_measured(django_db_setup, migrated_copy, tmp_path):
    for part in missing(["nginx", "wrk"]):
        cannot_run(advice(part))

    told = printed(
        "serving",
        *["--ways", "nginx", "cached", "--items", "3", "--rounds", "1", "--seconds", "1"],
        *["--results", str(tmp_path), "--database", str(migrated_copy)],
    )

    assert "| CPU of ours, cached / nginx, a file | front page |" in told
    assert (tmp_path / "serving.md").read_text().strip() == told.strip()
    assert "ours, cached" in (tmp_path / "serving.svg").read_text()


def test_the_stock_site_shows_its_pages(tmp_path):
    stock_site.make(tmp_path, items=2, body='[{"type": "heading", "value": "What we found"}]')
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [*web_server_command("127.0.0.1", port, 1)[:-1], stock_site.WSGI]

    with running(command, folder=tmp_path, address=address, environment=stock_site.ENVIRONMENT):
        front, item, index = (fetched(address + path) for path in stock_site.PAGES.values())

    assert b"Article 1" in front
    assert b"What we found" in item
    assert b"/news/article-1/" in index


def test_what_wrk_prints_is_understood():
    told = """
      120 requests in 1.50m, 3.01MB read
      Socket errors: connect 1, read 2, write 3, timeout 4
      Non-2xx or 3xx responses: 5
    """

    run = read(told, cpu=0.12)

    assert (run.requests, run.seconds, run.errors) == (120, 90, 15)
    assert run.cpu == pytest.approx(1000)


@pytest.mark.django_db
def test_a_backup_can_be_measured(django_db_setup, migrated_copy):
    few = ["--rounds", "1", "--megabytes", "10", "--database", str(migrated_copy)]

    told = printed("backup", *few)

    assert "backup, encrypted" in told
    assert "restore" in told
