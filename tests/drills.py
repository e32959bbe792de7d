"""How large the drills are: quick in each run of the tests, whole with `make drills`."""

import os


def size(quick: int, whole: int) -> int:
    """The number that a drill goes by."""
    return whole if os.environ.get("DRILLS") == "whole" else quick
