"""What the log says of packs."""

from collections.abc import Callable

from django.utils.dateparse import parse_datetime
from wagtail.log_actions import LogActionRegistry, LogFormatter

from editorial.moments import in_words
from editorial.packs import contents, release

INVITED, REVOKED = "editorial.reader_invited", "editorial.reader_revoked"
OPENED = "editorial.reader_opened"

LABELS = {
    contents.PUT_IN: "Put into a pack",
    contents.TAKEN_OUT: "Take out of a pack",
    contents.TIMED: "Set the release time of a pack",
    contents.STOPPED: "Stop the release of a pack",
    release.RELEASED: "Release a pack",
    release.HINDERED: "Hold back a pack",
    INVITED: "Invite a reader",
    REVOKED: "Take back a reader’s link",
    OPENED: "Open as an invited reader",
}


def _released(data: dict) -> str:
    late = data["late_minutes"]
    after = f", {late} minute{'s' if late > 1 else ''} after its time" if late else ""
    return f"Released{after}: {'; '.join(data['pages']) or 'files and pictures'}"


def _timed(data: dict) -> str:
    return f"Set to go live {in_words(parse_datetime(data['release']))}"


SENTENCES: dict[str, Callable[[dict], str]] = {
    contents.PUT_IN: lambda data: f"Put in the {data['kind']} “{data['title']}”",
    contents.TAKEN_OUT: lambda data: f"Took out the {data['kind']} “{data['title']}”",
    contents.TIMED: _timed,
    contents.STOPPED: lambda data: "Stopped: nothing goes live until a new time is set",
    release.RELEASED: _released,
    release.HINDERED: lambda data: f"Was due and did not go live. {' '.join(data['reasons'])}",
    INVITED: lambda data: f"Invited {data['reader']} to read until {data['until']}",
    REVOKED: lambda data: f"Took back the link of {data['reader']}",
    OPENED: lambda data: f"{data['reader']} opened {data['what']}",
}


def register_actions(actions: LogActionRegistry) -> None:
    for action, label in LABELS.items():
        actions.register_action(action)(_formatter(label, SENTENCES[action]))


def _formatter(title: str, sentence: Callable[[dict], str]) -> type[LogFormatter]:
    class Formatter(LogFormatter):
        label = title

        def format_message(self, log_entry):
            return sentence(log_entry.data)

    return Formatter
