"""Who may do what, walked through the admin: every address, GET and POST, as everybody.

`ROWS` says for each address what in the table of roles opens it. An address without a row fails the
test, so whoever adds one says here whom it is for.
"""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.utils import timezone
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Page, Site, Task, Workflow

from editorial.bin import keeping
from editorial.models import UrgentPublish, User
from editorial.roles import (
    ACCOUNTS,
    ALERTS,
    BIN,
    COMMISSIONERS,
    FILES,
    HELP_LISTS,
    HELPLINES,
    KINDS,
    OFFICE,
    PACKS,
    PAGES,
    PICTURES,
    POST_SOURCES,
    PROMOTIONS,
    RECOMMENDATIONS,
    REDIRECTS,
    ROLES,
    TOPICS,
    Kind,
    Role,
)
from tests import builders
from tests.editorial.doors import Route, address, admin_routes, answer

# SQLite has nothing to wait for here, and PostgreSQL would say the same.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

Rule = Callable[[Role, str], bool]

# What opens a door, to a role and for whose page or what else the door leads to.


def anybody(role: Role, target: str) -> bool:
    """All who have a role."""
    return True


def everybody(role: Role, target: str) -> bool:
    """Before signing in, too."""
    return True


def nobody(role: Role, target: str) -> bool:
    return False


def may(role: Role, target: str, *, kind: Kind, actions: tuple[str, ...]) -> bool:
    return any(action in role.actions(kind) for action in actions or role.actions(kind))


def who_may(kind: Kind, *actions: str) -> Rule:
    """Those with one of `actions`, or with any action at all, on this kind."""
    return partial(may, kind=kind, actions=actions)


def either(*rules: Rule) -> Rule:
    return lambda role, target: any(rule(role, target) for rule in rules)


works_on_pages = who_may(PAGES)
adds_pages = who_may(PAGES, "add")
publishes = who_may(PAGES, "publish")


def writes_it(role: Role, target: str) -> bool:
    """Everybody's pages, or those of their own."""
    own = target.startswith("mine") and adds_pages(role, target)
    return own or "change" in role.actions(PAGES)


def removes_it(role: Role, target: str) -> bool:
    """A draft, whoever writes it. What visitors see, whoever publishes."""
    return writes_it(role, target) if target.startswith("mine") else publishes(role, target)


def unpublishes_it(role: Role, target: str) -> bool:
    """What is live and not locked by somebody else."""
    return target.startswith("theirs") and publishes(role, target)


def acts_on_page_from_outside(role: Role, target: str) -> bool:
    """Wagtail's interface for programs: each action asks as its screen does."""
    rules = {
        "convert_alias": works_on_pages,  # Says that it is no copy that follows another.
        "copy": publishes,
        "create_alias": publishes,
        "delete": removes_it,
        "move": removes_it,
        "publish": publishes,
        "revert_to_page_revision": writes_it,
        "unpublish": unpublishes_it,
    }
    return rules[target.split()[1]](role, target)


def acts_in_bulk(role: Role, target: str) -> bool:
    model, action = target.split()
    rules = {
        "customdocument": who_may(FILES, "add", "change"),
        "customimage": who_may(PICTURES, "add", "change"),
        "figure": who_may(RECOMMENDATIONS, "delete"),
        "glossaryterm": who_may(HELP_LISTS, "delete"),
        "language": who_may(HELPLINES, "delete"),
        "page": works_on_pages,
        "recommendation": who_may(RECOMMENDATIONS, "delete"),
        "service": who_may(HELPLINES, "delete"),
        "user": who_may(ACCOUNTS, "change"),
    }
    return rules[model](role, target)


def rows_of_records(namespace: str, kind: Kind, *, chooser: Rule | None = None) -> dict[str, Rule]:
    """Wagtail's screens for a kind of record, and its chooser."""
    needs = {
        ("list", "list_results", "index", "index_results"): (),
        ("add", "preview_on_add"): ("add",),
        ("edit", "preview_on_edit", "revisions_view", "revisions_revert"): ("change",),
        ("revisions_compare", "history", "history_results", "usage"): ("change",),
        ("delete",): ("delete",),
        ("unpublish", "revisions_unschedule"): ("publish",),
    }
    rows = {
        f"{namespace}:{view}": who_may(kind, *actions)
        for views, actions in needs.items()
        for view in views
    }
    if chooser:
        choosers = namespace.replace("wagtailsnippets", "wagtailsnippetchoosers")
        views = ("choose", "choose_results", "chosen", "chosen_multiple")
        rows |= {f"{choosers}:{view}": chooser for view in views}
        rows[f"{choosers}:create"] = nobody  # None has a form for a new record.
    return rows


