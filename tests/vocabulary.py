"""Checks facts against the vocabulary of schema.org: types, properties, and what these hold."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec_schemaorg.models as models

# `Union[List[Union['URL', str]], 'Organization', None]`: the names in it.
NAMES = re.compile(r"\w+")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2}|Z))?)?)?")
ADDRESS = re.compile(r"(https?://[^\s/]+/|urn:|mailto:)\S*")


def problems(thing: dict[str, Any]) -> Iterator[str]:
    """What `thing`, or a thing in it, says that the vocabulary does not have."""
    kind = getattr(models, thing["@type"], None)
    if kind is None:
        yield f"There is no type {thing['@type']}."
        return
    for name, value in thing.items():
        if name in ("@type", "@id"):
            continue
        if name not in kind.__struct_fields__:
            yield f"{thing['@type']} has no {name}."
            continue
        for one in value if isinstance(value, list) else [value]:
            yield from problems_of(one, expected(kind, name), f"{thing['@type']}.{name}")


def expected(kind: type, name: str) -> set[str]:
    """The names of the types that a property of `kind` may hold."""
    annotation = next(
        base.__annotations__[name] for base in kind.__mro__ if name in base.__annotations__
    )
    return set(NAMES.findall(str(annotation)))


def problems_of(value: Any, names: set[str], place: str) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            return
        bases = {base.__name__ for base in getattr(models, value["@type"], object).__mro__}
        if not bases & names:
            yield f"{place} can't be a {value['@type']}."
        yield from problems(value)
    elif isinstance(value, bool | int | float):
        if not names & {"bool", "int", "float"}:
            yield f"{place} can't be {value!r}."
    elif not (
        "str" in names
        or ("URL" in names and ADDRESS.fullmatch(value))
        or (names & {"date", "datetime"} and DATE.fullmatch(value))
    ):
        yield f"{place} can't be {value!r}."
