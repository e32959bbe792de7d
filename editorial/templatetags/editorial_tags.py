"""What the admin's templates say of the office, its people and its pages, and start of widgets."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db.models import Model
from django.utils.safestring import SafeString
from wagtail.models import DraftStateMixin, Page

from editorial import guide_screens, outcomes, review, schedule_words, starting_widgets
from editorial.checks.panel import Entry, entries

register = template.Library()


@register.simple_tag
def office_name() -> str:
    return settings.WAGTAIL_SITE_NAME


@register.inclusion_tag("editorial/bin/note.html")
def bin_note() -> dict:
    """Where a thing goes when it is deleted."""
    return {}


@register.simple_tag
def start_widget(kind: str, options_json: str, element_id: str = "") -> SafeString:
    """Starts the widget that stands before it. `options_json` is what Wagtail would hand over."""
    options = json.loads(options_json)
    return starting_widgets.start(kind, element_id=element_id, options=options)


@register.simple_tag
def person(user: AbstractUser | None) -> str:
    """The name of a member of staff; “Somebody” if the account is gone."""
    return review.name_of(user)


register.simple_tag(outcomes.why_sent_back)


@register.inclusion_tag("editorial/when_live.html")
def when_live(subject: Model, user: AbstractUser) -> dict[str, Any]:
    """What will happen to a page or record, and when, in sentences. Nothing of a new one yet."""
    return {
        "has_drafts": isinstance(subject, DraftStateMixin),
        "sentences": schedule_words.sentences(subject, user=user),
    }


@register.inclusion_tag("editorial/when_live_now.html")
def when_live_now(subject: Model, user: AbstractUser) -> dict[str, Any]:
    """The same once more, for the place where it stands."""
    return when_live(subject, user)


@register.inclusion_tag("editorial/guide/link.html", takes_context=True)
def guide_for_screen(context: template.RequestContext) -> dict:
    """A link to the page of the guide about this screen, if there is one."""
    match = context.request.resolver_match
    return {"page": guide_screens.page_for(match, context.get("page"))}


@register.inclusion_tag("editorial/checks_found.html")
def checks_found(page: Page) -> dict[str, list[Entry]]:
    """What the checks find in a page: what blocks, and what is advice."""
    return entries(page)
