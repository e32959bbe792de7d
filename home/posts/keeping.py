"""Keeps the newest posts of a source as they are now: changed ones change, deleted ones go."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from core.models import OfficeSettings
from helpline.models import Service
from helpline.typed_numbers import numbers_in, typed_in
from home.models import Post, PostSource
from home.posts.asking import Answered
from home.posts.words import Found

# Before this nobody posted.
FIRST = datetime(2000, 1, 1, tzinfo=UTC)


@transaction.atomic
def keep(source: PostSource, answered: Answered, *, now: datetime) -> None:
    """Keep what a service answered. Raise `ValidationError` if there is nothing to show in it.

    What was fetched under another address, or of a source that is gone, is dropped.
    """
    asked = PostSource.objects.select_for_update().filter(pk=source.pk)
    if not asked.filter(service=source.service, address=source.address).exists():
        return
    readable = [found for found in answered.posts if found.url and (found.text or found.warning)]
    if not readable:
        raise ValidationError("The service answered without a post to show.")
    fit = without_other_numbers(readable)
    newest = newest_of(source, fit, now=now)[: source.kept_count]
    source.posts.exclude(url__in=[post.url for post in newest]).delete()
    for post in newest:
        words = {"text": post.text, "warning": post.warning, "language": post.language}
        values = words | {"posted_at": post.posted_at}
        Post.objects.update_or_create(values, source=source, url=post.url)
    source.note(
        problem="",
        rests_until=None,
        succeeded_at=now,
        left_out_count=min(len(readable) - len(fit), 999),
        account=answered.account,
        etag=answered.mark("ETag"),
        last_modified=answered.mark("Last-Modified"),
    )


def newest_of(source: PostSource, posts: Iterable[Found], *, now: datetime) -> list[Post]:
    """Each address once, the newest first. Without a date, a post is as old as we know it."""
    seen = dict(source.posts.values_list("url", "posted_at"))
    found = {
        post.url: Post(
            url=post.url,
            text=post.text,
            warning=post.warning,
            language=post.language or source.language,
            # A date that lies ahead would keep a post on top for good.
            posted_at=max(FIRST, min(now, post.posted_at or seen.get(post.url, now))),
        )
        for post in posts
    }
    return sorted(found.values(), key=lambda post: post.posted_at, reverse=True)


def without_other_numbers(posts: Iterable[Found]) -> list[Found]:
    """Those whose phone numbers, if any, are of live helplines or the office's own.

    A number in a post stays as it was when the real one changes, and people in danger call it.
    """
    known = known_numbers()
    return [post for post in posts if has_only(known, f"{post.text} {post.warning}")]


def forget_other_numbers(source: PostSource) -> None:
    known = known_numbers()
    for post in source.posts.all():
        if not has_only(known, post.words):
            post.delete()


def known_numbers() -> set[str]:
    """As phones dial them."""
    services = Service.objects.live().values_list("number", "text_number")
    own = [typed for office in OfficeSettings.objects.all() for typed in typed_in(office)]
    return {number for pair in services for number in pair} | {typed.dialled for typed in own}


def has_only(known: set[str], text: str) -> bool:
    return all(dialled in known for _, dialled in numbers_in(text))
