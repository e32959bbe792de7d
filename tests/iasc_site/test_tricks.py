"""T14: what nobody keys a cache by changes no answer, and no odd address shows a page's content."""

import pytest
from django.test import Client

from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

EVIL = "evil.example"
UNKEYED = {
    **dict.fromkeys(
        [
            *("X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "X-HTTP-Host-Override"),
            *("X-Original-Host", "X-Backend-Host", "X-Proxy-Host", "Forwarded", "Via", "From"),
            *("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "Client-IP"),
            *("X-Client-IP", "X-Cluster-Client-IP", "Fastly-Client-IP", "X-ProxyUser-Ip"),
            *("Referer", "Origin", "User-Agent", "X-Requested-With", "X-UIDH", "X-Wap-Profile"),
            *("X-ATT-DeviceId", "X-Amz-Website-Redirect-Location", "Proxy", "Proxy-Host"),
        ],
        EVIL,
    ),
    **dict.fromkeys(
        [
            "X-Original-URL",
            "X-Rewrite-URL",
            "X-Forwarded-Prefix",
            "X-Forwarded-Path",
            "Destination",
        ],
        "/admin/",
    ),
    **dict.fromkeys(
        ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Method"], "DELETE"
    ),
    **dict.fromkeys(
        ["X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Scheme", "X-URL-Scheme"], "gopher"
    ),
    **dict.fromkeys(
        ["X-Forwarded-Port", "X-Forwarded-SSL", "Front-End-Https", "Max-Forwards"], "1"
    ),
    "Accept": "application/json",
    "Accept-Language": "cy",
    "Accept-Charset": "utf-7",
    "Content-Type": "text/evil",
    "Cache-Control": "no-cache",
    "Pragma": "akamai-x-get-cache-key",
    "Purpose": "prefetch",
    "Save-Data": "on",
    "DNT": "1",
    "Sec-GPC": "1",
    "X-Cache-Hash": EVIL,
}


@pytest.fixture
def addresses() -> list[str]:
    item = builders.news_item(title="An item", slug="item")
    return ["/", item.url, "/news/", "/news/atom/", "/search/?q=item", "/sitemap.xml", "/nothing/"]


def test_headers_that_no_cache_looks_at_change_no_answer(addresses):
    assert len(UNKEYED) >= 50
    for address in addresses:
        plain = Client().get(address)
        for name, value in UNKEYED.items():
            answer = Client().get(address, headers={name: value})

            assert answer.status_code == plain.status_code, (address, name)
            assert answer.content == plain.content, (address, name)
            assert answer.get("Location") == plain.get("Location"), (address, name)


def test_parameters_that_a_page_does_not_know_change_nothing(addresses):
    item = addresses[1]
    plain = Client().get(item).content
    tricks = [
        "utm_source=x",
        "_=1",
        "callback=f",
        "lang=cy",
        "page=1&page=2",
        "a[]=1",
        "%00=1",
        "?",
        ";",
    ]

    for trick in tricks:
        assert Client().get(f"{item}?{trick}").content == plain, trick
    # With a body that belongs to no GET.
    asked = Client().generic(
        "GET", item, b"page=2", content_type="application/x-www-form-urlencoded"
    )
    assert asked.content == plain


@pytest.mark.parametrize(
    "end",
    [
        "x.css",
        "x.js",
        "logo.png/",
        ";x.css",
        "%2fx.css",
        "%3Bx.css",
        "%0d%0aX: 1",
        "..%2f..%2fadmin",
    ],
)
def test_an_address_that_only_looks_like_a_file_shows_no_page(addresses, end):
    answer = Client().get(f"{addresses[1]}{end}")

    assert answer.status_code == 404
    assert b"An item" not in answer.content
    assert "X" not in answer.headers


@pytest.mark.parametrize(
    "start", ["//", "/\\", "/%09/", "/%5c", "///", "/%2f%2f", "/;//", "/@", "/.//"]
)
def test_no_spelling_of_an_address_leads_to_another_host(addresses, start):
    for end in ("", "/", "/%2e%2e", "?next=//evil.example"):
        location = Client().get(f"{start}{EVIL}{end}").get("Location", "")

        assert not location.startswith(("//", "/\\", "http:", "https:")), location
