"""What the server's log says: one line for an event, and nothing of a visitor.

Messages about a request quote what was sent: a name of a host, a field, an address. Errors quote
values. So of a request only our own words are written: what happened, and where in our code.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

from django.http import HttpRequest

from safety.request_ids import current

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def one_line(words: str) -> str:
    r"""`words` with what can't be printed, a line break among it, written as `\n` or `\x1b`."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in words
    )


def place_of(request: HttpRequest) -> str:
    """Where in our address table a request led: a pattern, never what was typed."""
    match = getattr(request, "resolver_match", None)
    return f"{request.method} {match.view_name or match.route}" if match else "no such address"


def moment_of(record: logging.LogRecord) -> str:
    """When it was, in UTC and said so: clocks of machines and of the office differ."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class Words(logging.Formatter):
    """Says of a record what may be said, as a line."""

    def format(self, record: logging.LogRecord) -> str:
        return one_line(" ".join(filter(None, self.parts(record).values())))

    def parts(self, record: logging.LogRecord) -> dict[str, str]:
        """Time, level, logger, request and message, and the way through the code of an error."""
        request = getattr(record, "request", None)
        tells = request is None and not current.get()
        return {
            "time": moment_of(record),
            "level": record.levelname,
            "logger": record.name,
            "request": current.get() or getattr(request, "number", ""),
            "message": said_of(record, request) if request else record.getMessage(),
            "error": way_to(record.exc_info, tells=tells) if record.exc_info else "",
        }


class Json(Words):
    """The same as an object of JSON, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps({name: part for name, part in self.parts(record).items() if part})


def said_of(record: logging.LogRecord, request: HttpRequest) -> str:
    status = getattr(record, "status_code", None)
    what = f"answered with {status}" if status else "refused"
    return f"{what}: {place_of(request)}"


def way_to(found: ExceptionInfo, *, tells: bool) -> str:
    """The kinds of an error and its causes, and where it came from. With its words if it `tells`.

    What went wrong during a request may quote what a visitor sent.
    """
    kind, error, trace = found
    if kind is None or error is None:
        return ""
    frames = " < ".join(
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(trace))
    )
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    words = f"{kind.__name__}: {error}" if tells else kind.__name__
    because = f" because of {type(cause).__name__}" if cause else ""
    return f"{words}{because} at {frames}"
