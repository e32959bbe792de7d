"""What can be wrong with a PDF, in words, and how to mend it where it was written."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. Remedies are empty where the words say all.

    `is_tolerable`: something else can make up for it, and a publisher can overrule it.
    `is_advice`: it keeps nothing from going live.
    """

    words: str
    in_word: str = ""
    in_indesign: str = ""
    is_tolerable: bool = False
    is_advice: bool = False


UNREAD = Problem("It has not been looked through yet. Wait a minute, then try again.")
DANGERS = {
    "program": Problem(
        "It holds a program, a form with one, or a film.",
        "Use File, Save As, PDF: Word puts no program in.",
        "Export it as “Adobe PDF (Print)”, not as “Interactive”, and without buttons and forms.",
    ),
    "launch": Problem(
        "It can start a program on the reader's computer.",
        "Take out links to files on your computer, then use File, Save As, PDF.",
        "Take out buttons and links that open files, then export it as “Adobe PDF (Print)”.",
    ),
    "file": Problem(
        "It holds another file inside it.",
        "Take out inserted files (Insert, Object), then use File, Save As, PDF. Offer the other "
        "file as a row of its own.",
        "Export it again without attachments. Offer the other file as a row of its own.",
    ),
}
ENCRYPTED = Problem(
    "It is protected, which keeps screen readers and search out.",
    "Use File, Save As, PDF, Options, and leave “Encrypt the document with a password” unticked.",
    "Export it again. Under Security, tick neither kind of password.",
)
NO_TEXT = Problem(
    "Most of its pages are pictures without text, as a scanner makes them. They can be neither "
    "searched nor read aloud.",
    "Save the Word file that was printed as PDF, instead of scanning paper. If there is none "
    "left, have text recognition (OCR) run over the scan, and check it.",
    "Export it from the layout again, with text as text and not turned into outlines.",
    is_tolerable=True,
)
UNTAGGED = Problem(
    "It has no tags, so screen readers can't tell headings, lists and tables from other text.",
    "Use Word's heading styles. Then File, Save As, PDF, Options: tick “Document structure tags "
    "for accessibility”. Don't use “Print to PDF”.",
    "Give each paragraph style its tag (Paragraph Styles, Edit All Export Tags). Then export with "
    "“Create Tagged PDF” ticked.",
    is_tolerable=True,
)
UNTITLED = Problem(
    "It has no title among its properties, so browser tabs and screen readers give its file name.",
    "Under File, Info, fill in “Title”, then save it as PDF again.",
    "Under File, File Info, fill in “Document Title”, then export it again.",
    is_tolerable=True,
)
NO_LANGUAGE = Problem(
    "It does not say in which language it is, so screen readers may pronounce it wrongly.",
    "Select all, then Review, Language, Set Proofing Language: English (United Kingdom). Save it "
    "as PDF again.",
    "When you export it, open Advanced and choose the language.",
    is_tolerable=True,
)
TITLE_NOT_SHOWN = Problem(
    "It has a title, but programs show the name of the file instead.",
    "Save it as PDF with “Document structure tags for accessibility” ticked.",
    "When you export it, open Advanced and choose Display Title: Document Title.",
    is_advice=True,
)


def problems_of(facts) -> Iterator[Problem]:
    """All that is wrong, the worst first. `facts` is a `PdfFacts`, or None if there are none."""
    if facts is None or facts.is_waiting:
        yield UNREAD
        return
    if facts.failure:
        yield Problem(facts.failure)
        return
    yield from (DANGERS[danger] for danger in facts.dangers)
    if facts.is_encrypted:
        yield ENCRYPTED
    if facts.dangers:
        return
    # Half of the pages: a photograph that fills one is no reason.
    if 2 * facts.picture_page_count >= facts.page_count or not facts.has_text:
        yield NO_TEXT
    if not facts.is_tagged:
        yield UNTAGGED
    if not facts.title:
        yield UNTITLED
    elif not facts.shows_title:
        yield TITLE_NOT_SHOWN
    if not facts.language:
        yield NO_LANGUAGE
