"""Files that are there wholly or not at all, whoever reads them meanwhile."""

import json
import tempfile
from pathlib import Path
from typing import Any

READABLE_BY_ALL = 0o644
FOR_US_ALONE = 0o600


def put(path: Path, content: str, *, mode: int = READABLE_BY_ALL) -> None:
    """Write `content` in the place of what was at `path`. Raises `OSError`."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(mode)
    Path(file.name).replace(path)


def noted(path: Path) -> dict[str, Any]:
    """The JSON object that was put at `path`. Empty if there is none that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
