"""What a PDF says of itself, and what it must not hold: `python -m publications.pdf.facts`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from publications.pdf.limits import Refused, answer, run

MOST_PAGES = 3000
LONGEST_TITLE = 300
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

# What may not be inside, by the name that gives it away, as a key or as a value. Names are
# compared after unpacking, so neither compression nor another spelling hides them.
DANGERS = {
    "program": {"/JavaScript", "/JS", "/XFA", "/RichMedia", "/Rendition", "/3D"},
    "launch": {"/Launch"},
    "file": {"/EmbeddedFile", "/EmbeddedFiles", "/EF", "/GoToE"},
}
DANGEROUS = set().union(*DANGERS.values())
ANY_DANGER = re.compile("|".join(re.escape(name) for name in DANGEROUS).encode())
# Where the name of a danger stands as a value, it says what kind of thing this is.
KIND_KEYS = {"/S", "/Type", "/Subtype"}


def names_in(found: Object) -> Iterator[str]:
    """The keys of a part of a PDF and of all that is written inside it, and what kinds they are."""
    if isinstance(found, Stream):
        found = found.stream_dict
    if isinstance(found, Dictionary):
        for key, value in found.items():
            yield key
            if isinstance(value, Name):
                if key in KIND_KEYS:
                    yield str(value)
            elif isinstance(value, Object) and not value.is_indirect:
                yield from names_in(value)
    elif isinstance(found, Array):
        for value in found:
            if isinstance(value, Object) and not value.is_indirect:
                yield from names_in(value)


def dangers_in(pdf: Pdf) -> list[str]:
    """Which of `DANGERS` the file holds, anywhere."""
    found: set[str] = set()
    for part in [*pdf.objects, pdf.trailer]:
        written = part.stream_dict if isinstance(part, Stream) else part
        # Most parts are done with here, at the speed of C.
        if ANY_DANGER.search(written.unparse(resolved=True)):
            found |= DANGEROUS.intersection(names_in(part))
    return [danger for danger, names in DANGERS.items() if names & found]


def title_of(pdf: Pdf) -> str:
    """The title among the properties: the older place first, which every program reads."""
    title = str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else ""
    if not title.strip() and "/Metadata" in pdf.Root:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as properties:
            title = str(properties.get("dc:title", ""))
    return " ".join(title.replace("\0", "").split())[:LONGEST_TITLE]


def language_of(pdf: Pdf) -> str:
    """Such as `en-GB`; empty if there is none, or none that means anything."""
    language = str(pdf.Root.get("/Lang", "")).strip()
    return language[:20] if LANGUAGE.fullmatch(language) else ""


def is_tagged(pdf: Pdf) -> bool:
    """Whether it is marked as tagged, and has tags."""
    tree = pdf.Root.get("/StructTreeRoot")
    has_tags = isinstance(tree, Dictionary) and bool(tree.get("/K"))
    return has_tags and bool(pdf.Root.get("/MarkInfo", {}).get("/Marked", False))


def look(path: Path, folder: Path) -> None:
    """Answer with the facts, as one line."""
    try:
        # What needs mending is read differently by different programs, so it is not read at all.
        pdf = pikepdf.open(path, attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise Refused(
            "It is protected by a password, so it can't be looked through. Save it without a "
            "password, then upload that."
        ) from error
    page_count = len(pdf.pages)
    if page_count > MOST_PAGES:
        raise Refused(
            f"It has {page_count:,} pages. At most {MOST_PAGES:,} can be looked through: split it "
            "into parts, then upload those."
        )
    answer(
        {
            "page_count": page_count,
            "dangers": dangers_in(pdf),
            "is_tagged": is_tagged(pdf),
            "title": title_of(pdf),
            "shows_title": bool(pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
            "language": language_of(pdf),
            "is_encrypted": pdf.is_encrypted,
        }
    )


if __name__ == "__main__":
    run(look)
