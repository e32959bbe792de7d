"""What a document must have right before it goes live, beyond what each block looks after."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError, StreamValue, StructBlockValidationError

from publications.documents import numbering, rich_text
from publications.documents.contents import SUBHEADING_LEVELS, grouped, text_in
from publications.documents.numbering import Number, Numbering


def is_empty(sections: StreamValue) -> bool:
    """Whether a document has headings at most, and nothing to read below them."""
    return not any(_is_content(child) for section in sections for child in section.value["body"])


def _is_content(child) -> bool:
    if child.block_type in ("text", "numbered"):
        return bool(rich_text.elements(text_in(child)))
    return child.block_type not in SUBHEADING_LEVELS


def problem_with(sections: StreamValue, mode: str) -> ValidationError | None:
    """All that is wrong with a document that the blocks find, or else with its numbers."""
    try:
        return problem_with_numbers(sections.stream_block.clean(sections), mode)
    except StreamBlockValidationError as problem:
        return problem


def problem_with_numbers(sections: StreamValue, mode: str) -> StreamBlockValidationError | None:
    """Numbers that are missing, or that stand in another order than the text."""
    errors = {}
    last_section, last_number = None, None
    for place, section in enumerate(sections):
        found = {}
        number = section.value["number"].rstrip(".")
        if number.isdecimal():
            if last_section is not None and int(number) <= last_section:
                found["number"] = ValidationError(
                    f"Section {number} stands after section {last_section}. Change the number, or "
                    "move the section."
                )
            last_section = int(number)
        if mode == Numbering.SECTION:
            last_number = None
            if not number and _numbered(section.value["body"]):
                found["number"] = ValidationError(
                    "The paragraphs are numbered by section, so this section needs its number. "
                    "Write it here, or use “Text” for its paragraphs."
                )
        if mode != Numbering.NONE:
            numbers, last_number = _order_of_numbers(section.value["body"], last_number)
            if numbers:
                found["body"] = StreamBlockValidationError(block_errors=numbers)
        if found:
            errors[place] = StructBlockValidationError(block_errors=found)
    return StreamBlockValidationError(block_errors=errors) if errors else None


def _numbered(body: StreamValue) -> list:
    return [child for child in body if child.block_type == "numbered"]


def _order_of_numbers(
    body: StreamValue, last: Number | None
) -> tuple[dict[int, StructBlockValidationError], Number | None]:
    """Blocks that begin with a number that is used up, by their place; and the last number."""
    errors = {}
    for place, child in enumerate(body):
        if child.block_type != "numbered":
            continue
        first = numbering.written(child.value["first"])
        if first and last and first <= last:
            problem = f"Paragraph {first} stands after paragraph {last}. Numbers must go up."
            errors[place] = StructBlockValidationError({"first": ValidationError(problem)})
        begin = first or (Number(last.whole + 1) if last else numbering.FIRST)
        groups = grouped(rich_text.elements(child.value["text"].source))
        last = (numbering.run(begin, len(groups)) or [last])[-1]
    return errors, last


def sentences(problem: ValidationError, sections: StreamValue) -> Iterator[str]:
    """What is wrong, one sentence or two for each thing, after the heading of its section."""
    for message in getattr(problem, "non_block_errors", []):
        yield str(message)
    for place, error in getattr(problem, "block_errors", {}).items():
        for message in dict.fromkeys(_messages(error)):
            yield f"“{sections[place].value['heading']}”: {message}"


def _messages(error: ValidationError) -> Iterator[str]:
    """The messages of an error and of all errors in it."""
    inner = list(getattr(error, "block_errors", {}).values())
    for cells in (getattr(error, "cell_errors", None) or {}).values():
        inner += cells.values()
    own = getattr(error, "non_block_errors", None)
    yield from error.messages if own is None else own
    for one in inner:
        yield from _messages(one)
