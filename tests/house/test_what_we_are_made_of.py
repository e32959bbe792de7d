"""What the site stands on: locked, listed, and still mended by those who make it."""

import json
import re
import subprocess
import sys
import warnings
from datetime import date

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.sqlite_only
SOON = 90
"""Days before the end of support at which each run of the tests says so."""
PART = re.compile(r"^\| (\w+) ([\d.]+) \| (\d{4}-\d{2}-\d{2}) \|", re.MULTILINE)


def locked(name: str) -> dict[str, set[str]]:
    """The hashes of each package of a lock, by name and release."""
    found = {}
    for block in re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text()):
        if named := re.match(r"([\w.\[\],-]+)==([\w.]+)", block):
            package = re.sub(r"\[.*\]", "", named[1])
            found[f"{package}=={named[2]}"] = set(re.findall(r"--hash=sha256:(\w{64})", block))
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_package_is_locked_by_its_hashes(name):
    packages = locked(name)
    lines = (ROOT / name).read_text().splitlines()

    assert len(packages) > 50
    assert [package for package, hashes in packages.items() if not hashes] == []
    # Nothing stands there but packages with their release, hashes and notes.
    assert [line for line in lines if line[:1] not in (" ", "#", "") and "==" not in line] == []


def test_the_bill_of_materials_names_each_package_with_its_hashes(tmp_path):
    written = tmp_path / "sbom.json"

    subprocess.run(
        ["make", "--silent", "bill", f"SBOM={written}"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )

    bill = json.loads(written.read_text())
    named = {
        f"{part['name']}=={part['version']}": {
            one["content"] for source in part["externalReferences"] for one in source["hashes"]
        }
        for part in bill["components"]
    }
    assert bill["bomFormat"] == "CycloneDX"
    assert named == locked("requirements.txt")


def test_what_we_stand_on_still_gets_security_fixes():
    """Said loudly in time, and refused when it is over, so that no build breaks unwarned."""
    parts = PART.findall((ROOT / "docs/operating/upgrades.md").read_text())
    found = {name: (line, date.fromisoformat(ends)) for name, line, ends in parts}
    packages = dict(package.split("==") for package in locked("requirements.txt"))
    packages["Python"] = f"{sys.version_info.major}.{sys.version_info.minor}"

    assert found.keys() == {"Python", "Django", "Wagtail"}
    for name, (line, ends) in found.items():
        used = packages.get(name) or packages[name.lower()]
        if name == "Python" and used != line:
            continue  # Who tries a newer one knows.
        assert used.startswith(line), f"{name} {used} is used: say in upgrades.md until when"
        left = (ends - date.today()).days
        assert left >= 0, f"{name} {line} gets no security fixes since {ends}: see upgrades.md"
        if left <= SOON:
            warnings.warn(
                f"{name} {line} gets security fixes for {left} more days: see upgrades.md",
                stacklevel=1,
            )
