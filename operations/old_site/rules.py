"""Where saved pages of an old website go, as a TOML file says."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from operations.bundle.kinds import kind_of
from operations.bundle.layout import Misfit
from operations.redirects.addresses import folded

USUAL = Path(__file__).parent / "rules.toml"


@dataclass(frozen=True)
class Destination:
    """Where the pages below one path go."""

    path: str
    type: str
    parent: str
    label_field: str = ""
    label: str = ""
    is_dated: bool = False


@dataclass(frozen=True)
class Rules:
    site_names: list[str]
    content: list[str]
    leave_out: list[str]
    date: list[str]
    label: list[str]
    lists: list[str]
    places: list[dict[str, Any]]
    labels: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises `Misfit` for a file that says nothing, or something that nobody knows."""
        try:
            rules = cls(**tomllib.loads(path.read_text(encoding="utf-8")))
            for place in rules.destinations:
                kind_of(place.type)
        except (tomllib.TOMLDecodeError, TypeError, UnicodeDecodeError) as error:
            raise Misfit(f"“{path}” is not as the usual rules are: {error}.") from error
        return rules

    @property
    def destinations(self) -> list[Destination]:
        return [Destination(**place) for place in self.places]

    def destination_of(self, address: str) -> Destination | None:
        """The first whose path `address` begins with; not for the path itself."""
        for place in self.destinations:
            if address.startswith(place.path.lower()) and address != place.path.rstrip("/").lower():
                return place
        return None

    def is_list(self, address: str) -> bool:
        return address in {folded(path) for path in self.lists}
