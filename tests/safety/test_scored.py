"""What checkers of websites would say of our headers, by their rules and without asking them.

The rules are those of Mozilla's HTTP Observatory, as its source has them, and those of Google's CSP
Evaluator. A score begins at 100; from 90 up good marks are added. Preloading would add 5 more, and
cookies with every mark another 5: public pages have none.
"""

import re

import pytest
from django.test import Client
from lxml.html import fromstring

from safety.headers import ADMIN_POLICY, BLANK_POLICY, PDF_POLICY, PUBLIC_POLICY
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
SIX_MONTHS = 15_768_000


def directives(policy: str) -> dict[str, list[str]]:
    parts = (part.split() for part in policy.split(";"))
    return {name: sources for name, *sources in parts}


@pytest.fixture
def answer(settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    builders.news_item(title="An item", slug="item")
    return Client().get("/news/item/", secure=True)


def marks(answer) -> dict[str, int]:
    """What each rule takes away or adds."""
    headers, policy = answer.headers, directives(answer.headers["Content-Security-Policy"])
    is_safe = policy["default-src"] == ["'none'"] and "unsafe" not in str(policy)
    is_safe = is_safe and policy["form-action"] in (["'self'"], ["'none'"])
    scripts = fromstring(answer.text).xpath("//script[@src]")
    told = re.search(r"max-age=(\d+)", headers["Strict-Transport-Security"])
    return {
        "content-security-policy": 10 if is_safe else -20,
        "cookies": 0 if not answer.cookies else -40,
        "cross-origin-resource-policy": 10
        if headers["Cross-Origin-Resource-Policy"] == "same-origin"
        else 0,
        "cross-origin-resource-sharing": -50 if "Access-Control-Allow-Origin" in headers else 0,
        "referrer-policy": 5 if headers["Referrer-Policy"] == "same-origin" else -5,
        "strict-transport-security": 0 if int(told[1]) >= SIX_MONTHS else -10,
        "subresource-integrity": -5
        if any(not script.get("src").startswith("/") for script in scripts)
        else 5,
        "x-content-type-options": 0 if headers["X-Content-Type-Options"] == "nosniff" else -5,
        "x-frame-options": 5 if policy["frame-ancestors"] == ["'none'"] else -20,
    }


def test_a_page_has_every_good_mark_of_mozillas_that_it_can_have(answer):
    given = marks(answer)

    assert min(given.values()) >= 0, given
    assert 100 + sum(given.values()) == 135  # A+, and no more can be had without preloading


def test_a_page_is_alone_in_its_process(answer):
    """What earlier rules of Mozilla's counted as well, and browsers still go by."""
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Embedder-Policy"] == "require-corp"


@pytest.mark.parametrize("policy", [PUBLIC_POLICY, ADMIN_POLICY, BLANK_POLICY, PDF_POLICY])
def test_a_policy_has_none_of_the_holes_that_evaluators_look_for(policy):
    found = directives(policy)
    scripts = found.get("script-src", found["default-src"])

    assert found["default-src"] == ["'none'"]
    assert scripts in (["'self'"], ["'none'"])
    assert found.get("object-src", ["'none'"]) == ["'none'"]
    assert found.get("base-uri", ["'none'"]) == ["'none'"] or "script-src" not in found
    assert "frame-ancestors" in found
    whole = " ".join(scripts + found.get("img-src", []) + found.get("connect-src", []))
    for hole in ("*", "http:", "https:", "unsafe-eval", "nonce-", "strict-dynamic", "filesystem:"):
        assert hole not in whole, hole


def test_what_somebody_uploaded_is_never_taken_for_script(client):
    """`script-src 'self'` trusts our host, so no file of its host may come as a script."""
    for name, content in {"a.csv": b"hack()", "a.txt": b"hack()", "a.pdf": builders.pdf()}.items():
        file = builders.document(name, content)
        builders.attachment(builders.publication(title=name, slug=name[-3:]), document=file)

        served = client.get(file.url)

        assert served.status_code == 200, name
        assert "script" not in served["Content-Type"], name
        assert served["X-Content-Type-Options"] == "nosniff", name