def rows(rule: Rule, prefix: str, *names: str) -> dict[str, Rule]:
    return {f"{prefix}{name}": rule for name in names}


ROWS: dict[str, Rule] = {
    # Before signing in, and what is the same for all staff.
    **rows(
        everybody,
        "wagtailadmin_",
        "sprite",
        "login",
        "password_reset",
        "password_reset_done",
        "password_reset_confirm",
        "password_reset_complete",
        "javascript_catalog",
    ),
    **rows(anybody, "wagtailadmin_", "home", "account", "dismissibles", "tag_autocomplete"),
    # Signing in. Those who walk here have no second factor: nothing of it can be shown or removed.
    **rows(everybody, "", "account_login", "sign_in_state"),
    **rows(
        anybody,
        "mfa_",
        "index",
        "activate_totp",
        "add_webauthn",
        "generate_recovery_codes",
    ),
    **rows(
        nobody,
        "",
        "sign_in_start_again",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_remove_webauthn",
    ),
    "reset_second_factor": who_may(ACCOUNTS, "change"),
    # What Wagtail has for its own trials, and for kinds that aren't ours.
    **rows(
        nobody,
        "",
        "admin/test404/",
        "admin/^images/[0-9]+/(?:preview|generate_url)/",
        "admin/^.*/$",
        "admin/redirects/import/process/",
        "wagtailadmin_tag_model_autocomplete",
        "wagtailadmin_block_preview",
        "wagtailadmin_pages:convert_alias",
        "wagtailimages:url_generator",
        "wagtailimages:url_generator_output",
        "wagtailimages:preview",
        "wagtailsettings:preview_on_edit",
        "wagtailsnippets:index",
    ),
    "wagtailadmin_error_test": anybody,
    "policy_report": anybody,
    # Pages
    **rows(works_on_pages, "wagtailadmin_", "explore_root", "explore", "explore_results"),
    **rows(
        works_on_pages,
        "wagtailadmin_pages:",
        "search",
        "search_results",
        "type_use",
        "type_use_results",
        "choose_parent",
        "revisions_index",
        "confirm_workflow_cancellation",
    ),
    **rows(adds_pages, "wagtailadmin_pages:", "add", "preview_on_add", "add_subpage"),
    **rows(
        writes_it,
        "wagtailadmin_pages:",
        "usage",
        "edit",
        "preview_on_edit",
        "view_draft",
        "copy",
        "revisions_view",
        "revisions_revert",
        "revisions_compare",
        "history",
        "history_results",
        "workflow_history",
        "workflow_history_detail",
    ),
    "start_welsh": writes_it,
    **rows(
        publishes,
        "wagtailadmin_pages:",
        "set_privacy",
        "set_page_position",
        "revisions_unschedule",
        "workflow_action",
        "collect_workflow_action_data",
        "workflow_preview",
    ),
    **rows(removes_it, "wagtailadmin_pages:", "delete", "move", "move_confirm"),
    "wagtailadmin_pages:unpublish": unpublishes_it,
    "wagtailadmin_pages:lock": who_may(PAGES, "lock"),
    "wagtailadmin_pages:unlock": who_may(PAGES, "unlock"),
    "guide_read_again": publishes,
    "urgent_publish": publishes,
    "urgent_review": publishes,
    **rows(
        anybody,
        "wagtailadmin_choose_page",
        "",
        "_child",
        "_search",
        "_external_link",
        "_email_link",
        "_phone_link",
        "_anchor_link",
    ),
    "wagtailadmin_choose_page_chosen_multiple": works_on_pages,
    "wagtailadmin_api:pages:listing": works_on_pages,
    "wagtailadmin_api:pages:detail": works_on_pages,
    "wagtailadmin_api:pages:find": nobody,  # Finds nothing without words.
    "wagtailadmin_api:pages:action": acts_on_page_from_outside,
    "wagtail_bulk_action": acts_in_bulk,
    "wagtailadmin_editing_sessions:ping": writes_it,
    "wagtailadmin_editing_sessions:release": anybody,  # Of a session of one's own.
    # Packs
    **rows_of_records("embargopack", PACKS),
    **rows(
        who_may(PACKS, "change"),
        "pack_",
        "put_in",
        "take_out",
        "release_now",
        "stop",
        "invite_reader",
        "revoke_reader",
        "for_page",
    ),
    # The bin: what they deleted themselves, and for some what others did.
    **rows(anybody, "", "bin", "bin_results"),
    "bin_thing": who_may(BIN, "change"),
    "bin_for_good": who_may(BIN, "delete"),
    # In place of Wagtail's of the same address, which are walked by name.
    "admin/images/multiple/<int:image_id>/delete/": who_may(PICTURES, "change"),
    "admin/images/multiple/add/": who_may(PICTURES, "add"),
    "admin/documents/multiple/<int:doc_id>/delete/": who_may(FILES, "change"),
    **rows(anybody, "staff_guide", "", "_page"),
    # The audit log shows everybody what happened to what they work on. Wagtail's leads there.
    **rows(anybody, "", "audit_log", "audit_log_results"),
    **rows(everybody, "", "admin/reports/site-history/", "admin/reports/site-history/results/"),
    # Reports
    **rows(
        who_may(PAGES, "unlock"), "wagtailadmin_reports:", "locked_pages", "locked_pages_results"
    ),
    **rows(
        works_on_pages,
        "wagtailadmin_reports:",
        "workflow",
        "workflow_results",
        "workflow_tasks",
        "workflow_tasks_results",
        "aging_pages",
        "aging_pages_results",
        "page_types_usage",
        "page_types_usage_results",
    ),
    **rows(everybody, "wagtailadmin_reports:", "site_history", "site_history_results"),
    **rows(works_on_pages, "guide_report", "", "_results"),
    "typed_numbers": anybody,  # Of live texts.
    # Pictures and files
    **rows(who_may(FILES), "wagtaildocs:", "index", "index_results"),
    **rows(who_may(FILES, "add"), "wagtaildocs", ":add", ":add_multiple", "_chooser:create"),
    **rows(
        who_may(FILES, "change"),
        "wagtaildocs:",
        "edit",
        "delete",
        "edit_multiple",
        "delete_multiple",
        "document_usage",
    ),
    **rows(
        who_may(FILES),
        "wagtaildocs_chooser:",
        "choose",
        "choose_results",
        "chosen",
        "chosen_multiple",
    ),
    **rows(who_may(FILES), "wagtailadmin_api:documents:", "listing", "detail"),
    **rows(who_may(PICTURES), "wagtailimages:", "index", "index_results"),
    **rows(who_may(PICTURES, "add"), "wagtailimages", ":add", ":add_multiple", "_chooser:create"),
    **rows(
        who_may(PICTURES, "change"),
        "wagtailimages:",
        "edit",
        "delete",
        "edit_multiple",
        "delete_multiple",
        "image_usage",
    ),
    **rows(
        who_may(PICTURES),
        "wagtailimages_chooser:",
        "choose",
        "choose_results",
        "chosen",
        "chosen_multiple",
        "select_format",
    ),
    **rows(who_may(PICTURES), "wagtailadmin_api:images:", "listing", "detail"),
    # Of uploads that are not there, as each is seen by its uploader alone.
    **rows(
        nobody,
        "",
        "admin/images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/",
        "wagtaildocs:create_multiple_from_uploaded_document",
        "wagtaildocs:delete_upload_multiple",
        "wagtailimages:create_multiple_from_uploaded_image",
        "wagtailimages:delete_upload_multiple",
        "wagtailadmin_api:documents:find",
        "wagtailadmin_api:images:find",
    ),
    "read_again": who_may(FILES, "change"),
    # Records
    **rows_of_records("topic", TOPICS),
    **rows_of_records("organisations", TOPICS),
    **rows_of_records(
        "wagtailsnippets_publications_recommendation", RECOMMENDATIONS, chooser=works_on_pages
    ),
    **rows_of_records(
        "wagtailsnippets_publications_figure", RECOMMENDATIONS, chooser=works_on_pages
    ),
    **rows_of_records("wagtailsnippets_helpline_service", HELPLINES, chooser=anybody),
    **rows_of_records("wagtailsnippets_helpline_language", HELPLINES, chooser=anybody),
    **rows_of_records("wagtailsnippets_helpline_glossaryterm", HELP_LISTS, chooser=anybody),
    **rows_of_records("agency", HELP_LISTS),
    **rows_of_records("promotions", PROMOTIONS),
    **rows_of_records("resource", HELP_LISTS),
    "checked_today": who_may(HELPLINES, "publish"),
    **rows_of_records("alert", ALERTS),
    **rows(who_may(ALERTS, "add"), "", "put_up_new_notice", "put_up_notice", "take_off_notice"),
    **rows_of_records("commissioner", COMMISSIONERS),
    **rows_of_records("postsource", POST_SOURCES),
    "fetch_posts_now": who_may(POST_SOURCES, "change"),
    **rows_of_records("wagtailredirects", REDIRECTS),
    **rows(who_may(REDIRECTS, "add"), "wagtailredirects:", "start_import", "process_import"),
    "redirect_add": who_may(REDIRECTS, "add"),
    "redirect_import": who_may(REDIRECTS, "add"),
    "feedback_report": works_on_pages,
    **rows(who_may(REDIRECTS, "add"), "missing_", "addresses", "lead_on", "ignore"),
    **rows(who_may(REDIRECTS, "change"), "redirect_", "edit", "file", "check"),
    "wagtailsettings:edit": who_may(OFFICE, "change"),
    # People. What no row of the table grants is for nobody, whoever they are.
    **rows_of_records("wagtailusers_users", ACCOUNTS),
    **{
        f"{namespace}:{view}": nobody
        for namespace in ("wagtailusers_groups", "wagtailsites", "wagtailadmin_collections")
        for view in (
            "index",
            "index_results",
            "add",
            "edit",
            "delete",
            "copy",
            "history",
            "history_results",
            "usage",
            "set_privacy",
        )
    },
    **rows(
        nobody,
        "wagtailadmin_workflows:",
        "index",
        "index_results",
        "add",
        "enable",
        "disable",
        "edit",
        "usage",
        "usage_results",
        "remove",
        "add_task",
        "select_task_type",
        "task_index",
        "task_index_results",
        "edit_task",
        "disable_task",
        "enable_task",
        "task_chooser",
        "task_chooser_results",
        "task_chooser_create",
        "task_chosen",
    ),
}
# Ends the walk, and lets everybody out.
# The second step knows only who is at it; to others it says that they are signed in, or out.
NOT_WALKED = {"wagtailadmin_logout", "mfa_authenticate"}


