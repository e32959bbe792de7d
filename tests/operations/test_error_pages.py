"""The pages that the web server in front shows while the site can't answer."""

import stat

import pytest
from bs4 import BeautifulSoup

from operations import error_pages
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "error-pages"


def read(path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(), "html.parser")


@pytest.mark.parametrize("name", ["broken.html", "refused.html", "resting.html"])
def test_they_show_the_numbers_and_the_way_out(folder, name):
    builders.helpline(placement="top", number="+448000121700", spoken_form="0800 0121 700")

    error_pages.write()

    page = read(folder / name)
    assert "0800 0121 700" in page.find("a", href="tel:+448000121700").text
    assert page.find("script", src=True)
    assert page.h1


def test_a_corrected_number_is_on_them_the_next_time(folder):
    helpline = builders.helpline(placement="top", number="+448000121700", spoken_form="08000121700")
    error_pages.write()

    helpline.spoken_form = "0800 0121 700"
    helpline.save()
    error_pages.write()

    assert "0800 0121 700" in read(folder / "broken.html").text


def test_unchanged_pages_are_left_alone_and_the_web_server_may_read_them(folder):
    error_pages.write()
    written = (folder / "broken.html").stat()

    error_pages.write()

    again = (folder / "broken.html").stat()
    assert again.st_ino == written.st_ino
    assert stat.S_IMODE(again.st_mode) == 0o644
    names = ["broken.html", "refused.html", "resting.html"]
    assert sorted(path.name for path in folder.iterdir()) == names
