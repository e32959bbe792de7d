"""How to cite a publication: in words, and as RIS and BibTeX for reference managers.

Own code, because a library saves nothing here: rispy writes line breaks in a value as they are,
pybtex refuses a lone brace and leaves a backslash, and citeproc-py brings style sheets for a single
style. The tests have rispy and bibtexparser read what this writes.

Only what is known is said: no place, no date of access, and of a date no more than its precision.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.languages import ENGLISH_TAG
from core.models import BasePage, DatePrecision, OfficeSettings

# Types of the RIS format; all others are reports.
RIS_TYPES = {"letter": "PCOMM", "open_letter": "PCOMM", "joint_statement": "GEN", "speech": "GEN"}
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
KNOWN_PARTS = {
    DatePrecision.DAY: ("year", "month", "day"),
    DatePrecision.MONTH: ("year", "month"),
    DatePrecision.YEAR: ("year",),
    DatePrecision.UNKNOWN: (),
}
# BibTeX counts braces even behind a backslash, so these are written as commands.
LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{special: f"\\{special}" for special in "#$%&_"},
    }
)


@dataclass(frozen=True)
class Citation:
    """What there is to cite. Empty strings and `None` stand for what is not known."""

    key: str
    authors: Sequence[str]
    title: str
    # The type as the database and as visitors have it.
    kind: str
    kind_words: str
    year: int | None
    month: int | None
    day: int | None
    date_words: str
    publisher: str
    paper_number: str
    isbn: str
    series: str
    summary: str
    url: str
    # To whom, for a letter.
    addressee: str = ""
    language: str = ENGLISH_TAG

    @property
    def before_title(self) -> str:
        return f"{in_words(self.authors)} ({self.year or 'n.d.'})"

    @property
    def after_title(self) -> str:
        """All that follows the title, with the mark that ends it."""
        end = "" if self.title.endswith((".", "?", "!", "…")) else "."
        facts = [self._kind_and_date(), self.paper_number, self.isbn and f"ISBN {self.isbn}"]
        return f"{end} " + " ".join([*(f"{fact}." for fact in facts if fact), self.url])

    def _kind_and_date(self) -> str:
        kind = f"{self.kind_words} to {self.addressee}" if self.addressee else self.kind_words
        # The year stands before the title already.
        return f"{kind}, {self.date_words}" if self.month else kind

    @property
    def words(self) -> str:
        """Such as “The office (2021) A report. Report, 1 April 2021. https://…”."""
        return f"{self.before_title} {self.title}{self.after_title}"


def citation_of(page: BasePage, office: OfficeSettings, partners: Iterable) -> Citation:
    """How to cite a publication of the office and these partner organisations.

    A letter's `sender` is its author in place of the office, and its `addressee` is named.
    """
    known = {name: getattr(page.display_date, name) for name in KNOWN_PARTS[page.date_precision]}
    sender = on_one_line(getattr(page, "sender", ""))
    makers = [sender[:1].upper() + sender[1:]] if sender else [office.name]
    return Citation(
        key=f"iasc-{page.translation_key.hex[:8]}",
        authors=[on_one_line(name) for name in [*makers, *(one.name for one in partners)]],
        title=on_one_line(page.title),
        kind=page.publication_type,
        kind_words=page.card_label,
        date_words=page.date_words,
        publisher=on_one_line(office.name),
        paper_number=on_one_line(page.paper_number),
        isbn=page.isbn,
        series=on_one_line(page.public_series.title) if page.public_series else "",
        summary=on_one_line(page.summary),
        url=page.full_url,
        addressee=on_one_line(getattr(page, "addressee", "")),
        language=page.foreign_language or ENGLISH_TAG,
        **{"year": None, "month": None, "day": None} | known,
    )


def on_one_line(text: str) -> str:
    """`text` with each run of spaces as one, and without control characters."""
    shown = (" " if mark.isspace() else mark for mark in text)
    kept = (mark for mark in shown if unicodedata.category(mark) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())


def in_words(names: Sequence[str]) -> str:
    """Such as “A, B and C”."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def ris(citation: Citation) -> str:
    """The work in the format that RefMan brought up, which most reference managers read."""
    year, month, day = citation.year, citation.month, citation.day
    lines = [
        ("TY", RIS_TYPES.get(citation.kind, "RPRT")),
        ("ID", citation.key),
        *[("AU", author) for author in citation.authors],
        ("A2", citation.addressee),
        ("TI", citation.title),
        ("T2", citation.series),
        ("PY", f"{year:04}" if year else ""),
        ("DA", f"{year:04}/{month:02}/{f'{day:02}' if day else ''}/" if month else ""),
        ("PB", citation.publisher),
        ("M1", citation.paper_number),
        ("SN", citation.isbn),
        ("M3", citation.kind_words),
        ("LA", citation.language),
        ("AB", citation.summary),
        ("UR", citation.url),
    ]
    written = [f"{tag}  - {value}\r\n" for tag, value in lines if value]
    return "".join([*written, "ER  - \r\n"])


def bibtex(citation: Citation) -> str:
    """The work as an entry of a BibTeX file, in UTF-8. Its title keeps its capitals."""
    is_report = citation.kind not in RIS_TYPES
    authors = " and ".join(f"{{{latex(author)}}}" for author in citation.authors)
    fields = [
        ("author", authors),
        ("title", f"{{{latex(citation.title)}}}"),
        ("institution" if is_report else "publisher", latex(citation.publisher)),
        ("type" if is_report else "howpublished", latex(citation.kind_words)),
        ("number", latex(citation.paper_number)),
        ("series", latex(citation.series)),
        ("year", f"{citation.year:04}" if citation.year else ""),
        ("day", str(citation.day or "")),
        ("isbn", citation.isbn),
        ("url", citation.url),
    ]
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields if value]
    if citation.month:
        # The short names are commands: each style writes them in its own words.
        lines.append(f"  month = {MONTHS[citation.month - 1]},\n")
    return "".join([f"@{'techreport' if is_report else 'misc'}{{{citation.key},\n", *lines, "}\n"])


def latex(text: str) -> str:
    """`text` as LaTeX shows it, letter by letter."""
    return text.translate(LATEX)
