"""What a bundle looks like: its manifest, its lines, and how large any of it may be."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

FORMAT = "iasc-bundle"
VERSION = 1
MANIFEST = "manifest.json"
FILES = "files/"
RECORDS = ".jsonl"

LONGEST_LINE = 16 * 1024 * 1024
LARGEST_FILE = 200 * 1024 * 1024
"""In bytes. The site itself takes files of 100 MB, so that one of these is refused by name."""
LARGEST_BUNDLE = 50 * 1024**3
MOST_PARTS = 1_000_000

# A half of a character, which stands for nothing without the other one.
HALF = "\\ud"
KEY = re.compile(r"[A-Za-z0-9_.:/-]{1,190}")


class Misfit(Exception):
    """Something of a bundle can't be taken in. The words say what to do about it."""


@dataclass(frozen=True)
class Place:
    """Where a line stands."""

    file: str
    line: int


@dataclass
class Record:
    """One line of a bundle."""

    place: Place
    type: str
    key: str
    parent: str = ""
    state: str = "draft"
    fields: dict[str, Any] = field(default_factory=dict)
    # What staff were writing while the page was live as `fields` say.
    draft: dict[str, Any] | None = None
    file: dict[str, Any] | None = None
    versions: list[dict[str, Any]] = field(default_factory=list)
    number: int | None = None
    first_published_at: str | None = None
    last_published_at: str | None = None
    old_addresses: list[str] = field(default_factory=list)
    restricted_to: list[str] | None = None
    tags: list[str] = field(default_factory=list)


SHAPES = {
    "type": str,
    "key": str,
    "parent": str,
    "state": str,
    "fields": dict,
    "draft": dict,
    "file": dict,
    "versions": list,
    "number": int,
    "first_published_at": str,
    "last_published_at": str,
    "old_addresses": list,
    "restricted_to": list,
    "tags": list,
}
WORDS = {str: "a text", dict: "an object, in { }", list: "a list, in [ ]", int: "a whole number"}


def read_line(text: str, place: Place) -> Record:
    """The record that stands in `text`. Raises `Misfit`."""
    try:
        values = json.loads(text, parse_constant=_no_number)
        if HALF in text.lower():
            json.dumps(values, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Misfit(f"This line is not JSON: {error}. Each line holds one record.") from error
    if not isinstance(values, dict):
        raise Misfit("A record is an object: { “type”: …, “key”: …, “fields”: … }.")
    _check_shape(values)
    return Record(place, **{name: value for name, value in values.items() if value is not None})


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _check_shape(values: dict[str, Any]) -> None:
    if unknown := values.keys() - SHAPES.keys():
        raise Misfit(
            f"A record has no “{min(unknown)}”. It has: {', '.join(SHAPES)}. What the page or "
            "record says belongs into “fields”."
        )
    for name, shape in SHAPES.items():
        value = values.get(name)
        if value is None and name in {"type", "key"}:
            raise Misfit(f"“{name}” is missing.")
        if value is not None and not isinstance(value, shape):
            raise Misfit(f"“{name}” must be {WORDS[shape]}.")
    if not KEY.fullmatch(values["key"]):
        raise Misfit(
            "A key has letters, digits and . : / _ - only, at most 190 of them: “old-site/123”."
        )
    if values["key"].startswith("/"):
        raise Misfit("A key can't begin with /: that is how addresses of pages begin.")
    if values.get("state", "draft") not in {"live", "draft"}:
        raise Misfit("“state” is “live” or “draft”.")
    texts = [*(values.get("old_addresses") or []), *(values.get("tags") or [])]
    if not all(isinstance(text, str) for text in [*texts, *(values.get("restricted_to") or [])]):
        raise Misfit("“old_addresses”, “restricted_to” and “tags” are lists of texts.")


def check_manifest(text: bytes) -> dict[str, Any]:
    """The manifest. Raises `Misfit` for a bundle that is none of ours, or of a newer kind."""
    try:
        manifest = json.loads(text)
    except ValueError as error:
        raise Misfit(f"{MANIFEST} is not JSON: {error}.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Misfit(f"{MANIFEST} must say “format”: “{FORMAT}”.")
    version = manifest.get("version")
    if not isinstance(version, int) or version < 1:
        raise Misfit(f"{MANIFEST} must say “version”: {VERSION}.")
    if version > VERSION:
        raise Misfit(
            f"This bundle is of version {version}, and this website reads version {VERSION} at "
            "most. Update the website first, or export the bundle anew for this version."
        )
    return manifest
