"""Two people, or two windows of one person, at one form: whoever saves second is asked first.

Each form of the admin carries what was stored when it was opened. When that is no longer so, the
save is refused with the typed words still in the form, and a button saves them all the same. What
they then replace stays: as a version in the history, or in the record's own log.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic import EditView
from wagtail.admin.views.pages.edit import EditView as EditPageView
from wagtail.log_actions import log, registry
from wagtail.models import Page, RevisionMixin

LOADED = "loaded_as"
SAVE_OVER = "save_over"
NOT_SAVED = "This was not saved: somebody has saved it after you opened it."
SAVED_OVER = "editorial.saved_over"
# The apps whose pages and records staff edit.
OURS = {"core", "editorial", "helpline", "home", "news", "publications", "safety"}


@dataclass(frozen=True)
class LaterSave:
    """What somebody saved after the form was opened."""

    subject: models.Model
    stamp: str
    loaded: str
    by: AbstractBaseUser | None
    at: datetime | None

    @property
    def compare_address(self) -> str:
        """Where the two versions stand beside each other. Empty for a record without versions."""
        earlier, later = (stamp.partition(" ")[0] for stamp in (self.loaded, self.stamp))
        if not isinstance(self.subject, RevisionMixin):
            return ""
        if not re.fullmatch("[0-9]+", earlier) or earlier == later:
            # There was no version yet, or it saved itself again over the one that was opened.
            earlier = "live"
        if isinstance(self.subject, Page):
            name = "wagtailadmin_pages:revisions_compare"
        else:
            name = type(self.subject).snippet_viewset.get_url_name("revisions_compare")
        return reverse(name, args=[self.subject.pk, earlier, later])


class LoadedField(forms.CharField):
    """What was stored when the form was opened. No words of the person's."""

    def has_changed(self, initial, data):
        return False


class InTurn(forms.ModelForm):
    """A form that is refused when what it was opened with is no longer what is stored."""

    loaded_as = LoadedField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # What was saved after the form was opened, if the save is refused for that.
        self.later_save: LaterSave | None = None
        self.replaced: dict[str, str] = {}
        if LOADED in self.fields and self.instance.pk:
            self.initial[LOADED] = stamp_of(self.instance)

    def clean(self):
        cleaned = super().clean()
        loaded = self.data.get(LOADED)
        if not loaded or not self.instance.pk:
            return cleaned
        now = stamp_of(self.instance)
        if now == loaded:
            return cleaned
        if self.data.get(SAVE_OVER) == now:
            self.replaced = _words_replaced(self)
        else:
            self.later_save = _later_save(self.instance, now, loaded)
            self.add_error(None, NOT_SAVED)
        return cleaned

    def save(self, commit=True):
        saved = super().save(commit)
        if self.replaced:
            data = {"replaced": self.replaced}
            log(instance=saved, action=SAVED_OVER, user=self.for_user, data=data)
        return saved

    def get_field_updates_for_resave(self):
        """As in Wagtail; once it has saved by itself, the form is as what is stored now."""
        return [*super().get_field_updates_for_resave(), (LOADED, stamp_of(self.instance))]


def stamp_of(subject: models.Model) -> str:
    """What tells whether `subject` was saved meanwhile: its latest version, else all its words.

    Within a transaction nobody else saves it until the end of that.
    """
    if isinstance(subject, Page):
        stored = _locked(Page, subject.pk)
    else:
        stored = _locked(type(subject), subject.pk)
    if stored is None:
        return "none"
    if isinstance(subject, RevisionMixin):
        latest = stored.latest_revision
        return f"{latest.pk} {latest.created_at.isoformat()}" if latest else "none"
    return _sum_of(stored)


def _locked(model: type[models.Model], pk: Any) -> models.Model | None:
    rows = model._base_manager.filter(pk=pk)
    if transaction.get_connection().in_atomic_block:
        rows = rows.select_for_update(of=("self",))
    return rows.first()


def _sum_of(stored: models.Model) -> str:
    """The sum of all that a record's form shows, its rows included."""
    meta = stored._meta
    words = {field.name: field.value_to_string(stored) for field in meta.concrete_fields}
    for field in meta.local_many_to_many:
        words[field.name] = sorted(str(pk) for pk in getattr(stored, field.name).values_list("pk"))
    for relation in get_all_child_relations(stored):
        rows = relation.related_model._base_manager.filter(**{relation.field.name: stored})
        words[relation.name] = [str(row) for row in rows.order_by("pk").values_list()]
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:32]


def _words_replaced(form: InTurn) -> dict[str, str]:
    """What a record without versions holds, where the form says something else."""
    subject = form.instance
    if isinstance(subject, RevisionMixin):
        return {}
    stored = type(subject)._base_manager.get(pk=subject.pk)
    names = {field.name: field for field in stored._meta.concrete_fields}
    return {
        str(names[name].verbose_name): str(getattr(stored, name))
        for name, value in form.cleaned_data.items()
        if name in names and getattr(stored, name) != value
    }


def _later_save(subject: models.Model, stamp: str, loaded: str) -> LaterSave:
    if isinstance(subject, RevisionMixin):
        model = Page if isinstance(subject, Page) else type(subject)
        latest = model._base_manager.get(pk=subject.pk).latest_revision
        by, at = (latest.user, latest.created_at) if latest else (None, None)
    else:
        entry = registry.get_logs_for_instance(subject).first()
        by, at = (entry.user, entry.timestamp) if entry else (None, None)
    return LaterSave(subject, stamp, loaded, by, at)


def give_turns() -> None:
    """Have the forms of all pages and records of ours be refused like this."""
    for model in apps.get_models():
        is_row = any(isinstance(field, ParentalKey) for field in model._meta.local_fields)
        has_form = issubclass(model, Page) or hasattr(model, "panels")
        if model._meta.app_label not in OURS or not has_form or is_row:
            continue
        base = getattr(model, "base_form_class", WagtailAdminModelForm)
        if not issubclass(base, InTurn):
            model.base_form_class = type(base)(base.__name__, (InTurn, base), {})


class InTurnMiddleware:
    """Saves from an editor's form are one transaction, and a refused one says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not _is_editor(request.path_info):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_template_response(self, request: HttpRequest, response: HttpResponse):
        later = getattr((response.context_data or {}).get("form"), "later_save", None)
        if later and request.accepts("text/html"):
            messages.error(request, _what_to_do(request, later))
        return response


def _is_editor(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return issubclass(getattr(view, "view_class", object), (EditPageView, EditView))


def _what_to_do(request: HttpRequest, later: LaterSave) -> str:
    return render_to_string(
        "editorial/saved_meanwhile.html",
        {
            "later": later,
            "is_own": later.by == request.user,
            "kind": later.subject._meta.verbose_name,
            "form": "page-edit-form" if isinstance(later.subject, Page) else "w-editor-form",
            "open_address": AdminURLFinder(request.user).get_edit_url(later.subject),
            "name": SAVE_OVER,
        },
    )
