"""Asks a Mastodon server for the public posts of one of its accounts."""

from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError

from home.posts.asking import UNREADABLE, Answered, account_in, answer_at, as_json
from home.posts.words import Found, language, moment, plain, tidy, web_address
from home.profiles import Profile


def posts_of(profile: Profile, *, account: str, unless: dict[str, str]) -> Answered:
    root = f"https://{profile.host}/api/v1/accounts"
    account = account or account_of(f"{root}/lookup?acct={quote(profile.name)}")
    wanted = "limit=40&exclude_replies=true&exclude_reblogs=true"
    answer = answer_at(f"{root}/{account}/statuses?{wanted}", unless)
    return Answered(read(as_json(answer.body)), answer.headers, account)


def account_of(url: str) -> str:
    try:
        return account_in(as_json(answer_at(url, {}).body))
    except UNREADABLE as error:
        raise ValidationError("This server does not answer as Mastodon does.") from error


def read(statuses: Any) -> list[Found]:
    """Those that the account itself wrote for everybody, and not as an answer to somebody."""
    try:
        own = [
            status
            for status in statuses
            if status["visibility"] == "public"
            and not status["reblog"]
            and not status["in_reply_to_id"]
        ]
        return [post_of(status) for status in own]
    except UNREADABLE as error:
        raise ValidationError("This server does not answer as Mastodon does.") from error


def post_of(status: dict[str, Any]) -> Found:
    return Found(
        url=web_address(status["url"]),
        text=plain(status["content"]),
        posted_at=moment(status["created_at"]),
        language=language(status.get("language")),
        # `sensitive` alone is about pictures, which are not shown.
        warning=tidy(status["spoiler_text"]),
    )
