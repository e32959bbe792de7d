"""The pieces of starter content, as they stand in the TOML files beside this module.

Each table of a file is one piece. Its name is the piece's key, which never changes: it is how we
know that the piece was loaded. `model` names the model and `parent`, for a page, the key of the
page above it. All else are fields of the model, written as follows.

- A field that refers to another record holds the key of that piece, or a list of keys.
- Running text is HTML. A link to a page of ours is `<a href="page:KEY">`, to a word of the
  glossary `<a href="glossary:KEY">`.
  A figure of the registry is `<embed embedtype="figure" id="KEY"/>`, the mark of a footnote
  `<embed embedtype="footnote" id="NAME"/>`.
- A stream of blocks is a list of tables with one entry each, `{ text = "<p>…</p>" }`.
- A table of a text has `columns`, each with `type` and `heading`, and `rows`, each a list of cells.
- Rows that belong to the record (the works of a collection, the ways to read a publication) are a
  list of tables.

Whatever is wrong with a piece, the error ends with its file and its key.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model

FOLDER = Path(__file__).parent
# A page comes after the page above it, and any other record after those that it refers to.
FILES = [
    "topics",
    "office",
    "helplines",
    "languages",
    "agencies",
    "resources",
    "front_page",
    "help",
    "news",
    "figures",
    "publications",
    "documents",
    "guidance",
    "standard_pages",
    "glossary",
    "navigation",
    "redirects",
]


@dataclass(frozen=True)
class Piece:
    file: str
    key: str
    model: type[Model]
    parent: str | None
    values: dict[str, Any]


def pieces() -> Iterator[Piece]:
    """All pieces, in the order in which they can be made."""
    for name in FILES:
        file = f"{name}.toml"
        with naming(file):
            tables = tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))
        for key, table in tables.items():
            with naming(file, key):
                model = apps.get_model(table.pop("model"))
            yield Piece(file, key, model, parent=table.pop("parent", None), values=table)


@contextmanager
def naming(file: str, key: str = "") -> Iterator[None]:
    """Let an error say where to look, because its own words seldom do."""
    try:
        yield
    except Exception as error:
        error.add_note(f"In {file}, piece “{key}”." if key else f"In {file}.")
        raise