# The world


def page(title: str, owner: User, **fields: Any) -> Page:
    """A news item with a draft that says more."""
    item = builders.news_item(title=title, slug=title, owner=owner, **fields)
    item.save_revision(user=owner)
    item.title = f"{title}, changed"
    item.save_revision(user=owner)
    item.refresh_from_db()
    return item


class World:
    """One of each thing that a door leads to."""

    def __init__(self) -> None:
        self.other = builders.staff("Editor", username="other")
        self.theirs = page("theirs", self.other)
        self.locked = page(
            "locked", self.other, locked=True, locked_by=self.other, locked_at=timezone.now()
        )
        self.submitted = page("submitted", self.other, live=False)
        self.submitted.get_workflow().start(self.submitted, self.other)
        self.guide = builders.guide(title="theirs", owner=self.other)
        builders.navigation()
        builders.office()
        self.records = {
            "agency": builders.agency(),
            "promotions": builders.promotion(),
            "alert": builders.alert(),
            "commissioner": builders.commissioner(),
            "documents": builders.document(),
            "helpline_glossaryterm": builders.term(),
            "helpline_language": builders.language(),
            "helpline_service": builders.helpline(),
            "images": builders.picture(),
            "organisations": builders.partner("A body"),
            "publications_figure": builders.figure(),
            "publications_recommendation": builders.recommendation(),
            "postsource": builders.post_source(),
            "resource": builders.resource(url="https://example.com/"),
            "topic": builders.topic(),
            "wagtailadmin_collections": Collection.objects.get(depth=1).add_child(name="A part"),
            "wagtailredirects": Redirect.add_redirect("/old", "/new"),
            "wagtailsites": Site.objects.get(),
            "wagtailusers_groups": self.other.groups.get(),
            "wagtailusers_users": self.other,
            "embargopack": builders.pack(),
        }
        for record in self.records.values():
            if hasattr(record, "save_revision"):
                record.save_revision()
                record.save_revision()
        pack = self.records["embargopack"]
        self.inside = builders.put_in(pack, builders.picture(title="Inside"), by=None)
        self.reader = builders.reader(pack)
        self.urgent = UrgentPublish.objects.create(
            revision=self.theirs.get_latest_revision(), reason="It can’t wait.", by=self.other
        )
        self.deletion = keeping.delete(page("deleted", self.other, live=False), by=self.other)
        self.records["wagtaildocs"] = self.records["documents"]
        self.records["wagtailimages"] = self.records["images"]

    def values(self, thing: Any) -> dict[str, Any]:
        """What an address may take of this record or page."""
        names = ("pk", "page_id", "parent_page_id", "page_to_move_id", "redirect_id", "document_id")
        names += ("image_id", "doc_id", "collection_id", "pack_id")
        values = dict.fromkeys(names, thing.pk) | {"uploaded_file_id": 1, "filter_spec": "x"}
        if hasattr(thing, "revisions") and (revisions := thing.revisions.order_by("pk")):
            first, last = revisions[0].pk, revisions[len(revisions) - 1].pk
            values |= {"revision_id": first, "revision_id_a": first, "revision_id_b": last}
        return values


