"""Dated notes on what changed in a publication, and what the page says because of them.

Notes stand in the order of their days, the oldest first, so a new one is added at the end.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue

UPDATE, CORRECTION = "update", "correction"


class ChangeNoteBlock(blocks.StructBlock):
    """One change that visitors are told about."""

    kind = blocks.ChoiceBlock(
        choices=[
            (UPDATE, "Update: something was added or renewed"),
            (CORRECTION, "Correction: something was wrong"),
        ],
        default=UPDATE,
        help_text="A correction is also shown above the title.",
    )
    changed_on = blocks.DateBlock(label="Day", help_text="The day of the change.")
    text = blocks.TextBlock(
        rows=2,
        max_length=500,
        label="What changed",
        help_text="As visitors read it: “Table 4 gave the number of 2019. It now gives 2020.”",
    )

    class Meta:
        icon = "history"
        label = "Change"


class ChangeNotesBlock(blocks.StreamBlock):
    note = ChangeNoteBlock()

    class Meta:
        required = False


def newest_first(notes: StreamValue) -> list[blocks.StructValue]:
    """The notes as the page lists them."""
    return [note.value for note in reversed(notes)]


def corrections(notes: StreamValue) -> list[blocks.StructValue]:
    """Those that say that something was wrong, the newest first."""
    return [note for note in newest_first(notes) if note["kind"] == CORRECTION]


def days(notes: StreamValue) -> list[date]:
    """The days of the notes, in their order. A draft may have notes without one."""
    return [note.value["changed_on"] for note in notes if note.value["changed_on"]]


def problems(notes: StreamValue, *, published: date | None, published_words: str) -> Iterator[str]:
    """What can't be true of the notes on a work that was first published on that day or later.

    None as the day says that it is not known; the words say as much of it as is.
    """
    changed = days(notes)
    for earlier, later in pairwise(changed):
        if later < earlier:
            yield (
                f"The change of {later:%-d %B %Y} stands after that of {earlier:%-d %B %Y}. Put "
                "the changes in the order of their days, the oldest first."
            )
    if published and changed and min(changed) < published:
        yield (
            f"The change of {min(changed):%-d %B %Y} lies before the first publication "
            f"({published_words}). Correct one of the two dates."
        )
