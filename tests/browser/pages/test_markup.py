"""The W3C checker finds no error on any kind of public page."""

import pytest
from django.test import RequestFactory

from iasc_site import views
from tests import builders
from tests.browser.pages.conftest import ask
from tests.site_map import one_of_each

pytestmark = pytest.mark.browser


def test_pages_of_the_running_site_are_valid(w3c_errors, addresses, site_url):
    pages = {kind: ask(site_url + address).html for kind, address in addresses.items()}

    assert w3c_errors(pages) == []


@pytest.mark.django_db
def test_filled_pages_and_error_pages_are_valid(w3c_errors, client):
    addresses = one_of_each()
    builders.alert(level="urgent", link_url="https://example.com/", link_text="Read on")
    pages = {kind: client.get(address).content.decode() for kind, address in addresses.items()}
    request = RequestFactory().get("/")
    for view in (views.bad_request, views.permission_denied, views.page_not_found):
        pages[view.__name__] = view(request, Exception()).content.decode()
    pages["server error"] = views.server_error(request).content.decode()
    pages["blank page"] = client.get("/-").content.decode()

    assert w3c_errors(pages) == []
