"""What the site as a whole has done in the background."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from operations import letters, unclaimed_files


@task(backend="worker")
def delete_unclaimed_files() -> None:
    unclaimed_files.delete_all(now=timezone.now())


@task(backend="worker")
def send_letter(letter: str, written_at: str, tries: int = 0) -> None:
    """Send what `letters.sealed` gave, written at a moment in ISO 8601."""
    moment = datetime.fromisoformat(written_at)
    if again_at := letters.hand_over(letter, moment, tries, now=timezone.now()):
        send_letter.using(run_after=again_at).enqueue(letter, written_at, tries + 1)
