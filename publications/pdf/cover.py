"""The first page of a PDF as pictures: `python -m publications.pdf.cover`."""

from pathlib import Path

import pypdfium2
from PIL import Image

from publications.pdf.limits import answer, run

WIDTHS = {"large": 480, "small": 160}
# A page may be any shape; a cover is cut off where it gets longer than a till receipt.
TALLEST = 1.6


def look(path: Path, folder: Path) -> None:
    """Answer with the size of the large picture; write both into `folder`."""
    page = pypdfium2.PdfDocument(path)[0]
    width, height = page.get_size()
    scale = WIDTHS["large"] / width
    cut_off = max(0.0, height - width * TALLEST)
    drawn = page.render(scale=scale, crop=(0, cut_off, 0, 0)).to_pil().convert("RGB")
    answer(drawn.size)
    for name, width in WIDTHS.items():
        height = max(1, round(drawn.height * width / drawn.width))
        cover = drawn.resize((width, height), Image.Resampling.LANCZOS)
        cover.save(folder / f"{name}.webp", quality=80, method=5)


if __name__ == "__main__":
    run(look)
