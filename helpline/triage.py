"""The questions that lead to a helpline. Nothing that is answered leaves the screen.

The page holds the outcome of every answer, and its stylesheet shows what fits what is ticked. So
the server can't know an answer: it is never asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

NATIONS = ("england", "wales", "scotland", "northern_ireland")
COVERED = {
    "uk": NATIONS,
    "england_wales": ("england", "wales"),
    **{nation: (nation,) for nation in NATIONS},
}
"""The answers to “where” that lead to a helpline, by the nation that the registry gives it."""


class Helpline(Protocol):
    """What is asked of a record of the registry."""

    pk: int
    nation: str
    placement: str


@dataclass(frozen=True)
class Call:
    """A helpline at the end of the questions, and the answers to “where” that lead to it."""

    service: Helpline
    nations: tuple[str, ...]


def in_danger(services: Iterable[Helpline], emergency_id: int | None) -> list[Helpline]:
    """Whom to call in danger: the helpline for it, or else those at the top of each page."""
    services = list(services)
    chosen = [service for service in services if service.pk == emergency_id]
    return chosen or [service for service in services if service.placement == "top"]


def otherwise(services: Iterable[Helpline], emergency_id: int | None) -> list[Call]:
    """Whom to call while nobody is in danger, in the order of the registry."""
    return [
        Call(service, COVERED[service.nation]) for service in services if service.pk != emergency_id
    ]
