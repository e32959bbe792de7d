"""Screens of the admin have one main heading, which people who don't see the screen go by."""

import pytest

from tests import builders
from tests.reading import document

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.mark.parametrize("kind", ["a record", "a page", "the bin", "a pack"])
def test_each_form_and_list_has_one_main_heading(client, kind):
    address = {
        "a record": lambda: f"/admin/helplines/edit/{builders.helpline(name='Q & A').pk}/",
        "a page": lambda: f"/admin/pages/{builders.news_item(title='Q & A').pk}/edit/",
        "the bin": lambda: "/admin/bin/",
        "a pack": lambda: f"/admin/embargopack/edit/{builders.pack(title='Q & A').pk}/",
    }[kind]()
    client.force_login(builders.staff("Administrator"))

    headings = document(client.get(address)).find_all("h1")

    title = "Bin" if kind == "the bin" else "Q & A"
    assert [title in heading.get_text() for heading in headings] == [True]
