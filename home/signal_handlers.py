from home.models import PostSource
from home.tasks import have_fetched


def have_posts_fetched(instance: PostSource, raw: bool = False, **kwargs) -> None:
    """After a source was added or changed, show its posts without waiting for the timetable."""
    if instance.is_on and not raw:
        have_fetched(instance)
