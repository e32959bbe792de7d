"""Files in a store that nodes share: as on a disk, private, and no page falls with it."""

import time

import pytest
from botocore.config import Config
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from core.media import shared_storage
from core.media.forms import NO_ROOM
from core.models import CustomDocument, CustomImage
from iasc_site.wsgi import application
from tests import builders
from tests.core.shared_store import BUCKET, KEYS, Store
from tests.drills import size
from tests.forgetting import committed
from tests.wsgi import ask

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
WORDS = b"0123456789" * 100
LONGEST_SECONDS = 3.0


@pytest.fixture(scope="module")
def running_store():
    store = Store()
    yield store
    store.end()


@pytest.fixture
def store(running_store, settings, monkeypatch):
    """The site keeps its files there, with little patience."""
    patience = Config(connect_timeout=0.2, read_timeout=0.3).merge(
        Config(retries={"mode": "standard", "total_max_attempts": 3})
    )
    monkeypatch.setattr(shared_storage, "PATIENCE", shared_storage.PATIENCE.merge(patience))
    for name, value in (("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test")):
        monkeypatch.setenv(f"AWS_{name}", value)
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "core.media.shared_storage.SharedStorage",
            "OPTIONS": {
                "bucket_name": BUCKET,
                "location": "site",
                "endpoint_url": running_store.address,
                "region_name": KEYS["region_name"],
                "addressing_style": "path",
            },
        }
    }
    yield running_store
    running_store.mends()


def text_file(content: bytes = WORDS) -> CustomDocument:
    return builders.document("words.txt", content)


def report_with(file: CustomDocument):
    report = builders.publication()
    builders.attachment(report, document=file)
    return report


def item_with(picture: CustomImage, **fields):
    image = {"image": picture.pk, "decorative": False, "alt_text": "A field"}
    body = builders.stream(("picture", {"image": image, "caption": ""}))
    return builders.news_item(body=body, **fields)


def got(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_file_is_private_until_a_page_that_uses_it_is_live(store, client):
    file = text_file()
    assert client.get(file.url).status_code == 404

    report = report_with(file)

    assert got(client.get(file.url)) == WORDS
    report.unpublish()
    assert client.get(file.url).status_code == 404


def test_a_part_of_a_file_is_fetched_and_no_more(store, client):
    file = text_file()
    report_with(file)

    answer = client.get(file.url, headers={"range": "bytes=990-994"})

    assert (answer.status_code, got(answer)) == (206, b"01234")
    assert answer["Content-Range"] == "bytes 990-994/1000"
    again = client.get(file.url, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_a_replaced_file_keeps_its_address_and_its_earlier_version(store, client):
    file = text_file()
    report_with(file)

    file.replace(ContentFile(b"newer", name="words.txt"), note="Mended")

    first = file.versions.get(number=1)
    assert got(client.get(file.url)) == b"newer"
    assert got(client.get(first.url)) == WORDS


def test_a_picture_is_shown_in_its_sizes_and_its_original_to_nobody(store, client):
    picture = builders.picture()
    page = item_with(picture)

    assert client.get(page.url).status_code == 200
    size = picture.renditions.first()

    assert size.url.startswith("/files/pictures/images/")
    answer = client.get(size.url)
    assert answer["Content-Type"].startswith("image/")
    assert len(got(answer)) > 100
    assert client.get(f"/files/pictures/{picture.file.name}").status_code == 404


def test_what_is_deleted_for_good_is_gone_from_the_store(store):
    file = text_file()
    name = f"site/{file.file.name}"
    assert name in store.names()

    for version in file.versions.all():
        version.file.delete(save=False)

    assert name not in store.names()


def test_the_store_itself_gives_nothing_to_anybody(store):
    file = text_file()

    grants = store.client.get_object_acl(Bucket=BUCKET, Key=f"site/{file.file.name}")["Grants"]

    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]


def test_a_lost_file_is_not_there_rather_than_an_error(store, client):
    file = text_file()
    report_with(file)
    default_storage.delete(file.file.name)

    assert client.get(file.url).status_code == 404


@pytest.mark.drill("D-8", "The store of files is gone, slow, or fails one time in three")
@pytest.mark.parametrize("how", ["gone", "slow", "errors"])
def test_while_the_store_fails_pages_are_there_and_uploads_are_refused_whole(
    store, client, how, drill, monkeypatch
):
    monkeypatch.setattr(shared_storage, "REST_SECONDS", 30)
    seen, unseen = builders.picture(), builders.picture()
    shown = item_with(seen)
    new = item_with(unseen, title="Another")
    file = text_file()
    report = report_with(file)
    private = builders.document("private.txt", b"PRIVATE")
    client.get(shown.url)
    before = store.names()
    addresses = [shown.url, new.url, report.url, "/"]
    rounds = size(3, 30)
    store.breaks(how)

    failed, took = [], []
    for _ in range(rounds):
        for address in addresses:
            began = time.monotonic()
            if client.get(address).status_code != 200:
                failed.append(address)
            took.append(time.monotonic() - began)
    answer = client.get(file.url)
    answer_about_private = client.get(private.url)
    uploaded = upload(client)
    store.mends()

    drill.tried(rounds * len(addresses), f"pages, {how}")
    drill.lost(len(failed), "pages")
    assert answer_about_private.status_code == 404
    assert max(took) < LONGEST_SECONDS
    if how == "errors":
        return
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert b"the police in an emergency" in answer.content
    assert NO_ROOM in str(uploaded.context["form"].errors["file"]).replace("&#x27;", "'")
    assert CustomDocument.objects.count() == 2
    assert store.names() == before
    assert CustomImage.objects.count() == 2


def upload(client):
    """What an editor is told who adds a file."""
    client.force_login(builders.staff("Editor"))
    file = ContentFile(b"words", name="another.txt")
    answer = client.post(reverse("wagtaildocs:add"), {"title": "Another", "file": file})
    client.logout()
    return answer


def test_a_page_without_its_picture_is_not_kept_so(store):
    page = item_with(builders.picture())
    committed()
    store.breaks("gone")
    first = ask(application, page.url)
    store.mends()
    default_storage.rests_until = 0.0

    second = ask(application, page.url)

    assert (first.status, second.status) == (200, 200)
    assert b"/files/pictures/images/" not in first.body
    assert b"/files/pictures/images/" in second.body
    committed()
