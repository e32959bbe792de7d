"""T17: staff sign in at one address. Whatever else would ask for a password isn't there."""

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver, resolve, reverse

from editorial.sign_in.views import SignInView

ELSEWHERE = (
    "/django-admin/",
    "/django-admin/login/",
    "/accounts/login/",
    "/_util/login/",
    "/api/v2/pages/",
    "/api/v3/pages/",
)


def patterns(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from patterns(entry)


def test_one_address_signs_staff_in():
    doors = [
        entry.name for entry in patterns(get_resolver()) if str(entry.pattern).endswith("login/")
    ]

    # Wagtail's own is at the same address, behind ours.
    assert doors == ["account_login", "wagtailadmin_login"]
    assert resolve(reverse("wagtailadmin_login")).func.view_class is SignInView


@pytest.mark.parametrize("address", ELSEWHERE)
def test_other_addresses_to_sign_in_are_left_to_the_pages(address):
    assert resolve(address).url_name == "wagtail_serve"


def test_djangos_own_admin_is_not_installed():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def test_no_page_or_folder_is_opened_by_a_shared_password():
    assert settings.WAGTAIL_PRIVATE_PAGE_OPTIONS == {"SHARED_PASSWORD": False}
    assert settings.WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS == {"SHARED_PASSWORD": False}
    assert not [
        e for e in patterns(get_resolver()) if "authenticate_with_password" in str(e.pattern)
    ]
