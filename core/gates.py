"""The door through which content goes live, and the objections that can keep it shut.

Most ways of publishing in Wagtail end in `publish()` of the object. The page editor, the admin's
own API and copies go past it, but nothing goes live without `save()`, and nothing is scheduled
without its revision being saved with a moment, so all three ask: together they are the only door.
An app adds a gate in its `AppConfig.ready`: a function that takes the object as it would be and
the moment at which it would go live, and returns its objections. What depends on who publishes is
a gate of its own kind, asked when a person does: whoever is named, else who is at work in the
admin.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Revision


@dataclass(frozen=True)
class WayOut:
    """Where else in the admin a person can go who was refused."""

    label: str
    url: str


@dataclass(frozen=True)
class Objection:
    """Why an object can't go live: what to do about it, and the field and block to do it in."""

    message: str
    field: str | None = None
    way_out: WayOut | None = None
    # The id of the block within the field, if that is known.
    block: str = ""


went_live = Signal()
"""Sent in the transaction in which visitors get something new; `subject` is the page or record.

With `in_bulk` where many new pages are written together: whoever does that notes what they refer
to, and has search catch up.
"""

Gate = Callable[[models.Model, datetime], Iterable[Objection]]
PersonGate = Callable[[models.Model, Revision | None, AbstractBaseUser], Iterable[Objection]]
_gates: list[Gate] = []
_gates_of_words: list[Gate] = []
_person_gates: list[PersonGate] = []


def register(gate: Gate) -> None:
    """Have `gate` asked before anything goes live."""
    if gate not in _gates:
        _gates.append(gate)


def register_for_words(gate: Gate) -> None:
    """Have `gate` asked also before a page is submitted: it objects to what a writer can mend."""
    register(gate)
    if gate not in _gates_of_words:
        _gates_of_words.append(gate)


def register_for_persons(gate: PersonGate) -> None:
    """Have `gate` asked before a person publishes: what would be, its revision, and who it is.

    A copy that would be live at once has no revision yet.
    """
    if gate not in _person_gates:
        _person_gates.append(gate)


def objections(subject: models.Model, *, now: datetime | None = None) -> list[Objection]:
    """All that stands in the way of `subject`, as it is in memory, going live.

    A subject with a go-live moment ahead is judged as of that moment.
    """
    return _objections_at(_goes_live_at(subject, now or timezone.now()), subject)


def objections_to_words(subject: models.Model) -> list[Objection]:
    """Those of the objections that a writer should hear before anybody else reads it."""
    live_at = _goes_live_at(subject, timezone.now())
    return [objection for gate in _gates_of_words for objection in gate(subject, live_at)]


def _goes_live_at(subject: models.Model, now: datetime) -> datetime:
    return max(now, getattr(subject, "go_live_at", None) or now)


def _objections_at(live_at: datetime, subject: models.Model) -> list[Objection]:
    return [objection for gate in _gates for objection in gate(subject, live_at)]


def objections_to_person(
    subject: models.Model, revision: Revision | None, user: AbstractBaseUser | None
) -> list[Objection]:
    """All that stands in the way of `user` publishing `revision`. Nobody (None) is never asked."""
    if user is None:
        return []
    return [found for gate in _person_gates for found in gate(subject, revision, user)]


class PublishRefused(Exception):
    """Somebody tried to publish, and a gate objects. `subject` and `objections` say to what."""

    def __init__(self, subject: models.Model, found: list[Objection]):
        self.subject = subject
        self.objections = found
        reasons = " ".join(objection.message for objection in found)
        super().__init__(f"“{subject}” was not published. {reasons}")


