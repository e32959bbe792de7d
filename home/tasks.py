"""What the front page has done in the background."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from home.models import PostSource
from home.posts.fetching import fetch


@task(backend="worker")
def fetch_posts(source_id: int) -> None:
    for source in PostSource.objects.filter(pk=source_id):
        fetch(source, now=timezone.now())


def have_fetched(source: PostSource) -> None:
    """Have a source asked once what was said of it is sure to be there."""
    transaction.on_commit(partial(fetch_posts.enqueue, source.pk))


def have_all_fetched() -> None:
    """Have all sources asked that are on. Without one, nobody is asked for anything."""
    for source in PostSource.objects.due(now=timezone.now()):
        fetch_posts.enqueue(source.pk)
