"""The record of recommendations as CSV and JSON, for machines and spreadsheets.

`COLUMNS` and `FIELDS` are the documentation as well: the site shows them beside the files. Names
and their order stay as they are; new ones come last.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from django.conf import settings
from django.http import HttpResponse, JsonResponse

from core.models.office import OPEN_GOVERNMENT_LICENCE
from core.spreadsheets import safe_cell
from publications.recommendations import Entry, Status, Step
from publications.selections import UnknownPart

LICENCE = OPEN_GOVERNMENT_LICENCE


History = Mapping[int, Sequence[Step]]


@dataclass(frozen=True)
class Column:
    name: str
    meaning: str
    value: Callable[[Entry, Step], str]


def absolute(address: str) -> str:
    """A full address; one that leads elsewhere, or nowhere, as it is."""
    return f"{settings.SITE_URL}{address}" if address.startswith("/") else address


COLUMNS = [
    Column("publication", "Title of the publication", lambda one, now: one.publication_title),
    Column(
        "publication_address",
        "Where the publication is on this website",
        lambda one, now: absolute(one.publication_url),
    ),
    Column("number", "Number of the recommendation, as printed", lambda one, now: one.number),
    Column(
        "address",
        "Where this recommendation is on this website, for good",
        lambda one, now: absolute(one.url),
    ),
    Column("text", "The recommendation, word for word", lambda one, now: one.text),
    Column("source", "Where it stands in the publication", lambda one, now: one.source),
    Column(
        "bodies",
        "Full names of those it is addressed to, with “; ” between them",
        lambda one, now: "; ".join(body.name for body in one.bodies),
    ),
    Column("made_on", "Day on which it was made", lambda one, now: one.made_on.isoformat()),
    Column(
        "status",
        f"Its status today: {', '.join(status.word for status in Status)}",
        lambda one, now: one.status.word,
    ),
    Column(
        "status_on",
        "Day since which it has had this status",
        lambda one, now: one.status_on.isoformat(),
    ),
    Column("evidence", "How we know of this status", lambda one, now: now.evidence),
    Column("evidence_address", "Where the evidence is", lambda one, now: absolute(now.address)),
    Column("licence", "Under which licence you may use it", lambda one, now: LICENCE["id"]),
]


FIELDS = {
    "title": "Name of this file",
    "address": "The list on this website that holds the same",
    "description": "Where the fields are described",
    "licence": "Under which licence you may use it: id, name and address",
    "filters": "Which of all recommendations these are: body, status, publication, year",
    "count": "How many recommendations follow",
    "recommendations": "The recommendations, in the order of the list on this website",
    "recommendations.publication": "Title and address of the publication",
    "recommendations.number": "Number of the recommendation, as printed",
    "recommendations.address": "Where this recommendation is on this website, for good",
    "recommendations.text": "The recommendation, word for word",
    "recommendations.source": "Where it stands in the publication",
    "recommendations.bodies": "Whom it is addressed to: name, and id in addresses of this website",
    "recommendations.made_on": "Day on which it was made",
    "recommendations.status": "Its status today, in the same words as in the CSV",
    "recommendations.status_on": "Day since which it has had this status",
    "recommendations.statuses": (
        "All its statuses, the oldest first: status, day, evidence in words, address of the "
        "evidence"
    ),
}
"""What the JSON holds; a point leads into a field."""


def record_of(one: Entry, steps: Iterable[Step]) -> dict:
    """A recommendation as JSON has it."""
    return {
        "publication": {
            "title": one.publication_title,
            "address": absolute(one.publication_url),
        },
        "number": one.number,
        "address": absolute(one.url),
        "text": one.text,
        "source": one.source,
        "bodies": [{"id": body.slug, "name": body.name} for body in one.bodies],
        "made_on": one.made_on.isoformat(),
        "status": one.status.word,
        "status_on": one.status_on.isoformat(),
        "statuses": [
            {
                "status": step.status.word,
                "on": step.on.isoformat(),
                "evidence": step.evidence,
                "evidence_address": absolute(step.address),
            }
            for step in steps
        ],
    }


def csv_answer(entries: Iterable[Entry], history: History, *, name: str) -> HttpResponse:
    """A file as RFC 4180 has it, in UTF-8, one line for each recommendation."""
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(column.name for column in COLUMNS)
    for one in entries:
        now = history[one.pk][-1]
        writer.writerow(safe_cell(column.value(one, now)) for column in COLUMNS)
    answer = HttpResponse(
        written.getvalue(), content_type="text/csv; charset=utf-8; header=present"
    )
    return _as_file(answer, f"{name}.csv")


def json_answer(
    entries: Sequence[Entry], history: History, *, name: str, facts: Mapping[str, object]
) -> HttpResponse:
    """All that the record knows, with the facts about the file first."""
    content = {
        **facts,
        "licence": LICENCE,
        "count": len(entries),
        "recommendations": [record_of(one, history[one.pk]) for one in entries],
    }
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _as_file(answer, f"{name}.json")


def _as_file(answer: HttpResponse, name: str) -> HttpResponse:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Link"] = f'<{LICENCE["address"]}>; rel="license"'
    return answer


def refusal(kind: str, error: UnknownPart) -> HttpResponse:
    """Says in the format that was asked for what the address may name instead."""
    if kind == "json":
        content = {"error": str(error), "part": error.part, "known": error.known}
        return JsonResponse(content, status=404, json_dumps_params={"ensure_ascii": False})
    lines = [str(error), "These are known:", *error.known]
    return HttpResponse(
        "\n".join(lines) + "\n", status=404, content_type="text/plain; charset=utf-8"
    )