def cases(world: World, route: Route, mine: Page) -> Iterator[tuple[str, dict[str, Any], dict]]:
    """What the address leads to: in a word, as parts of the address, and what is sent there."""
    space, _, view = route.name.rpartition(":")
    subject = space.removeprefix("wagtailsnippets_").removeprefix("wagtailsnippetchoosers_")
    subject = subject.removeprefix("wagtailadmin_api:").removesuffix("_chooser")
    if route.name == "redirect_edit":
        yield "", world.values(world.records["wagtailredirects"]), {}
    elif subject in world.records:
        yield "", world.values(world.records[subject]), {}
    elif space == "wagtailsettings":
        for model in OFFICE.models:
            app, name = model.split(".")
            yield name, {"app_name": app, "model_name": name, "pk": Site.objects.get().pk}, {}
    elif route.name == "wagtail_bulk_action":
        yield from bulk_cases()
    elif space == "wagtailadmin_workflows":
        model = Task if "task" in view else Workflow
        values = {"pk": model.objects.first().pk, "task_id": Task.objects.first().pk}
        task = {"app_label": "wagtailcore", "model_name": "groupapprovaltask"}
        page = {"page_pk": world.theirs.pk, "workflow_pk": Workflow.objects.first().pk}
        yield "", values | task | page, {}
    elif "workflow" in route.path and space == "wagtailadmin_pages":
        state = world.submitted.current_workflow_state
        task = state.current_task_state
        names = {"workflow_state_id": state.pk, "task_state_id": task.pk, "task_id": task.task_id}
        values = world.values(world.submitted) | names | {"action_name": "approve"}
        yield "submitted", values, {}
    elif route.name == "guide_read_again":
        yield "theirs", {"page_id": world.guide.pk}, {}
    elif {"page_id", "page_to_move_id"} & route.takes or route.name.startswith(
        ("wagtailadmin_api:pages:", "wagtailadmin_pages:revisions_compare")
    ):
        yield from page_cases(world, route, mine)
    else:
        yield "", other_values(world), {"url": "https://example.com/", "link_text": "It"}


