"""Each kind of answer carries exactly the headers that its surface calls for."""

import pytest
from django.urls import reverse

from tests import builders
from tests.site_map import for_machines, one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

EVERYWHERE = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Permitted-Cross-Domain-Policies": "none",
}
PUBLIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
PUBLIC = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": PUBLIC_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), "
        "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "X-Frame-Options": "DENY",
}
BLANK = {
    "Cache-Control": "public, max-age=86400",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
ADMIN = {
    "Cache-Control": "no-store, private",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "style-src-elem 'self' 'unsafe-inline'; style-src-attr 'none'; "
        "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
        "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'self'; "
        "report-uri /admin/policy-report/"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Robots-Tag": "noindex, nofollow",
}
NEVER_IN_PUBLIC = ["Set-Cookie", "Server-Timing", "NEL", "Clear-Site-Data", "X-Powered-By"]


def assert_carries(answer, expected: dict[str, str]) -> None:
    wanted = EVERYWHERE | expected
    assert {name: answer.headers.get(name) for name in wanted} == wanted


def assert_tells_and_keeps_nothing(answer) -> None:
    assert not [name for name in NEVER_IN_PUBLIC if name in answer.headers]
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies


def test_each_public_page_carries_the_public_headers(client):
    pages = one_of_each()
    for kind, address in (pages | for_machines(pages)).items():
        answer = client.get(address)

        assert answer.status_code in {200, 404}, kind
        assert_carries(answer, PUBLIC)
        assert_tells_and_keeps_nothing(answer)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_missing_page_carries_the_public_headers(client, method):
    builders.front_page()

    answer = getattr(client, method)("/nothing-here/")

    assert answer.status_code == 404
    assert_carries(answer, PUBLIC)
    assert_tells_and_keeps_nothing(answer)


def test_a_failure_of_ours_carries_the_public_headers(client, monkeypatch):
    builders.front_page()
    client.raise_request_exception = False
    monkeypatch.setattr("home.models.HomePage.get_context", lambda *_: 1 / 0)

    answer = client.get("/")

    assert answer.status_code == 500
    assert_carries(answer, PUBLIC)


def test_a_foreign_host_is_refused_with_the_public_headers(client):
    builders.front_page()

    answer = client.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert_carries(answer, PUBLIC)


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/healthz"])
def test_what_machines_ask_for_carries_the_public_headers(client, address):
    builders.front_page()

    answer = client.get(address)

    assert answer.status_code == 200
    assert_carries(answer, PUBLIC)
    assert_tells_and_keeps_nothing(answer)


def test_trace_is_refused(client):
    answer = client.trace("/")

    assert answer.status_code == 405
    assert_carries(answer, PUBLIC)


def test_the_blank_page_carries_its_own_headers(client):
    answer = client.get(reverse("blank"))

    assert answer.status_code == 200
    assert_carries(answer, BLANK)
    assert_tells_and_keeps_nothing(answer)


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/pages/", "/admin/images/", "/admin/nothing-here/"]
)
def test_the_admin_is_never_kept_or_framed_by_others_and_runs_no_inline_script(
    admin_client, address
):
    answer = admin_client.get(address)

    assert answer.status_code == (404 if "nothing" in address else 200)
    assert_carries(answer, ADMIN)


def test_a_failure_in_the_admin_carries_the_headers_of_the_admin(admin_client):
    admin_client.raise_request_exception = False

    answer = admin_client.get("/admin/failwhale/")

    assert answer.status_code == 500
    assert_carries(answer, ADMIN)


def test_what_is_refused_to_staff_carries_the_headers_of_the_admin(client):
    client.force_login(builders.staff("Author"))

    answer = client.get("/admin/users/")

    assert answer.status_code == 302
    assert_carries(answer, ADMIN)


def test_the_page_to_sign_in_has_the_policy_of_public_pages(client):
    builders.front_page()

    answer = client.get("/admin/login/")

    assert answer.status_code == 200
    assert_carries(answer, ADMIN | {"Content-Security-Policy": PUBLIC_POLICY})


def test_a_preview_can_be_framed_by_the_admin_and_is_never_kept(admin_client):
    page = builders.news_item()

    answer = admin_client.get(f"/admin/pages/{page.pk}/view_draft/")

    assert answer.status_code == 200
    assert_carries(
        answer,
        {
            "Cache-Control": "no-store, private",
            "Content-Security-Policy": PUBLIC_POLICY.replace(
                "frame-ancestors 'none'", "frame-ancestors 'self'"
            ),
            "X-Frame-Options": "SAMEORIGIN",
            "X-Robots-Tag": "noindex",
        },
    )
    assert "data-quick-exit" not in answer.content.decode()


def test_a_pdf_opens_in_the_browser_and_may_load_nothing(client):
    report = builders.publication_with_file()
    attachment = report.attachments.get()

    answer = client.get(attachment.document.url)

    assert answer.status_code == 200
    assert_carries(
        answer,
        {
            "Cache-Control": "public, no-cache",
            "Content-Security-Policy": (
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
            ),
            "Content-Type": "application/pdf",
        },
    )
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert_tells_and_keeps_nothing(answer)


def test_a_picture_is_nothing_but_a_picture(client):
    person = builders.commissioner(portrait=builders.picture())
    rendition = person.portrait.get_rendition("fill-320x400")

    answer = client.get(rendition.url)

    assert answer.status_code == 200
    assert_carries(
        answer,
        {
            "Cache-Control": "public, max-age=300",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
    assert_tells_and_keeps_nothing(answer)
