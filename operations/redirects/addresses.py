"""One spelling for all the ways in which an address of ours can be written."""

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote_to_bytes

from django.utils.encoding import uri_to_iri

LONGEST = 255
"""Characters of an address that the table can hold."""
DEEPEST = 12
"""Steps of an address that are looked at. Nothing of ours stands as deep."""
SAFE = "/!$&'()*+,;=:@"
REST = "/*"
"""What an address ends with that stands for all below it."""


def spelled(path: str) -> str:
    """`path` as we write it: `/a/b`, with nothing encoded that can be read."""
    steps = [step for step in quote(unquote_to_bytes(path), safe=SAFE).split("/") if step]
    return uri_to_iri("/" + "/".join(steps))


def folded(address: str) -> str:
    """As the table keeps an address, which may come with a host, a query and a fragment."""
    address = re.sub(r"^\s*https?://[^/?#]*", "", address.strip(), flags=re.IGNORECASE)
    path, _, query = address.partition("#")[0].partition("?")
    folded = spelled(path).lower()
    if query:
        folded += "?" + "&".join(sorted(uri_to_iri(query).lower().split("&")))
    return folded


def fitting(path: str, query: str) -> Iterator[tuple[str, str | None]]:
    """The keys under which the table may hold an address, the most special first.

    Beside each the rest of the address that it leaves open, and None where it leaves nothing.
    """
    if query:
        yield folded(f"{path}?{query}"), None
    yield folded(path), None
    steps = spelled(path).split("/")[1:]
    for length in range(min(len(steps) - 1, DEEPEST), 0, -1):
        above, rest = "/" + "/".join(steps[:length]).lower(), "/".join(steps[length:])
        yield above + REST, rest
        yield above, rest
