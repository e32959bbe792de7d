"""The registry as JSON, for partners. `FIELDS` is its documentation as well: names stay."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from core.models.office import OPEN_GOVERNMENT_LICENCE
from helpline.models import Service
from helpline.opening import DAYS, Times

FIELDS = {
    "title": "Name of this file",
    "address": "Where this file is, for good",
    "licence": "Under which licence you may use it: id, name and address",
    "count": "How many helplines follow",
    "helplines": "The helplines, in the order of the list on this website",
    "helplines.name": "As the service calls itself",
    "helplines.when_to_call": "In a few words, for people in a hurry",
    "helplines.number": "What a phone dials: E.164, or a short number. Null without one",
    "helplines.number_words": "The number as people say it",
    "helplines.text_number": "For text messages, as `number`. Null without one",
    "helplines.text_relay": "Whether people reach it through Relay UK",
    "helplines.sign_language_address": "Its British Sign Language service. Null without one",
    "helplines.online_address": "Its online form or chat. Null without one",
    "helplines.website": "Its own website. Null without one",
    "helplines.description": "Who answers, and what happens then",
    "helplines.cost": "What a call costs, in words",
    "helplines.languages": "In which languages, in words",
    "helplines.nation": "Where in the UK it helps: a word of ours, such as uk or england_wales",
    "helplines.anonymous": "Whether people need not give their name",
    "helplines.hours": "When somebody answers: `words`, and what they are made from",
    "helplines.hours.words": "As pages show it",
    "helplines.hours.always": "Whether somebody answers at every hour of every day",
    "helplines.hours.weekly": (
        "Days, opens, closes and closes_next_day, by the clocks of London. Empty if always, or if "
        "only words are known"
    ),
    "helplines.hours.bank_holidays": "What holds then: usual, closed or own. Null if not said",
    "helplines.hours.bank_holiday_nation": "Whose bank holidays. Null if not said",
    "helplines.hours.on_bank_holidays": "As weekly, without days, if bank_holidays is own",
    "helplines.verified_on": "Day on which we last checked all this",
}
"""What the JSON holds; a point leads into a field."""


def record_of(service: Service) -> dict:
    """A helpline as JSON has it. Who of us keeps it right is nobody's business."""
    return {
        "name": service.name,
        "when_to_call": service.when_to_call,
        "number": service.number,
        "number_words": service.spoken_form,
        "text_number": service.text_number or None,
        "text_relay": service.has_text_relay,
        "sign_language_address": service.sign_language_url or None,
        "online_address": service.online_url or None,
        "website": service.website or None,
        "description": service.description,
        "cost": service.cost,
        "languages": service.languages,
        "nation": service.nation,
        "anonymous": service.is_anonymous,
        "hours": hours_of(service),
        "verified_on": service.verified_on.isoformat(),
    }


def hours_of(service: Service) -> dict:
    opening = service.opening
    return {
        "words": service.hours,
        "always": opening.is_always,
        "weekly": [
            {"days": [DAYS[day] for day in sorted(one.days)]} | times_of(one.times)
            for one in opening.weekly
        ],
        "bank_holidays": service.bank_holidays or None,
        "bank_holiday_nation": opening.nation and opening.nation.value,
        "on_bank_holidays": [times_of(times) for times in opening.on_bank_holidays],
    }


def times_of(times: Times) -> dict:
    return {
        "opens": f"{times.opens:%H:%M}",
        "closes": f"{times.closes:%H:%M}",
        "closes_next_day": times.closes_next_day,
    }


def json_answer(services: Iterable[Service]) -> HttpResponse:
    """All of `services`, with the facts about the file first."""
    records = [record_of(service) for service in services]
    content = {
        "title": "Helplines",
        "address": f"{settings.SITE_URL}{reverse('helplines-json')}",
        "licence": OPEN_GOVERNMENT_LICENCE,
        "count": len(records),
        "helplines": records,
    }
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer.headers["Content-Disposition"] = 'attachment; filename="helplines.json"'
    answer.headers["Link"] = f'<{OPEN_GOVERNMENT_LICENCE["address"]}>; rel="license"'
    return answer
