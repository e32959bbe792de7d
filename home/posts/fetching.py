"""Asks one source for its newest posts. Whatever goes wrong, the last good ones stay."""

from datetime import datetime

from django.core.exceptions import ValidationError

from home.models import PostSource
from home.posts import bluesky, feeds, mastodon, x
from home.posts.asking import TooOften, Unchanged
from home.posts.keeping import forget_other_numbers, keep
from safety.outside import NotReached

Service = PostSource.Service
ASKED = {
    Service.FEED: feeds.posts_of,
    Service.MASTODON: mastodon.posts_of,
    Service.BLUESKY: bluesky.posts_of,
    Service.X: x.posts_of,
}
NO_ANSWER = "The service did not answer within five seconds, or its name leads nowhere."


def fetch(source: PostSource, *, now: datetime) -> None:
    """Ask `source`, unless somebody else has just done so, and note what came of it."""
    if not source.claim(now=now):
        return
    try:
        posts_of = ASKED[Service(source.service)]
        answered = posts_of(source.profile, account=source.account, unless=source.unless_changed)
        keep(source, answered, now=now)
    except Unchanged:
        forget_other_numbers(source)
        source.note(problem="", rests_until=None, succeeded_at=now)
    except TooOften as rest:
        source.note(problem=rest.messages[0], rests_until=rest.until)
    except ValidationError as refusal:
        # The account may be another one by now.
        source.note(problem=refusal.messages[0], account="")
    except NotReached:
        source.note(problem=NO_ANSWER)
