"""What the tab's history holds in our place."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from safety.destinations import DEFAULT_DESTINATION
from safety.models import ExitSettings
from tests import builders
from tests.reading import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere() -> str:
    site = builders.front_page().get_site()
    ExitSettings.objects.create(site=site, destination="https://www.example.org/weather")
    return "https://www.example.org/weather"


def test_it_says_nothing_and_leads_on_without_script(client, elsewhere):
    answer = client.get("/-")

    page = document(answer)
    assert page.title.string == "Loading"
    assert page.body.get_text(strip=True) == ""
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert page.select_one("noscript meta")["content"] == f"0; url={elsewhere}"
    assert page.script["data-to"] == elsewhere


def test_it_is_small_and_the_same_for_all(elsewhere):
    first = Client(headers={"user-agent": "one", "accept-language": "cy"}).get("/-")
    second = Client(headers={"user-agent": "another"}).get("/-?x=1")

    assert first.content == second.content
    assert len(first.content) < 1000


def test_it_leads_out_while_the_database_is_away(client):
    builders.front_page()

    def refuse(*_):
        raise OperationalError("The database is away.")

    with connection.execute_wrapper(refuse):
        answer = client.get("/-")

    assert document(answer).script["data-to"] == DEFAULT_DESTINATION


def test_the_exit_of_a_page_leads_where_staff_set_it(client, elsewhere):
    page = document(client.get("/"))

    links = page.select("a[data-quick-exit]")
    assert {link["href"] for link in links} == {elsewhere}
    assert all({"nofollow", "noreferrer"} <= set(link["rel"]) for link in links)
    assert page.head.script["data-to"] == elsewhere
    assert page.head.find(True) is page.head.script
