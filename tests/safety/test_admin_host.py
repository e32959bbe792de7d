"""C-5: where ADMIN_HOST is set, the public host knows nothing of an admin."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from editorial.sign_in import letters
from safety.admin_host import NOWHERE
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

PUBLIC, ADMIN = "www.example.org", "admin.example.org"
ADDRESSES = ["", "login/", "login", "pages/", "policy-report/", "images/add/", "login/state/"]


@pytest.fixture(autouse=True)
def _two_hosts(settings):
    settings.SITE_URL, settings.WAGTAILADMIN_BASE_URL = f"http://{PUBLIC}", f"http://{ADMIN}"
    settings.ADMIN_HOST = ADMIN
    settings.ALLOWED_HOSTS = [PUBLIC, ADMIN]


@pytest.mark.parametrize("method", ["get", "head", "post", "options"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_the_admin_is_answered_on_the_public_host_as_nonsense_is(
    client, address, method
):
    """Also to staff who are signed in, and to what says that it comes from a page of ours."""
    client.force_login(builders.staff("Administrator"))
    ours = {"host": PUBLIC, "origin": f"http://{PUBLIC}", "sec-fetch-mode": "navigate"}

    answer = getattr(client, method)(f"/admin/{address}", headers=ours)
    nonsense = getattr(client, method)(f"/nimda/{address}", headers=ours)

    assert answer.status_code == nonsense.status_code != 200
    assert answer.content == nonsense.content
    told, elsewhere = dict(answer.headers), dict(nonsense.headers)
    assert told.pop("Location", "").replace("/admin/", "/nimda/") == elsewhere.pop("Location", "")
    assert told.pop("X-Request-ID", "") != "-" and elsewhere.pop("X-Request-ID", "") != "-"
    assert told == elsewhere
    assert NOWHERE not in str(answer.headers)


def test_the_admin_works_on_its_own_host_and_pages_can_be_looked_at_there(client):
    own = {"host": ADMIN}
    assert client.get(reverse("account_login"), headers=own).status_code == 200
    client.force_login(builders.staff("Administrator"))
    item = builders.news_item()

    assert client.get("/admin/", headers=own).status_code == 200
    draft = client.get(reverse("wagtailadmin_pages:view_draft", args=[item.pk]), headers=own)
    assert item.title in draft.content.decode()
    assert client.get(item.url, headers=own).status_code == 200


def test_letters_to_staff_lead_to_the_host_of_the_admin():
    person = builders.staff("Publisher", email="pat@example.org")

    letters.send_reset(person)
    letters.write_to(person, "A new password was set.")

    links = re.findall(r"https?://[\w.]+[a-z]", " ".join(letter.body for letter in mail.outbox))
    assert set(links) == {f"http://{ADMIN}"}
    assert len(mail.outbox) == 2


def test_without_the_setting_the_admin_is_where_the_site_is(client, settings):
    settings.ADMIN_HOST = ""

    assert client.get(reverse("account_login"), headers={"host": PUBLIC}).status_code == 200
