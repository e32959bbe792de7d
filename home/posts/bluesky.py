"""Asks Bluesky for the public posts of one account."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError

from home.posts.asking import UNREADABLE, Answered, answer_at, as_json
from home.posts.words import Found, language, moment, tidy, web_address
from home.profiles import Profile

ROOT = "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed"


def posts_of(profile: Profile, *, account: str, unless: dict[str, str]) -> Answered:
    wanted = {"actor": profile.name, "limit": 50, "filter": "posts_no_replies"}
    answer = answer_at(f"{ROOT}?{urlencode(wanted)}", unless)
    return Answered(read(as_json(answer.body)), answer.headers)


def read(feed: Any) -> list[Found]:
    """Those that the account itself wrote, and not as an answer to somebody."""
    try:
        own = [
            entry["post"]
            for entry in feed["feed"]
            if not entry.get("reason") and not entry["post"]["record"].get("reply")
        ]
        return [post_of(post) for post in own]
    except UNREADABLE as error:
        raise ValidationError("The answer is not as Bluesky writes posts.") from error


def post_of(post: dict[str, Any]) -> Found:
    record = post["record"]
    key = post["uri"].rpartition("/")[2]
    return Found(
        url=web_address(f"https://bsky.app/profile/{post['author']['did']}/post/{key}"),
        text=tidy(record["text"]),
        posted_at=moment(record["createdAt"]),
        language=language((record.get("langs") or [""])[0]),
        warning=tidy(", ".join(labels_of(post))),
    )


def labels_of(post: dict[str, Any]) -> list[str]:
    """What the author or the service warns of, such as “graphic media”."""
    own = (post["record"].get("labels") or {}).get("values", [])
    labels = [*own, *post.get("labels", [])]
    return sorted(
        {label["val"].lstrip("!").replace("-", " ") for label in labels if not label.get("neg")}
    )
