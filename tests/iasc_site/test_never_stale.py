"""Whatever staff change in the admin, the next visitor reads it: kept pages are never old."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.db import IntegrityError, models, transaction
from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils import timezone

from core.generation import private_columns
from core.models import BasePage, SiteChange
from core.page_cache import PageCache
from editorial import schedule
from iasc_site.wsgi import LEFT_TO_DJANGO
from operations.moments import next_moment
from tests import builders
from tests.forgetting import committed
from tests.forms import helpline_form, news_form
from tests.site_map import for_machines, one_of_each
from tests.wsgi import ask

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only,
    pytest.mark.usefixtures("one_person_is_enough"),
]


@pytest.fixture
def pages():
    caches["pages"].clear()
    committed()
    django = get_wsgi_application()
    yield PageCache(django, never=LEFT_TO_DJANGO, next_moment=next_moment, release="tests")
    committed()


@pytest.fixture
def admin(client):
    client.force_login(builders.staff("Administrator"))
    return client


def publish(admin):
    item = builders.news_item(title="Old words")
    yield item.url, "Old words", "New words"
    form = news_form(title="New words", slug=item.slug) | {"action-publish": "on"}
    admin.post(reverse("wagtailadmin_pages:edit", args=[item.pk]), form)


def publish_for_a_list(admin):
    builders.news_index()
    item = builders.news_item(title="New words", live=False)
    yield "/news/", "", "New words"
    form = news_form(title="New words", slug=item.slug) | {"action-publish": "on"}
    admin.post(reverse("wagtailadmin_pages:edit", args=[item.pk]), form)


def unpublish(admin):
    item = builders.news_item(title="Old words")
    yield "/news/", "Old words", ""
    admin.post(reverse("wagtailadmin_pages:unpublish", args=[item.pk]))


def delete(admin):
    item = builders.news_item(title="Old words")
    yield item.url, "Old words", ""
    answers = {"confirm_site_name": "Independent Anti-Slavery Commissioner"}
    admin.post(reverse("wagtailadmin_pages:delete", args=[item.pk]), answers)


def move(admin):
    moved = builders.standard_page(title="Moved words")
    target = builders.standard_page(title="Target")
    yield moved.url, "Moved words", ""
    admin.post(reverse("wagtailadmin_pages:move_confirm", args=[moved.pk, target.pk]))


def hide(admin):
    page = builders.standard_page(title="Old words")
    yield page.url, "Old words", ""
    admin.post(
        reverse("wagtailadmin_pages:set_privacy", args=[page.pk]),
        {"restriction_type": "login", "password": "", "groups": []},
    )


def change_a_number(admin):
    line = builders.helpline(placement="top")
    page = builders.standard_page()
    yield page.url, line.spoken_form, "020 7946 0999"
    # A new number is for two people, the owner of the line and whoever publishes it.
    line.number, line.spoken_form = "+442079460999", "020 7946 0999"
    line.save_revision(user=builders.staff("Helpline owner"))
    form = helpline_form(number="+442079460999", spoken_form="020 7946 0999", placement="top")
    admin.post(
        reverse("wagtailsnippets_helpline_service:edit", args=[line.pk]),
        form | {"action-publish": "on"},
    )


def put_up_a_notice(admin):
    page = builders.standard_page()
    yield page.url, "", "The phone lines are down"
    notice = {"heading": "The phone lines are down", "text": "", "level": "urgent"}
    admin.post(reverse("put_up_new_notice"), notice)


def take_off_a_notice(admin):
    alert = builders.alert(heading="Old words")
    page = builders.standard_page()
    yield page.url, "Old words", ""
    admin.post(reverse("take_off_notice", args=[alert.pk]))


def rename_a_topic(admin):
    topic = builders.topic("Old words")
    item = builders.news_item(topics=[topic])
    yield item.url, "Old words", "New words"
    admin.post(
        reverse("topic:edit", args=[topic.pk]),
        {"name": "New words", "slug": topic.slug},
    )


def change_the_menu(admin):
    page = builders.standard_page(title="In the menu")
    old, new = ([("link", {"text": f"{age} words", "page": page.pk})] for age in ("Old", "New"))
    settings = builders.navigation(menu=builders.stream(*old))
    yield page.url, "Old words", "New words"
    settings.menu = builders.stream(*new)
    settings.save()


def go_live_at_a_set_time(admin):
    builders.news_index()
    item = builders.news_item(title="New words", live=False)
    item.go_live_at = timezone.now() + timedelta(hours=1)
    item.save_revision().publish()
    yield "/news/", "", "New words"
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        schedule.run_due(now=timezone.now())


CHANGES = [
    publish,
    publish_for_a_list,
    unpublish,
    delete,
    move,
    hide,
    change_a_number,
    put_up_a_notice,
    take_off_a_notice,
    rename_a_topic,
    change_the_menu,
    go_live_at_a_set_time,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_next_visitor_reads_what_was_changed(pages, admin, change: Callable):
    """Each change is a generator: what to read before and after, and then the change."""
    steps = change(admin)
    address, old, new = next(steps)
    committed()
    before = ask(pages, address).body.decode()
    assert old in before
    assert not new or new not in before
    assert ask(pages, address).body.decode() == before

    with pytest.raises(StopIteration):
        next(steps)
    committed()

    after = ask(pages, address)
    assert not old or old not in after.body.decode()
    assert new in after.body.decode()


def others_of(field: models.Field) -> models.Expression | None:
    """Another value for each row of a field, in SQL; None for what says what belongs where."""
    if field.primary_key or field.is_relation or field.unique or field.choices:
        return None
    if isinstance(field, models.DateTimeField):
        return F(field.name) + timedelta(days=400)
    if isinstance(field, models.BooleanField):
        return Case(When(**{field.name: True}, then=False), default=True)
    if isinstance(field, models.IntegerField):
        return F(field.name) + 1
    is_text = isinstance(field, (models.CharField, models.TextField))
    return Value("MARKED") if is_text else None


def change_all_that_is_private() -> int:
    """How many columns that `NEVER_ON_A_PAGE` names now hold something else in some row."""
    count = 0
    for model in apps.get_models(include_auto_created=True):
        columns = private_columns().get(model._meta.db_table, ())
        for field in model._meta.local_concrete_fields if model is not SiteChange else ():
            value = others_of(field) if columns is None or field.column in columns else None
            if value is not None:
                # Some columns may not hold the same in each row.
                with suppress(IntegrityError), transaction.atomic():
                    count += bool(model._base_manager.update(**{field.name: value}))
    return count


def test_what_is_called_private_is_on_no_page(client):
    sites = one_of_each()
    BasePage.objects.first().specific.save_revision()
    addresses = [*sites.values(), *for_machines(sites).values()]
    shown = {address: client.get(address).content for address in addresses}

    assert change_all_that_is_private() > 20

    assert [one for one in addresses if client.get(one).content != shown[one]] == []
