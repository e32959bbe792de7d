"""What search has done in the background."""

from django_tasks import task

from search import keeping


@task(backend="worker")
def refresh_missing_below(page_id: int) -> None:
    keeping.refresh_missing_below(page_id)
