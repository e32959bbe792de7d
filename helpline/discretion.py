"""Which words tell someone who finds a list of numbers what they are for."""

import re

TELLING = re.compile(
    r"slave|victim|traffick|exploit|abus|violen|refuge|forced|crime|offence|rescue|surviv|asylum",
    re.IGNORECASE,
)


def is_telling(text: str) -> bool:
    """Whether these English words tell what a number is for."""
    return bool(TELLING.search(text))