def page_cases(world: World, route: Route, mine: Page) -> Iterator[tuple[str, dict, dict]]:
    for label, item in {"mine": mine, "theirs": world.theirs, "locked": world.locked}.items():
        values = world.values(item) | {"destination_id": item.get_parent().pk}
        if route.name != "wagtailadmin_api:pages:action":
            yield label, values, {}
            continue
        sent = {
            "destination_page_id": item.get_parent().pk,
            "position": "first-child",
            "revision_id": values["revision_id"],
        }
        for action in (
            "convert_alias",
            "copy",
            "create_alias",
            "delete",
            "move",
            "publish",
            "revert_to_page_revision",
            "unpublish",
        ):
            yield f"{label} {action}", values | {"action_name": action}, sent


def bulk_cases() -> Iterator[tuple[str, dict, dict]]:
    bulk_action_registry.get_bulk_action_class("wagtailcore", "page", "delete")
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            for action in actions:
                values = {"app_label": app, "model_name": model, "action": action}
                yield f"{model} {action}", values, {}


def other_values(world: World) -> dict[str, Any]:
    news = world.theirs.get_parent()
    return {
        "content_type_app_name": "news",
        "content_type_model_name": "newspage",
        "app_label": "news",
        "app_name": "core",
        "model_name": "newspage",
        "parent_page_id": news.pk,
        "object_id": str(world.theirs.pk),
        "session_id": 1,
        "alert_id": world.records["alert"].pk,
        "source_id": world.records["postsource"].pk,
        "service_id": world.records["helpline_service"].pk,
        "version_id": world.records["documents"].versions.first().pk,
        "pack_id": world.records["embargopack"].pk,
        "revision_id": world.theirs.latest_revision_id,
        "urgent_id": world.urgent.pk,
        "deletion_id": world.deletion.pk,
        "item_id": world.inside.pk,
        "reader_id": world.reader.pk,
        "name": "write-a-news-item",
        "user_id": world.other.pk,
        "pk": 0,  # A passkey, of which nobody has one.
        "uidb64": "a",
        "token": "b",
    }


