"""The release: all of a pack in one transaction, or nothing of it."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import Revision

from core import gates
from core.models import BasePage
from editorial.letters import subject_line
from editorial.models import EmbargoPack
from editorial.moments import in_words
from editorial.packs.contents import set_time
from editorial.packs.preflight import Obstacle, drafts_of, obstacles_of

logger = logging.getLogger(__name__)

RELEASED, HINDERED = "editorial.pack_release", "editorial.pack_hindered"
UNFORESEEN = "Something went wrong that nobody foresaw. The log of the server says what."


class Hindered(Exception):
    """Something stands in the way, so nothing of the pack went live."""

    def __init__(self, obstacles: list[Obstacle]):
        self.obstacles = obstacles
        super().__init__("\n".join(str(obstacle) for obstacle in obstacles))


def release_due(now: datetime) -> None:
    """Release each pack whose time has come, and tell publishers, once, what became of it."""
    for pack_id in list(EmbargoPack.objects.due(now=now).values_list("pk", flat=True)):
        try:
            release(pack_id, now=now)
        except Hindered as hindered:
            _note_trouble(pack_id, str(hindered))
        except Exception:
            logger.exception("The embargo pack %s could not be released.", pack_id)
            _note_trouble(pack_id, UNFORESEEN)
    tell_publishers()


@transaction.atomic
def release(pack_id: int, *, now: datetime, by: AbstractBaseUser | None = None) -> bool:
    """Put all of a pack live. `by` brings it forward; without, only when it is due.

    False if there is nothing to do: released already, stopped, or not due. Raises `Hindered`, and
    then nothing has changed.
    """
    # Of two who come at once, the second waits here, and then finds it done.
    pack = EmbargoPack.objects.select_for_update().get(pk=pack_id)
    is_due = pack.release_at is not None and pack.release_at <= now
    if pack.released_at or not (is_due or by):
        return False
    if not is_due:
        pack = set_time(pack, now, by=by)
    if found := obstacles_of(pack):
        raise Hindered(found)
    pages = _put_live(pack)
    for item in pack.items.filter(document__isnull=False).select_related("document"):
        for version in item.document.versions.unreleased():
            version.release(now=now)
    data = {"pages": pages, "late_minutes": minutes_late(pack, released_at=now)}
    pack.released_at, pack.trouble = now, ""
    pack.save()
    log(pack, RELEASED, user=by, data=data)
    return True


def _put_live(pack: EmbargoPack) -> list[str]:
    """Publish the drafts of `pack`, and give their titles. Raises `Hindered`."""
    drafts = drafts_of(pack)
    pack.items.update(is_waiting=False)  # from here on no gate keeps them back
    for draft in drafts:
        revision = Revision.objects.get(pk=draft.revision_id)
        if found := gates.objections(revision.as_object()):
            raise Hindered([Obstacle(objection.message, draft.item) for objection in found])
        revision.publish(log_action="wagtail.publish.scheduled")
        if not BasePage.objects.filter(pk=draft.page.pk, live_revision=revision).exists():
            raise Hindered([Obstacle("It did not go live.", draft.item)])
    return [str(draft.page) for draft in drafts]


def minutes_late(pack: EmbargoPack, *, released_at: datetime) -> int:
    """How many whole minutes after its time a pack went live."""
    return max(0, (released_at - pack.release_at) // timedelta(minutes=1))


def _note_trouble(pack_id: int, words: str) -> None:
    """Keep why a due pack did not go live. The same again is no news."""
    with transaction.atomic():
        pack = EmbargoPack.objects.unreleased().select_for_update().filter(pk=pack_id).first()
        if pack is None or pack.trouble == words:
            return
        pack.trouble = words
        pack.save(update_fields=["trouble"])
        log(pack, HINDERED, data={"reasons": words.splitlines()})
    logger.error("The embargo pack “%s” was due and did not go live. %s", pack, words)


def tell_publishers() -> None:
    """Send the letters about packs that are not sent yet, one for each release or hindrance."""
    Told = EmbargoPack.Told
    hindered = ~Q(trouble="") & Q(released_at__isnull=True, told_of=Told.NOTHING)
    released = Q(released_at__isnull=False) & ~Q(told_of=Told.RELEASE)
    for pack_id in list(
        EmbargoPack.objects.filter(hindered | released).values_list("pk", flat=True)
    ):
        try:
            _tell(pack_id, hindered | released)
        except OSError:  # among them all that a mail server can answer
            logger.exception("The letter about the embargo pack %s was not sent yet.", pack_id)


@transaction.atomic
def _tell(pack_id: int, is_news: Q) -> None:
    """Send one letter. The lock keeps a second scheduler from sending it as well."""
    pack = EmbargoPack.objects.select_for_update().filter(is_news, pk=pack_id).first()
    if pack is None:
        return
    pack.told_of = EmbargoPack.Told.RELEASE if pack.released_at else EmbargoPack.Told.TROUBLE
    pack.save(update_fields=["told_of"])
    to = [user.email for user in publishers() if user.email]
    if to:
        subject, words = _about_release(pack) if pack.released_at else _about_trouble(pack)
        EmailMessage(subject_line(subject), words, to=to).send()


def publishers() -> list[AbstractBaseUser]:
    """Those who may release packs."""
    users = get_user_model().objects.with_perm(
        "editorial.change_embargopack",
        backend="django.contrib.auth.backends.ModelBackend",
        include_superusers=True,
    )
    return list(users.filter(is_active=True).order_by("pk"))


def address_of_pack(pack: EmbargoPack) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse("embargopack:edit", args=[pack.pk])


def _about_release(pack: EmbargoPack) -> tuple[str, str]:
    late = minutes_late(pack, released_at=pack.released_at)
    lines = [f"“{pack}” went live on {in_words(pack.released_at)}."]
    if late:
        lines.append(f"That is {late} minute{'s' if late > 1 else ''} after its time.")
    pages = [item.page for item in pack.items.filter(page__isnull=False).select_related("page")]
    lines += ["", *[f"{page.title}: {page.full_url}" for page in pages]]
    return f"Released: {pack}", "\n".join(lines)


def _about_trouble(pack: EmbargoPack) -> tuple[str, str]:
    lines = [
        f"“{pack}” was due on {in_words(pack.release_at)}.",
        "Nothing of it is live, because something stands in the way:",
        "",
        pack.trouble,
        "",
        "It goes live by itself as soon as all of this is mended. To prevent that, stop it.",
        address_of_pack(pack),
    ]
    return f"Not released: {pack}", "\n".join(lines)
