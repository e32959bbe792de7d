"""What may stand in a cell of a file that people open in a spreadsheet."""

import re

# What spreadsheets take for a formula at the beginning of a cell, also in full width.
FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")
# They begin another line, turn the reading direction, or are not allowed in a workbook.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def safe_cell(words: str) -> str:
    """`words` as spreadsheets show them: with an apostrophe before what would be a formula."""
    return f"'{words}" if FORMULA.match(words) else words


def words_of(cell: str) -> str:
    """What `safe_cell` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def one_line(words: str) -> str:
    r"""`words` without control characters: a line break is written `\u000a`, and so on."""
    return CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", words)
