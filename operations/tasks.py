"""What the site as a whole has done in the background."""

from django.utils import timezone
from django_tasks import task

from operations import unclaimed_files


@task(backend="worker")
def delete_unclaimed_files() -> None:
    unclaimed_files.delete_all(now=timezone.now())
