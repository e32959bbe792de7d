"""Redirects from a file, of which each line is looked at before any is saved."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log

from core.spreadsheets import safe_cell, words_of
from editorial.models import User
from operations.redirects.addresses import LONGEST, folded
from operations.redirects.table import Table, Target, lead_to_the_end

MOST_LINES = 10_000
MOST_BYTES = 4 * 1024 * 1024
COLUMNS = ["Old address", "Leads to", "For good"]
FOR_NOW = {"no", "n", "false", "0", "302", "temporary", "for now"}


@dataclass
class Line:
    """A line of a file and what becomes of it: `made`, `changed`, `the same` or `refused`."""

    number: int
    old: str
    to: str
    is_permanent: bool
    fate: str = ""
    why: str = ""
    target: Target | None = None

    @property
    def key(self) -> str:
        return folded(self.old)


def lines_of(content: bytes) -> list[Line]:
    """The lines of a CSV file. Raise `ValidationError` if it is none that can be read."""
    if len(content) > MOST_BYTES:
        raise ValidationError(f"The file is larger than {MOST_BYTES // 1024**2} MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        raise ValidationError(
            f"Line {number} has letters that can’t be read. Save the file as “CSV UTF-8”."
        ) from error
    if "\0" in text:
        raise ValidationError("This is not a CSV file.")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(_read(csv.reader(StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error as error:
        raise ValidationError(f"This is not a CSV file: {error}.") from error


def _read(reader: Iterator[list[str]]) -> Iterator[Line]:
    for row in reader:
        cells = [words_of(cell.strip()) for cell in [*row, "", "", ""][:3]]
        is_heading = reader.line_num == 1 and "/" not in "".join(cells)
        if not any(cells) or is_heading:
            continue
        if reader.line_num > MOST_LINES:
            raise ValidationError(f"The file has more than {MOST_LINES:,} lines. Split it.")
        yield Line(reader.line_num, cells[0], cells[1], cells[2].lower() not in FOR_NOW)


def look_at(lines: list[Line], *, may_leave: bool) -> None:
    """Give each line its fate. They are judged together: a line may lead to another's address."""
    table = Table()
    table.look_up([line.old for line in lines] + [line.to for line in lines if line.to[:1] == "/"])
    kept = {line.old_path: line for line in Redirect.objects.order_by("automatically_created")}
    _find_doubles(lines)
    fresh = {line.key: Target(link=line.to) for line in lines if not line.fate}
    table.lines |= fresh
    for line in lines:
        if line.fate:
            continue
        try:
            _check(line, table, may_leave=may_leave)
        except ValidationError as objection:
            line.fate, line.why = "refused", " ".join(objection.messages)
            continue
        line.fate = _fate(line, kept.get(line.key))


def _find_doubles(lines: list[Line]) -> None:
    seen: dict[str, int] = {}
    for line in lines:
        if line.key in seen:
            line.fate = "refused"
            line.why = f"Line {seen[line.key]} is for the same address."
        seen.setdefault(line.key, line.number)


def _check(line: Line, table: Table, *, may_leave: bool) -> None:
    if not line.old or not line.to:
        raise ValidationError("A line needs two addresses: the old one, and where it leads.")
    if len(line.to) > LONGEST:
        raise ValidationError(f"Where it leads is longer than {LONGEST} characters.")
    table.check_source(line.key)
    line.target = table.end_of(line.to, start=line.key)
    if line.target.leaves_the_site and not may_leave:
        raise ValidationError("Only administrators lead visitors to other websites.")


def _fate(line: Line, kept: Redirect | None) -> str:
    if kept is None or kept.automatically_created:
        return "made"
    same = Target.of(kept) == line.target and kept.is_permanent == line.is_permanent
    return "the same" if same else "changed"


@transaction.atomic
def save(lines: Iterable[Line], *, by: User | None) -> None:
    """Save what was made or changed, each with an entry in the log. What was refused stays out."""
    wanted = {line.key: line for line in lines if line.fate in ("made", "changed")}
    kept = {line.old_path: line for line in Redirect.objects.filter(automatically_created=False)}
    Redirect.objects.filter(automatically_created=True, old_path__in=wanted).delete()
    for key, line in wanted.items():
        redirect = kept.get(key, Redirect(old_path=key))
        line.target.give_to(redirect)
        redirect.is_permanent = line.is_permanent
        redirect.save()
        log(redirect, "wagtail.create" if line.fate == "made" else "wagtail.edit", user=by)
    lead_to_the_end(wanted)


def as_csv() -> str:
    """All lines as a file that can be read again."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    lines = Redirect.objects.filter(automatically_created=False).select_related("redirect_page")
    for line in lines.order_by("old_path"):
        for_good = "yes" if line.is_permanent else "no"
        writer.writerow(safe_cell(cell) for cell in (line.old_path, leads_to(line), for_good))
    return text.getvalue()


def leads_to(line: Redirect) -> str:
    """Where `line` leads, as staff would type it."""
    if not line.redirect_page_id:
        return line.redirect_link
    url = line.redirect_page.specific_deferred.get_url() or ""
    return url.rstrip("/") + (line.redirect_page_route_path or "/")
