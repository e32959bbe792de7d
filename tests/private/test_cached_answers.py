"""A draft changes nothing that visitors get, and nobody keeps what staff were shown of it."""

import pytest
from django.test import Client

from tests import builders
from tests.private.crawl import ask, crawl, where_it_stands
from tests.private.world import Marks, build, draft_of, parts, public_neighbours

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def world():
    found = build(Marks("ok"))
    public_neighbours(found)
    return found


def test_every_answer_has_the_same_bytes_after_drafts_are_saved(world):
    before = crawl(Client())
    made = parts(Marks(), figure_is_live=False)
    draft_of(world, made)
    build(Marks("zqnew"), live=False, first_published_at=None, last_published_at=None)

    after = crawl(Client())

    # What the machine lacks just now is no matter of what is published.
    others = {address for address in before if before[address] != after.get(address)}
    assert others <= {"/readyz"}
    assert before.keys() == after.keys()
    assert len(before) > 80


def test_what_staff_look_at_is_kept_by_nobody_and_reaches_no_visitor(world):
    mark = Marks()
    draft_of(world, parts(mark, figure_is_live=False))
    staff, visitor = Client(), Client()
    staff.force_login(builders.staff("Administrator"))
    for kind, page in world.pages.items():
        before = ask(visitor, page.url)
        root = f"/admin/pages/{page.pk}/"
        for address in (f"{root}view_draft/", f"{root}edit/", root):
            shown = ask(staff, address)

            assert "no-store" in shown.headers["Cache-Control"], address
            assert ask(visitor, page.url) == before, address
            # As at the publisher's desk: the same address, asked without the session.
            kept = {address: ask(visitor, address)}
            assert where_it_stands(kept, mark.words) == {}, address
            if address.endswith("view_draft/") and kind != "press piece":
                assert shown.says(mark(f"{kind.replace(' ', '')}title")), kind
