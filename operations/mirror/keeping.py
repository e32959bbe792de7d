"""When the mirror is made anew: as soon as anything has changed that visitors can see."""

import json
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections

from core import generation
from operations.mirror.copies import Copies
from operations.mirror.sweep import Abandoned, Outcome, Sweep
from operations.mirror.website import Website
from operations.moments import next_moment
from operations.whole_files import put

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 2.0
AGAIN_AFTER_SECONDS = 60.0
"""After a round in which something failed."""
ANYWAY_AFTER_SECONDS = 3600.0
TOLD_EVERY_SECONDS = 30.0
LONGEST_REST_SECONDS = 20.0
"""Between two rounds. A rest is as long as the round before it, but no longer."""


class Keeper:
    """Makes rounds through the site. `is_stopped` is asked all the time."""

    def __init__(self, is_stopped: Callable[[], bool]) -> None:
        self.is_stopped = is_stopped
        self.copies = Copies(settings.DATA_DIR / "mirror")
        self.website = Website()
        self.made_from: int | None = None
        self.made_at = self.until = 0.0
        self.facts: dict[str, float] = {}

    def run(self) -> None:
        """Until we are stopped. Raises `Taken` if another process keeps this mirror."""
        with self.copies.alone():
            while not self.is_stopped():
                self.wait(self.look())

    def look(self) -> float:
        """Make a round if one is due. Seconds until the next look."""
        try:
            if not self.is_due():
                self.tell_again()
                return LOOK_EVERY_SECONDS
            began = time.monotonic()
            self.round()
            return max(LOOK_EVERY_SECONDS, min(time.monotonic() - began, LONGEST_REST_SECONDS))
        except Abandoned:
            return LOOK_EVERY_SECONDS
        except (DatabaseError, InterfaceError):
            logger.warning("The mirror waits for the database. What it has stays.")
        except OSError as error:
            logger.error("The mirror can't be written: %s. What it has stays.", error.strerror)
        finally:
            close_old_connections()
        return AGAIN_AFTER_SECONDS / 4

    def is_due(self) -> bool:
        now = time.time()
        is_old = now >= self.until or now - self.made_at > ANYWAY_AFTER_SECONDS
        return is_old or generation.read() != self.made_from

    def round(self) -> Outcome:
        """One round. What changes meanwhile is for the next one."""
        began, number = time.time(), generation.read()
        until = next_moment(began)
        # By now no process takes an older number for the current one.
        time.sleep(generation.TRUST_SECONDS)
        outcome = Sweep(self.copies, self.website, self.is_stopped).run()
        self.made_from, self.made_at = number, began
        self.until = min(until, began + AGAIN_AFTER_SECONDS) if outcome.failed else until
        self.tell(outcome, began)
        return outcome

    def tell(self, outcome: Outcome, began: float) -> None:
        """Note how it went, for whoever watches the site."""
        for address in outcome.failed[:10]:
            logger.error("The mirror keeps what it had of %s: the website failed there.", address)
        self.facts = {
            "at": began,
            "seconds": round(time.time() - began, 1),
            "addresses": outcome.written,
            "failed": len(outcome.failed),
        }
        self.write_facts()

    def tell_again(self) -> None:
        """That nothing has changed is news as well: the mirror is as new as ever."""
        if self.facts and time.time() - self.facts["at"] > TOLD_EVERY_SECONDS:
            self.facts["at"] = time.time()
            self.write_facts()

    def write_facts(self) -> None:
        put(settings.STATE_DIR / "mirror.json", json.dumps(self.facts))

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.is_stopped() and time.monotonic() < until:
            time.sleep(0.2)