# The walk

OUTSIDERS = ["nobody signed in", "account without a role", "deactivated administrator"]


@pytest.fixture
def _quickly(monkeypatch):
    """What a template shows doesn't decide who is let in, and takes most of the time."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", property(lambda self: ""))
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def signed_in(who: str) -> tuple[Client, User | None]:
    client, user = Client(raise_request_exception=False), None
    if who == "account without a role":
        user = User.objects.create_user("alone", "alone@example.org", builders.PASSWORD)
    elif who != "nobody signed in":
        role = "Administrator" if who in OUTSIDERS else who
        user = builders.staff(role, username="me", email="me@example.org")
    if user:
        client.force_login(user)
    if who == "deactivated administrator":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return client, user


def expected(rule: Rule, who: str, target: str) -> bool:
    role = next((role for role in ROLES if role.name == who), None)
    if role is None:
        return rule is everybody
    return rule(role, target)


def bulk_query(world: World, label: str) -> str:
    model = label.partition(" ")[0]
    objects = {
        "page": world.theirs,
        "user": world.other,
        "customdocument": world.records["documents"],
        "customimage": world.records["images"],
    }
    found = objects.get(model) or next(
        record for name, record in world.records.items() if name.endswith(f"_{model}")
    )
    return f"?id={found.pk}"


def test_every_address_of_the_admin_has_a_row():
    known = ROWS.keys() | NOT_WALKED

    assert sorted({route.name for route in admin_routes()} - known) == []


@pytest.mark.usefixtures("_quickly")
@pytest.mark.parametrize("who", [*[role.name for role in ROLES], *OUTSIDERS])
def test_every_door_is_open_to_those_whom_the_table_names_and_to_nobody_else(who):
    world = World()
    client, user = signed_in(who)
    mine = page("mine", user or world.other, live=False)
    wrong = []
    for route in admin_routes():
        rule = ROWS.get(route.name)
        if rule is None or "/" in route.name:
            continue
        for label, values, sent in cases(world, route, mine):
            path = address(route, values)
            if route.name == "wagtail_bulk_action":
                path += bulk_query(world, label)
            wanted = expected(rule, who, label)
            for verb, data in {"GET": {}, "POST": sent}.items():
                told = answer(client, verb, path, data)
                if told != "verb" and (told == "in") is not wanted:
                    wrong.append(f"{verb} {route.name} {label}: {told}")

    assert wrong == []


def test_each_kind_of_content_has_doors():
    """A kind that no door asks about would be granted to no end."""
    for kind in KINDS:
        assert any(
            rule.keywords["kind"] is kind for rule in ROWS.values() if isinstance(rule, partial)
        ), kind.name
