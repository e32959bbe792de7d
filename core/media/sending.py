"""How a file is sent: under its own name, with a tag that gives nothing away, in part if asked."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.http import http_date

# One range, as RFC 9110 section 14.1.2 has it. Who asks for several is sent the whole file.
RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")


@dataclass(frozen=True)
class Sendable:
    """What is sent: `name` and `content_type` for the visitor, `size` in bytes, its SHA-256.

    `since`: when it became what its address gives, if that is known.
    """

    name: str
    content_type: str
    size: int
    sha256: str
    since: datetime | None = None

    @property
    def etag(self) -> str:
        """A tag that nobody can make from the content, so that it tells nobody that we have it."""
        tag = salted_hmac("core.media.sending", self.sha256, algorithm="sha256")
        return f'"{tag.hexdigest()}"'

    @property
    def validators(self) -> dict[str, str]:
        """The headers by which who has it already can ask whether it is still the same."""
        if self.since is None:
            return {"ETag": self.etag}
        return {"ETag": self.etag, "Last-Modified": http_date(self.since.timestamp())}

    @property
    def is_attachment(self) -> bool:
        """Only a PDF opens in the browser."""
        return self.content_type != "application/pdf"


class Part:
    """A stretch of an open file, which reads as if nothing came after it."""

    def __init__(self, file: BinaryIO, first: int, length: int):
        file.seek(first)
        self.file = file
        self.left = length

    def read(self, size: int) -> bytes:
        piece = self.file.read(min(size, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()


def asked_part(request: HttpRequest, etag: str, size: int) -> range | None:
    """The bytes that were asked for: None for all of them, an empty range if there are none."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    is_same = request.headers.get("If-Range", etag) == etag
    if asked is None or not is_same or request.method != "GET":
        return None
    first, last = asked["first"], asked["last"]
    if not first:
        return range(max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1) if last else size)


def send(request: HttpRequest, file: BinaryIO, sendable: Sendable) -> HttpResponseBase:
    """The answer that holds `file`, or the part that was asked for, or that nothing has changed.

    Who may see the file has been settled before.
    """
    etag, size = sendable.etag, sendable.size
    since = sendable.since and int(sendable.since.timestamp())
    if answer := get_conditional_response(request, etag=etag, last_modified=since):
        file.close()
        for name, value in sendable.validators.items():
            answer[name] = value
        return answer
    part = asked_part(request, etag, size)
    if part is not None and not part:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = FileResponse(
        file if part is None else Part(file, part.start, len(part)),
        filename=sendable.name,
        content_type=sendable.content_type,
        as_attachment=sendable.is_attachment,
        headers={"Accept-Ranges": "bytes", **sendable.validators},
    )
    answer["Content-Length"] = size if part is None else len(part)
    if part is not None:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return answer