class Gated(models.Model):
    """A page or draftable record that goes live only when no gate objects."""

    class Meta:
        abstract = True

    def publish(self, revision, user=None, **options):
        """Publish `revision`, or schedule it.

        Raises `PublishRefused` for a person. With nobody at the keyboard the refusal is only
        logged, because an error would stop Wagtail's scheduled run and the pages after this one.
        """
        candidate = revision.as_object()
        found = objections(candidate) + objections_to_person(candidate, revision, user)
        if found:
            # An approved schedule would be tried, and refused, again every minute.
            type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            if user is not None:
                raise PublishRefused(candidate, found)
            log(
                instance=candidate,
                action="core.publish_refused",
                revision=revision,
                data={"reasons": [objection.message for objection in found]},
            )
            return None
        if candidate.go_live_at and candidate.go_live_at > timezone.now():
            keep_what_is_live(self, revision)
        return super().publish(revision, user=user, **options)

    def save(self, *args, **options):
        """Save; raises `PublishRefused` if that would put live what a gate objects to."""
        if not self._goes_live(options.get("update_fields")):
            return super().save(*args, **options)
        person = get_active_log_context().user
        # It goes live as it is saved, whatever moment its schedule names.
        found = _objections_at(timezone.now(), self)
        if found := found + objections_to_person(self, self.live_revision, person):
            raise PublishRefused(self, found)
        with transaction.atomic():
            saved = super().save(*args, **options)
            went_live.send(sender=type(self), subject=self)
        return saved

    def _goes_live(self, update_fields: Iterable[str] | None) -> bool:
        """Whether a save would show visitors something new: the first version, or another one."""
        if not self.live or (update_fields is not None and "live" not in update_fields):
            return False
        stored = type(self)._base_manager.filter(pk=self.pk)
        return (True, self.live_revision_id) not in stored.values_list("live", "live_revision_id")


def keep_what_is_live(subject: models.Model, draft: Revision | None) -> None:
    """Make what visitors read a revision, the oldest one, if it has none, as what was imported.

    Wagtail takes such a live page offline as soon as `draft` of it is scheduled.
    """
    if not subject.live or subject.live_revision_id is not None:
        return
    stored = type(subject)._base_manager.get(pk=subject.pk)
    first = stored.revisions.order_by("created_at").first()
    kept = Revision.objects.create(
        content_object=stored,
        base_content_type=stored.get_base_content_type(),
        content=stored.serializable_data(),
        object_str=str(stored),
        created_at=first.created_at - timedelta(seconds=1) if first else timezone.now(),
    )
    type(subject)._base_manager.filter(pk=subject.pk).update(live_revision=kept)
    subject.live_revision = kept
    if draft is not None:
        draft.content["live_revision"] = kept.pk
        Revision.objects.filter(pk=draft.pk).update(content=draft.content)


def refuse_unready_schedule(instance: Revision, raw: bool = False, **kwargs) -> None:
    """Before a revision is saved with the moment at which it is to go live.

    Raises `PublishRefused` for a person at work in the admin. A schedule that stands is not asked
    again: a later draft changes nothing about it.
    """
    person = get_active_log_context().user
    if raw or person is None or instance.approved_go_live_at is None:
        return
    model = instance.content_type.model_class()
    moment = {"approved_go_live_at": instance.approved_go_live_at}
    if not (model and issubclass(model, Gated)):
        return
    if instance.pk and Revision.objects.filter(pk=instance.pk, **moment).exists():
        return
    candidate = instance.as_object()
    if found := objections(candidate) + objections_to_person(candidate, instance, person):
        raise PublishRefused(candidate, found)


class GatedAtOnce(models.Model):
    """Without drafts: visitors read what is saved, so the form refuses what a gate does."""

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        problems: dict[str, list[str]] = {}
        for objection in objections(self):
            problems.setdefault(objection.field or NON_FIELD_ERRORS, []).append(objection.message)
        if problems:
            raise ValidationError(problems)


class RefusedPublishMiddleware(MiddlewareMixin):
    """Tells a person why their publish was refused, where they can do something about it."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PublishRefused):
            return None
        if "wagtailadmin_api" in request.resolver_match.namespaces:
            return JsonResponse({"message": str(error)}, status=400)
        ways_out = [objection.way_out for objection in error.objections if objection.way_out]
        buttons = [messages.button(way.url, way.label) for way in ways_out]
        messages.error(request, str(error), buttons=buttons)
        address = _where_to_mend(request, error.subject)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            # What Wagtail's dialogues understand: close, and go there.
            return JsonResponse({"step": "success", "redirect": address})
        return HttpResponseRedirect(address)


def _where_to_mend(request: HttpRequest, subject: models.Model) -> str:
    """The editor of `subject` with its latest draft; else the page that the person came from."""
    editor = subject.pk and AdminURLFinder(request.user).get_edit_url(subject)
    came_from = request.META.get("HTTP_REFERER", "")
    if editor:
        return editor
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        return came_from
    return request.path
