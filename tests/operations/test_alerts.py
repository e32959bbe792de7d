"""What the alert list names is there to be asked for, and each alert says what to do."""

import re

import pytest

from operations import health
from tests.house.source import ROOT

pytestmark = pytest.mark.sqlite_only

LIST = ROOT / "docs" / "operations.md"
ALERT = re.compile(r"^## (?P<title>.+?)\n(?P<text>.+?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
ALERTS = {match["title"]: match["text"] for match in ALERT.finditer(LIST.read_text())}
TOKEN = "a-token-of-the-collector"


@pytest.mark.django_db
def test_each_figure_of_the_alert_list_exists(client, settings):
    settings.METRICS_TOKEN = TOKEN
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    made = '{"made_at": "2026-11-30T09:30:00+00:00", "outcome": "made"}'
    for name, words in (("backup", made), ("mirror", '{"at": 1, "failed": 0}')):
        (settings.STATE_DIR / f"{name}.json").write_text(words)
    from_schedulers = {"site_scheduler_timestamp_seconds"}  # once one has run

    said = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()

    for name in ("backup", "mirror"):
        (settings.STATE_DIR / f"{name}.json").unlink()
    told = set(re.findall(r"^# TYPE (\w+)", said, re.MULTILINE))
    named = set(re.findall(r"\bsite_[a-z_]+", LIST.read_text()))
    named = {re.sub(r"_bucket$", "", name) for name in named}
    assert len(named) > 10
    assert named - told <= from_schedulers


@pytest.mark.parametrize("part", [part.name for part in health.parts()])
def test_each_part_that_can_be_missing_has_its_advice(part):
    assert f"- **{part}**:" in ALERTS["A node is not ready"]


@pytest.mark.parametrize("title", list(ALERTS))
def test_each_alert_says_what_to_do(title):
    text = ALERTS[title]

    assert re.search(r"^(1\.|- \*\*|.*(mends|Renew|look for))", text, re.MULTILINE), title
